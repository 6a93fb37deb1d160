"""Where and when an employer waits for a person: on their offer, in their message, changed as easily as it was said."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.messages import gsm, told
from registry.messages.catalogue import catalogue, measured
from registry.messages.models import Outgoing
from registry.organisations.states import EmployerState
from registry.placements.models import Referral
from tests.registry.placements.market import Market, new_employer, new_market
from tests.web.candidate.walk import send, words_of
from tests.web.conftest import AsRole

DAY = {
    "on_day": "2",
    "on_month": "3",
    "on_year": "2027",
    "at_time": "14:30",
    "place": "Hotel Ficticio, Cobán",
}


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def referral(session: Session, market: Market) -> Referral:
    return market.refer(session, market.people[0])[0]


def told_of(session: Session, code: str) -> list[dict[str, str]]:
    told.tell_new(session)
    rows = session.scalars(select(Outgoing).where(Outgoing.code == code).order_by(Outgoing.id))
    return [json.loads(row.values) for row in rows]


def test_the_day_is_on_the_offer_and_in_the_message_and_can_change(
    as_role: AsRole, session: Session, market: Market, referral: Referral
) -> None:
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    person = as_role(Role.CANDIDATE, candidate=market.people[0])
    people = f"/empleador/vacantes/{market.vacancy.public_id}/personas"
    page, offer = f"{people}/{referral.public_id}/entrevista", f"/mi/ofertas/{referral.public_id}"
    assert send(buyer, page, DAY).status_code == 422, "before they said yes there is no interview"
    person.post(f"{offer}/consent")
    buyer.post(f"{people}/{referral.public_id}/interview")
    past = send(buyer, page, DAY | {"on_year": "2020"})
    assert past.status_code == 422 and "Hotel Ficticio" in past.text
    assert send(buyer, page, DAY | {"place": "x" * 121}).status_code == 422
    assert "Hotel Ficticio" not in person.get(offer).text
    assert send(buyer, page, DAY).status_code == 303
    shown = words_of(person.get(offer).text)
    assert "2 de marzo de 2027, 14:30 Hotel Ficticio, Cobán" in shown and "La entrevista es gratis" in shown
    assert told_of(session, "interview_day") == [
        {"name": "Primera", "day": "02/03/2027", "time": "14:30", "place": "Hotel Ficticio, Cobán"}
    ]
    assert told_of(session, "stage_interview") == [], "one message says both"
    assert 'value="14:30"' in buyer.get(page).text
    assert send(buyer, page, DAY | {"at_time": "16:00"}).status_code == 303
    assert [one["time"] for one in told_of(session, "interview_day")] == ["14:30", "16:00"]
    assert "16:00" in buyer.get(people).text
    assert "La empresa le llama" not in shown and "El día y la hora están abajo" in shown
    assert (
        send(buyer, page, DAY | {"place": "Kilómetro 14 de la Calzada Roosevelt, Mixco"}).status_code == 303
    )
    assert told_of(session, "interview_day")[-1]["place"] == "vea su oferta"
    measure = measured(catalogue().kind("interview_day").es.sms)
    assert measure.signs is not None and measure.signs <= gsm.LONGEST


def test_a_telephone_of_the_family_does_not_say_where_nor_what_for() -> None:
    instead = catalogue().kind(catalogue().kind("interview_day").shared or "")
    assert "place" not in instead.values and "entrevista" not in instead.es.sms


def test_nobody_else_sets_it(as_role: AsRole, session: Session, market: Market, referral: Referral) -> None:
    other = as_role(Role.EMPLOYER, employer_id=new_employer(session).id)
    page = f"/empleador/vacantes/{market.vacancy.public_id}/personas/{referral.public_id}/entrevista"
    assert other.get(page).status_code == other.post(page, data=DAY).status_code == 404


def test_neither_a_way_to_call_nor_message_after_message(
    as_role: AsRole, session: Session, market: Market, referral: Referral
) -> None:
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    as_role(Role.CANDIDATE, candidate=market.people[0]).post(f"/mi/ofertas/{referral.public_id}/consent")
    people = f"/empleador/vacantes/{market.vacancy.public_id}/personas"
    buyer.post(f"{people}/{referral.public_id}/interview")
    page = f"{people}/{referral.public_id}/entrevista"
    for place in (
        "Llame al 5555-1234",
        "Escriba a +502 (5555) 1234",
        "www.trabajo-ya.com",
        "jefe@rancho.test",
        "bit.ly/x",
    ):
        refused = send(buyer, page, DAY | {"place": place})
        assert refused.status_code == 422 and "Escriba solo el lugar" in refused.text, place
    for _again in range(2):
        assert send(buyer, page, DAY | {"place": "6a avenida 11-77, zona 10, oficina 502"}).status_code == 303
    assert len(told_of(session, "interview_day")) == 1, "what did not change is not told twice"
    for hour in (15, 16, 17):
        assert send(buyer, page, DAY | {"at_time": f"{hour}:00"}).status_code == 303
    enough = send(buyer, page, DAY | {"at_time": "18:00"})
    assert enough.status_code == 422 and "muchas veces" in enough.text and "18:00" in enough.text
    market.employer.state = EmployerState.SUSPENDED
    session.commit()
    assert "no puede llamar a nadie" in send(buyer, page, DAY).text
    assert [one["time"] for one in told_of(session, "interview_day")] == ["14:30", "17:00"], "only what holds"

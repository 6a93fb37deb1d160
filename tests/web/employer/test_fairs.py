"""An employer reads to which fairs it is invited, answers, and when somebody comes; names stand elsewhere."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.mail import has_template
from registry import clock, events
from registry.access import Role
from registry.fairs import interviews, queries, service
from registry.fairs.models import Fair, FairStand
from registry.messages import recipients
from tests.factories import new_account
from tests.registry.placements.market import Market, new_employer, new_market
from tests.web.candidate.walk import send, words_of
from tests.web.conftest import AsRole

PAGE = "/empleador/ferias"


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def invited(session: Session, market: Market) -> tuple[Fair, FairStand]:
    actor = new_account(session, Role.COUNSELLOR, centre="Centro ficticio").actor()
    fair = service.plan(
        session, actor, title="Feria de Cobán", municipality="1601", place="Salón", starts_on=clock.today(),
        starts_at_time=time(0, 5), ends_at_time=time(23, 55), minutes_each=30,
    )  # fmt: skip
    return fair, service.invite_vacancy(session, actor, fair, market.vacancy)


def test_the_employer_says_yes_and_sees_when_somebody_comes(
    as_role: AsRole, session: Session, market: Market
) -> None:
    fair, stand = invited(session, market)
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    (told,) = events.of_record(session, "fair_stand", stand.public_id)
    assert has_template("fair_stand", "invite") and recipients.of(session, told), "by mail"
    assert "ferias por responder" in words_of(buyer.get("/empleador").text)
    assert "Invitada, sin respuesta" in words_of(buyer.get(PAGE).text)
    assert send(buyer, PAGE, {}, to=f"{PAGE}/{stand.public_id}/accept").status_code == 303
    actor = new_account(session, Role.COUNSELLOR, centre="Centro ficticio").actor()
    service.change(session, actor, fair, "publish")
    first, second = market.people[0], market.people[2]
    for number, person in enumerate((first, second)):
        service.arrive(session, actor, fair, person)
        interviews.book(session, actor, fair, stand, person, queries.times(fair)[number])
    (referral,) = market.refer(session, first)
    as_role(Role.CANDIDATE, candidate=first).post(f"/mi/ofertas/{referral.public_id}/consent")
    page = buyer.get(PAGE).text
    assert page.count("<li>") >= 2 and f"/empleador/vacantes/{market.vacancy.public_id}/personas" in page
    assert "Primera" not in page and "Tercera" not in page, (
        "to read a name is logged, and this page logs nothing"
    )
    assert send(buyer, PAGE, {}, to=f"{PAGE}/{stand.public_id}/turn_down").status_code == 303
    assert "No viene" in words_of(buyer.get(PAGE).text)


def test_nobody_answers_for_another_employer(as_role: AsRole, session: Session, market: Market) -> None:
    _fair, stand = invited(session, market)
    other = as_role(Role.EMPLOYER, employer_id=new_employer(session, "Otra LLC (ficticia)").id)
    assert "Feria de Cobán" not in other.get(PAGE).text
    for verb in ("accept", "turn_down"):
        assert send(other, PAGE, {}, to=f"{PAGE}/{stand.public_id}/{verb}").status_code == 404
    own = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    assert send(own, PAGE, {}, to=f"{PAGE}/{stand.public_id}/come").status_code == 404, "the centre's verb"
    assert session.scalars(select(FairStand.state)).one() == "invited"

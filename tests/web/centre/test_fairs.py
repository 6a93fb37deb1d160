"""A fair from the plan to the figures: who is invited in which order, who came, and what each interview came to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.candidates import safety
from registry.candidates.code import grouped
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import answer
from registry.candidates.service import give_consent
from registry.fairs import queries
from registry.fairs.models import Fair, FairArrival, FairInterview, FairInvitation, FairStand
from registry.messages import optin
from registry.messages.models import Outgoing
from tests.registry.placements.market import Market, new_employer, new_market, new_person, new_vacancy
from tests.web.candidate.walk import send, words_of

PAGE = "/centro/ferias"


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def sent(day: date | None = None, **changes: str) -> dict[str, str]:
    day = day or clock.today()
    return {
        "title": "Feria de Sololá",
        "municipality": "0701",
        "place": "Salón municipal, frente al parque",
        "starts_on_day": str(day.day),
        "starts_on_month": str(day.month),
        "starts_on_year": str(day.year),
        "starts_at_time": "09:00",
        "ends_at_time": "10:00",
        "minutes_each": "20",
    } | changes


def planned(browser, **changes: Any) -> str:
    answer = send(browser, f"{PAGE}/nueva", sent(**changes))
    assert answer.status_code == 303, words_of(answer.text)
    return answer.headers["location"]


def with_stand(browser, session: Session, market: Market, page: str) -> FairStand:
    """The employer of the market says that it comes."""
    assert send(browser, page, {"vacancy": market.vacancy.public_id}, to=f"{page}/invite").status_code == 303
    stand = session.scalars(select(FairStand)).one()
    assert send(browser, page, {}, to=f"{page}/stands/{stand.public_id}/come").status_code == 303
    return stand


def published(browser, session: Session, market: Market) -> tuple[str, FairStand]:
    page = planned(browser)
    stand = with_stand(browser, session, market, page)
    assert send(browser, page, {}, to=f"{page}/publish").status_code == 303
    return page, stand


def code_of(person: Candidate) -> str:
    return grouped(person.code)


def test_nobody_is_told_before_it_is_published(counsellor, client, session: Session, market: Market) -> None:
    page = planned(counsellor)
    public = "/ferias/" + page.rpartition("/")[2]
    alone = send(counsellor, page, {}, to=f"{page}/publish")
    assert alone.status_code == 422 and "al menos una empresa" in words_of(alone.text)
    with_stand(counsellor, session, market, page)
    assert client.get(public).status_code == 404 and "Sololá" not in client.get("/ferias").text
    send(counsellor, page, {}, to=f"{page}/publish")
    listed, read = words_of(client.get("/ferias").text), words_of(client.get(public).text)
    assert "Feria de Sololá" in listed and "09:00–10:00" in listed and "gratis" in listed
    assert "Rancho Verde LLC" in read and "Corte de café" in read and "No necesita invitación." in read
    for person in market.people:
        assert person.given_names not in read
    without = send(counsellor, page, {"reason": ""}, to=f"{page}/cancel")
    assert without.status_code == 422
    assert send(counsellor, page, {"reason": "Llueve mucho"}, to=f"{page}/cancel").status_code == 303
    assert "ya no se hace" in client.get(public).text and "Sololá" not in client.get("/ferias").text


def test_people_are_invited_in_the_order_of_the_list_if_they_said_yes_to_messages(
    counsellor, session: Session, market: Market
) -> None:
    page, stand = published(counsellor, session, market)
    address = f"{page}/vacantes/{stand.public_id}"
    shown = words_of(counsellor.get(address).text)
    assert shown.index("Primera F. P.") < shown.index("Tercera F. P.") < shown.index("Cuarta F. P.")
    assert "Segunda" not in shown, "who said no to messages is not written to"
    assert send(counsellor, address, {"count": "2"}, to=f"{address}/invite").status_code == 303
    invited = session.scalars(select(FairInvitation).order_by(FairInvitation.rank)).all()
    names = [session.get_one(Candidate, one.candidate_id).given_names for one in invited]
    assert names == ["Primera", "Tercera"]
    messages = session.scalars(select(Outgoing).where(Outgoing.code == "fair_invitation")).all()
    assert {one.candidate_id for one in messages} == {one.candidate_id for one in invited}
    again = words_of(counsellor.get(address).text)
    assert "Primera" not in again and "Cuarta F. P." in again
    send(counsellor, address, {"count": "50"}, to=f"{address}/invite")
    none = send(counsellor, address, {"count": "1"}, to=f"{address}/invite")
    assert none.status_code == 422 and "No queda nadie" in words_of(none.text)
    assert len(session.scalars(select(FairInvitation.id)).all()) == 3


def test_the_invited_are_told_that_a_fair_is_off(counsellor, session: Session, market: Market) -> None:
    page, stand = published(counsellor, session, market)
    address = f"{page}/vacantes/{stand.public_id}"
    send(counsellor, address, {"count": "2"}, to=f"{address}/invite")
    assert send(counsellor, page, {"reason": "Llueve mucho"}, to=f"{page}/cancel").status_code == 303
    invited = set(session.scalars(select(FairInvitation.candidate_id)))
    told = session.scalars(select(Outgoing).where(Outgoing.code == "fair_off")).all()
    assert {one.candidate_id for one in told} == invited
    assert all("Llueve" not in one.values and "Salón municipal" in one.values for one in told)
    before = session.scalars(select(Outgoing.delivery).where(Outgoing.code == "fair_invitation")).all()
    assert set(before) == {"cancelled"}, "no invitation goes out to what is off"


def test_any_way_that_somebody_agreed_to_is_enough_and_quiet_people_are_left_alone(
    counsellor, session: Session, market: Market
) -> None:
    page, stand = published(counsellor, session, market)
    by_whatsapp, by_mail, quiet, without_address = (
        new_person(session, name, months=100, agrees_to=(Purpose.REGISTER, Purpose.SHARE_PROFILE))
        for name in ("Wendy", "Elena", "Quieta", "Nadia")
    )
    for person, purpose in (
        (by_whatsapp, Purpose.MESSAGES_WHATSAPP),
        (by_mail, Purpose.MESSAGES_EMAIL),
        (quiet, Purpose.MESSAGES_WHATSAPP),
        (without_address, Purpose.MESSAGES_EMAIL),
    ):
        yes = answer(purpose, is_given=True, how=How.SCREEN)
        give_consent(session, person.actor(), person, yes)
    optin.keep_email(session, by_mail, "elena@example.org")
    safety.keep(session, quiet.actor(), quiet, is_quiet=True, contact=None)
    session.flush()
    people = session.scalars(select(Candidate)).all()
    assert optin.reachable(session, people) == {one.id for one in people if optin.agreed(session, one)}
    address = f"{page}/vacantes/{stand.public_id}"
    shown = words_of(counsellor.get(address).text)
    assert "Wendy" in shown and "Elena" in shown and "Quieta" not in shown and "Nadia" not in shown
    send(counsellor, address, {"count": "50"}, to=f"{address}/invite")
    invited = set(session.scalars(select(FairInvitation.candidate_id)))
    assert {by_whatsapp.id, by_mail.id} < invited
    assert not {quiet.id, without_address.id} & invited


@pytest.mark.parametrize("count", ["0", "201", "todas", ""])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_bad_number_invites_nobody(counsellor, session: Session, market: Market, count: str) -> None:
    page, stand = published(counsellor, session, market)
    address = f"{page}/vacantes/{stand.public_id}"
    assert send(counsellor, address, {"count": count}, to=f"{address}/invite").status_code == 422
    assert session.scalar(select(FairInvitation.id)) is None


def test_arriving_by_the_code_of_the_slip_shows_a_first_name_alone(
    counsellor, session: Session, market: Market
) -> None:
    page, _stand = published(counsellor, session, market)
    person = market.people[1]
    code = code_of(person)
    for text in (code, code.lower().replace("-", " "), f"https://sendero.example/estado/{code}"):
        answer = send(counsellor, f"{page}/dia", {"code": text}, to=f"{page}/arrive")
        assert answer.status_code == 200 and "Llegada anotada." in answer.text
        read = words_of(answer.text)
        assert "Segunda" in read and "Ficticia" not in read and "5555" not in read
    assert len(session.scalars(select(FairArrival.id)).all()) == 1, "said three times it is one arrival"
    in_address = words_of(counsellor.get(f"{page}/dia", params={"codigo": code_of(market.people[2])}).text)
    assert "Tercera" not in in_address, "a code in an address opens nothing"
    wrong = send(counsellor, f"{page}/dia", {"code": "7K2P-9XQ4-Z"}, to=f"{page}/arrive")
    assert wrong.status_code == 422 and "Ese código no abre nada" in words_of(wrong.text)


def arrived(browser, page: str, person: Candidate) -> None:
    assert send(browser, f"{page}/dia", {"code": code_of(person)}, to=f"{page}/arrive").status_code == 200


def booking(fair: Fair, stand: FairStand, person: Candidate, at: int) -> dict[str, str]:
    return {
        "code": code_of(person),
        "slot": f"{stand.public_id} {queries.times(fair)[at].isoformat()}",
    }


def test_interviews_have_times_and_results_in_plain_words(
    counsellor, session: Session, market: Market
) -> None:
    page, stand = published(counsellor, session, market)
    fair = session.scalars(select(Fair)).one()
    day, book = f"{page}/dia", f"{page}/book"
    assert len(queries.times(fair)) == 3
    first, second = market.people[0], market.people[2]
    absent = send(counsellor, day, booking(fair, stand, first, 0), to=book)
    assert absent.status_code == 422 and "que la persona llegó" in words_of(absent.text)
    arrived(counsellor, page, first)
    arrived(counsellor, page, second)
    assert send(counsellor, day, booking(fair, stand, first, 0), to=book).status_code == 303
    taken = send(counsellor, day, booking(fair, stand, second, 0), to=book)
    assert taken.status_code == 422 and "ya está dada" in words_of(taken.text)
    twice = send(counsellor, day, booking(fair, stand, first, 1), to=book)
    assert twice.status_code == 422 and "ya tiene hora con esa vacante" in words_of(twice.text)
    odd = booking(fair, stand, second, 1) | {"slot": f"{stand.public_id} 2026-01-01T03:07:00-06:00"}
    assert send(counsellor, day, odd, to=book).status_code == 422
    for bad in (f"{stand.public_id} 2026-99-99T99:99:99", stand.public_id, "x" * 500):
        assert send(counsellor, day, odd | {"slot": bad}, to=book).status_code == 422
    shown = send(counsellor, day, {"code": code_of(second)}, to=f"{page}/arrive").text
    offered = re.findall(r'<option value="(\w+ [^"]+)"', shown)
    assert booking(fair, stand, second, 0)["slot"] not in offered, "who was given it has it"
    assert booking(fair, stand, second, 1)["slot"] in offered
    assert send(counsellor, day, booking(fair, stand, second, 1), to=book).status_code == 303
    one, other = session.scalars(select(FairInterview).order_by(FairInterview.id)).all()
    results = f"{page}/interviews/{one.public_id}/result"
    no_reason = send(counsellor, day, {"result": "not_selected"}, to=results)
    assert no_reason.status_code == 422 and "Diga por qué no" in words_of(no_reason.text)
    assert '<option value="not_selected" selected>' in no_reason.text and 'id="why-error"' in no_reason.text
    told = {"result": "not_selected", "why": "experience"}
    assert send(counsellor, day, told, to=results).status_code == 303
    assert send(counsellor, day, {}, to=f"{page}/interviews/{other.public_id}/cancel").status_code == 303
    assert "El trabajo pide más experiencia" in words_of(counsellor.get(day).text)
    ((own, _fair),) = queries.own_interviews(session, first.actor())
    assert (own.result, own.why) == ("not_selected", "experience")
    session.refresh(stand)
    assert len(queries.free_times(session, fair, stand)) == 2, "what was cancelled is free again"


def test_nobody_sits_at_two_tables_at_once(counsellor, session: Session, market: Market) -> None:
    page, stand = published(counsellor, session, market)
    fair = session.scalars(select(Fair)).one()
    other = new_vacancy(session, new_employer(session, "Otra LLC (ficticia)"))
    send(counsellor, page, {"vacancy": other.public_id}, to=f"{page}/invite")
    second = session.scalars(select(FairStand).where(FairStand.vacancy_id == other.id)).one()
    person = market.people[0]
    arrived(counsellor, page, person)
    not_coming = send(counsellor, f"{page}/dia", booking(fair, second, person, 0), to=f"{page}/book")
    assert not_coming.status_code == 422 and "no viene a la feria" in words_of(not_coming.text)
    send(counsellor, page, {}, to=f"{page}/stands/{second.public_id}/come")
    assert send(counsellor, page, booking(fair, stand, person, 0), to=f"{page}/book").status_code == 303
    busy = send(counsellor, f"{page}/dia", booking(fair, second, person, 0), to=f"{page}/book")
    assert busy.status_code == 422 and "ya tiene otra entrevista" in words_of(busy.text)


def test_figures_hide_groups_under_five(counsellor, session: Session, market: Market) -> None:
    page, _stand = published(counsellor, session, market)
    for n in range(5):
        arrived(counsellor, page, new_person(session, f"Persona{n}", sex="F"))
    arrived(counsellor, page, new_person(session, "Hombre", sex="M"))
    figures = dict(queries.summary(session, session.scalars(select(Fair)).one()))
    assert (figures["arrived"], figures["arrived_women"], figures["invited"]) == (6, 5, 0)
    assert figures["arrived_men"] is None
    assert "Llegaron, hombres menos de 5" in words_of(counsellor.get(page).text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on_year": "2020"}, "no puede ser antes de hoy"),
        ({"starts_on_year": "2190"}, "más de dos años"),
        ({"ends_at_time": "08:00"}, "después de la hora de abrir"),
        ({"minutes_each": "1"}, "más bajo"),
        ({"municipality": "9999"}, "Hay un problema"),
        ({"title": ""}, "Hay un problema"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plan_typed_wrong_stays(counsellor, session: Session, changes: dict[str, str], words: str) -> None:
    refused = send(counsellor, f"{PAGE}/nueva", sent() | changes)
    assert refused.status_code == 422 and words in words_of(refused.text)
    assert "Salón municipal" in refused.text and session.scalar(select(Fair.id)) is None


def test_before_the_day_nobody_arrives_and_another_centre_finds_nothing(
    counsellor, as_role, session: Session, market: Market
) -> None:
    page = planned(counsellor, day=clock.today() + timedelta(days=7))
    with_stand(counsellor, session, market, page)
    send(counsellor, page, {}, to=f"{page}/publish")
    early = send(counsellor, f"{page}/dia", {"code": code_of(market.people[0])}, to=f"{page}/arrive")
    assert early.status_code == 422 and "todavía no llega" in words_of(early.text)
    colleague = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    assert colleague.get(page).status_code == 200
    elsewhere = as_role(Role.COUNSELLOR, centre="CAPMiR Huehuetenango")
    for browser in (elsewhere, as_role(Role.OFFICER), as_role(Role.EMPLOYER)):
        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/dia").status_code == 404
        assert browser.post(f"{page}/cancel", data={"reason": "porque sí"}).status_code == 404

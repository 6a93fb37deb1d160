"""A person reads on their own page when and where they are awaited, also when no message could tell them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import words
from registry import clock
from registry.access import Role
from registry.candidates.consents import Purpose
from registry.fairs import queries as fairs
from registry.fairs.models import Fair
from registry.holdings import dossier
from registry.holdings.people_tables import pointing_at
from registry.messages.models import Outgoing
from tests.registry.placements.market import Market, new_market, new_person
from tests.web.candidate.walk import send, words_of
from tests.web.centre import test_fairs as fair_day
from tests.web.centre.test_appointments import SECRET, booked


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def test_who_said_no_to_messages_reads_the_next_appointment(counsellor, as_role, session: Session) -> None:
    person = new_person(session, "Silvia", agrees_to=(Purpose.REGISTER,))
    tomorrow = clock.today() + timedelta(days=1)
    day = {"on_day": str(tomorrow.day), "on_month": str(tomorrow.month), "on_year": str(tomorrow.year)}
    booked(counsellor, session, person, kind="papers", place="Ventanilla 3", at_time="14:15", **day)
    assert session.scalars(select(Outgoing)).all() == [], "nothing was sent to her"
    own = as_role(Role.CANDIDATE, candidate=person)
    for path in ("/mi", "/mi/citas"):
        shown = words_of(own.get(path).text)
        assert "14:15" in shown and "Ventanilla 3" in shown, path
    other = as_role(Role.CANDIDATE, candidate=new_person(session, "Otra"))
    assert "Ventanilla 3" not in other.get("/mi").text + other.get("/mi/citas").text


def test_the_note_of_a_centre_is_read_by_the_person(counsellor, as_role, session: Session) -> None:
    person = new_person(session, "María Elena")
    one = booked(counsellor, session, person)
    page = f"/centro/citas/{one.public_id}"
    send(counsellor, page, {}, to=f"{page}/attend")
    send(counsellor, page, {"note": f"{SECRET} <b>x</b>"}, to=f"{page}/note")
    own = as_role(Role.CANDIDATE, candidate=person)
    shown = own.get("/mi/citas").text
    assert SECRET in shown and "Usted vino" in shown and "<b>x" not in shown
    assert SECRET in own.get("/mi/mi-archivo").text
    assert SECRET not in own.get("/mi").text, "the first page can be read over a shoulder"
    gone = booked(counsellor, session, person, at_time="10:45")
    send(counsellor, page, {}, to=f"/centro/citas/{gone.public_id}/cancel")
    assert "Cancelada: ya no vaya" in own.get("/mi/citas").text and "10:45" not in own.get("/mi").text


def test_a_fair_with_its_interview_and_what_came_of_it(
    counsellor, as_role, session: Session, market: Market
) -> None:
    page, stand = fair_day.published(counsellor, session, market)
    address = f"{page}/vacantes/{stand.public_id}"
    send(counsellor, address, {"count": "1"}, to=f"{address}/invite")
    person = market.people[0]
    own = as_role(Role.CANDIDATE, candidate=person)
    for path in ("/mi", "/mi/citas"):
        assert "Feria de Sololá" in own.get(path).text and "09:00" in own.get(path).text
    fair = session.scalars(select(Fair)).one()
    day = f"{page}/dia"
    send(counsellor, day, {"code": fair_day.code_of(person)}, to=f"{page}/arrive")
    send(counsellor, day, fair_day.booking(fair, stand, person, 1), to=f"{page}/book")
    for path in ("/mi", "/mi/citas"):
        shown = words_of(own.get(path).text)
        assert "Entrevista: 09:20" in shown and "Rancho Verde LLC" in shown, path
    ((interview, _fair),) = fairs.own_interviews(session, person.actor())
    told = {"result": "not_selected", "why": "experience"}
    send(counsellor, day, told, to=f"{page}/interviews/{interview.public_id}/result")
    shown = words_of(own.get("/mi/citas").text)
    assert "no sigue con usted esta vez" in shown and "El trabajo pide más experiencia." in shown
    uninvited = as_role(Role.CANDIDATE, candidate=market.people[2])
    assert "Feria de Sololá" not in uninvited.get("/mi/citas").text


def test_a_fair_that_is_off_says_so_to_the_invited(
    counsellor, as_role, session: Session, market: Market
) -> None:
    page, stand = fair_day.published(counsellor, session, market)
    address = f"{page}/vacantes/{stand.public_id}"
    send(counsellor, address, {"count": "1"}, to=f"{address}/invite")
    send(counsellor, page, {"reason": "Llueve mucho"}, to=f"{page}/cancel")
    own = as_role(Role.CANDIDATE, candidate=market.people[0])
    for path in ("/mi", "/mi/citas"):
        assert "Esta feria ya no se hace." in own.get(path).text


def test_fairs_are_found_from_the_first_page_and_from_where_one_checks(client, as_role, session) -> None:
    own = as_role(Role.CANDIDATE, candidate=new_person(session, "Ana"))
    for browser, path in ((client, "/"), (client, "/verificar"), (own, "/mi"), (own, "/mi/citas")):
        assert 'href="/ferias"' in browser.get(path).text, path


def test_the_own_page_has_few_doors_and_every_address_stays_in_reach(as_role, session: Session) -> None:
    own = as_role(Role.CANDIDATE, candidate=new_person(session, "Ana"))
    first, more = own.get("/mi").text, own.get("/mi/mas").text
    assert first.count('class="sd-card"') <= 6
    for path in (
        "ofertas", "citas", "vacantes", "caminos", "en-guatemala", "perfil", "certificados", "papeles", "datos",
        "mi-archivo", "hoja", "seguridad", "avisos", "consentimientos",
    ):  # fmt: skip
        assert f'href="/mi/{path}"' in first + more, path
    assert 'href="/mi/mas"' in first


# Shown in words of their own on the page of the file.
_SHOWN = {
    "candidate",
    "candidate_language",
    "candidate_skill",
    "consent",
    "referral",
    "shortlist_entry",
    "work_history",
}


def test_the_page_of_the_file_names_everything_that_the_file_holds() -> None:
    held = {table.name for table, _column in pointing_at("candidate")}
    named = {name.removeprefix("holding.") for name in words.WORDS if name.startswith("holding.")}
    assert held - _SHOWN - set(dossier.LEFT_OUT) - named == set()

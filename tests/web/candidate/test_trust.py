"""What a person is promised about their data: nothing optional is needed, a permission can be shown again years later,
the file names every table that it holds, and no firm can take anything away."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import routes, words
from app.public.privacy import told
from registry import clock
from registry.access import PUBLIC, Role
from registry.candidates import queries, service
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate, Consent
from registry.candidates.registration import Registration, answer
from registry.holdings import dossier
from registry.holdings.people_tables import pointing_at
from registry.retention.periods import periods
from tests.registry.candidates.people import registration
from tests.registry.placements.market import new_market
from tests.web.conftest import AsRole

# Shown with words of their own on the page of the file, not among the counts.
_IN_WORDS = {
    "work_history",
    "candidate_skill",
    "candidate_language",
    "consent",
    "referral",
    "shortlist_entry",
}


@pytest.fixture
def person(session: Session) -> Candidate:
    return service.register(session, PUBLIC, registration())[0]


def test_every_table_that_can_be_in_a_file_is_shown_or_named() -> None:
    possible = {table.name for table, _column in pointing_at("candidate")} | {
        table.name for table, _column in pointing_at("referral")
    }
    unnamed = {
        name
        for name in possible - _IN_WORDS - set(dossier.LEFT_OUT) - {"candidate"}
        if f"holding.{name}" not in words.WORDS
    }
    assert unnamed == set()


def test_a_permission_is_shown_again_years_later_with_its_own_words(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    given = session.query(Consent).filter_by(candidate_id=person.id, purpose="register").one()
    assert given.text == in_force()[Purpose.REGISTER].text("es")
    # The text of the day: as if another one were in force since.
    given.text, given.text_version = "Palabras de aquel día.", "0-2020"
    session.flush()
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        page = as_role(Role.CANDIDATE, candidate=person).get("/mi/mi-archivo").text
    for said in ("Palabras de aquel día.", "0-2020", words.word(given.how, "consent.how")):
        assert said in page
    held = dossier.file_of(session, person.actor(), person)["tables"]["consent"]
    shown = next(one for one in held if one["text"] == "Palabras de aquel día.")
    assert {"text_version", "at", "how", "is_given"} <= shown.keys()


def test_registering_needs_no_optional_answer(session: Session, as_role: AsRole) -> None:
    bare = Registration(
        given_names="Ana", surnames="Pop", consents=[answer(Purpose.REGISTER, is_given=True, how=How.SCREEN)]
    )
    found, code = service.register(session, PUBLIC, bare)
    assert code and queries.own(session, found.actor()).consents
    browser = as_role(Role.CANDIDATE, candidate=found)
    for path in ("/mi", "/mi/datos", "/mi/consentimientos", "/mi/mi-archivo", "/mi/vacantes", "/mi/ofertas"):
        assert browser.get(path).status_code == 200, path


def test_permissions_of_messages_stand_beside_the_others(
    session: Session, as_role: AsRole, person: Candidate
) -> None:
    browser = as_role(Role.CANDIDATE, candidate=person)
    title = in_force()[Purpose.MESSAGES_WHATSAPP].title("es")
    assert title not in browser.get("/mi/consentimientos").text
    given = answer(Purpose.MESSAGES_WHATSAPP, is_given=True, how=How.SCREEN)
    service.give_consent(session, person.actor(), queries.own(session, person.actor()), given)
    assert title in browser.get("/mi/consentimientos").text


def test_the_page_about_data_is_linked_everywhere_and_tells_each_period(client: TestClient) -> None:
    assert 'href="/privacidad"' in client.get("/verificar").text
    page = client.get("/privacidad").text
    for one in told():
        assert words.word(one.what, "period") in page, one.what
    of_people = {table.name for table, _column in pointing_at("candidate")} - {"candidate", "tick"}
    said = {table for one in told() for table in one.tables}
    internal = {"candidate_key", "candidate_merge", "likely_pair", "companion", "web_session", "plan_place"}
    kept_by_number = {"fair_delivery", "paper_sheet", "half_typed"}
    assert of_people - said - internal - kept_by_number == set()
    assert len(told()) < len(periods())
    english = client.get("/privacidad?lang=en", follow_redirects=True).text
    assert "What we cannot protect" in english


def test_firms_take_nothing_away(session: Session, as_role: AsRole, client: TestClient) -> None:
    """No address of an employer or agency promises a copy; the page of people says why, and has no button to print."""
    market = new_market(session)
    market.refer(session, market.people[0])
    browser = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    page = browser.get(f"/empleador/vacantes/{market.vacancy.public_id}/personas")
    assert page.status_code == 200 and "artículo 64" in page.text
    assert "data-print" not in page.text and "attachment" not in page.headers.get("content-disposition", "")
    paths = [row["path"] for row in routes.table(client.app)]  # type: ignore[arg-type]
    firms = [path for path in paths if path.startswith(("/empleador", "/agencia"))]
    assert len(firms) > 30
    words_of_copies = ("export", ".csv", ".xlsx", ".json", "imprimir", "descargar", "hand_over")
    assert [path for path in firms if any(word in path for word in words_of_copies)] == []


def test_open_data_hold_nothing_of_people(session: Session, client: TestClient) -> None:
    """The register's files, as of now: no name, telephone, code or number of anybody who registered or was referred."""
    market = new_market(session)
    market.refer(session, market.people[0])
    session.flush()
    markers = [
        value
        for one in market.people
        for value in (one.given_names, one.surnames, one.phone, one.code, one.public_id)
        if value
    ]
    assert len(markers) >= 16
    for path in (
        "/datos/agencias.csv",
        "/datos/agencias.json",
        "/datos/huellas.jsonl",
        "/datos",
        "/datos/huellas",
    ):
        answered = client.get(path)
        assert answered.status_code == 200
        found = [one for one in markers if one in answered.text]
        assert found == [], path
    assert json.loads(client.get("/datos/agencias.json").text)["agencies"] is not None

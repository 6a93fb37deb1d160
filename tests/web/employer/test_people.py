"""What an employer or agency sees of the people proposed: no name before their consent, none after it is taken back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import events
from registry.access import Role
from tests.registry.placements.market import (
    Market,
    new_agency,
    new_employer,
    new_market,
    new_vacancy,
)
from tests.web.conftest import AsRole


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def referral(session: Session, market: Market) -> str:
    return market.refer(session, market.people[0])[0].public_id


@pytest.fixture
def people(market: Market) -> str:
    return f"/empleador/vacantes/{market.vacancy.public_id}/personas"


@pytest.fixture
def buyer(as_role: AsRole, market: Market) -> TestClient:
    return as_role(Role.EMPLOYER, employer_id=market.employer.id)


@pytest.fixture
def person(as_role: AsRole, market: Market) -> TestClient:
    return as_role(Role.CANDIDATE, candidate=market.people[0])


IDENTITY = ("Primera", "Ficticia Prueba", "5555 0199", "55550199", "1601", "Cobán", "Alta Verapaz", "1994")
SCORES = ("de 100", "puntos", "score")


def test_before_anybody_was_proposed(buyer: TestClient, people: str) -> None:
    assert "Todavía no hay personas propuestas" in buyer.get(people).text


def test_the_story_of_a_name(buyer: TestClient, person: TestClient, people: str, referral: str) -> None:
    """Masked, consented, opened, taken back: the name is on the page in the third part and nowhere else."""
    masked = buyer.get(people).text
    assert "Cortador de café, 3 años" in masked
    assert not [text for text in (*IDENTITY, *SCORES) if text in masked]
    assert buyer.post(f"{people}/{referral}/disclose").status_code == 404
    person.post(f"/mi/ofertas/{referral}/consent")
    agreed = buyer.get(people).text
    assert "Ver nombre y teléfono" in agreed
    assert not [text for text in IDENTITY if text in agreed]
    assert buyer.post(f"{people}/{referral}/disclose").status_code == 303
    opened = buyer.get(people).text
    assert "Primera Ficticia Prueba" in opened and "5555 0199" in opened
    assert not [text for text in (*IDENTITY[4:], *SCORES) if text in opened]
    person.post(f"/mi/ofertas/{referral}/decline")
    closed = buyer.get(people).text
    assert not [text for text in IDENTITY if text in closed]
    assert buyer.post(f"{people}/{referral}/disclose").status_code == 404


def test_the_person_sees_who_read_their_name(
    buyer: TestClient, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    buyer.post(f"{people}/{referral}/disclose")
    assert "Una empresa" in person.get("/mi/datos").text


def test_a_permission_taken_back_among_the_permissions_closes_the_name_too(
    buyer: TestClient, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    buyer.post(f"{people}/{referral}/disclose")
    withdrawals = re.findall(
        r'action="(/mi/consentimientos/\w+/withdraw)"', person.get("/mi/consentimientos").text
    )
    assert person.post(withdrawals[-1]).status_code == 303
    page = buyer.get(people).text
    assert "Primera" not in page
    assert "Usted dijo que no" in person.get(f"/mi/ofertas/{referral}").text


def test_leaving_the_registry_closes_the_name_too(
    buyer: TestClient, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    buyer.post(f"{people}/{referral}/disclose")
    assert person.post("/mi/withdraw").status_code == 303
    page = buyer.get(people).text
    assert "Primera" not in page and "La persona no quiso" in page


def test_interview_select_and_reject(
    buyer: TestClient, person: TestClient, people: str, referral: str
) -> None:
    assert "Seleccionar" not in buyer.get(people).text
    person.post(f"/mi/ofertas/{referral}/consent")
    assert buyer.post(f"{people}/{referral}/interview").status_code == 303
    assert "En entrevista" in buyer.get(people).text
    assert buyer.post(f"{people}/{referral}/select").status_code == 303
    assert "El Ministerio confirma la colocación" in buyer.get(people).text
    refused = buyer.post(f"{people}/{referral}/reject", data={"reason": ""})
    assert (
        refused.status_code == 422
        and 'id="reason-error"' in refused.text
        and 'href="#reason"' in refused.text
    )
    assert buyer.post(f"{people}/{referral}/reject", data={"reason": "No llegó a la cita"}).status_code == 303
    page = buyer.get(people).text
    assert "No seleccionada" in page and "Ver nombre y teléfono" not in page


def test_the_employer_does_not_place(
    buyer: TestClient, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    buyer.post(f"{people}/{referral}/select")
    assert buyer.post(f"{people}/{referral}/place").status_code == 404
    assert buyer.post(f"/ministerio/propuestas/{referral}/place").status_code == 404


def test_another_employer_finds_nothing(
    as_role: AsRole, session: Session, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    stranger = as_role(Role.EMPLOYER, employer_id=new_employer(session, "Otra Finca").id)
    assert stranger.get(people).status_code == 404
    for verb in ("disclose", "interview", "select", "reject"):
        assert stranger.post(f"{people}/{referral}/{verb}", data={"reason": "prueba"}).status_code == 404


def test_the_address_must_be_that_of_the_vacancy(
    buyer: TestClient, session: Session, market: Market, person: TestClient, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    other = new_vacancy(session, market.employer)
    assert buyer.post(f"/empleador/vacantes/{other.public_id}/personas/{referral}/select").status_code == 404


def test_the_agency_that_acts_sees_the_cards_and_other_agencies_nothing(
    as_role: AsRole, session: Session
) -> None:
    agency = new_agency(session)
    market = new_market(session, agency=agency)
    market.refer(session, market.people[0])
    address = f"/empleador/vacantes/{market.vacancy.public_id}/personas"
    assert "Persona 1" in as_role(Role.AGENCY, agency_id=agency.id).get(address).text
    assert as_role(Role.AGENCY, agency_id=new_agency(session).id).get(address).status_code == 404


def test_there_is_no_way_to_take_the_list_away(buyer: TestClient, people: str, referral: str) -> None:
    page = buyer.get(people).text
    assert "data-print" not in page and ".csv" not in page and ".xlsx" not in page
    for ending in (".csv", "/export", "?format=csv"):
        found = buyer.get(people + ending)
        assert found.status_code == 404 or "text/html" in found.headers["content-type"]


def test_the_reading_of_a_name_is_in_the_log(
    buyer: TestClient, session: Session, person: TestClient, people: str, referral: str
) -> None:
    person.post(f"/mi/ofertas/{referral}/consent")
    buyer.post(f"{people}/{referral}/disclose")
    told = events.of_record(session, "referral", referral)[-1]
    assert told.verb == "disclose" and told.actor.startswith("employer:")
    assert "Primera" not in str(told.data)

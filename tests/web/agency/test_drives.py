"""/agencia/jornadas and /jornadas: an agency announces where it looks for people; everybody reads it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import SYSTEM, Role
from registry.drives import service
from registry.organisations.holds import Cause, hold
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy
from tests.registry.placements.market import new_agency, new_employer, new_vacancy
from tests.web.conftest import AsRole

PAGE = "/agencia/jornadas"


@pytest.fixture
def agency(session: Session) -> Agency:
    return new_agency(session)


@pytest.fixture
def vacancy(session: Session, agency: Agency) -> Vacancy:
    return new_vacancy(session, new_employer(session), agency=agency)


@pytest.fixture
def browser(as_role: AsRole, agency: Agency) -> TestClient:
    return as_role(Role.AGENCY, agency_id=agency.id)


def sent(vacancy: Vacancy, **changes: str) -> dict[str, str]:
    day = service.earliest()
    return {
        "vacancy": vacancy.public_id,
        "municipality": "0501",
        "place": "Salón municipal, frente al parque",
        "starts_on_day": str(day.day),
        "starts_on_month": str(day.month),
        "starts_on_year": str(day.year),
        "starts_at_time": "09:30",
    } | changes


def test_announced_everybody_reads_it_and_that_it_is_free(
    browser: TestClient, vacancy: Vacancy, agency: Agency, client: TestClient
) -> None:
    assert browser.post(f"{PAGE}/announce", data=sent(vacancy)).status_code == 303
    shown = client.get("/jornadas").text
    assert "Salón municipal" in shown and "09:30" in shown and "Gratuito" in shown
    assert f"/verificar/{agency.registry_no}" in shown and agency.legal_name in shown


def test_nothing_typed_is_lost(browser: TestClient, vacancy: Vacancy) -> None:
    answer = browser.post(
        f"{PAGE}/announce", data=sent(vacancy, starts_on_year="2020", starts_at_time="25:99")
    )
    assert answer.status_code == 422
    assert 'value="25:99"' in answer.text and "Salón municipal" in answer.text
    soon = browser.post(f"{PAGE}/announce", data=sent(vacancy, starts_on_year="2020"))
    assert soon.status_code == 422 and "3 días hábiles" in soon.text


def test_an_agency_on_hold_announces_nothing_and_its_drives_are_gone(
    browser: TestClient, vacancy: Vacancy, agency: Agency, client: TestClient, session: Session
) -> None:
    browser.post(f"{PAGE}/announce", data=sent(vacancy))
    hold(session, SYSTEM, agency, Cause.COMPLAINT, source="case:x")
    assert "Salón municipal" not in client.get("/jornadas").text
    refused = browser.post(f"{PAGE}/announce", data=sent(vacancy))
    assert refused.status_code == 422 and "algo pendiente con el Ministerio" in refused.text


def test_another_agencys_vacancy_does_not_exist(browser: TestClient, session: Session) -> None:
    other = new_vacancy(session, new_employer(session), agency=new_agency(session))
    assert browser.post(f"{PAGE}/announce", data=sent(other)).status_code == 404

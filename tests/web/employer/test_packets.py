"""/empleador/informes: an employer asks for a report on an agency; whoever is shown it can check it."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import clock
from registry.access import Role
from registry.organisations.models import Agency
from registry.organisations.states import AgencyState
from registry.vacancies.models import Vacancy
from tests.registry.placements.market import new_employer, new_vacancy
from tests.web.conftest import AsRole

PAGE = "/empleador/informes"


@pytest.fixture
def agency(session: Session) -> Agency:
    made = Agency(
        legal_name="Agencia Luna, S.A. (ficticia)",
        registry_no="R-9123",
        state=AgencyState.REGISTERED,
        applied_at=clock.now(),
        is_fictitious=True,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def vacancy(session: Session, agency: Agency) -> Vacancy:
    return new_vacancy(session, new_employer(session), agency=agency)


@pytest.fixture
def browser(as_role: AsRole, vacancy: Vacancy) -> TestClient:
    return as_role(Role.EMPLOYER, employer_id=vacancy.employer_id)


def made(browser: TestClient, agency: Agency, vacancy: Vacancy | None = None) -> str:
    """The address of a new report."""
    data = {"registry_no": str(agency.registry_no), "vacancy": vacancy.public_id if vacancy else ""}
    answer = browser.post(f"{PAGE}/make", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_page_json_and_public_check_agree(
    browser: TestClient, agency: Agency, vacancy: Vacancy, client: TestClient
) -> None:
    address = made(browser, agency, vacancy)
    page, file = browser.get(address).text, browser.get(f"{address}/json")
    digest = hashlib.sha256(file.content).hexdigest()
    number = address.rsplit("/", 1)[1]
    check = client.get(f"/verificar/informe/{number}").text
    assert digest in page and digest in check
    assert vacancy.number in page and agency.legal_name in check
    assert "attachment" in file.headers["content-disposition"]
    assert file.json()["agency"]["status"] == "registered"


def test_it_never_calls_an_agency_safe(browser: TestClient, agency: Agency) -> None:
    page = browser.get(made(browser, agency)).text.lower()
    assert "no es una recomendación" in page
    assert "segura" not in page and "verificada" not in page and "confiable" not in page


def test_a_number_nobody_has_is_said_and_kept(browser: TestClient) -> None:
    answer = browser.post(f"{PAGE}/make", data={"registry_no": "R-7777", "vacancy": ""})
    assert answer.status_code == 422 and "no está en el registro" in answer.text and "R-7777" in answer.text


def test_a_made_up_report_is_not_found(client: TestClient) -> None:
    assert client.get("/verificar/informe/abcdefghjkmnpqrstuvw").status_code == 404


def test_another_employer_cannot_open_it(
    browser: TestClient, agency: Agency, as_role: AsRole, session: Session
) -> None:
    address = made(browser, agency)
    other = as_role(Role.EMPLOYER, employer_id=new_employer(session, "Otra LLC").id)
    assert other.get(address).status_code == 404 and other.get(f"{address}/json").status_code == 404
    assert (
        other.post(
            f"{PAGE}/make", data={"registry_no": str(agency.registry_no), "vacancy": "nada"}
        ).status_code
        == 404
    )

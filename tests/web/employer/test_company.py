"""Employers apply, agencies name those they act for; who is verified stays who they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import clock
from registry.access import Role
from registry.accounts import queries as accounts
from registry.organisations.models import Agency, Employer, Mandate
from tests.registry.vacancies.offers import officer, verified
from tests.web.conftest import AsRole

pytestmark = pytest.mark.usefixtures("frozen_now")

COMPANY = {
    "legal_name": "Peach Hollow LLC", "country": "US", "official_id": "58-1234567", "activity": "Durazno",
    "city": "Vidalia", "contact_name": "Ann Peach", "contact_email": "ann@example.org",
    "contact_phone": "+1 912 555 0199",
}  # fmt: skip


def test_an_employer_applies_and_gets_a_link(client: TestClient, session: Session) -> None:
    assert client.get("/empleadores/solicitud").status_code == 200
    answer = client.post("/empleadores/solicitud/datos", data=COMPANY)
    assert answer.status_code == 303
    sent = client.get(answer.headers["location"]).text
    assert "/invitacion/" in sent
    account = accounts.by_email(session, "ann@example.org")
    assert account is not None and account.role == Role.EMPLOYER
    employer = session.get_one(Employer, account.employer_id)
    assert (employer.state, employer.official_id) == ("applied", "58-1234567")


def test_a_known_address_gets_the_same_answer_and_makes_nothing(client: TestClient, session: Session) -> None:
    client.post("/empleadores/solicitud/datos", data=COMPANY)
    again = client.post("/empleadores/solicitud/datos", data=COMPANY | {"legal_name": "Otra LLC"})
    assert again.headers["location"] == "/empleadores/solicitud/enviada"
    assert session.query(Employer).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"legal_name": ""}, "Escriba o elija una respuesta."),
        ({"contact_email": "ann"}, "correo"),
        ({"contact_phone": "doce"}, "teléfono"),
        ({"country": "ZZ"}, "Elija una de las opciones."),
        ({"country": "ZZZZ"}, "Revise cómo está escrito."),
    ],
)
def test_a_bad_application_is_said_and_kept(
    client: TestClient, session: Session, changes: dict[str, str], said: str
) -> None:
    answer = client.post("/empleadores/solicitud/datos", data=COMPANY | changes)
    assert answer.status_code == 422
    assert said in answer.text and "58-1234567" in answer.text
    assert session.query(Employer).count() == 0


def test_who_was_verified_stays_who_they_are(
    browser: TestClient, employer: Employer, session: Session
) -> None:
    verified(session, officer(session), employer)
    mine = {name: getattr(employer, name) or "" for name in (*COMPANY, "trade_name", "address")}
    assert browser.post("/empleador/empresa/keep", data=mine | {"city": "Mazatenango"}).status_code == 303
    assert employer.city == "Mazatenango"
    refused = browser.post("/empleador/empresa/keep", data=mine | {"legal_name": "Otra, S.A."})
    assert refused.status_code == 422 and "ya se verificó" in refused.text


@pytest.fixture
def agency(session: Session) -> Agency:
    made = Agency(
        legal_name="Agencia Prueba, S.A.", nit="5550001", applied_at=clock.now(), state="registered",
        registry_no="R-0001", valid_from=clock.today(), is_fictitious=True,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


PERMISSION: dict[str, Any] = {
    "statement": "Nos autoriza a escribir sus vacantes de 2026.",
    "given_by": "Ann Peach, dueña",
    "given_on_day": "1",
    "given_on_month": "3",
    "given_on_year": "2026",
}


def test_an_agency_names_who_it_acts_for(as_role: AsRole, agency: Agency, session: Session) -> None:
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    assert "Todavía no representa a ninguna empresa." in browser.get("/empleador").text
    assert "Registre primero la empresa" in browser.get("/empleador/vacantes").text
    assert "Falta una empresa" in browser.get("/empleador/vacantes/nueva").text
    answer = browser.post("/empleador/empresas/introduce", data=COMPANY | PERMISSION)
    assert answer.status_code == 303, answer.text
    assert "Peach Hollow LLC" in browser.get("/empleador/empresas").text
    mandate = session.query(Mandate).one()
    assert mandate.agency_id == agency.id
    started = browser.post(
        "/empleador/vacantes/start", data={"scheme": "H2A", "employer": _employer(session).public_id}
    )
    assert started.status_code == 303
    assert browser.get("/empleador").status_code == 200


def _employer(session: Session) -> Employer:
    return session.query(Employer).one()


@pytest.mark.parametrize(
    "changes", [{"statement": "sí"}, {"given_on_year": "2027"}, {"given_by": ""}, {"contact_phone": "x"}]
)
def test_a_permission_nobody_could_check_is_refused(
    as_role: AsRole, agency: Agency, session: Session, changes: dict[str, str]
) -> None:
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    answer = browser.post("/empleador/empresas/introduce", data=COMPANY | PERMISSION | changes)
    assert answer.status_code == 422 and "Peach Hollow LLC" in answer.text
    assert session.query(Employer).count() == 0


def test_an_employer_represents_nobody(browser: TestClient) -> None:
    assert browser.get("/empleador/empresas").status_code == 404
    assert browser.post("/empleador/empresas/introduce", data=COMPANY | PERMISSION).status_code == 404

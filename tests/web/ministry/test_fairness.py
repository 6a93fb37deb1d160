"""The Ministry's pages of how lists treat groups: policy by two people, both orders, panel, audit, other weights."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import clock
from registry.access import Role
from registry.fairness.models import FairnessPolicy
from registry.proposals.models import Proposal
from registry.shortlists.models import Entry, Shortlist
from tests.registry.placements.market import Market, new_market, new_person
from tests.web.conftest import AsRole

POLICY = {
    "mode": "order", "traits": ["sex"], "share": "1", "alpha": "0,5", "reason": "Las listas dejan atrás a las mujeres.",
}  # fmt: skip


def today() -> dict[str, str]:
    now = clock.today()
    return {"starts_on_day": str(now.day), "starts_on_month": str(now.month), "starts_on_year": str(now.year)}


@pytest.fixture
def officer(as_role: AsRole) -> TestClient:
    return as_role(Role.OFFICER)


@pytest.fixture
def market(session: Session) -> Market:
    found = new_market(session)
    for at in range(6):
        new_person(session, f"Hombre {at}", sex="M", months=60 + at)
    return found


def put_in_force(officer: TestClient, as_role: AsRole) -> None:
    answer = officer.post("/ministerio/equidad/H2A/propose", data=POLICY | today())
    assert answer.status_code == 303, answer.text
    page = as_role(Role.SUPERVISOR)
    assert "Orden justo" in page.get(answer.headers["location"]).text
    agreed = page.post(answer.headers["location"] + "/approve", data={"reason": "De acuerdo."})
    assert agreed.status_code == 303, agreed.text


def ranked(officer: TestClient, market: Market) -> str:
    answer = officer.post(f"/ministerio/vacantes/{market.vacancy.public_id}/rank")
    return officer.get(answer.headers["location"]).text


def list_of(session: Session) -> str:
    found = session.scalars(select(Shortlist.public_id).order_by(Shortlist.id.desc())).first()
    assert found
    return found


def test_a_policy_is_proposed_on_its_page_and_approved_by_another(
    officer: TestClient, as_role: AsRole, session: Session
) -> None:
    assert "Nadie ha decidido: se informa" in officer.get("/ministerio/equidad").text
    put_in_force(officer, as_role)
    page = officer.get("/ministerio/equidad/H2A").text
    assert "Orden justo" in page and "Sexo" in page and "parte mínima 1, margen 0.5" in page
    assert session.scalars(select(FairnessPolicy.approved_by_id)).one() is not None
    assert session.scalars(select(Proposal.state)).one() == "approved"


def test_what_was_typed_stays_beside_what_is_wrong(officer: TestClient) -> None:
    refused = officer.post("/ministerio/equidad/H2A/propose", data=POLICY | today() | {"share": "3"})
    assert refused.status_code == 422
    assert 'href="#share"' in refused.text and 'value="3"' in refused.text
    assert officer.post("/ministerio/equidad/SAWP/propose", data=POLICY).status_code == 404


def test_a_supervisor_reads_the_policy_and_does_not_propose(as_role: AsRole) -> None:
    page = as_role(Role.SUPERVISOR).get("/ministerio/equidad/H2A")
    assert page.status_code == 200 and "Proponer otra política" not in page.text


def test_the_officer_sees_both_orders_and_the_panel(
    officer: TestClient, as_role: AsRole, market: Market
) -> None:
    assert "sin orden justo" not in ranked(officer, market)
    put_in_force(officer, as_role)
    page = ranked(officer, market)
    assert "Orden justo: en cada tramo" in page and "sin orden justo: 7" in page
    assert "Por azar" in page and "Regresó de trabajar fuera" not in page and "Solo ha trabajado aquí" in page


def test_switched_off_the_list_has_no_figures(officer: TestClient, as_role: AsRole, market: Market) -> None:
    answer = officer.post("/ministerio/equidad/H2A/propose", data=POLICY | {"mode": "off"} | today())
    as_role(Role.DIRECTOR).post(answer.headers["location"] + "/approve", data={"reason": "De acuerdo."})
    page = ranked(officer, market)
    assert "Por azar" not in page and "apagó estas cifras" in page


def test_repeating_a_fair_list_says_it_is_the_same(
    officer: TestClient, as_role: AsRole, session: Session, market: Market
) -> None:
    put_in_force(officer, as_role)
    ranked(officer, market)
    page = officer.get(
        f"/ministerio/vacantes/{market.vacancy.public_id}/lista/{list_of(session)}/replay"
    ).text
    assert "la lista sale igual" in page and "Huella de la lista" in page


def test_with_other_weights_the_page_says_who_moves_and_stores_nothing(
    officer: TestClient, session: Session, market: Market
) -> None:
    ranked(officer, market)
    path = f"/ministerio/vacantes/{market.vacancy.public_id}/lista/{list_of(session)}/pesos"
    form = officer.get(path).text
    assert form.count("govuk-input--width-5") == 6 and 'value="40"' in form
    before = session.scalars(select(Entry.rank).order_by(Entry.id)).all()
    points = {
        "skills_required": 10,
        "occupation": 0,
        "experience": 90,
        "skills_desired": 0,
        "wishes": 0,
        "languages": 0,
    }
    page = officer.get(path, params=points).text
    assert "cambiarían de lugar" in page or "cambiaría de lugar" in page
    assert "Tiempo trabajado:" in page
    assert session.scalars(select(Entry.rank).order_by(Entry.id)).all() == before
    assert len(session.scalars(select(Shortlist.id)).all()) == 1
    refused = officer.get(path, params=points | {"wishes": 5})
    assert refused.status_code == 422 and "suman 105" in refused.text and 'value="90"' in refused.text
    assert officer.get(path, params=points | {"wishes": "muchos"}).status_code == 422


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DIRECTOR])
def test_who_may_not_see_individuals_reads_the_panel_masked(
    officer: TestClient, as_role: AsRole, session: Session, market: Market, role: Role
) -> None:
    ranked(officer, market)
    reader = as_role(role)
    page = reader.get(f"/ministerio/equidad/listas/{list_of(session)}").text
    assert "muy pocas personas: sin cifras" in page and "Abrir la lista con sus personas" not in page
    assert not re.search(r"Mujeres</th>\s*<td[^>]*numeric", page), "four women"
    assert market.vacancy.number in reader.get("/ministerio/equidad").text
    assert (
        "Abrir la lista con sus personas"
        in officer.get(f"/ministerio/equidad/listas/{list_of(session)}").text
    )


def test_the_audit_is_a_file_for_auditor_and_director(
    officer: TestClient, as_role: AsRole, market: Market
) -> None:
    ranked(officer, market)
    year = clock.today().year
    for role in (Role.AUDITOR, Role.DIRECTOR):
        reader = as_role(role)
        assert f"/ministerio/equidad/informe/{year}" in reader.get("/ministerio/equidad").text
        answer = reader.get(f"/ministerio/equidad/informe/{year}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
        assert "attachment" in answer.headers["content-disposition"]
        assert all(int(line.split(",")[6]) >= 5 for line in answer.text.splitlines()[1:])
    assert officer.get(f"/ministerio/equidad/informe/{year}").status_code == 404
    assert "/informe/" not in officer.get("/ministerio/equidad").text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMIN, Role.COUNSELLOR, Role.EMPLOYER])
def test_nobody_else_finds_these_pages(as_role: AsRole, market: Market, role: Role) -> None:
    scope = {"employer_id": market.employer.id} if role is Role.EMPLOYER else {}
    client = as_role(role, **scope)
    assert client.get("/ministerio/equidad").status_code == 404
    assert client.get("/ministerio/equidad/H2A").status_code == 404

"""The Ministry's pages of plans for all open vacancies and of learned weights, and who goes together at the centre."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import Role
from registry.learning.models import RankingModel
from registry.plans import companions
from registry.plans.models import Plan
from tests.factories import new_account
from tests.registry.learning.stored_model import store_model
from tests.registry.placements.market import Market, new_market, new_vacancy
from tests.web.conftest import AsRole

WHY = "Se revisó con las dos unidades."


@pytest.fixture
def market(session: Session) -> Market:
    found = new_market(session)
    new_vacancy(session, found.employer, seats=1)
    return found


@pytest.fixture
def officer(as_role: AsRole) -> TestClient:
    return as_role(Role.OFFICER)


def made(officer: TestClient) -> str:
    answer = officer.post("/ministerio/asignaciones/make", data={"scheme": "H2A", "country": ""})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_an_officer_makes_a_plan_and_reads_why(officer: TestClient, market: Market) -> None:
    page = officer.get(made(officer)).text
    assert "Ningún otro plan posible" in page and "El mejor par primero" in page
    assert page.count('class="sd-person"') == 3
    assert "es la vacante que mejor le queda" in page
    assert f"/ministerio/vacantes/{market.vacancy.public_id}/lista" in page
    assert "Con listas separadas" in page


def test_nobody_is_named_on_it_and_nobody_is_proposed(officer: TestClient, market: Market) -> None:
    page = officer.get(made(officer)).text
    for person in market.people:
        assert person.given_names not in page
    assert market.people[0].public_id in page
    assert "Primera" not in officer.get("/ministerio/propuestas").text


def test_the_plan_comes_out_the_same_again(officer: TestClient, market: Market) -> None:
    assert "el plan sale igual: las mismas 3 personas" in officer.get(f"{made(officer)}/replay").text


def test_without_open_vacancies_the_page_says_so(officer: TestClient) -> None:
    answer = officer.post("/ministerio/asignaciones/make", data={})
    assert answer.status_code == 422 and "No hay vacantes abiertas" in answer.text
    assert "Todavía no hay planes" in officer.get("/ministerio/asignaciones").text


def test_the_list_of_plans_leads_to_each(officer: TestClient, market: Market, session: Session) -> None:
    where = made(officer)
    assert session.scalars(select(Plan)).one().public_id in where
    page = officer.get("/ministerio/asignaciones").text
    assert where in page and "H-2A" in page


# ---------------------------------------------------------------- learned weights


@pytest.fixture
def model(session: Session) -> RankingModel:
    return store_model(session, new_account(session, Role.OFFICER))


def test_too_few_outcomes_are_told_with_numbers(officer: TestClient) -> None:
    answer = officer.post("/ministerio/modelo/train")
    assert answer.status_code == 422
    assert "Hay 0 resultados y se necesitan 400" in answer.text


def test_the_card_tells_figures_groups_and_limits(officer: TestClient, model: RankingModel) -> None:
    page = officer.get(f"/ministerio/modelo/{model.public_id}").text
    for told in ("0.610", "0.700", "Mujeres", "No peor", "600 resultados de 700 propuestas", "prejuicios"):
        assert told in page, told


def test_a_model_that_is_worse_for_a_group_cannot_be_proposed(
    officer: TestClient, session: Session, as_role: AsRole
) -> None:
    worse = store_model(session, new_account(session, Role.OFFICER), is_offered=False)
    where = f"/ministerio/modelo/{worse.public_id}"
    page = officer.get(where).text
    assert "No se ofrece" in page and f"{where}/propose" not in page
    assert "No se ofrece" in officer.post(f"{where}/propose", data={"reason": WHY}).text


def test_proposed_approved_switched_on_and_off_by_those_whose_act_it_is(
    officer: TestClient, session: Session, as_role: AsRole, model: RankingModel
) -> None:
    where = f"/ministerio/modelo/{model.public_id}"
    assert officer.post(f"{where}/propose", data={"reason": WHY}).status_code == 303
    supervisor, director = as_role(Role.SUPERVISOR), as_role(Role.DIRECTOR)
    waiting = supervisor.get("/ministerio/aprobaciones").text
    assert "Aprobar pesos aprendidos" in waiting
    proposal = waiting.partition("/ministerio/aprobaciones/")[2].partition('"')[0]
    answer = supervisor.post(f"/ministerio/aprobaciones/{proposal}/approve", data={"reason": WHY})
    assert answer.status_code == 303, answer.text
    assert "switch_on" not in supervisor.get(where).text
    assert director.post(f"{where}/switch_on", data={"reason": WHY}).status_code == 303
    assert "Hoy ordena el modelo" in officer.get("/ministerio/modelo").text
    assert supervisor.post(f"{where}/switch_off", data={"reason": WHY}).status_code == 303
    assert "Ningún modelo está encendido" in officer.get("/ministerio/modelo").text


# ---------------------------------------------------------------- at the centre


def test_a_counsellor_writes_down_that_two_go_together(
    session: Session, as_role: AsRole, market: Market
) -> None:
    counsellor = as_role(Role.COUNSELLOR)
    first, second, *_ = market.people
    for one, other in ((first, second), (second, first)):
        where = f"/centro/personas/{one.public_id}"
        assert (
            counsellor.post(f"{where}/name_companion", data={"companion_code": other.code}).status_code == 404
        )
        counsellor.post(f"{where}/identify", data={"reason": "Están aquí los dos."})
        answer = counsellor.post(f"{where}/name_companion", data={"companion_code": other.code})
        assert answer.status_code == 303, answer.text
    assert companions.couples(session) == [(first.public_id, second.public_id)]
    assert "Van juntas o no va ninguna" in counsellor.get(f"/centro/personas/{first.public_id}").text
    counsellor.post(f"/centro/personas/{first.public_id}/forget_companion")
    assert companions.couples(session) == []


def test_a_wrong_code_is_told_and_kept(session: Session, as_role: AsRole, market: Market) -> None:
    counsellor = as_role(Role.COUNSELLOR)
    where = f"/centro/personas/{market.people[0].public_id}"
    counsellor.post(f"{where}/identify", data={"reason": "Está aquí."})
    answer = counsellor.post(f"{where}/name_companion", data={"companion_code": "7K2P"})
    assert answer.status_code == 422 and "Ese código no es de otra persona" in answer.text
    assert 'value="7K2P"' in answer.text

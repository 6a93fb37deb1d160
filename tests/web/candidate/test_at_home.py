"""Work at home: safe places, trainings that open vacancies, the directory that a centre keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.candidates import identity, safety
from registry.errors import NotAllowed
from registry.holdings import dossier
from registry.trainings import queries, service
from registry.trainings.models import Cost, Training
from registry.vacancies.models import Vacancy
from tests.factories import new_account
from tests.registry.placements.market import Market, new_market, new_person, new_vacancy
from tests.web.candidate.walk import send


@pytest.fixture
def market(session: Session) -> Market:
    made = new_market(session)
    made.vacancy = new_vacancy(
        session, made.employer, country="GT", region=None, also_at=("GT-13", "GT-1301")
    )
    at_home = session.get_one(Vacancy, made.vacancy.id)
    at_home.title, at_home.country, at_home.region = "Corte de café en casa", "GT", None
    made.people = [new_person(session, "Una", countries=["GT", "US"], months=36, machete=False)]
    session.flush()
    return made


@pytest.fixture
def own(as_role, market: Market):
    return as_role(Role.CANDIDATE, candidate=market.people[0])


def new_training(session: Session, **changes) -> Training:
    counsellor = new_account(session, Role.COUNSELLOR).actor()
    told: dict[str, Any] = {
        "title": "Machete sin peligro (ficticio)", "provider": "Centro de prueba", "skills": ["skill:machete"],
        "cost": Cost.FREE, "source": "Folleto", "source_on": date(2026, 1, 5),
    }  # fmt: skip
    return service.note(session, counsellor, **(told | changes))


def test_only_jobs_at_home_and_none_where_it_is_not_safe(own, market: Market, session: Session) -> None:
    page = own.get("/mi/en-guatemala").text
    assert "Corte de café en casa" in page and page.count('class="sd-job"') == 1
    sent = {"municipality": "GT-1301"}
    assert send(own, "/mi/en-guatemala/lugares", sent).headers["location"] == "/mi/en-guatemala"
    page = own.get("/mi/en-guatemala").text
    assert "Corte de café en casa" not in page and "Quitamos 1 lugar" in page
    held = own.get("/mi/en-guatemala/lugares").text
    assert "Huehuetenango, Huehuetenango" in held
    assert send(own, "/mi/en-guatemala/lugares", {}).status_code == 303
    assert "Corte de café en casa" in own.get("/mi/en-guatemala").text


@pytest.mark.parametrize("sent", [{"department": "GT-99"}, {"municipality": "US-GA"}, {"places": ["x"]}])
def test_a_place_that_does_not_exist(own, market: Market, session: Session, sent: dict) -> None:
    assert send(own, "/mi/en-guatemala/lugares", sent).status_code == 422
    assert safety.unsafe_places(session, market.people[0]) == []


def test_no_staff_reads_where_somebody_is_not_safe(own, as_role, market: Market, session: Session) -> None:
    person = market.people[0]
    send(own, "/mi/en-guatemala/lugares", {"department": "GT-13"})
    counsellor = new_account(session, Role.COUNSELLOR).actor()
    identity.identify(session, counsellor, person, reason="Pide su archivo")
    assert "places" not in dossier.file_of(session, counsellor, person)["tables"]["safety"][0]
    assert dossier.file_of(session, person.actor(), person)["tables"]["safety"][0]["places"] == "GT-13"
    officer = as_role(Role.OFFICER)
    assert "GT-13" not in officer.get(f"/ministerio/personas/{person.public_id}").text


def test_trainings_that_open_jobs_with_cost_source_and_date(own, session: Session) -> None:
    new_training(session)
    new_training(session, title="Lejos", department="13")
    new_training(session, title="Otra cosa", skills=["skill:licence-welder"])
    page = own.get("/mi/en-guatemala").text
    assert "Machete sin peligro" in page and "Gratis" in page and "Folleto, 5 de enero de 2026" in page
    assert "Lejos" in page and "Otra cosa" not in page
    send(own, "/mi/en-guatemala/lugares", {"department": "GT-13"})
    assert "Lejos" not in own.get("/mi/en-guatemala").text


def test_a_counsellor_keeps_the_directory(as_role, own, session: Session) -> None:
    counsellor = as_role(Role.COUNSELLOR, centre="Centro Norte")
    sent = {
        "title": "Machete", "provider": "Centro", "skills": "skill:machete", "cost": "unknown", "source": "Llamada",
        "source_on_day": "5", "source_on_month": "1", "source_on_year": "2026",
    }  # fmt: skip
    for wrong in (
        {"skills": ""},
        {"skills": "skill:nada"},
        {"cost": "cheap"},
        {"source": ""},
        {"source_on_year": "2199"},
    ):
        assert send(counsellor, "/centro/cursos", sent | wrong, to="/centro/cursos/note").status_code == 422
    assert send(counsellor, "/centro/cursos", sent, to="/centro/cursos/note").status_code == 303
    made = session.scalars(select(Training)).one()
    assert (
        "Llamada" in counsellor.get("/centro/cursos").text
        and "No se sabe. Pregunte antes." in own.get("/mi/en-guatemala").text
    )
    assert send(counsellor, "/centro/cursos", to=f"/centro/cursos/{made.public_id}/retire").status_code == 303
    assert queries.directory(session) == [] and len(queries.directory(session, with_retired=True)) == 1
    assert send(counsellor, "/centro/cursos", to=f"/centro/cursos/{'x' * 20}/retire").status_code == 404


def test_nobody_else_keeps_it(own, as_role, session: Session, market: Market) -> None:
    for actor in (market.people[0].actor(), market.officer.actor(), market.buyer.actor()):
        with pytest.raises(NotAllowed):
            service.note(
                session, actor, title="x", provider="x", skills=["skill:machete"], cost=Cost.FREE, source="x",
                source_on=date(2026, 1, 1),
            )  # fmt: skip
    assert own.get("/centro/cursos").status_code == 404

"""What a person sees of the jobs offered to them, and what their answer does."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import moves
from registry.access import Role
from registry.candidates.models import Consent
from registry.placements.models import Referral
from registry.vacancies.states import VacancyState
from tests.registry.placements.market import Market, new_market, new_person, new_vacancy
from tests.web.conftest import AsRole


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def offer(session: Session, market: Market) -> str:
    (referral,) = market.refer(session, market.people[0])
    return f"/mi/ofertas/{referral.public_id}"


@pytest.fixture
def person(as_role: AsRole, market: Market) -> TestClient:
    return as_role(Role.CANDIDATE, candidate=market.people[0])


def test_without_offers_the_page_says_so(as_role: AsRole, market: Market) -> None:
    page = as_role(Role.CANDIDATE, candidate=market.people[3]).get("/mi/ofertas").text
    assert "Todavía no tiene ofertas" in page


def test_the_offer_in_plain_words(person: TestClient, offer: str) -> None:
    assert "Corte de café" in person.get("/mi/ofertas").text
    page = person.get(offer).text
    assert "14.50 dólares por hora" in page and "Georgia" in page and "1 de marzo de 2099" in page
    assert "No pague a nadie" in page and "No lo dice. Pregunte antes de decir que sí." in page
    assert "Ya trabajó en esto" in page and "Sabe: Machete" in page
    assert "Si dice que sí" in page and "Si dice que no" in page
    assert "La empresa es Rancho Verde LLC (ficticia). Puede ver mi nombre" in page


def test_no_score_is_shown_to_the_person(person: TestClient, offer: str) -> None:
    page = person.get(offer).text + person.get("/mi/vacantes").text
    assert "de 100" not in page and "puntos" not in page


def test_saying_yes_keeps_the_words_and_can_be_taken_back(
    person: TestClient, session: Session, market: Market, offer: str
) -> None:
    assert person.post(f"{offer}/consent").status_code == 303
    page = person.get(offer).text
    assert "Usted dijo que sí" in page and "Quitar mi permiso" in page
    assert person.post(f"{offer}/decline").status_code == 303
    assert "Usted dijo que no" in person.get(offer).text
    kept = session.scalars(select(Consent).where(Consent.vacancy_id == market.vacancy.id)).one()
    assert kept.withdrawn_at is not None and "Rancho Verde" in kept.text
    assert person.post(f"{offer}/consent").status_code == 422, "a no is a no; a new offer is a new question"


def test_the_words_are_kept_in_the_language_they_were_read_in(
    person: TestClient, session: Session, market: Market, offer: str
) -> None:
    assert "may see my name" in person.get(f"{offer}?lang=en").text
    person.post(f"{offer}/consent")
    assert (
        "may see my name"
        in session.scalars(select(Consent.text).where(Consent.vacancy_id.is_not(None))).one()
    )


def test_saying_no_tells_the_employer_nothing(
    person: TestClient, as_role: AsRole, session: Session, market: Market, offer: str
) -> None:
    assert person.post(f"{offer}/decline").status_code == 303
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    page = buyer.get(f"/empleador/vacantes/{market.vacancy.public_id}/personas").text
    assert "La persona no quiso" in page and "café, " not in page and "Primera" not in page


def test_an_offer_of_somebody_else_does_not_exist(as_role: AsRole, market: Market, offer: str) -> None:
    other = as_role(Role.CANDIDATE, candidate=market.people[1])
    assert other.get(offer).status_code == 404
    assert other.post(f"{offer}/consent").status_code == 404
    assert other.post(f"{offer}/decline").status_code == 404


def test_a_vacancy_that_closed_takes_no_yes_but_a_no(
    person: TestClient, session: Session, market: Market, offer: str
) -> None:
    moves.move(session, market.officer.actor(), market.vacancy, "close", reason="prueba")
    page = person.get(offer).text
    assert "Sí, acepto" not in page and "No quiero este trabajo" in page
    refused = person.post(f"{offer}/consent")
    assert refused.status_code == 422 and "Hay un problema" in refused.text
    assert session.scalars(select(Consent).where(Consent.vacancy_id == market.vacancy.id)).all() == []
    assert market.vacancy.state == VacancyState.CLOSED


def test_jobs_that_fit_with_why_and_what_is_missing(
    person: TestClient, session: Session, market: Market, offer: str
) -> None:
    new_vacancy(session, market.employer, country="ES", region=None)
    page = person.get("/mi/vacantes").text
    assert "Corte de café" in page and "Ya trabajó en esto" in page and "Ya tiene una oferta" in page
    assert "Querer trabajar en ese país: 1 trabajo" in page


def test_asked_places_to_avoid_are_no_advice(as_role: AsRole, session: Session, market: Market) -> None:
    wary = new_person(session, "Prudente", places_to_avoid=["US-GA"])
    page = as_role(Role.CANDIDATE, candidate=wary).get("/mi/vacantes").text
    assert "Corte de café" not in page and "evita" not in page


def test_nobody_but_the_candidate_opens_these_pages(as_role: AsRole, offer: str) -> None:
    assert as_role(Role.OFFICER).get(offer).status_code == 404
    away = as_role(Role.PUBLIC).get(offer)
    assert away.status_code == 303 and away.headers["location"].startswith("/mi/entrar")


def test_every_referral_is_one_person_s(session: Session, offer: str) -> None:
    assert len(session.scalars(select(Referral)).all()) == 1

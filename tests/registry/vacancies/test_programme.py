"""What the Ministry's own programme recruits for is published by a unit outside it, on the programme's proposal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.errors import NotAllowed, NotFound, NotPossible
from registry.organisations.models import Employer
from registry.proposals import service as proposals
from registry.schemes.facts import VacancyFacts
from registry.vacancies import programme, service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.vacancies.offers import answer_all, draft, employer_of, officer, verified

_BASE = yaml.safe_load((Path(__file__).parents[2] / "rules/us/h2a.yaml").read_text(encoding="utf-8"))["base"]


def abroad(session: Session, **changes: Any) -> tuple[Vacancy, Actor]:
    """Lawful field work in Georgia in review, every unknown answered, and an officer."""
    employer, account = employer_of(session, country="US", region="US-GA", city="Vidalia")
    start = clock.today() + timedelta(days=70)
    dated = {"start_date": start, "end_date": start + timedelta(days=100), "wage": "25.00"}
    facts = VacancyFacts.model_validate(_BASE | dated | changes)
    vacancy = service.start(session, account.actor(), employer, facts)
    by = officer(session)
    verified(session, by, session.get_one(Employer, employer.id))
    service.submit(session, account.actor(), vacancy)
    answer_all(session, by, vacancy)
    return vacancy, by


def test_the_programme_proposes_and_the_inspectorate_publishes(session: Session) -> None:
    vacancy, by = abroad(session)
    with pytest.raises(NotPossible) as refused:
        service.publish(session, by, vacancy)
    assert refused.value.code == "outside_unit_missing"
    assert service.obstacles_to_publish(session, by, vacancy) == ["outside_unit_missing"]
    proposal = programme.propose(session, by, vacancy, reason="Revisada la empresa y la orden")
    assert programme.waiting(session, vacancy) is proposal
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR):
        with pytest.raises((NotPossible, NotAllowed)):
            proposals.approve(session, new_account(session, role).actor(), proposal, reason="Sí")
    assert vacancy.state == "in_review"
    proposals.approve(
        session, new_account(session, Role.INSPECTOR).actor(), proposal, reason="Revisada fuera"
    )
    assert vacancy.state == VacancyState.PUBLISHED


def test_what_changed_after_the_proposal_is_not_what_was_agreed_to(session: Session) -> None:
    vacancy, by = abroad(session)
    proposal = programme.propose(session, by, vacancy, reason="Revisada")
    vacancy.facts = vacancy.facts | {"wage": "13.00"}
    session.flush()
    with pytest.raises(NotPossible) as refused:
        proposals.approve(session, new_account(session, Role.INSPECTOR).actor(), proposal, reason="Sí")
    assert refused.value.code == "changed_since_proposed"


def test_the_inspectorate_cannot_publish_by_itself(session: Session) -> None:
    vacancy, _by = abroad(session)
    inspector = new_account(session, Role.INSPECTOR).actor()
    with pytest.raises(NotAllowed):
        programme.propose(session, inspector, vacancy, reason="Yo misma")
    with pytest.raises(NotAllowed):
        service.publish(session, inspector, vacancy)


def test_work_at_home_and_work_with_a_recruiter_are_not_the_programmes(session: Session) -> None:
    at_home, _writer = draft(session)
    with pytest.raises(NotFound):
        programme.propose(session, officer(session), at_home, reason="No toca")
    chain = [{"name": "Sin número, S.A.", "country": "GT", "contract_forbids_fees": True}]
    with_recruiter, by = abroad(session, recruiter_chain=chain)
    assert "outside_unit_missing" not in service.obstacles_to_publish(session, by, with_recruiter)

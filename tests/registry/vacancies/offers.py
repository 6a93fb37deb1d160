"""Employers, officers and lawful vacancies, made through the services. The clock of the tests stands in March 2026."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.access import PUBLIC, Actor, Role
from registry.accounts.models import Account
from registry.organisations import employers
from registry.organisations.models import Employer
from registry.proposals import service as proposals
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks, programme, service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import recruited_by_the_ministry
from tests.factories import new_account
from tests.registry.employer_files.looking import look_at_everything

# A job in Escuintla that meets every rule of Guatemala that can be checked (tests/rules/guatemala/sne.yaml).
AT_HOME: dict[str, Any] = {
    "scheme": "GT_SNE",
    "title": "Corte de caña",
    "duties": "Cortar caña.\nCargar caña al camión.",
    "extra_requirements": "",
    "extra_terms": [],
    "workers_total": 10,
    "department": "Escuintla",
    "municipality": "Escuintla",
    "worksites": [{"city": "Escuintla", "region": "GT-05", "country": "GT"}],
    "activity_class": "agricola",
    "start_date": "2026-05-04",
    "wage": "3700.00",
    "wage_unit": "month",
    "currency": "GTQ",
    "bonus_incentive": "250.00",
    "hours_week": "48",
    "hours_by_day": ["0", "8", "8", "8", "8", "8", "8"],
    "overtime_available": False,
    "shift_start": "07:00",
    "shift_end": "16:00",
    "benefits": ["aguinaldo", "bono14", "igss", "vacaciones"],
    "fees_worker": [],
    "recruiter_chain": [],
    "contract_languages": ["es"],
    "deductions": [],
    "lift_lb": "50",
}


def facts(**changes: Any) -> VacancyFacts:
    """A lawful offer with changes; None takes a fact out."""
    merged = {**AT_HOME, **changes}
    return VacancyFacts.model_validate({name: value for name, value in merged.items() if value is not None})


def employer_of(session: Session, number: int = 1, **changes: Any) -> tuple[Employer, Account]:
    """An employer that applied, and its account."""
    data: dict[str, Any] = {
        "legal_name": f"Ingenio Prueba {number}, S.A.",
        "country": "GT",
        "city": "Escuintla",
        "official_id": f"90000{number}-1",
        "activity": "Caña de azúcar",
        "contact_name": "Ana Prueba",
        "contact_email": f"ingenio{number}@example.org",
        "contact_phone": "5550 0000",
    }
    employers.apply(session, PUBLIC, data=data | changes)
    employer = session.query(Employer).order_by(Employer.id.desc()).first()
    assert employer is not None
    return employer, new_account(session, Role.EMPLOYER, employer_id=employer.id)


def officer(session: Session) -> Actor:
    return new_account(session, Role.OFFICER).actor()


def verified(session: Session, actor: Actor, employer: Employer) -> Employer:
    look_at_everything(session, actor, employer)
    employers.verify(session, actor, employer, reason="NIT revisado y llamada hecha")
    return employer


def draft(session: Session, **changes: Any) -> tuple[Vacancy, Actor]:
    """A draft, and the actor who wrote it."""
    employer, account = employer_of(session)
    actor = account.actor()
    return service.start(session, actor, employer, facts(**changes)), actor


def answer_all(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """An officer answers everything no rule could know."""
    check = checks.latest(session, vacancy)
    assert check is not None
    for outcome in checks.unread_unknown(check):
        service.answer_unknown(session, actor, vacancy, outcome.rule, note="Consultado y en orden")


def publish(session: Session, by: Actor, vacancy: Vacancy) -> None:
    """By the officer; what the Ministry's own programme recruits for, by the inspectorate on the officer's proposal."""
    if not recruited_by_the_ministry(vacancy):
        service.publish(session, by, vacancy)
        return
    proposal = programme.propose(session, by, vacancy, reason="Revisada por el programa")
    proposals.approve(
        session, new_account(session, Role.INSPECTOR).actor(), proposal, reason="Revisada fuera de él"
    )


def published(session: Session, **changes: Any) -> tuple[Vacancy, Actor, Actor]:
    """A published vacancy, its employer's actor and the officer."""
    vacancy, actor = draft(session, **changes)
    by = officer(session)
    verified(session, by, session.get_one(Employer, vacancy.employer_id))
    service.submit(session, actor, vacancy)
    answer_all(session, by, vacancy)
    publish(session, by, vacancy)
    return vacancy, actor, by

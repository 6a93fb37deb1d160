"""A vacancy against the law of its scheme: run, archive, and read what was found.

Every run stores its outcomes whole and the text of the ruleset under its hash, so that a decision reads the same
in five years.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.organisations.queries import agency_is_in_good_standing
from registry.schemes.evaluate import Outcome, evaluate, summary
from registry.schemes.facts import Circumstances, VacancyFacts
from registry.schemes.law import Ruleset
from registry.schemes.loader import ruleset
from registry.vacancies.models import ArchivedRuleset, Vacancy, VacancyCheck
from registry.vacancies.states import VacancyState


def facts_of(vacancy: Vacancy) -> VacancyFacts:
    return VacancyFacts.model_validate(vacancy.facts)


def asked_on(vacancy: Vacancy) -> date:
    """The day the law is asked: today, or, for an order kept as historical, the day before its work began."""
    if vacancy.state == VacancyState.HISTORICAL and vacancy.start_on is not None:
        return date.fromordinal(vacancy.start_on.toordinal() - 1)
    return clock.today()


def circumstances(session: Session, vacancy: Vacancy) -> Circumstances:
    """What rules ask beyond the vacancy: the standing of its agency, whether its official number is its alone."""
    standing = None
    if vacancy.agency_id is None:
        standing = "none"
    else:
        standing = "good" if agency_is_in_good_standing(session, vacancy.agency_id) else "not_good"
    unique = None
    if vacancy.official_ref:
        query = select(func.count(Vacancy.id)).where(
            Vacancy.official_ref == vacancy.official_ref, Vacancy.id != vacancy.id
        )
        unique = session.scalar(query) == 0
    return Circumstances(
        agency_standing=standing,
        official_ref_unique=unique,
        is_historical=vacancy.state == VacancyState.HISTORICAL,
    )


def preview(session: Session, vacancy: Vacancy, facts: VacancyFacts | None = None) -> list[Outcome]:
    """The outcomes of today's law without storing them (the live check beside the form)."""
    return evaluate(ruleset(), facts or facts_of(vacancy), asked_on(vacancy), circumstances(session, vacancy))


def run(session: Session, vacancy: Vacancy) -> VacancyCheck:
    """Ask every rule of the scheme, store the outcomes and archive the ruleset. Answers given to an unknown stay."""
    law = ruleset()
    outcomes = preview(session, vacancy)
    before = latest(session, vacancy)
    check = VacancyCheck(
        vacancy_id=vacancy.id,
        ruleset_hash=archive(session, law),
        asked_on=asked_on(vacancy),
        at=clock.now(),
        outcomes=[outcome.to_json() for outcome in outcomes],
        is_blocked=summary(outcomes).state == "blocked",
        answered=dict(before.answered) if before else {},
    )
    session.add(check)
    session.flush()
    return check


def archive(session: Session, law: Ruleset) -> str:
    """Keep the ruleset's text under its hash; returns the hash."""
    if session.get(ArchivedRuleset, law.hash) is None:
        session.add(ArchivedRuleset(hash=law.hash, text=law.text, archived_at=clock.now()))
        session.flush()
    return law.hash


def latest(session: Session, vacancy: Vacancy) -> VacancyCheck | None:
    query = select(VacancyCheck).where(VacancyCheck.vacancy_id == vacancy.id).order_by(VacancyCheck.id.desc())
    return session.scalar(query.limit(1))


def outcomes_of(check: VacancyCheck) -> list[Outcome]:
    return [Outcome.from_json(entry) for entry in check.outcomes]


def is_blocked(session: Session, vacancy: Vacancy) -> bool:
    """True when the last check blocks, or when there was none."""
    check = latest(session, vacancy)
    return check is None or check.is_blocked


def has_unread_unknown(session: Session, vacancy: Vacancy) -> bool:
    """True while a rule that would block is unknown and no officer has looked at it."""
    check = latest(session, vacancy)
    return check is None or bool(unread_unknown(check))


def unread_unknown(check: VacancyCheck) -> list[Outcome]:
    return [
        outcome
        for outcome in summary(outcomes_of(check)).unknown
        if outcome.severity == "blocks" and outcome.rule not in check.answered
    ]

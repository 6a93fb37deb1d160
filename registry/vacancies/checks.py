"""A vacancy against the law of its scheme: run, archive, and read what was found.

Every run stores its outcomes whole and the text of the ruleset under its hash, so that a decision reads the same
in five years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.law.queries import in_force
from registry.lists import queries as lists
from registry.organisations.models import Agency, Employer
from registry.organisations.queries import agency_is_in_good_standing
from registry.organisations.states import IN_GOOD_STANDING
from registry.schemes.evaluate import Outcome, evaluate, summary
from registry.schemes.facts import Authorisation, Circumstances, ListReading, VacancyFacts
from registry.schemes.law import Ruleset
from registry.vacancies.models import ArchivedRuleset, Vacancy, VacancyCheck
from registry.vacancies.rows import filed_on
from registry.vacancies.states import VacancyState


def facts_of(vacancy: Vacancy) -> VacancyFacts:
    return VacancyFacts.model_validate(vacancy.facts)


def asked_on(vacancy: Vacancy) -> date:
    """The day the law is asked: today; of an order kept as historical, see `own_day`."""
    if vacancy.state != VacancyState.HISTORICAL:
        return clock.today()
    filed = vacancy.imported.get("filed_on")
    return own_day(vacancy.start_on, date.fromisoformat(filed) if filed else None) or clock.today()


def own_day(start_on: date | None, filed_on: date | None) -> date | None:
    """The day a past order was still to come: the day before its work began, else the day it was filed."""
    return start_on - timedelta(days=1) if start_on is not None else filed_on


def circumstances(
    session: Session, vacancy: Vacancy, recruiters: dict[str, Authorisation] | None = None
) -> Circumstances:
    """What rules ask beyond the vacancy: the standing of its agency, who is authorised to recruit, whether its
    official number is its alone. recruiters: from `authorised_recruiters`, for who asks about many vacancies."""
    standing: Literal["good", "not_good", "none"] = "none"
    if vacancy.agency_id is not None:
        standing = "good" if agency_is_in_good_standing(session, vacancy.agency_id) else "not_good"
    unique = None
    if vacancy.official_ref:
        query = select(func.count(Vacancy.id)).where(
            Vacancy.official_ref == vacancy.official_ref, Vacancy.id != vacancy.id
        )
        unique = session.scalar(query) == 0
    return Circumstances(
        agency_standing=standing,
        recruiters=authorised_recruiters(session) if recruiters is None else recruiters,
        official_ref_unique=unique,
        lists=listed(session, vacancy),
        is_historical=vacancy.state == VacancyState.HISTORICAL,
    )


def listed(session: Session, vacancy: Vacancy) -> tuple[ListReading, ...]:
    """The barring lists of the country of work, and who of employer and agency is, or looks like, one of them."""
    employer = session.get(Employer, vacancy.employer_id)
    agency = session.get(Agency, vacancy.agency_id) if vacancy.agency_id is not None else None
    return lists.readings(session, vacancy.country, asked_on(vacancy), employer, agency)


def authorised_recruiters(session: Session) -> dict[str, Authorisation]:
    """The agencies in good standing by registration number, with the dates of their licence."""
    query = select(Agency.registry_no, Agency.valid_from, Agency.valid_to)
    query = query.where(Agency.state.in_(IN_GOOD_STANDING), Agency.registry_no.is_not(None))
    return {
        str(row.registry_no): Authorisation(since=row.valid_from, until=row.valid_to)
        for row in session.execute(query)
        if row.valid_from is not None
    }


def preview(
    session: Session, vacancy: Vacancy, facts: VacancyFacts | None = None, *, on: date | None = None
) -> list[Outcome]:
    """The outcomes of the law in force now, without storing them (the live check beside the form).

    `on`: the day the law is asked; the vacancy's own (`asked_on`) when left out.
    """
    return evaluate(
        in_force(session),
        facts or facts_of(vacancy),
        on or asked_on(vacancy),
        circumstances(session, vacancy),
    )


def of_unstored(
    law: Ruleset, facts: VacancyFacts, *, on: date | None = None, is_unique: bool = True
) -> list[Outcome]:
    """The outcomes for an order that is in a file only: as it would be checked after its import. With a day given
    it is asked as if it were submitted that day."""
    own = own_day(facts.start_date, filed_on(facts.official_ref))
    is_past = facts.start_date is None or facts.start_date <= clock.today()
    surroundings = Circumstances(
        agency_standing="none" if facts.agency_id is None else None,
        official_ref_unique=is_unique,
        is_historical=on is None and is_past,
    )
    day = on or (own if is_past and own is not None else clock.today())
    return evaluate(law, facts, day, surroundings)


def run(session: Session, vacancy: Vacancy) -> VacancyCheck:
    """Ask every rule of the scheme, store the outcomes and archive the ruleset. What an officer answered stays while
    the rule still does not know and reads the same facts."""
    law = in_force(session)
    outcomes = preview(session, vacancy)
    before = latest(session, vacancy)
    check = VacancyCheck(
        vacancy_id=vacancy.id,
        ruleset_hash=archive(session, law),
        asked_on=asked_on(vacancy),
        at=clock.now(),
        outcomes=[outcome.to_json() for outcome in outcomes],
        is_blocked=summary(outcomes).state == "blocked",
        answered=_still_answered(before, outcomes) if before else {},
    )
    session.add(check)
    session.flush()
    return check


def _still_answered(before: VacancyCheck, outcomes: list[Outcome]) -> dict[str, Any]:
    read = {outcome.rule: outcome.facts for outcome in outcomes_of(before)}
    unknown = {outcome.rule: outcome.facts for outcome in summary(outcomes).unknown}
    return {
        rule: note
        for rule, note in before.answered.items()
        if rule in unknown and unknown[rule] == read[rule]
    }


def archive(session: Session, law: Ruleset) -> str:
    """Keep the ruleset's text under its hash; returns the hash."""
    if session.get(ArchivedRuleset, law.hash) is None:
        session.add(ArchivedRuleset(hash=law.hash, text=law.text, archived_at=clock.now()))
        session.flush()
    return law.hash


def latest(session: Session, vacancy: Vacancy) -> VacancyCheck | None:
    query = select(VacancyCheck).where(VacancyCheck.vacancy_id == vacancy.id).order_by(VacancyCheck.id.desc())
    return session.scalar(query.limit(1))


def latest_of(session: Session, vacancies: Iterable[Vacancy]) -> dict[int, VacancyCheck]:
    """The last check of each vacancy that has one, by the vacancy's key."""
    keys = [vacancy.id for vacancy in vacancies]
    newest = select(func.max(VacancyCheck.id)).where(VacancyCheck.vacancy_id.in_(keys))
    query = select(VacancyCheck).where(VacancyCheck.id.in_(newest.group_by(VacancyCheck.vacancy_id)))
    return {check.vacancy_id: check for check in session.scalars(query)}


def all_of(session: Session, vacancy: Vacancy) -> list[VacancyCheck]:
    """Every check of a vacancy, the oldest first: what was decided when, and under which rules."""
    query = select(VacancyCheck).where(VacancyCheck.vacancy_id == vacancy.id)
    return list(session.scalars(query.order_by(VacancyCheck.id)))


def stored_of_submitted(session: Session) -> Iterator[tuple[Vacancy, VacancyCheck]]:
    """Every stored check of vacancies that were sent to an officer and are no history, the oldest first."""
    query = select(Vacancy, VacancyCheck).join(VacancyCheck, VacancyCheck.vacancy_id == Vacancy.id)
    query = query.where(Vacancy.state.not_in((VacancyState.DRAFT, VacancyState.HISTORICAL)))
    for row in session.execute(query.order_by(VacancyCheck.id).execution_options(yield_per=200)):
        yield row.Vacancy, row.VacancyCheck


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

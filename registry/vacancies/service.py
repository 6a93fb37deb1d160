"""The verbs of vacancies: write, submit, publish, return, suspend, close, take a seat."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.numbering import next_number
from registry.organisations.models import Agency, Employer
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks, needs
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

EDITABLE = (VacancyState.DRAFT, VacancyState.RETURNED)


def start(
    session: Session, actor: Actor, employer: Employer, facts: VacancyFacts, *, agency: Agency | None = None
) -> Vacancy:
    """A new draft. Raises NotAllowed when the actor may not write for this employer."""
    vacancy = Vacancy(
        number=next_number(session, Vacancy.number, f"V-{clock.today().year}-"),
        employer_id=employer.id,
        agency_id=agency.id if agency else None,
        written_by_id=actor.account_id,
        created_at=clock.now(),
        state=VacancyState.DRAFT,
    )
    if not may(actor, Permission.VACANCY_WRITE, vacancy):
        raise NotAllowed()
    _apply(vacancy, facts)
    session.add(vacancy)
    session.flush()
    _link(vacancy, facts, None)
    events.record(session, actor, "vacancy", vacancy.public_id, "start", data={"scheme": facts.scheme})
    return vacancy


def write(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    facts: VacancyFacts,
    *,
    occupation: str | None = None,
    asked: needs.VacancyNeeds | None = None,
) -> None:
    """Replace the facts of a draft or returned vacancy. `occupation`, `asked`: what a person confirmed."""
    if not may(actor, Permission.VACANCY_WRITE, vacancy):
        raise NotAllowed()
    if vacancy.state not in EDITABLE:
        raise NotPossible("wrong_state", noun="vacancy", verb="write", state=vacancy.state)
    if (facts.workers_total or 0) < vacancy.seats_filled:
        raise Invalid("seats_below_filled", field="workers_total")
    _apply(vacancy, facts)
    if asked is not None:
        vacancy.needs = needs.to_json(asked)
    else:
        _link(vacancy, facts, occupation)
    session.flush()
    events.record(session, actor, "vacancy", vacancy.public_id, "write")


def _apply(vacancy: Vacancy, facts: VacancyFacts) -> None:
    """The facts, and the columns that lists filter by, which repeat them."""
    vacancy.facts = facts.model_dump(mode="json", exclude_none=True)
    vacancy.scheme = facts.scheme
    vacancy.title = (facts.title or "")[:200]
    vacancy.country = needs.country_of(facts)
    vacancy.region = needs.region_of(facts)
    vacancy.start_on = facts.start_date
    vacancy.end_on = facts.end_date
    vacancy.official_ref = facts.official_ref
    vacancy.seats_total = facts.workers_total or 0


def _link(vacancy: Vacancy, facts: VacancyFacts, occupation: str | None) -> None:
    vacancy.needs = needs.to_json(needs.needs_of(vacancy.public_id, facts, occupation))


def submit(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Send to an officer. Raises NotPossible("rule_blocks") while a rule of the scheme blocks."""
    checks.run(session, vacancy)
    move(session, actor, vacancy, "submit")


def publish(session: Session, actor: Actor, vacancy: Vacancy) -> None:
    """Checked once more against the law of today, then public."""
    checks.run(session, vacancy)
    move(session, actor, vacancy, "publish")


def answer_unknown(session: Session, actor: Actor, vacancy: Vacancy, rule: str, *, note: str) -> None:
    """An officer looked into what the rule could not answer and says what they found."""
    if not may(actor, Permission.VACANCY_PUBLISH, vacancy):
        raise NotAllowed()
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    check = checks.latest(session, vacancy)
    if check is None or rule not in {outcome.rule for outcome in checks.unread_unknown(check)}:
        raise NotPossible("wrong_state")
    answer: dict[str, Any] = {"note": note, "by": actor.name, "at": clock.now().isoformat()}
    check.answered = check.answered | {rule: answer}
    events.record(session, actor, "vacancy", vacancy.public_id, "answer_unknown", reason=note, data={"rule": rule})


def take_seat(session: Session, vacancy: Vacancy) -> None:
    """One worker was placed; the last seat fills the vacancy. The row is locked by the caller's move."""
    if vacancy.seats_filled >= vacancy.seats_total:
        raise NotPossible("no_seat_left")
    vacancy.seats_filled += 1
    session.flush()
    if vacancy.seats_filled == vacancy.seats_total:
        move(session, SYSTEM, vacancy, "fill")

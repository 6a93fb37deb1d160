"""Every question about vetting cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.errors import NotFound
from registry.organisations.models import Agency
from registry.standard import queries as standards
from registry.vetting import fieldwork, told
from registry.vetting.models import Answer, AnswerPage, Case
from registry.vetting.states import OWN, CaseKind, CaseState
from registry.workdays import working_days_until

OPEN = frozenset(set(CaseState) - {CaseState.DECIDED, CaseState.LAPSED})
# With the agency: it writes, and the clock of the Ministry stands still.
BEING_PREPARED = frozenset({CaseState.DRAFT, CaseState.RETURNED})
# It was told what was found and answers; the clock stands still too.
ANSWERING = frozenset({CaseState.FINDINGS_SENT, CaseState.CORRECTIVE})
WAITING = frozenset(
    {CaseState.SUBMITTED, CaseState.DESK_REVIEW, CaseState.FIELD_REVIEW, CaseState.RECOMMENDED}
)
# What an agency hears of its own case; who recommended what stays inside until it is decided.
_TOLD_TO_AGENCY = frozenset(
    {"open", "submit", "review", "return", "send_findings", "begin_correction", "decide", "lapse"}
)

_WHOLE = (
    selectinload(Case.agency),
    selectinload(Case.answers).selectinload(Answer.file),
    selectinload(Case.answers).selectinload(Answer.pages).selectinload(AnswerPage.file),
)


def load(session: Session, actor: Actor, public_id: str) -> Case:
    """The case with its agency, answers and files. Raises NotFound for absent and forbidden."""
    case = session.scalar(select(Case).where(Case.public_id == public_id).options(*_WHOLE))
    if case is None or not may(actor, Permission.CASE_READ, case):
        raise NotFound()
    if actor.role is not Role.AGENCY and case.submitted_at is None:
        # A draft is the agency's own affair until it is sent.
        raise NotFound()
    if actor.role is Role.AGENCY and not told.is_told(session, case):
        raise NotFound()
    return case


def own_case(session: Session, actor: Actor) -> Case | None:
    """The newest file of the actor's agency, open or closed; None when there never was one."""
    query = select(Case).where(Case.agency_id == actor.agency_id, Case.kind.in_(OWN))
    query = query.order_by(Case.id.desc()).limit(1)
    return session.scalar(query.options(*_WHOLE)) if actor.agency_id is not None else None


def is_being_prepared(session: Session, agency_id: int) -> bool:
    query = select(Case.id).where(Case.agency_id == agency_id, Case.state.in_(BEING_PREPARED))
    return session.scalar(query.limit(1)) is not None


def being_prepared(session: Session, agency_id: int) -> Case | None:
    """The case of this agency that it is still writing, if there is one."""
    query = select(Case).where(Case.agency_id == agency_id, Case.state.in_(BEING_PREPARED))
    return session.scalar(query.order_by(Case.id.desc()).limit(1))


def is_with_the_agency(session: Session, agency_id: int) -> bool:
    """Does a case of this agency wait for what it writes or proves?"""
    query = select(Case.id).where(Case.agency_id == agency_id, Case.state.in_(BEING_PREPARED | ANSWERING))
    return session.scalar(query.limit(1)) is not None


def is_with_the_ministry(session: Session, agency_id: int) -> bool:
    """Is an application of this agency handed in and not yet decided? Cases that the Ministry opened do not count."""
    query = select(Case.id).where(
        Case.agency_id == agency_id,
        Case.state.in_(WAITING),
        Case.kind.in_(("initial", "renewal", "variation")),
    )
    return session.scalar(query.limit(1)) is not None


def was_ever_submitted(session: Session, agency_id: int) -> bool:
    query = select(Case.id).where(Case.agency_id == agency_id, Case.submitted_at.is_not(None))
    return session.scalar(query.limit(1)) is not None


def has_open(session: Session, agency_id: int) -> bool:
    return (
        session.scalar(
            select(Case.id)
            .where(Case.agency_id == agency_id, Case.kind.in_(OWN), Case.state.in_(OPEN))
            .limit(1)
        )
        is not None
    )


def is_under_investigation(session: Session, agency_id: int) -> bool:
    """Is a case open that a complaint led to? The public learns of it only when something is decided."""
    query = select(Case.id).where(
        Case.agency_id == agency_id, Case.kind == CaseKind.COMPLAINT, Case.state.in_(OPEN)
    )
    return session.scalar(query.limit(1)) is not None


def renewal_waits(session: Session, agency: Agency) -> bool:
    """Was a renewal filed as long before the end of the licence as the standard asks, and is it not decided yet?"""
    if agency.valid_to is None:
        return False
    in_time = agency.valid_to - timedelta(
        days=standards.in_force(session).clocks["renewal_days_before"].value
    )
    query = select(Case.id).where(
        Case.agency_id == agency.id,
        Case.kind == CaseKind.RENEWAL,
        Case.state.in_(OPEN),
        Case.filed_on <= in_time,
    )
    return session.scalar(query.limit(1)) is not None


def of_agency(session: Session, actor: Actor, agency: Agency) -> list[Case]:
    """All submitted cases of an agency, newest first, for those who may read it."""
    if not may(actor, Permission.CASE_READ, agency):
        return []
    query = select(Case).where(Case.agency_id == agency.id, Case.submitted_at.is_not(None))
    return list(session.scalars(query.order_by(Case.id.desc())))


def count_waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many cases wait in each state, how many of them are late, how many are the actor's own."""
    query = select(Case.state, func.count()).where(Case.state.in_(WAITING)).group_by(Case.state)
    found = {str(row[0]): row[1] for row in session.execute(query)}
    waiting = select(func.count()).where(Case.state.in_(WAITING))
    return {
        "submitted": found.get("submitted", 0),
        "desk_review": found.get("desk_review", 0),
        "recommended": found.get("recommended", 0),
        "late": session.scalar(waiting.where(Case.due_on < clock.today())) or 0,
        "mine": session.scalar(waiting.where(Case.officer_id == actor.account_id)) or 0,
    }


def officer_name(session: Session, case: Case) -> str | None:
    """Who has the case."""
    return (
        session.scalar(select(Account.name).where(Account.id == case.officer_id)) if case.officer_id else None
    )


def reviewers(session: Session, case: Case) -> set[int]:
    """Accounts that judged a document of this case."""
    query = select(Answer.reviewed_by_id).where(Answer.case_id == case.id, Answer.reviewed_by_id.is_not(None))
    return {key for key in session.scalars(query) if key is not None}


def authors(session: Session, case: Case) -> set[int]:
    """Everybody who held the case, recommended, or gathered or judged its evidence: none of them decides it (6.5)."""
    people = {case.officer_id, case.recommended_by_id, *reviewers(session, case)}
    people |= standards.authors(session, case) | fieldwork.evidence_authors(session, case)
    return {key for key in people if key is not None}


def answer_to(session: Session, case: Case, requirement: str) -> Answer | None:
    query = select(Answer).where(Answer.case_id == case.id, Answer.requirement == requirement)
    pages = selectinload(Answer.pages).selectinload(AnswerPage.file)
    return session.scalar(query.options(selectinload(Answer.file), pages))


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's history. `by`: the name, for staff; the role, for the agency. `about`: a requirement."""

    at: datetime
    verb: str
    role: str
    by: str | None
    reason: str | None
    about: str | None


def history(session: Session, actor: Actor, case: Case) -> list[Happened]:
    """The life of a case, newest first. The agency sees what it was told, and roles instead of names."""
    inside = actor.role is not Role.AGENCY
    lines = [
        line
        for line in events.of_record(session, "case", case.public_id)
        if inside or line.verb in _TOLD_TO_AGENCY
    ]
    ids = {line.actor.partition(":")[2] for line in lines}
    query = select(Account.public_id, Account.name).where(Account.public_id.in_(ids))
    names = {row[0]: row[1] for row in session.execute(query)} if inside else {}
    return [
        Happened(
            at=line.at,
            verb=line.verb,
            role=line.actor.partition(":")[0],
            by=names.get(line.actor.partition(":")[2]),
            reason=line.reason if inside or line.verb in {"return", "decide"} else None,
            about=line.data.get("requirement"),
        )
        for line in reversed(lines)
    ]


def last_reason(session: Session, case: Case, verb: str) -> str | None:
    """Why this verb was used the last time on this case."""
    query = select(events.Event.reason).where(
        events.Event.noun == "case", events.Event.record_id == case.public_id, events.Event.verb == verb
    )
    return session.scalar(query.order_by(events.Event.id.desc()).limit(1))


def usual_working_days(session: Session) -> int | None:
    """The median of working days from submission to decision over the last hundred decisions; None under five."""
    query = select(Case.submitted_at, Case.decided_at).where(Case.decided_at.is_not(None))
    rows = session.execute(query.order_by(Case.decided_at.desc()).limit(100)).all()
    days = sorted(
        working_days_until(
            row[0].astimezone(clock.GUATEMALA).date(), row[1].astimezone(clock.GUATEMALA).date()
        )
        for row in rows
        if row[0] is not None and row[1] is not None
    )
    return days[len(days) // 2] if len(days) >= 5 else None

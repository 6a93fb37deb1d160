"""What the Ministry's people may ask about reports: the list without words, one report, counts.

A handler sees what was given to them; a supervisor lists and gives; others get counts, and "not found" for a report.
The words of a report are opened in reading.py, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import SQLColumnExpression, case, exists, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.complaints import clusters, hands, rules, sources
from registry.complaints.handling import Closing, SetOff, Triage
from registry.complaints.kinds import FEWEST, Urgency
from registry.complaints.models import (
    AgencyAnswer,
    Complaint,
    ComplaintHandler,
    ComplaintMessage,
    FeeReport,
)
from registry.complaints.states import ENDED, ComplaintState
from registry.errors import Invalid, NotFound
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy
from registry.workdays import add_working_days, working_days_until

PAGE = 100


def load(session: Session, actor: Actor, public_id: str) -> Complaint:
    """The report with its handlers, without opening a word of it. NotFound for absent and forbidden alike."""
    found = session.scalar(select(Complaint).where(Complaint.public_id == public_id))
    if found is None:
        raise NotFound()
    if may(actor, Permission.COMPLAINT_LIST) or may(actor, Permission.COMPLAINT_READ, found):
        return found
    raise NotFound()


def due_on(session: Session, complaint: Complaint) -> date | None:
    """By when the next thing must have happened; None when it is over."""
    return _due_on(complaint, rules.in_force(session).clocks.closure_working_days)


def _due_on(complaint: Complaint, closure_working_days: int) -> date | None:
    if complaint.state in ENDED:
        return None
    if complaint.state == ComplaintState.RECEIVED:
        return complaint.day if complaint.urgency == Urgency.SAME_DAY else complaint.triage_due_on
    return add_working_days(complaint.day, closure_working_days)


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the list. `days_left`: working days, negative when late. `copies`: reports of its source.
    `waits`: something about it waits for a second person."""

    complaint: Complaint
    agency: str | None
    handlers: tuple[str, ...]
    due_on: date | None
    days_left: int | None
    copies: int
    in_burst: bool
    has_stake: bool
    has_news: bool
    waits: bool


def listed(
    session: Session, actor: Actor, *, ended: bool = False, number: int = 1, most: int = PAGE
) -> list[Row]:
    """One page, counted from 1. Same-day reports first, then what is due first; what came while a brake was on stands
    behind the others. Ended ones by the day they ended, the last first."""
    query = select(Complaint)
    if not may(actor, Permission.COMPLAINT_LIST):
        mine = exists().where(
            ComplaintHandler.complaint_id == Complaint.id,
            ComplaintHandler.account_id == actor.account_id,
            ComplaintHandler.ended_at.is_(None),
        )
        query = query.where(mine)
    if ended:
        query = query.where(Complaint.state.in_(ENDED)).order_by(Complaint.closed_at.desc(), Complaint.number)
    else:
        query = query.where(Complaint.state.not_in(ENDED)).order_by(*_by_urgency(session))
    return _rows(session, list(session.scalars(query.offset((number - 1) * most).limit(most))))


def _by_urgency(session: Session) -> tuple[SQLColumnExpression[Any], ...]:
    """`due_on` as the database orders by it: working days are known here, so each day of open reports is told."""
    is_new = Complaint.state == ComplaintState.RECEIVED
    is_same_day = Complaint.urgency == Urgency.SAME_DAY
    days = session.scalars(select(Complaint.day).where(Complaint.state.not_in(ENDED), ~is_new).distinct())
    closure = rules.in_force(session).clocks.closure_working_days
    dues = {day: add_working_days(day, closure) for day in days} or {clock.today(): clock.today()}
    due = case(
        (is_new & is_same_day, Complaint.day),
        (is_new, Complaint.triage_due_on),
        else_=case(dues, value=Complaint.day),
    )
    return is_same_day.desc(), Complaint.is_queued, due, Complaint.number


def _rows(session: Session, found: list[Complaint]) -> list[Row]:
    agencies = _agency_names(session, {one.agency_id for one in found if one.agency_id})
    held_by = {one.id: [row.account_id for row in one.handlers if row.ended_at is None] for one in found}
    names = _account_names(session, {key for keys in held_by.values() for key in keys})
    copies = clusters.copies(sources.of(session, [one.id for one in found]))
    bursts = sources.bursts(session, found)
    stakes = {key: hands.with_a_stake(session, key) for key in agencies}
    news = _with_news(session, [one.id for one in found])
    waiting = _waiting(session, [one.id for one in found])
    closure = rules.in_force(session).clocks.closure_working_days
    today = clock.today()
    rows = []
    for one in found:
        due = _due_on(one, closure)
        rows.append(
            Row(
                complaint=one,
                agency=agencies.get(one.agency_id or 0),
                handlers=tuple(names[key] for key in held_by[one.id]),
                due_on=due,
                days_left=working_days_until(today, due) if due else None,
                copies=copies[one.id],
                in_burst=one.id in bursts,
                has_stake=bool(set(held_by[one.id]) & stakes.get(one.agency_id or 0, set())),
                has_news=one.id in news,
                waits=one.id in waiting,
            )
        )
    return rows


def _agency_names(session: Session, keys: set[int]) -> dict[int, str]:
    return dict(session.execute(select(Agency.id, Agency.legal_name).where(Agency.id.in_(keys))).all())


def _account_names(session: Session, keys: set[int]) -> dict[int, str]:
    return dict(session.execute(select(Account.id, Account.name).where(Account.id.in_(keys))).all())


def _with_news(session: Session, keys: list[int]) -> set[int]:
    """Reports with a message of the reporter, or an answer of the agency, that waits."""
    unread = select(ComplaintMessage.complaint_id).where(
        ComplaintMessage.complaint_id.in_(keys),
        ComplaintMessage.author == "reporter",
        ComplaintMessage.is_read.is_(False),
    )
    answered = (
        select(AgencyAnswer.complaint_id)
        .join(Complaint, Complaint.id == AgencyAnswer.complaint_id)
        .where(
            AgencyAnswer.complaint_id.in_(keys),
            AgencyAnswer.answered_at.is_not(None),
            Complaint.state == ComplaintState.AWAITING_AGENCY,
        )
    )
    return {*session.scalars(unread), *session.scalars(answered)}


def _waiting(session: Session, keys: list[int]) -> set[int]:
    query = select(Closing.complaint_id).where(Closing.complaint_id.in_(keys), Closing.state == "open")
    return set(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports stand where. For those who only count, a number from 1 to 4 is None."""

    by_state: dict[str, int | None]
    late: int | None
    same_day: int | None
    unassigned: int | None


def counts(session: Session, actor: Actor) -> Counts:
    """Counts of all reports. Raises NotFound to who may not even count."""
    if not may(actor, Permission.STATISTICS_READ):
        raise NotFound()
    found = list(session.scalars(select(Complaint)))
    states = Counter(str(one.state) for one in found)
    today = clock.today()
    closure = rules.in_force(session).clocks.closure_working_days
    late = sum(1 for one in found if (due := _due_on(one, closure)) is not None and due < today)
    open_ones = [one for one in found if one.state not in ENDED]
    same_day = sum(1 for one in open_ones if one.urgency == Urgency.SAME_DAY)
    alone = sum(1 for one in open_ones if not any(row.ended_at is None for row in one.handlers))
    shown = may(actor, Permission.COMPLAINT_LIST)
    return Counts(
        by_state={str(state): _told(states[str(state)], shown) for state in ComplaintState},
        late=_told(late, shown),
        same_day=_told(same_day, shown),
        unassigned=_told(alone, shown),
    )


def _told(number: int, is_shown: bool) -> int | None:
    return number if is_shown or number == 0 or number >= FEWEST else None


def triage_of(session: Session, complaint: Complaint) -> Triage | None:
    return session.get(Triage, complaint.id)


def agency_of(session: Session, about: Complaint | Closing) -> Agency | None:
    return session.get(Agency, about.agency_id) if about.agency_id else None


def vacancy_of(session: Session, complaint: Complaint) -> Vacancy | None:
    return session.get(Vacancy, complaint.vacancy_id) if complaint.vacancy_id else None


def agency_typed(session: Session, typed: str, *, field: str = "agency") -> Agency:
    """The agency of a register number or NIT. Raises Invalid("agency_unknown") on `field`."""
    wanted = typed.strip().upper().replace(" ", "")
    found = session.scalar(select(Agency).where((Agency.registry_no == wanted) | (Agency.nit == wanted)))
    if found is None:
        raise Invalid("agency_unknown", field=field)
    return found


def handlers_of(session: Session, complaint: Complaint) -> list[Account]:
    """Who handles it now."""
    keys = [row.account_id for row in complaint.handlers if row.ended_at is None]
    return list(session.scalars(select(Account).where(Account.id.in_(keys)).order_by(Account.name)))


def closings(session: Session, complaint: Complaint) -> list[Closing]:
    return list(
        session.scalars(select(Closing).where(Closing.complaint_id == complaint.id).order_by(Closing.id))
    )


def set_off_by(session: Session, complaint: Complaint) -> list[SetOff]:
    """What this report, alone or with others, set off."""
    if complaint.agency_id is None:
        return []
    query = select(SetOff).where(SetOff.agency_id == complaint.agency_id).order_by(SetOff.id)
    return [one for one in session.scalars(query) if complaint.id in one.reports]


def copies_of(session: Session, complaint: Complaint) -> int:
    """How many reports its source sent, itself included."""
    first = sources.of(session, [complaint.id])[complaint.id]
    return 1 + sources.count_from(session, first)


def costs_of(session: Session, complaint: Complaint) -> list[tuple[str, str]]:
    """Cost codes with currency that this report tells of, each once."""
    query = select(FeeReport.cost_code, FeeReport.currency).where(FeeReport.complaint_id == complaint.id)
    return list(session.execute(query.distinct().order_by(FeeReport.cost_code)))

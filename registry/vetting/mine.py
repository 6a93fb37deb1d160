"""What waits for one member of staff in the cases: by due date, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.standard.models import CorrectiveAction, Finding
from registry.standard.states import ActionState, FindingState
from registry.vetting import assignment, deadlines, notes, pace, queries
from registry.vetting.models import Case
from registry.vetting.staff_records import Visit
from registry.vetting.states import CaseState
from registry.workdays import working_days_until


@dataclass(frozen=True, slots=True)
class Item:
    """`kind`: case (I hold it), decision (it waits for a second person), message (an agency wrote), visit (planned),
    measure (an agency sent a plan or a proof), overdue (it did not send one in time).
    `days_left`: working days until `due_on`, negative when late; None without a day."""

    kind: str
    case: Case
    due_on: date | None
    count: int = 0

    @property
    def days_left(self) -> int | None:
        return None if self.due_on is None else working_days_until(clock.today(), self.due_on)


def waiting_for(session: Session, actor: Actor) -> list[Item]:
    """Everything that waits for this person, what is due first at the top."""
    if actor.account_id is None:
        return []
    found = [
        *_held(session, actor.account_id),
        *_messages(session, actor.account_id),
        *_measures(session, actor),
        *_overdue(session, actor),
        *_visits(session, actor.account_id),
    ]
    if may(actor, Permission.CASE_DECIDE):
        found += _decisions(session, actor.account_id)
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max, one.case.id))


def _held(session: Session, account_id: int) -> list[Item]:
    """Cases that I hold and that do not wait for the agency or for whoever decides, due when the present step is."""
    states = queries.WAITING - {CaseState.RECOMMENDED}
    query = select(Case).where(Case.officer_id == account_id, Case.state.in_(states))
    return [
        Item("case", one, pace.step_due_on(session, one) or one.due_on)
        for one in session.scalars(query.options(selectinload(Case.agency)))
    ]


def _decisions(session: Session, account_id: int) -> list[Item]:
    """Recommendations of others about agencies with which I have no link."""
    query = select(Case).where(
        Case.state == CaseState.RECOMMENDED,
        Case.recommended_by_id != account_id,
        or_(Case.officer_id.is_(None), Case.officer_id != account_id),
    )
    waiting = session.scalars(query.options(selectinload(Case.agency)))
    return [
        Item("decision", one, one.due_on)
        for one in waiting
        if assignment.obstacle(session, one, account_id) != "conflict"
    ]


def _messages(session: Session, account_id: int) -> list[Item]:
    unread = notes.unread_by_case(session, account_id)
    query = select(Case).where(Case.id.in_(unread)).options(selectinload(Case.agency))
    return [Item("message", one, None, unread[one.id]) for one in session.scalars(query)]


def _mine_or_nobodys(actor: Actor) -> ColumnElement[bool]:
    """Cases of this officer; and decided ones whose officer is gone, which any officer who declares goes on with: a
    decided case itself never changes hands."""
    mine = Case.officer_id == actor.account_id
    if not may(actor, Permission.CASE_REVIEW):
        return mine
    gone = select(Account.id).where(or_(Account.state != AccountState.ACTIVE, Account.role != Role.OFFICER))
    return or_(mine, and_(Case.state == CaseState.DECIDED, Case.officer_id.in_(gone)))


def _measures(session: Session, actor: Actor) -> list[Item]:
    """Plans to accept and proofs to verify; their own clock stands still meanwhile."""
    query = (
        select(Case, func.count(CorrectiveAction.id))
        .join(Finding, Finding.case_id == Case.id)
        .join(CorrectiveAction, CorrectiveAction.finding_id == Finding.id)
        .where(
            _mine_or_nobodys(actor),
            CorrectiveAction.state.in_((ActionState.PROPOSED, ActionState.PROVEN)),
        )
        .group_by(Case.id)
        .order_by(Case.id)
        .options(selectinload(Case.agency))
    )
    return [Item("measure", case, None, count) for case, count in session.execute(query)]


def _overdue(session: Session, actor: Actor) -> list[Item]:
    """Of the cases I hold or held, or that nobody holds any more: findings whose answer, plan or proof the agency owes
    since a day that has passed."""
    told = queries.ANSWERING | {CaseState.DECIDED}
    query = (
        select(Case)
        .join(Finding, Finding.case_id == Case.id)
        .where(_mine_or_nobodys(actor), Case.state.in_(told), Finding.state == FindingState.OPEN)
        .distinct()
        .options(selectinload(Case.agency))
    )
    found = []
    for case in session.scalars(query).all():
        days = [one.ends_on for one in deadlines.of_case(session, case) if one.days_left < 0]
        if days:
            found.append(Item("overdue", case, min(days), len(days)))
    return found


def _visits(session: Session, account_id: int) -> list[Item]:
    """Planned visits and calls in cases that I hold, and those that I planned."""
    query = (
        select(Visit.planned_on, Case)
        .join(Case, Case.id == Visit.case_id)
        .where(
            Visit.state == "planned",
            Case.state.in_(queries.OPEN),
            or_(Case.officer_id == account_id, Visit.planned_by_id == account_id),
        )
        .options(selectinload(Case.agency))
    )
    return [Item("visit", case, planned_on) for planned_on, case in session.execute(query)]

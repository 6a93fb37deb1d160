"""Who handles a report: given by a supervisor to an officer or an inspector without a stake in the agency.

Whoever vets the agency does not judge what is told of it, unless there is nobody else (ethical-recruitment.md 6.5).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints import hands, why
from registry.complaints.models import Complaint, ComplaintHandler
from registry.complaints.states import ENDED
from registry.errors import NotAllowed, NotFound, NotPossible

HANDLERS = (Role.OFFICER, Role.INSPECTOR)


@dataclass(frozen=True, slots=True)
class Possible:
    """Somebody who could handle a report. `open_reports`: how many they have now."""

    account: Account
    has_conflict: bool
    open_reports: int


def possible(session: Session, complaint: Complaint) -> list[Possible]:
    """Active officers and inspectors who do not have it yet: without a conflict first, then who has least."""
    held = _open_reports(session)
    has_it = {one.account_id for one in complaint.handlers if one.ended_at is None}
    stakes = hands.with_a_stake(session, complaint.agency_id)
    query = select(Account).where(Account.role.in_(HANDLERS), Account.state == AccountState.ACTIVE)
    found = [
        Possible(account, account.id in stakes, held.get(account.id, 0))
        for account in session.scalars(query.order_by(Account.name, Account.id))
        if account.id not in has_it
    ]
    return sorted(found, key=lambda one: (one.has_conflict, one.open_reports))


def _open_reports(session: Session) -> dict[int, int]:
    query = (
        select(ComplaintHandler.account_id)
        .join(Complaint, Complaint.id == ComplaintHandler.complaint_id)
        .where(ComplaintHandler.ended_at.is_(None), Complaint.state.not_in(ENDED))
    )
    counted: dict[int, int] = {}
    for key in session.scalars(query):
        counted[key] = counted.get(key, 0) + 1
    return counted


def assign(session: Session, actor: Actor, complaint: Complaint, account_public_id: str) -> None:
    """Give a report to somebody more. Raises NotAllowed, NotFound, NotPossible("handler_has_stake")."""
    if not may(actor, Permission.COMPLAINT_ASSIGN):
        raise NotAllowed()
    listed = possible(session, complaint)
    chosen = next((one for one in listed if one.account.public_id == account_public_id), None)
    if chosen is None:
        raise NotFound()
    if chosen.has_conflict and not listed[0].has_conflict:
        raise NotPossible("handler_has_stake")
    session.add(
        ComplaintHandler(
            complaint_id=complaint.id,
            account_id=chosen.account.id,
            assigned_by_id=actor.account_id,
            assigned_at=clock.now(),
        )
    )
    session.flush()
    session.expire(complaint, ["handlers"])
    data = {"handler": account_public_id, "conflict": chosen.has_conflict}
    events.record(session, actor, "complaint", complaint.public_id, "assign", data=data)


def take_away(
    session: Session, actor: Actor, complaint: Complaint, account_public_id: str, *, reason: str
) -> None:
    """End somebody's access to a report at once. Raises NotAllowed, NotFound, Invalid("reason_missing")."""
    if not may(actor, Permission.COMPLAINT_ASSIGN):
        raise NotAllowed()
    said = why.said(reason, field="away_reason")
    account = session.scalar(select(Account).where(Account.public_id == account_public_id))
    row = next(
        (
            one
            for one in complaint.handlers
            if account and one.account_id == account.id and one.ended_at is None
        ),
        None,
    )
    if row is None:
        raise NotFound()
    row.ended_at = clock.now()
    session.flush()
    why.record(session, actor, complaint, "take_away", said, data={"handler": account_public_id})

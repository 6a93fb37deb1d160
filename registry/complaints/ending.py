"""How a report ends: closed with an outcome by who handled it, or dismissed by two people. Within 45 working days.

Closed as repaid only after the worker said that the money arrived. Kept for the years of the file of clocks, then due
to be destroyed (the period is a proposal, to be confirmed by a lawyer).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.complaints import remedy, rules, telling
from registry.complaints.handling import Closing
from registry.complaints.models import Complaint
from registry.complaints.states import COMPLAINT, ComplaintState
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move

OUTCOMES = ("repaid", "substantiated", "partly", "not_substantiated", "withdrawn", "passed_on")
SUBSTANTIATED = frozenset({"repaid", "substantiated", "partly"})
DISMISSALS = ("not_credible", "copy", "other_matter", "test")


def close(session: Session, actor: Actor, complaint: Complaint, *, outcome: str, reason: str) -> Closing:
    """Close with an outcome. Raises NotAllowed, NotPossible: repayment_not_confirmed, nothing_repaid, wrong_state;
    Invalid: outcome_unknown, reason_missing."""
    if outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", field="close_outcome")
    _check_reason(reason, "close_reason")
    if outcome == "repaid" and not remedy.owed(session, complaint):
        raise NotPossible("nothing_repaid")
    move(session, actor, complaint, "close", data={"outcome": outcome})
    row = _write(session, actor, complaint, "close", outcome, reason)
    row.state, row.keep_until = "approved", _keep_until()
    session.flush()
    telling.tell_step(session, actor, complaint, "closed")
    return row


def propose_dismissal(
    session: Session, actor: Actor, complaint: Complaint, *, outcome: str, reason: str
) -> Closing:
    """Say that it should be dismissed, and why, for a second person. The reason must not tell who reported.

    Raises NotAllowed, NotPossible("wrong_state", "dismissal_open"), Invalid("outcome_unknown", "reason_missing").
    """
    if not may(actor, Permission.COMPLAINT_HANDLE, complaint):
        raise NotAllowed()
    if outcome not in DISMISSALS:
        raise Invalid("outcome_unknown", field="dismiss_outcome")
    _check_reason(reason, "dismiss_reason")
    if COMPLAINT.find("dismiss", complaint.state) is None:
        raise NotPossible("wrong_state")
    if proposed(session, complaint) is not None:
        raise NotPossible("dismissal_open")
    row = _write(session, actor, complaint, "dismiss", outcome, reason)
    events.record(
        session, actor, "complaint", complaint.public_id, "propose_dismissal", data={"outcome": outcome}
    )
    return row


def proposed(session: Session, complaint: Complaint) -> Closing | None:
    """The dismissal that waits for a second person."""
    query = select(Closing).where(
        Closing.complaint_id == complaint.id, Closing.kind == "dismiss", Closing.state == "open"
    )
    return session.scalar(query.order_by(Closing.id.desc()).limit(1))


def confirm_dismissal(session: Session, actor: Actor, complaint: Complaint) -> None:
    """The second person agrees. Raises NotPossible("dismissal_not_proposed", "same_person"), NotAllowed."""
    row = proposed(session, complaint)
    outcome = row.outcome if row else None
    move(session, actor, complaint, "dismiss", data={"outcome": outcome})
    if row is not None:
        row.state, row.keep_until = "approved", _keep_until()
        row.decided_by_id, row.decided_on = actor.account_id, clock.today()
    session.flush()
    telling.tell_step(session, actor, complaint, "dismissed")


def refuse_dismissal(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> None:
    """The second person does not agree: the report stays open. Raises NotAllowed, NotPossible, Invalid."""
    if not may(actor, Permission.COMPLAINT_DECIDE):
        raise NotAllowed()
    _check_reason(reason, "refuse_reason")
    row = proposed(session, complaint)
    if row is None:
        raise NotPossible("dismissal_not_proposed")
    if row.proposed_by_id == actor.account_id:
        raise NotPossible("same_person")
    row.state, row.decided_by_id, row.decided_on = "refused", actor.account_id, clock.today()
    session.flush()
    events.record(session, actor, "complaint", complaint.public_id, "refuse_dismissal", reason=reason.strip())


def reopen(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> None:
    """Look at it again, for example after a new message of the reporter."""
    move(session, actor, complaint, "reopen", reason=reason)
    complaint.closed_at = None
    telling.tell_step(session, actor, complaint, "investigating")


def investigate(session: Session, actor: Actor, complaint: Complaint) -> None:
    move(session, actor, complaint, "investigate")
    telling.tell_step(session, actor, complaint, "investigating")


def is_over(complaint: Complaint) -> bool:
    return complaint.state in (ComplaintState.CLOSED, ComplaintState.DISMISSED)


def _check_reason(reason: str, field: str) -> None:
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field=field)


def _write(
    session: Session, actor: Actor, complaint: Complaint, kind: str, outcome: str, reason: str
) -> Closing:
    row = Closing(
        complaint_id=complaint.id,
        kind=kind,
        outcome=outcome,
        reason=reason.strip(),
        proposed_by_id=actor.account_id,
        proposed_on=clock.today(),
    )
    session.add(row)
    session.flush()
    return row


def _keep_until() -> date:
    """The same day some years on, or the last of that month when it has no such day."""
    today = clock.today()
    year = today.year + rules.in_force().clocks.keep_years_after_closing
    return date(year, today.month, min(today.day, monthrange(year, today.month)[1]))

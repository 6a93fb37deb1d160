"""How a report ends, within 45 working days: closed with an outcome, or dismissed. Alone a handler closes only what was
found true, where no money that was told of is left; every other end takes two people (second.py).

Closed as repaid only after the worker said that the money arrived. Kept for the years of the file of clocks, then due
to be destroyed (the period is a proposal, to be confirmed by a lawyer).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.complaints import hands, remedy, rules, second, telling, triage, why
from registry.complaints.handling import Closing
from registry.complaints.models import Complaint, FeeReport
from registry.complaints.states import COMPLAINT
from registry.errors import Invalid, NotPossible
from registry.moves import check, move

OUTCOMES = ("repaid", "substantiated", "partly", "not_substantiated", "withdrawn", "passed_on")
DISMISSALS = ("not_credible", "copy", "other_matter", "test")
# Kind of ending -> the verb of the second person, and the step that the reporter reads.
_ENDS = {"close": ("agree_close", "closed"), "dismiss": ("dismiss", "dismissed")}


def close(session: Session, actor: Actor, complaint: Complaint, *, outcome: str, reason: str) -> Closing:
    """Close with an outcome, or propose it where it takes two people; the row says which.

    Raises NotAllowed, NotPossible: repayment_not_confirmed, nothing_repaid, wrong_state, second_person_asked,
    handler_shut_out; Invalid: outcome_unknown, reason_missing.
    """
    hands.check_handler(session, actor, complaint)
    if outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", field="close_outcome")
    said = why.said(reason, field="close_reason")
    check(session, actor, complaint, "close")
    if outcome == "repaid" and not remedy.owed(session, complaint):
        raise NotPossible("nothing_repaid")
    if second.closing_takes_two(complaint, outcome) or _leaves_money(session, complaint):
        return second.propose(session, actor, complaint, "close", outcome, said)
    if second.waiting(session, complaint) is not None:
        raise NotPossible("second_person_asked")
    row = Closing(
        complaint_id=complaint.id,
        kind="close",
        outcome=outcome,
        reason=said,
        state="approved",
        proposed_by_id=actor.account_id,
        proposed_on=clock.today(),
        keep_until=_keep_until(session),
    )
    session.add(row)
    session.flush()
    move(session, actor, complaint, "close", data={"outcome": outcome})
    telling.tell_step(session, actor, complaint, f"closed_{outcome}")
    return row


def _leaves_money(session: Session, complaint: Complaint) -> bool:
    """Did the reporter tell of payments, and does none of them come back? That takes two, whatever was found."""
    told = select(FeeReport.id).where(FeeReport.complaint_id == complaint.id).limit(1)
    return session.scalar(told) is not None and not remedy.owed(session, complaint)


def propose_dismissal(
    session: Session, actor: Actor, complaint: Complaint, *, outcome: str, reason: str
) -> Closing:
    """Say that it should be dismissed, and why, for a second person. The reason must not tell who reported.

    Raises NotAllowed, NotPossible("wrong_state", "second_person_asked", "handler_shut_out"),
    Invalid("outcome_unknown", "reason_missing").
    """
    hands.check_handler(session, actor, complaint)
    if outcome not in DISMISSALS:
        raise Invalid("outcome_unknown", field="dismiss_outcome")
    said = why.said(reason, field="dismiss_reason")
    if COMPLAINT.find("dismiss", complaint.state) is None:
        raise NotPossible("wrong_state")
    return second.propose(session, actor, complaint, "dismiss", outcome, said)


def agree(session: Session, actor: Actor, complaint: Complaint) -> None:
    """The second person agrees with what waits, and it happens. Raises what second.agree says, and wrong_state,
    repayment_not_confirmed when the report went on meanwhile."""
    row = second.agree(session, actor, complaint)
    if row.kind == "judge":
        triage.carry_out(session, actor, complaint, row)
        return
    if row.outcome == "repaid" and not remedy.owed(session, complaint):
        raise NotPossible("nothing_repaid")
    verb, step = _ENDS[row.kind]
    row.keep_until = _keep_until(session)
    move(session, actor, complaint, verb, data={"outcome": row.outcome})
    telling.tell_step(session, actor, complaint, f"{step}_{row.outcome}")


def reopen(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> None:
    """Look at it again, for example after a new message of the reporter."""
    hands.check_handler(session, actor, complaint)
    said = why.said(reason, field="reopen_reason")
    why.keep(session, complaint, move(session, actor, complaint, "reopen"), said)
    second.reopened(session, complaint)
    complaint.closed_at = None
    telling.tell_step(session, actor, complaint, "investigating")


def investigate(session: Session, actor: Actor, complaint: Complaint) -> None:
    hands.check_handler(session, actor, complaint)
    move(session, actor, complaint, "investigate")
    telling.tell_step(session, actor, complaint, "investigating")


def _keep_until(session: Session) -> date:
    """The same day some years on, or the last of that month when it has no such day."""
    today = clock.today()
    year = today.year + rules.in_force(session).clocks.keep_years_after_closing
    return date(year, today.month, min(today.day, monthrange(year, today.month)[1]))

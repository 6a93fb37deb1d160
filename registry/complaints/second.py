"""What takes two people about one report: a handler proposes, and another handler or a supervisor without a stake
decides. One thing waits at a time.

The reason is sealed with the report; who decides reads it, and not what was reported unless they handle it too.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.complaints import hands, why
from registry.complaints.handling import Closing
from registry.complaints.kinds import Urgency
from registry.complaints.models import Complaint
from registry.errors import NotPossible

# How a report ends that was found true: a handler may say so alone.
SUBSTANTIATED = frozenset({"repaid", "substantiated", "partly"})


def closing_takes_two(complaint: Complaint, outcome: str) -> bool:
    """Whatever ends a report without finding it true, and every end of one on the same-day path."""
    return outcome not in SUBSTANTIATED or complaint.urgency == Urgency.SAME_DAY


def waiting(session: Session, complaint: Complaint) -> Closing | None:
    """What waits for a second person."""
    query = select(Closing).where(Closing.complaint_id == complaint.id, Closing.state == "open")
    return session.scalar(query.order_by(Closing.id.desc()).limit(1))


def propose(
    session: Session,
    actor: Actor,
    complaint: Complaint,
    kind: str,
    outcome: str,
    reason: str,
    *,
    agency_id: int | None = None,
    content: str | None = None,
) -> Closing:
    """Put it before a second person. Raises NotPossible("second_person_asked")."""
    if waiting(session, complaint) is not None:
        raise NotPossible("second_person_asked")
    row = Closing(
        complaint_id=complaint.id,
        kind=kind,
        outcome=outcome,
        reason=reason,
        agency_id=agency_id,
        content=content,
        proposed_by_id=actor.account_id,
        proposed_on=clock.today(),
    )
    session.add(row)
    session.flush()
    data = {"outcome": outcome}
    events.record(session, actor, "complaint", complaint.public_id, f"propose_{kind}", data=data)
    return row


def agree(session: Session, actor: Actor, complaint: Complaint) -> Closing:
    """The second person agrees; what follows is the caller's. Raises NotAllowed, NotPossible: nothing_proposed,
    same_person, handler_shut_out."""
    return _decide(session, actor, complaint, "approved")


def refuse(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> None:
    """The second person does not agree: everything stays as it is. Raises as `agree`, and Invalid."""
    said = why.said(reason, field="refuse_reason")
    row = _decide(session, actor, complaint, "refused")
    row.refusal = said
    session.flush()
    data = {"kind": row.kind, "outcome": row.outcome}
    events.record(session, actor, "complaint", complaint.public_id, "refuse_second", data=data)


def _decide(session: Session, actor: Actor, complaint: Complaint, state: str) -> Closing:
    row = waiting(session, complaint)
    hands.check_second(session, actor, complaint, row.proposed_by_id if row else None)
    if row is None:
        raise NotPossible("nothing_proposed")
    row.state = state
    row.decided_by_id, row.decided_on = actor.account_id, clock.today()
    session.flush()
    return row


def reopened(session: Session, complaint: Complaint) -> None:
    """What ended it counts no more."""
    stood = select(Closing).where(
        Closing.complaint_id == complaint.id, Closing.kind != "judge", Closing.state == "approved"
    )
    for row in session.scalars(stood):
        row.state = "reopened"
    session.flush()

"""What the office writes to the reporter: a message of the handler, or that a step was taken."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.complaints import hands
from registry.complaints.kinds import Author, MessageKind
from registry.complaints.models import Complaint, ComplaintMessage
from registry.errors import Invalid

LONGEST = 2000


def write(
    session: Session, actor: Actor, complaint: Complaint, text: str, *, is_question: bool = False
) -> None:
    """The handler writes to the reporter. Raises NotAllowed, NotPossible("handler_shut_out"),
    Invalid("message_missing", "message_long")."""
    hands.check_handler(session, actor, complaint)
    if len(text.strip()) < 2:
        raise Invalid("message_missing", field="message")
    if len(text) > LONGEST:
        raise Invalid("message_long", field="message", letters=LONGEST)
    kind = MessageKind.QUESTION if is_question else MessageKind.MESSAGE
    _add(session, actor, complaint, kind, text.strip())
    events.record(session, actor, "complaint", complaint.public_id, "write_reporter")


def tell_step(session: Session, actor: Actor, complaint: Complaint, step: str) -> None:
    """Say that something happened. `step`: a code (a state, the end with its outcome, told_authority, payment_due,
    payment_claimed); the reporter reads it in their own language."""
    _add(session, actor, complaint, MessageKind.STATUS, step)


def _add(session: Session, actor: Actor, complaint: Complaint, kind: MessageKind, text: str) -> None:
    place = select(func.max(ComplaintMessage.place)).where(ComplaintMessage.complaint_id == complaint.id)
    session.add(
        ComplaintMessage(
            complaint_id=complaint.id,
            place=(session.scalar(place) or 0) + 1,
            author=Author.OFFICE,
            kind=kind,
            account_id=actor.account_id,
            day=clock.today(),
            text=text,
        )
    )
    session.flush()

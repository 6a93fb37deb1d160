"""When somebody was last in touch, and how: what a centre looks at before it calls or writes once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.candidates.models import Candidate
from registry.events import Event
from registry.messages.models import CallTask, Outgoing, Reconfirmation


@dataclass(frozen=True, slots=True)
class Contact:
    """`what`: registered, own, corrected; or answer, call, message with what came of it: "call.reached"."""

    at: datetime
    what: str


def last_contact(session: Session, candidate: Candidate) -> Contact:
    """The newest of what the person did, of what they answered, of calls and of messages; else that they registered."""
    found = [
        Contact(candidate.registered_at, "registered"),
        *_own(session, candidate),
        *_answers(session, candidate),
        *_calls(session, candidate),
        *_messages(session, candidate),
    ]
    return max(found, key=lambda one: one.at)


def _own(session: Session, candidate: Candidate) -> list[Contact]:
    """What they did themselves, and what somebody corrected on their word."""
    of_record = (Event.noun == "candidate", Event.record_id == candidate.public_id)
    own = Event.actor == candidate.actor().pseudonym
    found = []
    for what, is_it in (("own", own), ("corrected", (Event.verb == "correct") & ~own)):
        at = session.scalar(select(Event.at).where(*of_record, is_it).order_by(Event.id.desc()).limit(1))
        found += [Contact(at, what)] if at is not None else []
    return found


def _answers(session: Session, candidate: Candidate) -> list[Contact]:
    given = (Reconfirmation.candidate_id == candidate.id, Reconfirmation.answer.in_(("yes", "no")))
    query = select(Reconfirmation.answered_at, Reconfirmation.answer).where(*given)
    newest = session.execute(query.order_by(Reconfirmation.answered_at.desc()).limit(1)).first()
    return [Contact(newest.answered_at, f"answer.{newest.answer}")] if newest is not None else []


def _calls(session: Session, candidate: Candidate) -> list[Contact]:
    """Also a call that nobody took, and that is to be made again."""
    tried = func.coalesce(CallTask.ended_at, CallTask.tried_at).label("at")
    query = select(tried, CallTask.outcome).where(CallTask.candidate_id == candidate.id, tried.is_not(None))
    query = query.where((CallTask.outcome.is_not(None)) | (CallTask.state == "open"))
    newest = session.execute(query.order_by(tried.desc()).limit(1)).first()
    return [Contact(newest.at, f"call.{newest.outcome or 'no_answer'}")] if newest is not None else []


def _messages(session: Session, candidate: Candidate) -> list[Contact]:
    """What left: a message that waits or was called off told nobody anything."""
    left = func.coalesce(Outgoing.ended_at, Outgoing.sent_at).label("at")
    query = select(left, Outgoing.delivery).where(
        Outgoing.candidate_id == candidate.id,
        Outgoing.delivery.in_(("sent", "delivered", "failed", "printed")),
        left.is_not(None),
    )
    newest = session.execute(query.order_by(left.desc()).limit(1)).first()
    return [Contact(newest.at, f"message.{newest.delivery}")] if newest is not None else []

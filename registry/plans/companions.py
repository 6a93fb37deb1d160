"""Two people who go together: each of them names the other by the code on the slip; only then it counts.

Confidential: who goes with whom may say who is married or who helps whom. No ranking reads it; a plan keeps the two
together or places neither. Either of them takes it back at any moment, and it ends for both.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates.code import code_hash, read_code
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.db import Base
from registry.errors import Invalid, NotAllowed


class Companion(Base):
    """`candidate` said that they go with `other`."""

    __tablename__ = "companion"
    __table_args__ = (CheckConstraint("candidate_id <> other_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), unique=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    said_at: Mapped[datetime]


def name(session: Session, actor: Actor, candidate: Candidate, code: str) -> None:
    """The person says with whom they go, by the other's code; an earlier word is replaced.

    Raises NotAllowed, Invalid("code_unknown") for a code of nobody who looks for work and for one's own alike.
    """
    if not may(actor, Permission.CANDIDATE_CORRECT, candidate):
        raise NotAllowed()
    read = read_code(code)
    other = read and session.scalar(
        select(Candidate).where(
            Candidate.code_hash == code_hash(read), Candidate.state == CandidateState.REGISTERED
        )
    )
    if not other or other.id == candidate.id:
        raise Invalid("companion_code_unknown", field="companion_code")
    said = _said(session, candidate) or Companion(candidate_id=candidate.id)
    said.other_id, said.helper_id, said.said_at = other.id, actor.account_id, clock.now()
    session.add(said)
    events.record(session, actor, "candidate", candidate.public_id, "name_companion")


def forget(session: Session, actor: Actor, candidate: Candidate) -> None:
    """The person goes alone. Raises NotAllowed."""
    if not may(actor, Permission.CANDIDATE_CORRECT, candidate):
        raise NotAllowed()
    said = _said(session, candidate)
    if said is not None:
        session.delete(said)
        events.record(session, actor, "candidate", candidate.public_id, "forget_companion")


def _said(session: Session, candidate: Candidate) -> Companion | None:
    return session.scalar(select(Companion).where(Companion.candidate_id == candidate.id))


def word_of(session: Session, candidate: Candidate) -> bool | None:
    """None: goes alone. False: named somebody who has not named them. True: both said it."""
    said = _said(session, candidate)
    if said is None:
        return None
    back = select(Companion.id).where(
        Companion.candidate_id == said.other_id, Companion.other_id == candidate.id
    )
    return session.scalar(back) is not None


def couples(session: Session) -> list[tuple[str, str]]:
    """Public ids of every two people who named each other, both looking for work; each couple once."""
    one, other, back = aliased(Candidate), aliased(Candidate), aliased(Companion)
    query = (
        select(one.public_id, other.public_id)
        .join(Companion, Companion.candidate_id == one.id)
        .join(back, (back.candidate_id == Companion.other_id) & (back.other_id == one.id))
        .join(other, other.id == Companion.other_id)
        .where(one.id < other.id)
        .where(one.state == CandidateState.REGISTERED, other.state == CandidateState.REGISTERED)
        .order_by(one.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]

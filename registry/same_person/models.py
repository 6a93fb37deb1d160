"""Keys of people, likely pairs, and merges with all that is needed to undo them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.candidates.models import Candidate
from registry.db import Base, EncryptedText, Record
from registry.same_person.states import LIKELY_PAIR, PairState


class CandidateKey(Base):
    """One key of one person: the first 64 bits of a keyed hash, so that the table tells nothing to who steals it."""

    __tablename__ = "candidate_key"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id"), primary_key=True, autoincrement=False, index=True
    )


class LikelyPair(Record):
    """Two records that may be one person; the one that was there first comes first. `levels`: what agrees and
    differs, as codes (matching/same_person/levels.py). `found_by`: registration or batch. `reason`: JSON of every
    reason given about the pair, sealed (answers.py)."""

    __tablename__ = "likely_pair"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
        CheckConstraint(
            "state IN ('open', 'unsure', 'proposed', 'merged', 'two_people')",
            name="state",
        ),
    )
    machine = LIKELY_PAIR

    first_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    probability: Mapped[float]
    levels: Mapped[dict[str, Any]]
    weights_version: Mapped[str] = mapped_column(String(40))
    found_by: Mapped[str] = mapped_column(String(20))
    found_at: Mapped[datetime]
    state: Mapped[PairState] = mapped_column(String(20), default=PairState.OPEN, index=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(EncryptedText)

    first: Mapped[Candidate] = relationship(lazy="raise", foreign_keys=first_id)
    second: Mapped[Candidate] = relationship(lazy="raise", foreign_keys=second_id)


class CandidateMerge(Record):
    """One record folded into another. `moved`: JSON of what moved and what it replaced, sealed because it holds what
    the person told; None once it cannot be undone any more."""

    __tablename__ = "candidate_merge"
    __table_args__ = (CheckConstraint("kept_id != folded_id", name="two_records"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("likely_pair.id"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    folded_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    moved: Mapped[str | None] = mapped_column(EncryptedText)
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

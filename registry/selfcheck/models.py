"""What an agency says of itself, criterion by criterion. A declaration of its own: no officer counts it as evidence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, Record


class SelfCheck(Record):
    """One self-assessment against one frozen version of the standard; it may take days. Only the agency reads it."""

    __tablename__ = "self_check"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    standard_version: Mapped[str] = mapped_column(String(20))
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    answers: Mapped[list[SelfAnswer]] = relationship(lazy="raise", order_by="SelfAnswer.id")

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id is not None and actor.agency_id == self.agency_id


class SelfAnswer(Base):
    """The answer to one criterion. `lacking`: in the agency's own words, what is still missing."""

    __tablename__ = "self_answer"
    __table_args__ = (
        UniqueConstraint("check_id", "criterion"),
        CheckConstraint("answer IN ('yes', 'partly', 'no', 'unknown')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("self_check.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(String(10))
    lacking: Mapped[str | None] = mapped_column(String(1000))
    answered_at: Mapped[datetime]

"""Paper piles and their sheets."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.access import Actor
from registry.db import Base, Record


class SetAside(StrEnum):
    """Why nobody was registered from a sheet."""

    UNREADABLE = "unreadable"
    NO_PERMISSION = "no_permission"
    KNOWN = "known"
    BLANK = "blank"


class PaperBatch(Record):
    """A pile of filled sheets. `sheets`: how many were said or counted. `source`: where they were filled, nobody's
    name."""

    __tablename__ = "paper_batch"
    __table_args__ = (CheckConstraint("sheets BETWEEN 1 AND 5000", name="sheets"),)

    centre: Mapped[str | None] = mapped_column(String(60), index=True)
    source: Mapped[str] = mapped_column(String(120))
    sheets: Mapped[int]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]

    def is_own(self, actor: Actor) -> bool:
        """A pile lies at a centre: everybody there may go on with it."""
        return actor.account_id == self.opened_by_id or (
            actor.centre is not None and actor.centre == self.centre
        )


class PaperSheet(Base):
    """One sheet that is dealt with: typed as somebody's registration, or put aside."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        UniqueConstraint("candidate_id"),
        CheckConstraint("(candidate_id IS NULL) <> (set_aside IS NULL)", name="one_or_other"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"))
    number: Mapped[int]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"))
    set_aside: Mapped[str | None] = mapped_column(String(20))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

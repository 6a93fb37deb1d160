"""Trainings: who teaches what, where, at what cost, and who said so on which day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Record


class Cost(StrEnum):
    """Unknown is an answer: who is interested asks before they go."""

    FREE = "free"
    PAID = "paid"
    UNKNOWN = "unknown"


class Training(Record):
    """One course, workshop or exam. `skills`: codes of the lexicon that it leads to. `department`: INE code, None where
    it is held in the whole country or not known. Retired rows stay, so that it can be read what was once shown."""

    __tablename__ = "training"
    __table_args__ = (CheckConstraint("cost IN ('free', 'paid', 'unknown')", name="cost"),)

    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    department: Mapped[str | None] = mapped_column(String(2), index=True)
    place: Mapped[str | None] = mapped_column(String(200))
    skills: Mapped[list[str]] = mapped_column(default=list)
    cost: Mapped[Cost] = mapped_column(String(10), default=Cost.UNKNOWN)
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

"""The table of confirmed pairs: equal pairs are one row with a count."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base


class ConfirmedPair(Base):
    """Words as typed, what was offered for them the last time, and what was chosen (None: none of these)."""

    __tablename__ = "confirmed_pair"
    __table_args__ = (
        CheckConstraint("kind IN ('occupation', 'skill')", name="kind"),
        CheckConstraint("times > 0", name="times"),
        Index("ix_confirmed_pair_words", "kind", "lang", "words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    lang: Mapped[str] = mapped_column(String(2))
    words: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(60))
    offered: Mapped[list[Any]]
    times: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]

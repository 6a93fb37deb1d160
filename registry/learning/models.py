"""Learned weights, with the card that says what they were learned from and what they are worth."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import Account
from registry.db import Record
from registry.learning.states import MODEL, ModelState


class RankingModel(Record):
    """weights: a weights file (matching.weights.parse_weights). checksum: SHA-256 of it. card: the evaluation
    (matching.evaluate), as numbers. outcomes: how many ended referrals it was trained and judged on."""

    __tablename__ = "ranking_model"
    __table_args__ = (
        CheckConstraint("state IN ('trained', 'approved', 'on')", name="state"),
        CheckConstraint("state = 'trained' OR (approved_at IS NOT NULL AND is_offered)", name="approved"),
        # One at a time.
        Index(
            "ix_ranking_model_on",
            "state",
            unique=True,
            sqlite_where=text("state = 'on'"),
            postgresql_where=text("state = 'on'"),
        ),
    )
    machine = MODEL

    version: Mapped[str] = mapped_column(String(40), unique=True)
    weights: Mapped[dict[str, Any]]
    checksum: Mapped[str] = mapped_column(String(64))
    card: Mapped[dict[str, Any]]
    is_offered: Mapped[bool]
    outcomes: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date]
    trained_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    trained_at: Mapped[datetime]
    state: Mapped[ModelState] = mapped_column(String(20), default=ModelState.TRAINED)
    approved_at: Mapped[datetime | None]
    switched_on_at: Mapped[datetime | None]
    switched_off_at: Mapped[datetime | None]

    trained_by: Mapped[Account | None] = relationship(lazy="raise")

"""The one table of fairness: what was proposed for which scheme, by whom, and who approved it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.fair_order import METHOD, METHODS
from registry.accounts.models import Account
from registry.db import Record


class FairnessPolicy(Record):
    """One version of a scheme's policy. It counts once it is approved and its day has come; a later version takes its
    place. What was rejected or withdrawn stays, without approval. share, alpha: decimals ("0.8"), see policy.py."""

    __tablename__ = "fairness_policy"
    __table_args__ = (
        UniqueConstraint("scheme", "version"),
        CheckConstraint("mode IN ('off', 'report', 'order')", name="mode"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id != proposed_by_id", name="two_people"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved"),
        CheckConstraint("mode != 'order' OR (share != '' AND alpha != '')", name="order"),
    )

    scheme: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    traits: Mapped[list[str]] = mapped_column(default=list)
    share: Mapped[str] = mapped_column(String(6), default="")
    alpha: Mapped[str] = mapped_column(String(6), default="")
    # How the order is made: what two people approved stays that, also when a better way comes.
    order_method: Mapped[str] = mapped_column(String(40), default=METHOD, server_default=METHODS[0])
    starts_on: Mapped[date]
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]

    proposed_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    approved_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=approved_by_id)

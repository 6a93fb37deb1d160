"""Devices in fair mode, and what they delivered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.access import Actor
from registry.db import EncryptedText, Record


class FairDevice(Record):
    """One device of one account. `key`: the AES-256 key of its queue in base64, so that a forgotten PIN or a broken
    device loses nobody: its owner signs in and opens the queue, or the copy of it, again."""

    __tablename__ = "fair_device"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime]

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id == self.account_id


class FairDelivery(Record):
    """A record that arrived, once. `record_id`: the UUID its device gave it; `typed_at`: by the device's clock."""

    __tablename__ = "fair_delivery"
    __table_args__ = (
        CheckConstraint("outcome IN ('accepted', 'duplicate')", name="outcome"),
        CheckConstraint("came_by IN ('network', 'copy')", name="came_by"),
    )

    record_id: Mapped[str] = mapped_column(String(36), unique=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("fair_device.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    local_number: Mapped[str] = mapped_column(String(12), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    came_by: Mapped[str] = mapped_column(String(8))
    typed_at: Mapped[datetime]
    delivered_at: Mapped[datetime]

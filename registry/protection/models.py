"""Protection notes, and who they are sealed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import Index

from registry.access import Actor
from registry.db import EncryptedText, Record
from registry.protection.states import FOCAL_POINT, FocalState


class ProtectionNote(Record):
    """What one person told. The words and the permission are encrypted whole: the table tells nothing but who wrote.

    `centre`: where it was told, and where it is opened.
    """

    __tablename__ = "protection_note"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    content: Mapped[str] = mapped_column(EncryptedText)
    centre: Mapped[str | None] = mapped_column(String(60))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime]


class FocalPoint(Record):
    """That an account is a protection focal point of one centre, its own when it was proposed."""

    __tablename__ = "focal_point"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'active', 'ended')", name="state"),
        CheckConstraint(
            "state <> 'active' OR (approved_by_id IS NOT NULL AND approved_by_id <> proposed_by_id"
            " AND approved_by_id <> account_id)",
            name="two_people",
        ),
        Index(
            "ix_focal_point_one",
            "account_id",
            unique=True,
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
    )
    machine = FOCAL_POINT

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    centre: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[FocalState] = mapped_column(String(20), default=FocalState.PROPOSED)
    reason: Mapped[str] = mapped_column(String(500))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id == self.account_id

"""Kiosks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.access import PUBLIC, Actor, Role
from registry.db import Record
from registry.kiosks.states import KIOSK, KioskState


class Kiosk(Record):
    """One device of a centre. The token of its cookie is stored hashed; `paper` is what its printer takes."""

    __tablename__ = "kiosk"
    __table_args__ = (
        CheckConstraint("state IN ('on', 'off')", name="state"),
        CheckConstraint("paper IN ('a6', 'a4', '58mm')", name="paper"),
        CheckConstraint("(state = 'off') = (revoked_at IS NOT NULL)", name="revoked"),
    )
    machine = KIOSK

    name: Mapped[str] = mapped_column(String(60))
    centre: Mapped[str] = mapped_column(String(60), index=True)
    paper: Mapped[str] = mapped_column(String(4), default="58mm")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[KioskState] = mapped_column(String(20), default=KioskState.ON)
    turned_on_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    turned_on_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        """Of the centre that has it."""
        return actor.account_id is not None and actor.centre == self.centre

    def visitor(self) -> Actor:
        """Whoever stands before it: nobody, at this centre."""
        return Actor(Role.PUBLIC, centre=self.centre, name=PUBLIC.name)

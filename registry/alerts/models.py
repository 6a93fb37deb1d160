"""The one table of warnings about operators that are not in the register."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.alerts.states import ALERT, AlertState
from registry.db import Record


class OperatorAlert(Record):
    """`phones` in international form, `hosts` of its pages ("agencia.example"), `method`: how it works, for everybody
    to read. `since`: when it was first heard of."""

    __tablename__ = "operator_alert"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published"),
        CheckConstraint("state != 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn"),
    )
    machine = ALERT

    brand: Mapped[str] = mapped_column(String(120))
    phones: Mapped[list[str]] = mapped_column(default=list)
    hosts: Mapped[list[str]] = mapped_column(default=list)
    method: Mapped[str] = mapped_column(String(600))
    since: Mapped[date]
    state: Mapped[AlertState] = mapped_column(String(20), default=AlertState.DRAFT, index=True)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

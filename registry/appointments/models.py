"""Appointments."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.appointments.states import APPOINTMENT, AppointmentState
from registry.candidates.models import Candidate
from registry.db import EncryptedText, Record


class AppointmentKind(StrEnum):
    ORIENTATION = "orientation"
    INTERVIEW = "interview"
    TEST = "test"
    PAPERS = "papers"
    OTHER = "other"


class Appointment(Record):
    """One visit. `note`: what was seen in the interview or the test; the person may read it."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("state IN ('booked', 'attended', 'missed', 'cancelled')", name="state"),
    )
    machine = APPOINTMENT

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(index=True)
    centre: Mapped[str | None] = mapped_column(String(60), index=True)
    place: Mapped[str] = mapped_column(String(160))
    booked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    booked_at: Mapped[datetime]
    state: Mapped[AppointmentState] = mapped_column(String(20), default=AppointmentState.BOOKED)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        if actor.candidate_id is not None:
            return self.candidate_id == actor.candidate_id
        if actor.account_id is None:
            return False
        return actor.account_id == self.booked_by_id or (
            actor.centre is not None and actor.centre == self.centre
        )

"""Recruitment drives."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Record
from registry.drives.states import DRIVE, DriveState
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy


class Drive(Record):
    """One drive of an agency for one published vacancy. `municipality`: INE code; `starts_at_time`: in Guatemala."""

    __tablename__ = "recruitment_drive"
    __table_args__ = (CheckConstraint("state IN ('announced', 'cancelled')", name="state"),)
    machine = DRIVE

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    municipality: Mapped[str] = mapped_column(String(4))
    place: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(index=True)
    starts_at_time: Mapped[time]
    state: Mapped[DriveState] = mapped_column(String(20), default=DriveState.ANNOUNCED)
    announced_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship(lazy="raise")
    vacancy: Mapped[Vacancy] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id is not None and actor.agency_id == self.agency_id

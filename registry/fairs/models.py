"""Job fairs, the vacancies shown there, the people invited or arrived, and their interviews."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.candidates.models import Candidate
from registry.db import Base, Record
from registry.fairs.states import FAIR, INTERVIEW, STAND, FairState, InterviewState, StandState
from registry.vacancies.models import Vacancy


class Fair(Record):
    """One fair of the Ministry. Times are on the clock of Guatemala; `municipality`: INE code."""

    __tablename__ = "fair"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'published', 'cancelled', 'held')", name="state"),
        CheckConstraint("ends_at_time > starts_at_time", name="times"),
        CheckConstraint("minutes_each BETWEEN 5 AND 120", name="minutes"),
    )
    machine = FAIR

    title: Mapped[str] = mapped_column(String(120))
    municipality: Mapped[str] = mapped_column(String(4))
    place: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date] = mapped_column(index=True)
    starts_at_time: Mapped[time]
    ends_at_time: Mapped[time]
    # How long one interview takes: the times that can be booked follow from it.
    minutes_each: Mapped[int] = mapped_column(default=15)
    centre: Mapped[str | None] = mapped_column(String(60), index=True)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    planned_at: Mapped[datetime]
    state: Mapped[FairState] = mapped_column(String(20), default=FairState.PLANNED)
    published_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        """A fair is run by the centre that planned it."""
        return actor.account_id == self.planned_by_id or (
            actor.centre is not None and actor.centre == self.centre
        )


class FairStand(Record):
    """One published vacancy that an employer was asked to bring to a fair, and what the employer answered."""

    __tablename__ = "fair_stand"
    __table_args__ = (
        UniqueConstraint("fair_id", "vacancy_id"),
        CheckConstraint("state IN ('invited', 'coming', 'not_coming')", name="state"),
    )
    machine = STAND

    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    state: Mapped[StandState] = mapped_column(String(20), default=StandState.INVITED)
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    fair: Mapped[Fair] = relationship(lazy="joined", innerjoin=True)
    vacancy: Mapped[Vacancy] = relationship(lazy="joined", innerjoin=True)

    def is_own(self, actor: Actor) -> bool:
        """Of the centre that runs the fair; of the employer or agency whose vacancy it is."""
        return self.fair.is_own(actor) or self.vacancy.is_own(actor)


class FairInvitation(Base):
    """That somebody was invited to a fair because they fit one of its vacancies; `rank`: their place on that list."""

    __tablename__ = "fair_invitation"
    __table_args__ = (UniqueConstraint("fair_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"))
    rank: Mapped[int]
    invited_at: Mapped[datetime]


class FairArrival(Base):
    """That somebody came."""

    __tablename__ = "fair_arrival"
    __table_args__ = (UniqueConstraint("fair_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    arrived_at: Mapped[datetime]

    candidate: Mapped[Candidate] = relationship(lazy="raise")


class FairInterview(Record):
    """A time at an employer's table. Who is interviewed stands before the employer themselves: nothing is sent."""

    __tablename__ = "fair_interview"
    __table_args__ = (
        UniqueConstraint("stand_id", "at"),
        CheckConstraint("state IN ('booked', 'held', 'missed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'held') = (result IS NOT NULL)", name="result"),
        CheckConstraint("(result = 'not_selected') = (why IS NOT NULL) OR result IS NULL", name="why"),
    )
    machine = INTERVIEW

    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"), index=True)
    stand_id: Mapped[int] = mapped_column(ForeignKey("fair_stand.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    # None once it is cancelled: the time is free again.
    at: Mapped[datetime | None]
    state: Mapped[InterviewState] = mapped_column(String(20), default=InterviewState.BOOKED)
    result: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(String(20))

    stand: Mapped[FairStand] = relationship(lazy="joined", innerjoin=True)
    candidate: Mapped[Candidate] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return self.stand.is_own(actor)

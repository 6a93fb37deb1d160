"""Referrals of candidates to vacancies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor, Role
from registry.candidates.models import Candidate
from registry.db import Record
from registry.placements.states import REFERRAL, ReferralState
from registry.vacancies.models import Vacancy


class Referral(Record):
    """One person proposed for one vacancy. `rank` is the place on the shortlist it was made from."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("vacancy_id", "candidate_id"),
        CheckConstraint(
            "state IN ('offered', 'consented', 'declined', 'interview', 'selected', 'not_selected', 'placed', "
            "'withdrawn')",
            name="state",
        ),
        CheckConstraint(
            "state NOT IN ('consented', 'interview', 'selected', 'placed') OR consented_at IS NOT NULL",
            name="consent",
        ),
    )
    machine = REFERRAL

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    shortlist_id: Mapped[int | None] = mapped_column(ForeignKey("shortlist.id"))
    rank: Mapped[int | None]
    # Why somebody higher on the list was passed over; required when that happened.
    departure_reason: Mapped[str | None]
    referred_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[ReferralState] = mapped_column(String(20), default=ReferralState.OFFERED)
    referred_at: Mapped[datetime]
    consented_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]

    vacancy: Mapped[Vacancy] = relationship(lazy="joined", innerjoin=True)
    candidate: Mapped[Candidate] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        if actor.role is Role.CANDIDATE:
            return actor.candidate_id == self.candidate_id
        return self.vacancy.is_own(actor)

"""Referrals of candidates to vacancies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor, Role
from registry.candidates.models import Candidate
from registry.db import Base, EncryptedText, Record
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
    # Where and when the employer waits for the person; None: it telephones.
    interview_at: Mapped[datetime | None]
    interview_place: Mapped[str | None] = mapped_column(EncryptedText)

    vacancy: Mapped[Vacancy] = relationship(lazy="joined", innerjoin=True)
    candidate: Mapped[Candidate] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        if actor.role is Role.CANDIDATE:
            return actor.candidate_id == self.candidate_id
        return self.vacancy.is_own(actor)


class PayTold(Base):
    """What somebody told of a placed person's pay, in the vacancy's own unit and currency. A later one stands instead
    of an earlier one of the same source.

    `source`: contract (employer, agency or officer) or first_pay (the person, or a counsellor for them).

    `amount`: the contract's rate, or what was paid for one unit of it. `taken_off`: everything deducted from the first
    pay, in the same currency.
    """

    __tablename__ = "pay_told"
    __table_args__ = (
        CheckConstraint("source IN ('contract', 'first_pay')", name="source"),
        CheckConstraint("amount > 0 AND (taken_off IS NULL OR taken_off >= 0)", name="amounts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    taken_off: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    dated_on: Mapped[date]
    told_by: Mapped[str] = mapped_column(String(20))
    told_at: Mapped[datetime]

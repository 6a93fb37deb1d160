"""The directory of services and the referrals of people to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.candidates.models import Candidate
from registry.db import EncryptedText, Record
from registry.support.states import SUPPORT_REFERRAL, SupportState


class ServiceKind(StrEnum):
    MINISTRY_CENTRE = "ministry_centre"
    MIGRANT_CENTRE = "migrant_centre"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    LEGAL = "legal"
    SHELTER = "shelter"
    EDUCATION = "education"
    TRAINING = "training"
    TRAFFICKING = "trafficking"
    PAPERS = "papers"
    OTHER = "other"


# Where anybody may simply go: shown to everybody at /centros, so written by who answers for that.
OPEN_TO_ALL = frozenset({ServiceKind.MINISTRY_CENTRE, ServiceKind.MIGRANT_CENTRE})
# That somebody was sent to one of these already says something about them.
DELICATE = frozenset(
    {
        ServiceKind.HEALTH,
        ServiceKind.PSYCHOSOCIAL,
        ServiceKind.LEGAL,
        ServiceKind.SHELTER,
        ServiceKind.TRAFFICKING,
    }
)


class SupportService(Record):
    """One institution. What is None nobody has confirmed yet; `source` and `source_on` say where the rest is from.

    `municipality`: INE code; None: for the whole country, or not said.
    """

    __tablename__ = "support_service"
    __table_args__ = (
        CheckConstraint("source IS NOT NULL OR (phone IS NULL AND address IS NULL)", name="source"),
        CheckConstraint("(source IS NULL) = (source_on IS NULL)", name="dated"),
    )

    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(160))
    # As it was first written down: the shipped list knows it by this, whatever it is called now.
    first_name: Mapped[str] = mapped_column(String(160))
    offers: Mapped[str | None] = mapped_column(String(400))
    phone: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(200))
    hours: Mapped[str | None] = mapped_column(String(120))
    municipality: Mapped[str | None] = mapped_column(String(4))
    source: Mapped[str | None] = mapped_column(String(300))
    source_on: Mapped[date | None]
    is_in_use: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]


class SupportReferral(Record):
    """A person sent to a service with their permission. What is asked and what the service answered are sealed.

    The permission is kept here with its text, not among the person's other permissions, which more people read.
    """

    __tablename__ = "support_referral"
    __table_args__ = (
        CheckConstraint("state IN ('sent', 'accepted', 'returned', 'ended', 'withdrawn')", name="state"),
        CheckConstraint("state <> 'ended' OR outcome IS NOT NULL", name="outcome"),
    )
    machine = SUPPORT_REFERRAL

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("support_service.id"), index=True)
    centre: Mapped[str | None] = mapped_column(String(60), index=True)
    asks: Mapped[str | None] = mapped_column(EncryptedText)
    consent_text: Mapped[str] = mapped_column(EncryptedText)
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_how: Mapped[str] = mapped_column(String(20))
    referred_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    referred_at: Mapped[datetime]
    state: Mapped[SupportState] = mapped_column(String(20), default=SupportState.SENT)
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    service: Mapped[SupportService] = relationship(lazy="joined", innerjoin=True)

    def is_own(self, actor: Actor) -> bool:
        """Of the person; of who sent them; of their centre, unless the service itself says too much."""
        if actor.candidate_id is not None:
            return self.candidate_id == actor.candidate_id
        if actor.account_id is None:
            return False
        if actor.account_id == self.referred_by_id:
            return True
        return self.service.kind not in DELICATE and actor.centre is not None and actor.centre == self.centre

"""The one table of legal requests."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.accounts.models import Account
from registry.candidates.models import Candidate
from registry.db import EncryptedText, Record
from registry.legal_requests.states import LEGAL_REQUEST, LegalRequestState


class Notice(StrEnum):
    """Whether the human-rights ombudsman (PDH) was told: T22 asks for it where the law allows it."""

    TOLD = "told"
    WILL_BE_TOLD = "will_be_told"
    FORBIDDEN = "forbidden"


# Of what came to nothing nobody is told.
OWING = (LegalRequestState.PROPOSED, LegalRequestState.APPROVED, LegalRequestState.HANDED_OVER)


class LegalRequest(Record):
    """One authority, one person. `reference`: number of the order or letter; `notice_note`: when and how the PDH was
    told, or which order forbids it. `parts`: codes of what is handed over (service.PARTS)."""

    __tablename__ = "legal_request"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn', 'handed_over')", name="state"
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != proposed_by_id", name="two_people"),
        CheckConstraint(
            "state NOT IN ('approved', 'handed_over') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided",
        ),
    )
    machine = LEGAL_REQUEST

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    authority: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(EncryptedText)
    parts: Mapped[list[str]]
    notice: Mapped[Notice] = mapped_column(String(20))
    notice_note: Mapped[str] = mapped_column(EncryptedText)
    state: Mapped[LegalRequestState] = mapped_column(String(20), default=LegalRequestState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_reason: Mapped[str | None] = mapped_column(EncryptedText)
    handed_over_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship(lazy="raise")
    proposed_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    decided_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=decided_by_id)

    @property
    def owes_notice(self) -> bool:
        """The PDH is still to be told."""
        return self.notice == Notice.WILL_BE_TOLD and self.state in OWING

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id is not None and actor.account_id == self.proposed_by_id

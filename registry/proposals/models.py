"""The one table of everything that waits for a second person outside the decision of a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.accounts.models import Account
from registry.db import Record
from registry.proposals.states import PROPOSAL, ProposalState


class Proposal(Record):
    """`content`: what would change, as the kind wants it. `content_hash`: over the content and over the subject as it
    was (kinds.Kind.content_of). `falls_on`: the last day to decide, for kinds that end by themselves. `reason` is empty
    and `decided_reason` none where the reasons tell of people: they are sealed with the subject (kinds.py)."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'approved', 'rejected', 'withdrawn', 'fell')", name="state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != proposed_by_id", name="two_people"),
        CheckConstraint(
            "state NOT IN ('approved', 'rejected') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided",
        ),
        Index("ix_proposal_subject_type_subject_id", "subject_type", "subject_id"),
    )
    machine = PROPOSAL

    kind: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(String(20), default=ProposalState.OPEN, index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    falls_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_reason: Mapped[str | None]

    proposed_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    decided_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=decided_by_id)

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id is not None and actor.account_id == self.proposed_by_id

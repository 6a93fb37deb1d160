"""Proposals of values, the vacancies to check again because of them, and confirmations that nothing changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.accounts.models import Account
from registry.db import Base, Record
from registry.law.states import PROPOSAL, ProposalState
from registry.schemes.law import Reference, amount_text
from registry.schemes.loader import ExtraValue


class LawProposal(Record):
    """Values of one parameter, proposed together. `rows` holds them as JSON, each with what it would replace, and
    never changes; `digest` is the hash of the values. The rulesets are those before and after the approval, archived
    under these hashes."""

    __tablename__ = "law_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != proposed_by_id", name="two_people"),
    )
    machine = PROPOSAL

    parameter: Mapped[str] = mapped_column(String(60), index=True)
    rows: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(String(64))
    unchanged: Mapped[int] = mapped_column(default=0)
    why: Mapped[str]
    file_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[ProposalState] = mapped_column(String(20), default=ProposalState.PROPOSED, index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    ruleset_before: Mapped[str | None] = mapped_column(ForeignKey("archived_ruleset.hash"))
    ruleset_after: Mapped[str | None] = mapped_column(ForeignKey("archived_ruleset.hash"))
    version: Mapped[int] = mapped_column(default=1)

    proposed_by: Mapped[Account] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    decided_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=decided_by_id)

    __mapper_args__ = {"version_id_col": version}

    def is_own(self, actor: Actor) -> bool:
        return actor.account_id is not None and actor.account_id == self.proposed_by_id

    @property
    def values(self) -> tuple[ExtraValue, ...]:
        return tuple(value_from(self.parameter, row) for row in self.rows)


class LawRecheck(Base):
    """A vacancy to check again. `proposal_id`: because of which approval; None when an officer asked for it.

    `result` is None while it waits, then: same, fails, warns, unknown, mended, gone when nobody needs it any more,
    or failed when the check itself could not be made (the log of the server says why).
    `changes`: the rules whose answer changed, each with its answer before and after.
    """

    __tablename__ = "law_recheck"
    __table_args__ = (
        CheckConstraint(
            "result IN ('same', 'fails', 'warns', 'unknown', 'mended', 'gone', 'failed')",
            name="result",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("law_proposal.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    result: Mapped[str | None] = mapped_column(String(10))
    changes: Mapped[list[Any]] = mapped_column(default=list)


class LawConfirmation(Base):
    """Somebody looked at the source of a parameter on this day and found its values unchanged."""

    __tablename__ = "law_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    parameter: Mapped[str] = mapped_column(String(60), index=True)
    checked_on: Mapped[date]
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship(lazy="raise")


def value_to_json(value: ExtraValue) -> dict[str, Any]:
    return {
        "key": list(value.key),
        "starts_on": value.starts_on.isoformat(),
        "amount": amount_text(value.amount),
        "confidence": value.confidence,
        "title": value.reference.title,
        "href": value.reference.href,
        "note": value.note,
    }


def value_from(parameter: str, row: dict[str, Any]) -> ExtraValue:
    amount = row["amount"]
    return ExtraValue(
        parameter=parameter,
        key=tuple(row["key"]),
        starts_on=date.fromisoformat(row["starts_on"]),
        amount=Decimal(amount) if isinstance(amount, str) else None if amount is None else tuple(amount),
        confidence=row["confidence"],
        reference=Reference(row["title"], row["href"]),
        note=row["note"],
    )


def digest_of(parameter: str, values: Iterable[ExtraValue]) -> str:
    """SHA-256 over the canonical form of the values: what was previewed is what is proposed and approved."""
    content = [parameter, [value_to_json(value) for value in values]]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

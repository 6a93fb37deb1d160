"""Tables of the handlers' side: triage, danger, who else is told, what two people decide, what was set off, why.

Free text about a report is sealed like the report itself; what is in the clear are codes, days and amounts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.complaints.models import Key
from registry.db import Base, EncryptedText


class Triage(Base):
    """What a handler made of a report. `evidence`: the strongest there is. `criterion`: of the standard, and whether
    a breach of it is critical, as it stood on that day."""

    __tablename__ = "complaint_triage"
    __table_args__ = (
        CheckConstraint("evidence IN ('word', 'detail', 'document', 'checked')", name="evidence"),
    )

    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), primary_key=True)
    is_credible: Mapped[bool]
    evidence: Mapped[str] = mapped_column(String(10))
    criterion: Mapped[str | None] = mapped_column(String(10))
    is_critical: Mapped[bool]
    note: Mapped[str] = mapped_column(EncryptedText)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date]


class Danger(Base):
    """The same-day path: somebody may be harmed. Until a second person releases it the agency is asked nothing.

    `raised_by_id` is None when the form itself said so, before anybody read it.
    """

    __tablename__ = "complaint_danger"
    __table_args__ = (
        CheckConstraint("released_by_id IS NULL OR released_by_id != raised_by_id", name="two_people"),
    )

    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), primary_key=True)
    signs: Mapped[list[str]]
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    raised_on: Mapped[date]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    released_on: Mapped[date | None]


class SentOutside(Base):
    """Another authority that is to be told. `sent_on` is None until somebody wrote down that it was told;
    `reference` is its number of the matter."""

    __tablename__ = "complaint_referral"
    __table_args__ = (
        CheckConstraint("body IN ('mp', 'svet', 'pnc', 'pdh', 'consulate', 'embassy')", name="body"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    body: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]
    sent_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(EncryptedText)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Why(Base):
    """What somebody wrote as the reason of an act on a report; the log holds the act."""

    __tablename__ = "complaint_why"

    event_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("event.id"),
        primary_key=True,
        autoincrement=False,
    )
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText)


class Closing(Base):
    """What ends a report, or makes it weigh less (`judge`): proposed by a handler, decided by another person. Alone a
    handler only closes what was found true, and nothing of the same-day path (second.py).

    `outcome` of `judge`: credible or not_credible; `agency_id` the agency it would be about, `content` the judgement as
    JSON. `refusal`: why the second person did not agree. `reopened`: it stood, and counts no more.
    """

    __tablename__ = "complaint_closing"
    __table_args__ = (
        CheckConstraint("kind IN ('close', 'dismiss', 'judge')", name="kind"),
        CheckConstraint("state IN ('open', 'approved', 'refused', 'reopened')", name="state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != proposed_by_id", name="two_people"),
        CheckConstraint(
            # Refused by nobody: of two that were proposed at once, the older one.
            "state IN ('open', 'refused') OR decided_by_id IS NOT NULL"
            " OR (kind = 'close' AND outcome IN ('repaid', 'substantiated', 'partly'))",
            name="decided",
        ),
        # One thing waits at a time.
        Index(
            "ix_complaint_closing_open",
            "complaint_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(EncryptedText)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    content: Mapped[str | None] = mapped_column(EncryptedText)
    refusal: Mapped[str | None] = mapped_column(EncryptedText)
    state: Mapped[str] = mapped_column(String(10), default="open")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_on: Mapped[date]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_on: Mapped[date | None]
    keep_until: Mapped[date | None]


class SetOff(Base):
    """A trigger that fired: by which rule, on which reports, and what it opened. It decides nothing.

    `reports`: internal keys; what was counted once is not counted again for the same rule. `source`: for `outside`,
    which authority acted.
    """

    __tablename__ = "complaint_set_off"
    __table_args__ = (
        CheckConstraint("rule IN ('case', 'hearing', 'places', 'same_day', 'outside')", name="rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    rule: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    reports: Mapped[list[Any]]
    source: Mapped[str | None] = mapped_column(String(20))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("vetting_case.id"))
    rules_version: Mapped[str] = mapped_column(String(10))

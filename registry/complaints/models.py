"""Complaints, their handlers, thread, files, fee reports, links between them, and repayment.

What people say, whom they name and how they can be reached is encrypted; what a list needs (kind, state, day, agency)
is not. Keys are drawn at random: neither the order of ids nor a number tells who reported first (trust.md T8).
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.complaints.kinds import Author, FileKind, MessageKind, Urgency
from registry.complaints.states import COMPLAINT, ComplaintState
from registry.db import Base, EncryptedText, new_public_id

Key = BigInteger().with_variant(Integer, "sqlite")


def new_key() -> int:
    """A random key of 53 bits: it tells no order, and a script reads it without rounding."""
    return secrets.randbelow(2**53 - 1) + 1


class Drawn(Base):
    """A record whose internal key is drawn too."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False, default=new_key)
    public_id: Mapped[str] = mapped_column(String(20), unique=True, default=new_public_id)


class Complaint(Drawn):
    """One report. `number` (D-2026-48213, digits drawn) is for staff alone; the reporter has the receipt.

    `kind` is the most dangerous of `kinds`. `who` is whom the reporter named, as typed; `agency_id` only when they
    chose one of the register. `contact` is JSON (way, value, when), `contact_hash` its keyed hash, so that two
    reports of one person count once. `is_queued`: taken while a brake was on; it waits behind the others of its
    target, never lost. `is_compared`: with the others about the same agency (sources.py); nothing is set off before.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received', 'triaged', 'referred', 'investigating', 'awaiting_agency', 'remedy', 'closed',"
            " 'dismissed')",
            name="state",
        ),
        CheckConstraint("urgency IN ('same_day', 'normal')", name="urgency"),
    )
    machine = COMPLAINT

    number: Mapped[str] = mapped_column(String(16), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(5))
    state: Mapped[ComplaintState] = mapped_column(String(20), default=ComplaintState.RECEIVED)
    urgency: Mapped[Urgency] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[list[str]]
    wishes: Mapped[list[str]]
    in_danger: Mapped[bool] = mapped_column(default=False)
    was_threatened: Mapped[bool] = mapped_column(default=False)
    is_queued: Mapped[bool] = mapped_column(default=False)
    is_logged: Mapped[bool] = mapped_column(default=False)
    is_compared: Mapped[bool] = mapped_column(default=False, index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    municipality: Mapped[str | None] = mapped_column(String(4))
    corridor: Mapped[str | None] = mapped_column(String(2))
    who: Mapped[str | None] = mapped_column(
        EncryptedText, deferred=True, deferred_group="sealed", deferred_raiseload=True
    )
    text: Mapped[str | None] = mapped_column(
        EncryptedText, deferred=True, deferred_group="sealed", deferred_raiseload=True
    )
    wants_contact: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None] = mapped_column(
        EncryptedText, deferred=True, deferred_group="sealed", deferred_raiseload=True
    )
    contact_hash: Mapped[str | None] = mapped_column(String(64))
    triage_due_on: Mapped[date]
    triaged_at: Mapped[datetime | None]
    referred_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Since when nothing of what was said is kept (keeping.py).
    destroyed_on: Mapped[date | None]

    handlers: Mapped[list[ComplaintHandler]] = relationship(lazy="selectin")
    messages: Mapped[list[ComplaintMessage]] = relationship(lazy="raise", order_by="ComplaintMessage.place")
    files: Mapped[list[ComplaintFile]] = relationship(lazy="raise", order_by="ComplaintFile.id")
    fees: Mapped[list[FeeReport]] = relationship(lazy="raise", order_by="FeeReport.place")
    remedies: Mapped[list[Remedy]] = relationship(lazy="raise", order_by="Remedy.id")

    def is_own(self, actor: Actor) -> bool:
        """Own is what somebody handles now."""
        return actor.account_id is not None and any(
            handler.account_id == actor.account_id and handler.ended_at is None for handler in self.handlers
        )


class ComplaintHandler(Base):
    """Who handles a complaint, given it by whom; ended, not deleted."""

    __tablename__ = "complaint_handler"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    assigned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ComplaintMessage(Drawn):
    """One message of the thread between reporter and office. `place` orders it; of the reporter only the day is kept.

    `account_id`: who wrote for the office, never shown to the reporter.
    """

    __tablename__ = "complaint_message"
    __table_args__ = (
        UniqueConstraint("complaint_id", "place"),
        CheckConstraint("author IN ('reporter', 'office')", name="author"),
        CheckConstraint("(author = 'office') = (account_id IS NOT NULL)", name="written_by"),
    )

    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    place: Mapped[int]
    author: Mapped[Author] = mapped_column(String(10))
    kind: Mapped[MessageKind] = mapped_column(String(20), default=MessageKind.MESSAGE)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(EncryptedText)
    is_read: Mapped[bool] = mapped_column(default=False)
    is_logged: Mapped[bool] = mapped_column(default=False)


class ComplaintFile(Drawn):
    """A picture or voice note, written anew without what was hidden in it, encrypted under `<data dir>/complaints/`.

    It hangs on a visit until the report is sent. `digest` is a keyed hash of the plain bytes.
    """

    __tablename__ = "complaint_file"
    __table_args__ = (
        CheckConstraint("(complaint_id IS NULL) <> (visit_id IS NULL)", name="one_place"),
        CheckConstraint("kind IN ('picture', 'voice')", name="kind"),
    )

    complaint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(Key, ForeignKey("complaint_visit.id"), index=True)
    kind: Mapped[FileKind] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    author: Mapped[Author] = mapped_column(String(10), default=Author.REPORTER)
    day: Mapped[date]


class FeeReport(Drawn):
    """One payment that a worker tells of (ethical-recruitment.md 3.2). Never a receipt required.

    `amount_gtq` is the amount in quetzales when the currency is known; `paid_on` the first day of the month told;
    `first_pay` the first month's pay in `first_pay_currency`, for SDG 10.7.1.
    """

    __tablename__ = "fee_report"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount > 0", name="amount"),
        CheckConstraint("refunded_amount IS NULL OR refunded_amount >= 0", name="refunded"),
        UniqueConstraint("complaint_id", "place"),
    )

    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    place: Mapped[int]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    corridor: Mapped[str | None] = mapped_column(String(2))
    cost_code: Mapped[str] = mapped_column(String(4))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    currency: Mapped[str] = mapped_column(String(3), default="GTQ")
    amount_gtq: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    paid_on: Mapped[date | None]
    paid_to: Mapped[str] = mapped_column(String(12), default="unknown")
    paid_to_name: Mapped[str | None] = mapped_column(EncryptedText)
    method: Mapped[str | None] = mapped_column(String(12))
    has_receipt: Mapped[bool] = mapped_column(default=False)
    financed_by_loan: Mapped[bool | None]
    loan_rate: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    promised_service: Mapped[str | None] = mapped_column(EncryptedText)
    refunded_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    first_pay: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    first_pay_currency: Mapped[str | None] = mapped_column(String(3))


class ComplaintLink(Base):
    """Two complaints that tell of one thing: texts that are alike, or what a handler joined."""

    __tablename__ = "complaint_link"
    __table_args__ = (
        UniqueConstraint("complaint_id", "other_id", "kind"),
        CheckConstraint("complaint_id <> other_id", name="two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    other_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    likeness: Mapped[int | None]
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    linked_at: Mapped[datetime]


class Remedy(Base):
    """One repayment owed to the reporter: who pays, how much, by when, and what the worker says of it.

    `confirmed`: the worker's own word, given to us and not through the agency; None until they say.
    `given_up_on`: taken off, as an error or because another one takes its place; by two people.
    """

    __tablename__ = "complaint_remedy"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(
            "given_up_on IS NULL OR confirmed IS NULL OR given_up_by_id IS NOT NULL", name="disputed_given_up"
        ),
        CheckConstraint(
            "given_up_by_id IS NULL OR (give_up_by_id IS NOT NULL AND given_up_by_id != give_up_by_id)",
            name="two_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    liable: Mapped[str] = mapped_column(String(12))
    cost_code: Mapped[str | None] = mapped_column(String(4))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    currency: Mapped[str] = mapped_column(String(3))
    # Nobody could say how much: the middle of what others told of the same code.
    is_estimate: Mapped[bool] = mapped_column(default=False)
    is_group: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(EncryptedText)
    due_on: Mapped[date]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    planned_at: Mapped[datetime]
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    paid_on: Mapped[date | None]
    confirmed: Mapped[bool | None]
    confirmed_on: Mapped[date | None]
    confirmed_amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    give_up_reason: Mapped[str | None] = mapped_column(EncryptedText)
    give_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_up_on: Mapped[date | None]
    given_up_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def waits_to_be_given_up(self) -> bool:
        """One person proposed to take it off; another has not said yet."""
        return self.give_up_by_id is not None and self.state in ("planned", "disputed")

    @property
    def state(self) -> str:
        """planned, paid_claimed, confirmed, disputed or given_up."""
        if self.given_up_on is not None:
            return "given_up"
        if self.confirmed is not None:
            return "confirmed" if self.confirmed else "disputed"
        return "planned" if self.paid_on is None else "paid_claimed"


class AgencyAnswer(Base):
    """What the agency is told of a complaint, without its reporter, and what it answers (its right to be heard)."""

    __tablename__ = "complaint_agency_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True, default=new_public_id)
    complaint_id: Mapped[int] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    told: Mapped[str] = mapped_column(EncryptedText)
    # Codes of kinds.Kind and of costs that the question is about.
    codes: Mapped[list[str]] = mapped_column(default=list)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    text: Mapped[str | None] = mapped_column(EncryptedText)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_at: Mapped[datetime | None]

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id is not None and actor.agency_id == self.agency_id


class Visit(Base):
    """One reporter at one browser for half an hour: answers on their way, or the complaint opened with its receipt.

    Found by a random cookie, of which only the hash is kept; deleted when they leave. `ends_at` is rounded to ten
    minutes, so that it tells no second.
    """

    __tablename__ = "complaint_visit"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False, default=new_key)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(EncryptedText)
    complaint_id: Mapped[int | None] = mapped_column(Key, ForeignKey("complaint.id"), index=True)
    ends_at: Mapped[datetime]

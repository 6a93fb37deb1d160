"""Tables of the officer's desk: who may hold a case, who holds it, what is noted, said, heard and seen about it.

The rules are in desk.py, draw.py, notes.py, interviews.py, visits.py and fieldwork.py. Whatever could point at a worker
or at an officer's private life is sealed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Base, EncryptedText, Record
from registry.files.models import StoredFile


class OwnDeclaration(Base):
    """What a member of staff declares about themselves, once and anew when it changes: every row counts.

    Compared with the people and contacts of an agency (ethical-recruitment.md 6.5); nobody else reads it.
    """

    __tablename__ = "own_declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    surnames: Mapped[str] = mapped_column(EncryptedText)
    phones: Mapped[str] = mapped_column(EncryptedText, default="")
    addresses: Mapped[str] = mapped_column(EncryptedText, default="")
    employers: Mapped[str] = mapped_column(EncryptedText, default="")
    declared_at: Mapped[datetime]


class ConflictDeclaration(Base):
    """One person's yes or no on one case, before opening it. `answers`: topic -> linked; `found`: topics in which the
    comparison with their own declaration saw a link. The newest row of a person counts."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (Index("ix_conflict_declaration_case_id_account_id", "case_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    answers: Mapped[dict[str, Any]]
    explanation: Mapped[str | None] = mapped_column(EncryptedText)
    found: Mapped[list[str]] = mapped_column(default=list)
    is_clear: Mapped[bool]
    declared_at: Mapped[datetime]


class LiftedLink(Base):
    """Another person set aside what this one had declared until then about an agency, with a reason."""

    __tablename__ = "lifted_link"
    __table_args__ = (CheckConstraint("lifted_by_id != account_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(EncryptedText)
    lifted_at: Mapped[datetime]


class CaseAssignment(Base):
    """One spell of a case with one officer. A draw keeps its seed and who stood in it, so that it can be repeated."""

    __tablename__ = "case_assignment"
    __table_args__ = (
        CheckConstraint("how IN ('drawn', 'taken', 'reassigned')", name="how"),
        CheckConstraint("how != 'drawn' OR seed IS NOT NULL", name="drawn"),
        CheckConstraint("how != 'reassigned' OR reason IS NOT NULL", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    how: Mapped[str] = mapped_column(String(12))
    # None: the system.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None]
    seed: Mapped[str | None] = mapped_column(String(64))
    # Public ids of the accounts that stood in the draw, in order.
    pool: Mapped[list[str]] = mapped_column(default=list)
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class CaseNote(Record):
    """`audience`: internal (the Ministry's staff), decision (who decides reads it with the recommendation), agency."""

    __tablename__ = "case_note"
    __table_args__ = (CheckConstraint("audience IN ('internal', 'decision', 'agency')", name="audience"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    audience: Mapped[str] = mapped_column(String(12), default="internal", server_default="internal")
    text: Mapped[str] = mapped_column(EncryptedText)
    written_at: Mapped[datetime]


class CaseMessage(Record):
    """One message of the thread between the Ministry and the agency."""

    __tablename__ = "case_message"

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_from_agency: Mapped[bool]
    text: Mapped[str] = mapped_column(EncryptedText)
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    attachments: Mapped[list[CaseMessageFile]] = relationship(
        lazy="raise", order_by="CaseMessageFile.id", cascade="all, delete-orphan"
    )


class CaseMessageFile(Base):
    __tablename__ = "case_message_file"
    __table_args__ = (UniqueConstraint("message_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("case_message.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship(lazy="raise")


class InterviewSample(Base):
    """Whom to interview, drawn by the Ministry: how many placements there were, how many are asked, and the draw.

    `people` (public ids of candidates, sealed) is emptied when the case ends, and so is `seed`, which could repeat the
    draw: no interview points at one of them.
    """

    __tablename__ = "interview_sample"
    __table_args__ = (CheckConstraint("size >= 0 AND size <= population", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), unique=True)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drawn_at: Mapped[datetime]
    population: Mapped[int]
    size: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    people: Mapped[str | None] = mapped_column(EncryptedText)


class Interview(Record):
    """A worker's account under a pseudonym that the system gave. No name, no phone, no day: only the month.

    `answers`: JSON, question -> yes, no, unknown. The agency never sees any of it.
    """

    __tablename__ = "interview"
    __table_args__ = (
        UniqueConstraint("case_id", "pseudonym"),
        # Without consent nothing is kept.
        CheckConstraint("consent", name="consent"),
        CheckConstraint("source IN ('screen', 'paper')", name="source"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    pseudonym: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(3))
    place: Mapped[str] = mapped_column(String(4))
    # The first day of the month.
    month: Mapped[date]
    questions_version: Mapped[str] = mapped_column(String(20))
    answers: Mapped[str] = mapped_column(EncryptedText)
    remarks: Mapped[str | None] = mapped_column(EncryptedText)
    consent: Mapped[bool]
    source: Mapped[str] = mapped_column(String(8))
    held_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]


class Visit(Record):
    """A visit to an office of the agency, or a telephone call to it. `answers`: what was looked at, JSON."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("how IN ('visit', 'call')", name="how"),
        CheckConstraint("state IN ('planned', 'done', 'closed', 'unreachable', 'cancelled')", name="state"),
        CheckConstraint("state IN ('planned', 'cancelled') OR happened_on IS NOT NULL", name="happened"),
        CheckConstraint("source IN ('screen', 'paper')", name="source"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    how: Mapped[str] = mapped_column(String(8), default="visit")
    place: Mapped[str] = mapped_column(String(300))
    planned_on: Mapped[date]
    was_announced: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    happened_on: Mapped[date | None]
    questions_version: Mapped[str | None] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen: Mapped[str | None] = mapped_column(EncryptedText)
    source: Mapped[str] = mapped_column(String(8), default="screen")
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime | None]

    photos: Mapped[list[VisitPhoto]] = relationship(
        lazy="raise", order_by="VisitPhoto.id", cascade="all, delete-orphan"
    )


class VisitPhoto(Base):
    """A picture taken on a visit: the stored file holds the pixels and nothing else (registry.files.checks)."""

    __tablename__ = "visit_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    caption: Mapped[str | None] = mapped_column(String(200))
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(lazy="raise")


class FieldworkGap(Base):
    """Why a case has no visit, or fewer interviews than its sample: said by name, with the reason."""

    __tablename__ = "fieldwork_gap"
    __table_args__ = (
        UniqueConstraint("case_id", "what"),
        CheckConstraint("what IN ('visit', 'interviews')", name="what"),
        CheckConstraint("why IN ('no_placements', 'not_reached', 'refused', 'other')", name="why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"))
    what: Mapped[str] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

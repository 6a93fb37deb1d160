"""Vetting cases and the documents that answer their requirements."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, Record
from registry.files.models import StoredFile
from registry.organisations.models import Agency
from registry.vetting.states import CASE, CaseState


class Case(Record):
    """One vetting of one agency against one frozen version of the standard.

    `filed_on`: when it was handed in for the first time. `paused_on`: since when it lies with the agency and the
    Ministry's clock stands still; `answer_by`: until when the agency may answer. `why`: of a case that the Ministry
    opened. `decided_hash`: what the second person saw, equal to what was recommended.
    """

    __tablename__ = "vetting_case"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'desk_review', 'field_review', 'findings_sent', "
            "'corrective', 'recommended', 'decided', 'lapsed')",
            name="state",
        ),
        CheckConstraint(
            "kind IN ('initial', 'renewal', 'variation', 'appeal', 'surveillance', 'complaint')", name="kind"
        ),
        # Two people, always: repeated here so that no code path and no hand in the table can skip it.
        CheckConstraint("decided_by_id IS NULL OR decided_by_id != recommended_by_id", name="two_people"),
        CheckConstraint(
            "state != 'decided' OR (decided_by_id IS NOT NULL AND recommended_by_id IS NOT NULL"
            " AND outcome IS NOT NULL AND decided_hash IS NOT NULL AND decided_hash = recommended_hash)",
            name="decided",
        ),
    )
    machine = CASE

    number: Mapped[str] = mapped_column(String(16), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="initial")
    requirements_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[CaseState] = mapped_column(String(20), default=CaseState.DRAFT)
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    filed_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    answer_by: Mapped[date | None]
    findings_sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recommended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recommended_at: Mapped[datetime | None]
    recommended_outcome: Mapped[str | None] = mapped_column(String(20))
    recommended_conditions: Mapped[str | None]
    recommended_hash: Mapped[str | None] = mapped_column(String(64))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_hash: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(String(20))
    public_reason: Mapped[str | None]
    appeal_until: Mapped[date | None]
    why: Mapped[str | None]

    agency: Mapped[Agency] = relationship(lazy="raise")
    answers: Mapped[list[Answer]] = relationship(
        back_populates="case", lazy="raise", order_by="Answer.requirement"
    )

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id is not None and actor.agency_id == self.agency_id


class DueNotice(Base):
    """A warning that was given: each once for each thing that ends, each end and each number of days before it."""

    __tablename__ = "due_notice"
    __table_args__ = (UniqueConstraint("agency_id", "about", "ends_on", "days_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    # "licence", "bond:12", "answer:345", "certificate:6", "case:78", "condition:9"
    about: Mapped[str] = mapped_column(String(40))
    ends_on: Mapped[date]
    days_before: Mapped[int]
    told_at: Mapped[datetime]


class Answer(Base):
    """The agency's answer to one requirement: a document or a statement, and what the officer said about it."""

    __tablename__ = "vetting_answer"
    __table_args__ = (
        UniqueConstraint("case_id", "requirement"),
        CheckConstraint("state IN ('given', 'accepted', 'needs_work')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    requirement: Mapped[str] = mapped_column(String(40))
    statement: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    expires_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="given")
    officer_note: Mapped[str | None]
    given_at: Mapped[datetime]
    # Who looked at it: an author of evidence may not decide the case (ethical-recruitment.md 6.5).
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="answers", lazy="raise")
    file: Mapped[StoredFile | None] = relationship(lazy="raise")
    pages: Mapped[list[AnswerPage]] = relationship(lazy="raise", order_by="AnswerPage.position")


class AnswerPage(Base):
    """One photograph more of the same document: `Answer.file` is the first page, these are the ones after it."""

    __tablename__ = "vetting_answer_page"
    __table_args__ = (UniqueConstraint("answer_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("vetting_answer.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int]

    file: Mapped[StoredFile] = relationship(lazy="raise")

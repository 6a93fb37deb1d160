"""Versions of the standard that were loaded as data, and what an assessment writes down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.db import Base, EncryptedText, Record
from registry.standard.states import ACTION, FINDING, ActionState, FindingState

RESULTS = ("met", "partly", "not_met", "not_assessed", "n/a")
KINDS = ("document", "interview", "site_visit", "data_check", "external_register", "self_declaration")
# Who may read a piece of evidence: the agency too, the Ministry's staff on cases, or only those of the case.
CLASSES = ("agency", "internal", "restricted")
STRONGEST = 3
CONSEQUENCES = ("surveillance", "hold_job_orders", "suspension_hearing", "none")
CONDITION_STATES = ("open", "met", "missed")
DEMERIT_CAUSES = ("critical", "major", "minor", "late_report")


def _listed(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(one) for one in values)})"


class LoadedStandard(Record):
    """A version of the standard that came as files: one person proposed it, another put it in force.

    `files`: the text of each file by its name, as it was read; `digest`: SHA-256 over them.
    """

    __tablename__ = "loaded_standard"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id != proposed_by_id", name="two_people"),
        CheckConstraint("(approved_by_id IS NULL) = (in_force_at IS NULL)", name="approved"),
    )

    version: Mapped[str] = mapped_column(String(20), index=True)
    files: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    in_force_at: Mapped[datetime | None]


class CriterionResult(Base):
    """What the officer found of one criterion in one case."""

    __tablename__ = "criterion_result"
    __table_args__ = (
        UniqueConstraint("case_id", "criterion"),
        CheckConstraint(_listed("result", RESULTS), name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(10))
    result: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class Evidence(Record):
    """One thing that speaks for or against a criterion, under one element of the management system.

    `strength`: 0 nothing to build on, 1 weak, 2 good, 3 checked with an independent source. `source` names the record
    it comes from (answer:bond, interview:<id>, visit:<id>); `text` is sealed because interviews are told in it.
    Entered by mistake it is put aside, never deleted.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint(_listed("kind", KINDS), name="kind"),
        CheckConstraint(_listed("confidentiality", CLASSES), name="confidentiality"),
        CheckConstraint(f"strength >= 0 AND strength <= {STRONGEST}", name="strength"),
        CheckConstraint("(put_aside_at IS NULL) = (put_aside_by_id IS NULL)", name="put_aside"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(10))
    element: Mapped[str] = mapped_column(String(3))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(EncryptedText)
    source: Mapped[str | None] = mapped_column(String(60))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    received_on: Mapped[date]
    valid_to: Mapped[date | None]
    strength: Mapped[int]
    confidentiality: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    put_aside_at: Mapped[datetime | None]
    put_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


finding_evidence = Table(
    "finding_evidence",
    Base.metadata,
    Column("finding_id", Integer, ForeignKey("finding.id"), primary_key=True),
    Column("evidence_id", Integer, ForeignKey("evidence.id"), primary_key=True),
)


class Finding(Record):
    """What an officer says is wrong, or well done, with its grade. `statement` is written for the agency to read."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(
            "grade IN ('critical', 'major', 'minor', 'observation', 'good_practice')", name="grade"
        ),
        CheckConstraint("state IN ('raised', 'open', 'closed', 'withdrawn')", name="state"),
        # A critical finding stands only on two people, whatever code or hand writes the row.
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id != raised_by_id", name="two_people"),
        CheckConstraint(
            "grade != 'critical' OR state IN ('raised', 'withdrawn') OR confirmed_by_id IS NOT NULL",
            name="confirmed",
        ),
    )
    machine = FINDING

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(10))
    grade: Mapped[str] = mapped_column(String(20))
    statement: Mapped[str]
    state: Mapped[FindingState] = mapped_column(String(20), default=FindingState.OPEN)
    due_on: Mapped[date | None]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    evidence: Mapped[list[Evidence]] = relationship(
        secondary=finding_evidence, lazy="raise", order_by="Evidence.id"
    )
    actions: Mapped[list[CorrectiveAction]] = relationship(
        back_populates="finding", lazy="raise", order_by="CorrectiveAction.id"
    )


class CorrectiveAction(Record):
    """What the agency will do about a finding, by when, and its proof; what the officer answered stands in `note`."""

    __tablename__ = "corrective_action"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'refused', 'accepted', 'proven', 'done')", name="state"),
        CheckConstraint("verified_by_id IS NULL OR verified_by_id != proposed_by_id", name="two_sides"),
        CheckConstraint("state != 'done' OR verified_by_id IS NOT NULL", name="verified"),
    )
    machine = ACTION

    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    plan: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(String(20), default=ActionState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    proof: Mapped[str | None]
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    proven_at: Mapped[datetime | None]
    note: Mapped[str | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_at: Mapped[datetime | None]

    finding: Mapped[Finding] = relationship(back_populates="actions", lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return actor.agency_id is not None and actor.agency_id == self.agency_id


class Condition(Record):
    """What an agency registered with conditions must do, by when, and what follows if it does not."""

    __tablename__ = "condition"
    __table_args__ = (
        CheckConstraint(_listed("state", CONDITION_STATES), name="state"),
        CheckConstraint(_listed("consequence", CONSEQUENCES), name="consequence"),
        CheckConstraint("(state = 'met') = (met_on IS NOT NULL)", name="met"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"))
    criterion: Mapped[str | None] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date]
    consequence: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="open")
    set_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]
    met_on: Mapped[date | None]
    met_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ScoreSnapshot(Base):
    """The score of a case as it was computed, with everything it was computed from: an appeal can replay it."""

    __tablename__ = "score_snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("vetting_case.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    inputs: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime]


class Demerit(Base):
    """Points that stay with an agency for the months of the standard. A finding gives them once."""

    __tablename__ = "demerit"
    __table_args__ = (
        CheckConstraint(_listed("cause", DEMERIT_CAUSES), name="cause"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("(cause = 'late_report') = (finding_id IS NULL)", name="source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), unique=True)
    cause: Mapped[str] = mapped_column(String(20))
    points: Mapped[int]
    given_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(String(300))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class DemeritCall(Base):
    """A threshold of the ledger that an agency reached: what it called for is put before people once, and anew only
    after the points had fallen below it. `case_id`: the surveillance that was opened for it, if none was open."""

    __tablename__ = "demerit_call"
    __table_args__ = (
        CheckConstraint("calls_for IN ('surveillance', 'hearing')", name="calls_for"),
        Index(
            "uq_demerit_call_standing",
            "agency_id",
            "calls_for",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    calls_for: Mapped[str] = mapped_column(String(12))
    points: Mapped[int]
    called_on: Mapped[date]
    ended_on: Mapped[date | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("vetting_case.id"))

"""Tables of skill certificates and of the training centres that test on the Ministry's behalf."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor
from registry.certificates.states import CERTIFICATE, TRAINING_CENTRE, CertificateState, TrainingCentreState
from registry.db import EncryptedText, Record


def new_urn() -> str:
    return f"urn:uuid:{uuid4()}"


class TrainingCentre(Record):
    """A centre that may test people on the Ministry's behalf. `agreement`: the paper that gives it that right."""

    __tablename__ = "training_centre"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'approved', 'ended')", name="state"),
        CheckConstraint("state = 'proposed' OR approved_at IS NOT NULL", name="approved"),
    )
    machine = TRAINING_CENTRE

    name: Mapped[str] = mapped_column(String(200))
    agreement: Mapped[str] = mapped_column(String(200))
    urn: Mapped[str] = mapped_column(String(45), unique=True, default=new_urn)
    state: Mapped[TrainingCentreState] = mapped_column(String(20), default=TrainingCentreState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SkillCertificate(Record):
    """One passed test of one person.

    `number`: what stands on the paper, drawn at random. `subject_urn`: the holder in the file, drawn for this
    certificate alone, so that two files of one person cannot be put together. `name_salt`: with it the file proves the
    printed name without holding it. `results`: criterion to met. `evaluators`: their names, one a line.
    `status_list`, `status_index`: its place in the list of what was revoked, drawn at random within the list.
    `added_skills`: codes that issuing added to the person's skills.
    """

    __tablename__ = "skill_certificate"
    __table_args__ = (
        CheckConstraint("state IN ('assessed', 'issued', 'revoked')", name="state"),
        CheckConstraint(
            "state = 'assessed' OR (issued_at IS NOT NULL AND issued_by_id IS NOT NULL)", name="issued"
        ),
        CheckConstraint("issued_by_id IS NULL OR issued_by_id != recorded_by_id", name="two_people"),
        CheckConstraint("state != 'revoked' OR revoked_at IS NOT NULL", name="revoked"),
        UniqueConstraint("status_list", "status_index", name="uq_skill_certificate_status_list"),
    )
    machine = CERTIFICATE

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    number: Mapped[str] = mapped_column(String(14), unique=True)
    credential_urn: Mapped[str] = mapped_column(String(45), unique=True, default=new_urn)
    subject_urn: Mapped[str] = mapped_column(String(45), unique=True, default=new_urn)
    achievement: Mapped[str] = mapped_column(String(60))
    achievement_version: Mapped[str] = mapped_column(String(20))
    training_centre_id: Mapped[int | None] = mapped_column(ForeignKey("training_centre.id"))
    holder_name: Mapped[str] = mapped_column(EncryptedText)
    name_salt: Mapped[str] = mapped_column(EncryptedText)
    tested_on: Mapped[date]
    evaluators: Mapped[str] = mapped_column(EncryptedText)
    results: Mapped[dict[str, Any]]
    added_skills: Mapped[list[str]] = mapped_column(default=list)
    status_list: Mapped[int]
    status_index: Mapped[int]
    state: Mapped[CertificateState] = mapped_column(String(20), default=CertificateState.ASSESSED)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    training_centre: Mapped[TrainingCentre | None] = relationship(lazy="raise")

    def is_own(self, actor: Actor) -> bool:
        return actor.candidate_id is not None and actor.candidate_id == self.candidate_id

"""What people tell about earlier seasons and papers, and what they say to an adviser under seal.

Both lie apart from the candidate, encrypted, and are deleted when they are no longer needed (schemes.md section 4,
sensitivity). Nothing is imported into them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base, EncryptedText


class PathwayFacts(Base):
    """What one person told so far: registry.schemes.person.Told as JSON. Read by the person and their adviser."""

    __tablename__ = "pathway_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), unique=True)
    told: Mapped[str] = mapped_column(EncryptedText)
    # The last day of the season that papers, fingerprints and exams were told for; the clock job takes them out then.
    papers_until: Mapped[date | None]
    changed_at: Mapped[datetime]


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    RATHER_NOT = "rather_not"


class SealedAnswer(Base):
    """One answer of migration or removal history, for one scheme. Even the yes or no is encrypted."""

    __tablename__ = "sealed_answer"
    __table_args__ = (UniqueConstraint("candidate_id", "scheme"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    scheme: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(EncryptedText)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    # The last day of the season it was asked for; the clock job deletes it the day after.
    keep_until: Mapped[date]

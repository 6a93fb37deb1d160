"""Candidates: who they are, what they can do, what they want and what they agreed to.

Identity, abilities and consents lie in tables of their own columns; nothing here records how a person
migrated or returned (schemes.md section 4, sensitivity).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.access import Actor, Role
from registry.candidates.states import CANDIDATE, CandidateState
from registry.db import Base, EncryptedText, Record


class Candidate(Record):
    """A registered person. The code of the slip is stored encrypted (to print again) and as a keyed hash (to find)."""

    __tablename__ = "candidate"
    __table_args__ = (
        CheckConstraint("state IN ('registered', 'paused', 'withdrawn', 'merged')", name="state"),
        CheckConstraint("state <> 'merged' OR merged_into_id IS NOT NULL", name="merged"),
    )
    machine = CANDIDATE

    code: Mapped[str] = mapped_column(EncryptedText)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    given_names: Mapped[str] = mapped_column(EncryptedText)
    surnames: Mapped[str] = mapped_column(EncryptedText)
    # Of each word of the name as it sounds, a keyed hash: found by name, read by nobody who has the file alone.
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None]
    dpi: Mapped[str | None] = mapped_column(EncryptedText)
    dpi_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    dpi_check: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    is_phone_shared: Mapped[bool] = mapped_column(default=False)
    municipality: Mapped[str | None] = mapped_column(String(4), index=True)
    # The person was asked which licences they hold: one that is not among the skills is a no.
    licences_answered: Mapped[bool] = mapped_column(default=False)
    # Wishes. Empty list: any. Places to avoid (codes, separated by spaces) are confidential: they only ever exclude.
    countries: Mapped[list[str]] = mapped_column(default=list)
    occupations_wanted: Mapped[list[str]] = mapped_column(default=list)
    places_to_avoid: Mapped[str | None] = mapped_column(EncryptedText)
    available_from: Mapped[date | None]
    available_to: Mapped[date | None]
    max_months_away: Mapped[int | None]
    # How the registration came about: alone, or typed by a named helper at a centre.
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    centre: Mapped[str | None] = mapped_column(String(60))
    confirmed_on: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[CandidateState] = mapped_column(String(20), default=CandidateState.REGISTERED)
    is_fictitious: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    # The record of the same person that this one was folded into (registry/same_person/merging.py).
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    work: Mapped[list[WorkHistory]] = relationship(lazy="raise", order_by="WorkHistory.id")
    skills: Mapped[list[CandidateSkill]] = relationship(lazy="raise", order_by="CandidateSkill.id")
    languages: Mapped[list[CandidateLanguage]] = relationship(lazy="raise", order_by="CandidateLanguage.id")
    consents: Mapped[list[Consent]] = relationship(lazy="raise", order_by="Consent.id")

    __mapper_args__ = {"version_id_col": version}

    def is_own(self, actor: Actor) -> bool:
        return actor.candidate_id is not None and actor.candidate_id in (self.id, self.merged_into_id)

    def actor(self) -> Actor:
        return Actor(Role.CANDIDATE, candidate_id=self.id, name=self.given_names, public_id=self.public_id)


class WorkHistory(Base):
    """One job in the person's own words, and the occupation they confirmed (None: "ninguno de estos")."""

    __tablename__ = "work_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    occupation: Mapped[str | None] = mapped_column(String(60))
    country: Mapped[str | None] = mapped_column(String(2))
    months: Mapped[int] = mapped_column(default=0)
    is_paid: Mapped[bool] = mapped_column(default=True)
    # The language they spoke at that work; None: not asked.
    language: Mapped[str | None] = mapped_column(String(3))


class CandidateSkill(Base):
    """A skill, crop, task, machine or licence: as typed, and the code it was linked to."""

    __tablename__ = "candidate_skill"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    skill: Mapped[str | None] = mapped_column(String(60), index=True)
    months: Mapped[int] = mapped_column(default=0)


class CandidateLanguage(Base):
    __tablename__ = "candidate_language"
    __table_args__ = (CheckConstraint("level BETWEEN 0 AND 5", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    language: Mapped[str] = mapped_column(String(3))
    level: Mapped[int]


class Consent(Record):
    """What a person agreed to or refused: which text, when, how, with whose help; for whom, when it names a firm."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_candidate_id_purpose", "candidate_id", "purpose"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"))
    purpose: Mapped[str] = mapped_column(String(30))
    is_given: Mapped[bool]
    text: Mapped[str]
    text_version: Mapped[str] = mapped_column(String(20))
    how: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"))
    withdrawn_at: Mapped[datetime | None]


class RegistrationDraft(Base):
    """Answers given so far, saved after each page, found again by the browser's cookie or the helper's list; on another
    device by a code that was asked for, of which only the keyed hash is kept."""

    __tablename__ = "registration_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[str] = mapped_column(EncryptedText)
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class Safety(Base):
    """How to deal with somebody whose telephone or papers others may hold (trust.md T12). No row: nothing was asked.

    `word_hash`: argon2 of the secret word without which their own pages do not open. `contact`: how to reach them
    safely, in their words; read by who may read their telephone. `is_quiet`: the stage by code shows nothing, and
    nobody writes to their telephone.
    """

    __tablename__ = "safety"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), unique=True)
    is_quiet: Mapped[bool] = mapped_column(default=False)
    word_hash: Mapped[str | None] = mapped_column(String(200))
    contact: Mapped[str | None] = mapped_column(EncryptedText)
    # Codes of departments and municipalities at home, separated by spaces. Only ever excludes; shown to nobody else.
    places: Mapped[str | None] = mapped_column(EncryptedText)
    changed_at: Mapped[datetime]


class Erasure(Base):
    """Somebody asked to have their data deleted: hidden at once, deleted from `erase_on` on unless they come back."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    asked_at: Mapped[datetime]
    erase_on: Mapped[date] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

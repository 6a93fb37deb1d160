"""Stored shortlists. A shortlist is a record: it is made once, never changed, and can be replayed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.candidates.models import Candidate
from registry.db import Base, EncryptedText, Record
from registry.vacancies.models import Vacancy


class Shortlist(Record):
    """One ranking: what was asked, with which weights, ruleset and lottery, by whom, and what came out."""

    __tablename__ = "shortlist"

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    as_of: Mapped[date]
    weights_version: Mapped[str] = mapped_column(String(40))
    vocabulary_version: Mapped[str] = mapped_column(String(40))
    ruleset_hash: Mapped[str] = mapped_column(String(64))
    draw: Mapped[str] = mapped_column(String(64))
    # Strict: only people who are known to meet everything. Wide: those of whom something is unknown as well.
    is_strict: Mapped[bool] = mapped_column(default=False, server_default=false())
    needs: Mapped[dict[str, Any]]
    rarity: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    # The fairness policy it was made with (None for lists from before there was one), and, where it ordered, how many
    # of each group the pool held.
    policy: Mapped[dict[str, Any] | None]
    pools: Mapped[dict[str, Any] | None]
    # How many places the list has; whom the fair order took from there stands behind. None: as many as it has people.
    shown: Mapped[int | None]
    fairness: Mapped[dict[str, Any]]
    # What it was made with, in the archive, and the hash of the list itself; None for lists from before the archive.
    weights_hash: Mapped[str | None] = mapped_column(ForeignKey("archived_model.hash"))
    vocabulary_hash: Mapped[str | None] = mapped_column(ForeignKey("archived_model.hash"))
    digest: Mapped[str | None] = mapped_column(String(64))
    microseconds: Mapped[int]

    vacancy: Mapped[Vacancy] = relationship(lazy="raise")
    entries: Mapped[list[Entry]] = relationship(
        back_populates="shortlist", lazy="raise", order_by="Entry.rank"
    )


class Entry(Base):
    """One person on a shortlist, with the facts that were read about them and the parts of the score."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (
        UniqueConstraint("shortlist_id", "rank"),
        UniqueConstraint("shortlist_id", "candidate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey("shortlist.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    rank: Mapped[int]
    # The place without a fair order, where a policy made one; and the groups it read of this person, sealed.
    plain_rank: Mapped[int | None]
    groups: Mapped[str | None] = mapped_column(EncryptedText)
    score: Mapped[float]
    parts: Mapped[list[Any]]
    missing: Mapped[list[Any]]
    draw: Mapped[float]
    facts: Mapped[dict[str, Any]]

    shortlist: Mapped[Shortlist] = relationship(back_populates="entries", lazy="raise")
    candidate: Mapped[Candidate] = relationship(lazy="raise")


class ArchivedModel(Base):
    """Weights or vocabulary as a list was made with them, under the hash of the text: lists can be repeated after an
    upgrade. `kind`: weights or vocabulary."""

    __tablename__ = "archived_model"
    __table_args__ = (CheckConstraint("kind IN ('weights', 'vocabulary')", name="kind"),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    version: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    archived_at: Mapped[datetime]

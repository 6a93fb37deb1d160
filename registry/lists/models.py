"""Readings of official lists, who stands on them, and what officers answered about names that are alike."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Base, Record


class OfficialList(Record):
    """One file of one kind, as it was read. `seen_on`: the last day the same content was downloaded again; the reading
    with the latest is in force. `loaded_at`: when it was loaded, or confirmed, last. `refused`: rows that could not be
    read, as {"row", "code", "args"}."""

    __tablename__ = "official_list"
    __table_args__ = (
        UniqueConstraint("kind", "sha256"),
        CheckConstraint("kind IN ('us-debarred', 'ca-ineligible', 'us-recruiters', 'ca-lmia')", name="kind"),
        CheckConstraint("seen_on >= read_on", name="seen"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    read_on: Mapped[date]
    seen_on: Mapped[date]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    row_count: Mapped[int]
    refused: Mapped[list[Any]] = mapped_column(default=list)
    unknown_columns: Mapped[list[str]] = mapped_column(default=list)
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ListedParty(Base):
    """One row of a reading. name_key, other_key: matching.text.company_name of its name and of its trade name.

    since, until: the days it holds, both counted, open where empty. is_barred: the list says that it may not employ.
    """

    __tablename__ = "listed_party"
    __table_args__ = (
        Index("ix_listed_party_list_name", "list_id", "name_key"),
        Index("ix_listed_party_list_other", "list_id", "other_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("official_list.id"))
    row: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300))
    other_key: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    place: Mapped[str | None] = mapped_column(String(300))
    region: Mapped[str | None] = mapped_column(String(60))
    since: Mapped[date | None]
    until: Mapped[date | None]
    is_barred: Mapped[bool]
    reference: Mapped[str | None] = mapped_column(String(300))


class ListAnswer(Base):
    """An officer looked at two names that are alike and said whether they are the same firm. The last answer about an
    employer or agency and a listed name counts, in later readings of the list too."""

    __tablename__ = "list_answer"
    __table_args__ = (CheckConstraint("(employer_id IS NULL) <> (agency_id IS NULL)", name="one_side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    listed_name: Mapped[str] = mapped_column(String(300))
    listed_place: Mapped[str | None] = mapped_column(String(300))
    is_same: Mapped[bool]
    note: Mapped[str]
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]

"""Red flags as they were raised, with what was compared and who answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Base, Record
from registry.flags.states import FLAG, FlagState
from registry.organisations.models import Agency


class RedFlag(Record):
    """One rule of flags-<version>.yaml that holds of one agency.

    `subject`: what it is about, an opaque id (another agency, a job order, an employer) or "" for the agency itself.
    `evidence`: codes and masked values, never a whole document, account or telephone number. `holds`: whether the facts
    still say so; a flag whose facts were changed stays until somebody answers it.
    """

    __tablename__ = "red_flag"
    __table_args__ = (
        UniqueConstraint("agency_id", "rule", "subject"),
        CheckConstraint("state IN ('open', 'explained', 'confirmed', 'false')", name="state"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint(
            "state = 'open' OR (disposed_by_id IS NOT NULL AND disposed_at IS NOT NULL AND reason IS NOT NULL)",
            name="answered",
        ),
        # Two people, also for whoever comes by hand (ethical-recruitment.md 6.5).
        CheckConstraint("state != 'false' OR weight < 40 OR proposal_id IS NOT NULL", name="two_people"),
    )
    machine = FLAG

    rule: Mapped[str] = mapped_column(String(10))
    rules_version: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    subject: Mapped[str] = mapped_column(String(40), default="")
    # The firm compared with, for the rules that compare two.
    other_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    evidence: Mapped[dict[str, Any]]
    weight: Mapped[int]
    holds: Mapped[bool] = mapped_column(default=True)
    raised_at: Mapped[datetime]
    state: Mapped[FlagState] = mapped_column(String(20), default=FlagState.OPEN, index=True)
    disposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    disposed_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    # The proposal of two people behind it (registry/proposals); by its opaque id, which outlives a restructured table.
    proposal_id: Mapped[str | None] = mapped_column(String(20))

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id], lazy="raise")
    other: Mapped[Agency | None] = relationship(foreign_keys=[other_id], lazy="raise")


class NotedFact(Base):
    """What an officer knows of an agency from outside the portal and no other noun keeps.

    `kind`: placements_declared (its own report), placements_counted (by the migration institute or by workers),
    report_late (a statutory report), official_post (one of its people is or was an official). `dated_on`: the end of
    the period, the day the report was due, or the last day of the post (today's day when it lasts).
    """

    __tablename__ = "noted_fact"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('placements_declared', 'placements_counted', 'report_late', 'official_post')",
            name="kind",
        ),
        CheckConstraint("(number IS NOT NULL) = (kind LIKE 'placements%')", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    dated_on: Mapped[date]
    number: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(300))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime]


class FlagLook(Base):
    """When an agency's facts were last held against the rules."""

    __tablename__ = "flag_look"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(index=True)

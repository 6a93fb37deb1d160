"""What an agency may not do for the time being although its standing would let it: a bond that lapsed, a complaint
with proof, more places promised than the bond covers, a critical finding that is open, a condition that was missed.

A hold is no sanction and no line in the public history. What each cause stops is in standing.py.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import clock, events
from registry.access import Actor
from registry.db import Base
from registry.organisations.models import Agency


class Cause(StrEnum):
    BOND_LAPSE = "bond_lapse"
    COMPLAINT = "complaint"
    EXPOSURE = "exposure"
    FINDING = "finding"
    CONDITION = "condition"
    EMERGENCY = "emergency"


class AgencyHold(Base):
    """One hold. `source`: the record it comes from, as "case:<public id>" or "bond:<number>"; the same source of the
    same cause holds once."""

    __tablename__ = "agency_hold"
    __table_args__ = (
        CheckConstraint(
            "cause IN ('bond_lapse', 'complaint', 'exposure', 'finding', 'condition', 'emergency')",
            name="cause",
        ),
        Index(
            "uq_agency_hold_standing",
            "agency_id",
            "cause",
            "source",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    cause: Mapped[Cause] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str | None]
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


def hold(
    session: Session, actor: Actor, agency: Agency, cause: Cause, *, source: str, reason: str | None = None
) -> AgencyHold:
    """Hold the agency from now on; the hold that stands already when this source gave one for this cause."""
    standing = _from_source(session, agency.id, cause, source)
    if standing is not None:
        return standing
    held = AgencyHold(agency_id=agency.id, cause=cause, source=source, reason=reason, since=clock.now())
    session.add(held)
    session.flush()
    events.record(session, actor, "agency", agency.public_id, "hold", data={"cause": str(cause)})
    return held


def lift(
    session: Session, actor: Actor, agency: Agency, cause: Cause, *, source: str, reason: str | None = None
) -> bool:
    """End the hold that this source gave. False when there is none."""
    standing = _from_source(session, agency.id, cause, source)
    if standing is None:
        return False
    standing.lifted_at = clock.now()
    session.flush()
    events.record(
        session, actor, "agency", agency.public_id, "lift_hold", reason=reason, data={"cause": str(cause)}
    )
    return True


def open_holds(session: Session, agency_id: int) -> list[AgencyHold]:
    """The holds that stand, oldest first."""
    query = select(AgencyHold).where(AgencyHold.agency_id == agency_id, AgencyHold.lifted_at.is_(None))
    return list(session.scalars(query.order_by(AgencyHold.since, AgencyHold.id)))


def _from_source(session: Session, agency_id: int, cause: Cause, source: str) -> AgencyHold | None:
    return next(
        (one for one in open_holds(session, agency_id) if (one.cause, one.source) == (cause, source)), None
    )

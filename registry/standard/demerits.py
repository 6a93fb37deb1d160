"""The ledger of demerits of an agency: points that count for the months of the standard, then no more.

Only findings about an agency in the register give any; a first vetting gives none. The thresholds call for a
surveillance case and for a suspension hearing; a person decides what follows (ethical-recruitment.md 6.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed
from registry.organisations.models import Agency
from registry.schemes.law import add_months
from registry.standard import queries
from registry.standard.models import Demerit, Finding
from registry.standard.states import FindingState
from registry.vetting.models import Case

# A case of an agency that is not in the register yet: what is found there is why it may not come in.
_GIVES_NONE = frozenset({"initial", "appeal"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """`points`: the sum of what still counts on the day asked. `calls_for`: nothing, surveillance or hearing."""

    points: int
    counting: tuple[Demerit, ...]
    earlier: tuple[Demerit, ...]
    calls_for: str


def of_agency(session: Session, agency_id: int, on: date | None = None) -> Ledger:
    """The ledger on a day, today without one."""
    day = on or clock.today()
    limits = queries.in_force(session).limits
    since = add_months(day, -limits["demerit_months"].value)
    query = select(Demerit).where(Demerit.agency_id == agency_id, Demerit.given_on <= day)
    entries = list(session.scalars(query.order_by(Demerit.given_on, Demerit.id)))
    counting = tuple(one for one in entries if one.given_on > since)
    points = sum(one.points for one in counting)
    calls_for = (
        "hearing"
        if points >= limits["hearing_demerits"].value
        else "surveillance"
        if points >= limits["surveillance_demerits"].value
        else "nothing"
    )
    return Ledger(points, counting, tuple(one for one in entries if one.given_on <= since), calls_for)


def book(session: Session, actor: Actor, case: Case) -> int:
    """Enter the demerits of a decided case, once for each finding that was not withdrawn. Returns their sum."""
    if case.kind in _GIVES_NONE:
        return 0
    scale = queries.of_case(session, case).demerits
    booked = select(Demerit.finding_id).where(Demerit.agency_id == case.agency_id)
    known = set(session.scalars(booked))
    stood = {FindingState.OPEN, FindingState.CLOSED}
    entries = [
        _entry(case.agency_id, one, scale[one.grade], actor)
        for one in queries.findings(session, case)
        if one.state in stood and one.id not in known and scale[one.grade]
    ]
    session.add_all(entries)
    session.flush()
    total = sum(one.points for one in entries)
    if entries:
        data = {"points": total, "findings": len(entries)}
        events.record(session, actor, "case", case.public_id, "book_demerits", data=data)
    return total


def _entry(agency_id: int, finding: Finding, points: int, actor: Actor) -> Demerit:
    return Demerit(
        agency_id=agency_id,
        finding_id=finding.id,
        cause=finding.grade,
        points=points,
        given_on=clock.today(),
        by_id=actor.account_id,
    )


def late_report(session: Session, actor: Actor, agency: Agency, *, note: str) -> Demerit:
    """An agency sent a report of the law late; `note` says which. Raises NotAllowed, Invalid("note_missing")."""
    if not may(actor, Permission.CASE_REVIEW):
        raise NotAllowed()
    if not note.strip():
        raise Invalid("note_missing", field="note")
    entry = Demerit(
        agency_id=agency.id,
        cause="late_report",
        points=queries.in_force(session).demerits["late_report"],
        given_on=clock.today(),
        note=note.strip()[:300],
        by_id=actor.account_id,
    )
    session.add(entry)
    session.flush()
    events.record(session, actor, "agency", agency.public_id, "late_report", reason=note.strip()[:300])
    return entry

"""The ledger of demerits of an agency: points that count for the months of the standard, then no more.

Only findings about an agency in the register give any; a first vetting gives none. The first threshold opens a
surveillance case, the second puts a suspension hearing before people, who decide what follows (ethical-recruitment.md
6.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.errors import Invalid, NotAllowed
from registry.organisations.models import Agency
from registry.organisations.states import IN_GOOD_STANDING
from registry.schemes.law import add_months
from registry.standard import queries
from registry.standard.models import Demerit, DemeritCall, Finding
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


# ---------------------------------------------------------------- what the points call for


def agencies_with_points(session: Session) -> list[Agency]:
    """Every agency in the register that was ever given any."""
    query = select(Agency).where(Agency.state.in_(IN_GOOD_STANDING), Agency.id.in_(select(Demerit.agency_id)))
    return list(session.scalars(query.order_by(Agency.id)))


def new_calls(session: Session, agency: Agency) -> list[DemeritCall]:
    """Write down which thresholds were reached since the last look, the lower first; what no longer holds ends."""
    ledger = of_agency(session, agency.id)
    limits = queries.in_force(session).limits
    standing = {one.calls_for: one for one in open_calls(session, agency.id)}
    made = []
    for calls_for in ("surveillance", "hearing"):
        is_reached = ledger.points >= limits[f"{calls_for}_demerits"].value
        call = standing.get(calls_for)
        if is_reached and call is None:
            made.append(
                DemeritCall(
                    agency_id=agency.id, calls_for=calls_for, points=ledger.points, called_on=clock.today()
                )
            )
        elif call is not None and not is_reached:
            call.ended_on = clock.today()
    session.add_all(made)
    session.flush()
    for one in made:
        data = {"points": one.points, "calls_for": one.calls_for}
        events.record(session, SYSTEM, "agency", agency.public_id, "call_for", data=data)
    return made


def open_calls(session: Session, agency_id: int) -> list[DemeritCall]:
    """The thresholds that the agency is over now."""
    query = select(DemeritCall).where(DemeritCall.agency_id == agency_id, DemeritCall.ended_on.is_(None))
    return list(session.scalars(query.order_by(DemeritCall.id)))

"""Counts about one agency that others may know: for the register, employers and open data.

Only reports that a handler called credible and nobody dismissed, one for each source: a flood of decoys counts for
nothing. As they stood when the last quarter closed, and rounded down to fives, so that nobody who looks every minute
sees one arrive. Nothing under five sources, so that no figure points at a person (ethical-recruitment.md 6.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import sources
from registry.complaints.handling import Closing, Triage
from registry.complaints.kinds import FEWEST
from registry.complaints.models import Complaint, FeeReport, Remedy
from registry.complaints.second import SUBSTANTIATED
from registry.complaints.states import ENDED, ComplaintState
from registry.organisations.models import Agency


@dataclass(frozen=True, slots=True)
class Counts:
    """Sources of complaints about one agency, in fives. None: fewer than five.

    `substantiated`: closed as repaid, founded or partly founded. `fee_reports`: those that tell of a payment.
    `repaid`: those whose worker said that the money came back. `as_of`: the last day of the quarter.
    """

    received: int
    closed: int | None
    substantiated: int | None
    fee_reports: int | None
    repaid: int | None
    as_of: date


def quarter_start() -> date:
    """The first day of the quarter that is not over yet, in Guatemala."""
    today = clock.today()
    return date(today.year, today.month - (today.month - 1) % 3, 1)


def of_agency(session: Session, agency_id: int) -> Counts | None:
    """None when fewer than five sources were found credible."""
    return of_agencies(session, [agency_id]).get(agency_id)


def of_agencies(session: Session, agency_ids: list[int]) -> dict[int, Counts]:
    """The same for many at once, without those under five."""
    since = quarter_start()
    before = datetime.combine(since, time(), clock.GUATEMALA)
    query = (
        select(Complaint.id, Complaint.agency_id, Complaint.state, Complaint.closed_at)
        .join(Triage, Triage.complaint_id == Complaint.id)
        .where(
            Complaint.agency_id.in_(agency_ids),
            Complaint.state != ComplaintState.DISMISSED,
            Complaint.day < since,
            Complaint.triaged_at < before,
            Triage.is_credible.is_(True),
        )
    )
    by_agency: dict[int | None, set[int]] = {}
    ended = set()
    for row in session.execute(query):
        by_agency.setdefault(row.agency_id, set()).add(row.id)
        if row.state in ENDED and row.closed_at is not None and row.closed_at < before:
            ended.add(row.id)
    keys = set().union(*by_agency.values())
    if len(keys) < FEWEST:
        return {}
    parts = (ended, _founded(session, ended), _with_fee(session, keys), _repaid(session, keys, since))
    first = sources.of(session, keys)
    found = {}
    for agency_id, mine in by_agency.items():
        received = _in_fives({first[key] for key in mine})
        if agency_id is not None and received is not None:
            closed, founded, paid, repaid = (_in_fives({first[key] for key in mine & part}) for part in parts)
            found[agency_id] = Counts(
                received, closed, founded, paid, repaid, as_of=since - timedelta(days=1)
            )
    return found


def _founded(session: Session, ended: set[int]) -> set[int]:
    """Those of the ended whose last closing that stands says that it was so."""
    query = (
        select(Closing.complaint_id, Closing.outcome)
        .where(Closing.complaint_id.in_(ended), Closing.kind == "close", Closing.state == "approved")
        .order_by(Closing.id)
    )
    outcomes: dict[int, str] = dict(session.execute(query).all())
    return {key for key, outcome in outcomes.items() if outcome in SUBSTANTIATED}


def _with_fee(session: Session, keys: set[int]) -> set[int]:
    return set(session.scalars(select(FeeReport.complaint_id).where(FeeReport.complaint_id.in_(keys))))


def _repaid(session: Session, keys: set[int], since: date) -> set[int]:
    query = select(Remedy.complaint_id).where(
        Remedy.complaint_id.in_(keys), Remedy.confirmed.is_(True), Remedy.confirmed_on < since
    )
    return set(session.scalars(query))


def _in_fives(found: set[int]) -> int | None:
    """Rounded down; None under five, none at all included: a first one would show."""
    return len(found) // FEWEST * FEWEST or None


@dataclass(frozen=True, slots=True)
class Money:
    """Sums over all agencies, in quetzales, of groups of five or more."""

    planned: Decimal
    confirmed: Decimal

    @property
    def share(self) -> int | None:
        """Percent of what was established that came back."""
        return round(100 * self.confirmed / self.planned) if self.planned else None


def money_back(session: Session) -> Money | None:
    """What was planned to be paid back, and what workers said they received; None under five sources.

    Only quetzales are added up: other currencies have no dated rate here.
    """
    rows = list(session.scalars(select(Remedy).where(Remedy.currency == "GTQ", Remedy.given_up_on.is_(None))))
    if len(set(sources.of(session, {one.complaint_id for one in rows}).values())) < FEWEST:
        return None
    received = [one.confirmed_amount or one.amount for one in rows if one.confirmed]
    return Money(sum((one.amount for one in rows), Decimal(0)), sum(received, Decimal(0)))


def with_reports(session: Session) -> list[tuple[Agency, Counts]]:
    """Agencies of which there are five sources or more, for open data, by name."""
    keys = list(
        session.scalars(select(Complaint.agency_id).where(Complaint.agency_id.is_not(None)).distinct())
    )
    found = of_agencies(session, [key for key in keys if key is not None])
    query = select(Agency).where(Agency.id.in_(found)).order_by(Agency.legal_name)
    return [(agency, found[agency.id]) for agency in session.scalars(query)]

"""Counts about one agency that others may know: for the register, employers and open data.

Nothing under five, so that no figure points at a person (ethical-recruitment.md 6.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.complaints.ending import SUBSTANTIATED
from registry.complaints.handling import Closing
from registry.complaints.models import Complaint, FeeReport, Remedy
from registry.complaints.states import ENDED
from registry.organisations.models import Agency

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """Complaints about one agency. A count from 1 to 4 is None: "fewer than five".

    `substantiated`: closed as repaid, founded or partly founded. `fee_reports`: complaints that tell of a payment.
    `repaid`: those whose worker said that the money came back.
    """

    received: int
    closed: int | None
    substantiated: int | None
    fee_reports: int | None
    repaid: int | None


def of_agency(session: Session, agency_id: int) -> Counts | None:
    """None when fewer than five were received."""
    return of_agencies(session, [agency_id]).get(agency_id)


def of_agencies(session: Session, agency_ids: list[int]) -> dict[int, Counts]:
    """The same for many at once, without those under five."""
    query = select(Complaint.id, Complaint.agency_id, Complaint.state).where(
        Complaint.agency_id.in_(agency_ids)
    )
    rows = session.execute(query).all()
    keys = [row.id for row in rows]
    outcomes = _outcomes(session, keys)
    with_fee = set(session.scalars(select(FeeReport.complaint_id).where(FeeReport.complaint_id.in_(keys))))
    repaid = set(
        session.scalars(
            select(Remedy.complaint_id).where(Remedy.complaint_id.in_(keys), Remedy.confirmed.is_(True))
        )
    )
    found = {}
    for agency_id in set(agency_ids):
        mine = [row for row in rows if row.agency_id == agency_id]
        if len(mine) < FEWEST:
            continue
        found[agency_id] = Counts(
            received=len(mine),
            closed=_told(sum(row.state in ENDED for row in mine)),
            substantiated=_told(sum(outcomes.get(row.id) in SUBSTANTIATED for row in mine)),
            fee_reports=_told(sum(row.id in with_fee for row in mine)),
            repaid=_told(sum(row.id in repaid for row in mine)),
        )
    return found


def _outcomes(session: Session, keys: list[int]) -> dict[int, str]:
    """How each ended, by its last closing that stands."""
    query = (
        select(Closing.complaint_id, Closing.outcome)
        .join(Complaint, Complaint.id == Closing.complaint_id)
        .where(Closing.complaint_id.in_(keys), Closing.state == "approved", Complaint.state.in_(ENDED))
        .order_by(Closing.id)
    )
    return dict(session.execute(query).all())


def _told(number: int) -> int | None:
    return number if number == 0 or number >= FEWEST else None


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
    """What was planned to be paid back, and what workers said they received; None under five complaints.

    Only quetzales are added up: other currencies have no dated rate here.
    """
    rows = list(session.scalars(select(Remedy).where(Remedy.currency == "GTQ")))
    if len({one.complaint_id for one in rows}) < FEWEST:
        return None
    received = [one.confirmed_amount or one.amount for one in rows if one.confirmed]
    return Money(sum((one.amount for one in rows), Decimal(0)), sum(received, Decimal(0)))


def with_reports(session: Session) -> list[tuple[Agency, Counts]]:
    """Agencies of which there are five reports or more, for open data, by name."""
    keys = list(
        session.scalars(select(Complaint.agency_id).where(Complaint.agency_id.is_not(None)).distinct())
    )
    found = of_agencies(session, [key for key in keys if key is not None])
    query = select(Agency).where(Agency.id.in_(found)).order_by(Agency.legal_name)
    return [(agency, found[agency.id]) for agency in session.scalars(query)]

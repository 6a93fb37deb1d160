"""What other nouns may know of complaints: counts and codes, never a word of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import sources
from registry.complaints.handling import Triage
from registry.complaints.models import Complaint, ComplaintFile, FeeReport
from registry.complaints.states import ComplaintState


@dataclass(frozen=True, slots=True)
class FeeReports:
    """What was told of payments to do with one agency. `reports`: sources that told of at least one payment,
    each with another contact and another text as far as is known; `codes`: payments by cost code; `amounts_gtq`: those
    known."""

    reports: int
    codes: dict[str, int]
    amounts_gtq: tuple[Decimal, ...]
    last_day: date | None


def fee_reports_about(session: Session, agency_id: int) -> FeeReports:
    """Only reports that a handler called credible count, for anybody can send two about a rival; dismissed ones do not,
    and copies of one source count once."""
    query = (
        select(Complaint.id, Complaint.contact_hash, Complaint.day, FeeReport.cost_code, FeeReport.amount_gtq)
        .join(FeeReport, FeeReport.complaint_id == Complaint.id)
        .join(Triage, Triage.complaint_id == Complaint.id)
        .where(
            FeeReport.agency_id == agency_id,
            Complaint.state != ComplaintState.DISMISSED,
            Triage.is_credible.is_(True),
        )
    )
    rows = session.execute(query).all()
    return FeeReports(
        reports=_independent(session, {row.id: row.contact_hash for row in rows}),
        codes=dict(Counter(row.cost_code for row in rows)),
        amounts_gtq=tuple(row.amount_gtq for row in rows if row.amount_gtq is not None),
        last_day=max((row.day for row in rows), default=None),
    )


def independent_reports(session: Session, agency_id: int, days: int) -> int:
    """How many sources reported this agency in the last `days` days: another contact and another text, as far as it
    is known. Dismissed reports do not count; a report that nobody read yet does."""
    since = clock.today() - timedelta(days=days)
    query = select(Complaint.id, Complaint.contact_hash).where(
        Complaint.agency_id == agency_id, Complaint.day >= since, Complaint.state != ComplaintState.DISMISSED
    )
    return _independent(session, dict(session.execute(query).all()))


def _independent(session: Session, contacts: Mapping[int, str | None]) -> int:
    """How many sources stand behind these reports, given as key -> hash of the contact."""
    first = sources.of(session, contacts)
    return len({contacts.get(source) or source for source in first.values()})


def files_of_visit(session: Session, visit_id: int) -> list[ComplaintFile]:
    """The pictures and voice notes that were not sent yet."""
    return list(session.scalars(select(ComplaintFile).where(ComplaintFile.visit_id == visit_id)))

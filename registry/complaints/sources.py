"""Reports of one agency that come from one source, kept as links between complaints.

The texts are opened by the system alone, compared in memory and let go; what stays is a link without words. A link
that a handler made is never touched here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import clusters, rules
from registry.complaints.clusters import Told
from registry.complaints.models import Complaint, ComplaintLink
from registry.complaints.states import ComplaintState

KIND = "one_source"


def refresh(session: Session, agency_id: int | None) -> None:
    """Compare the reports about one agency, or those that name none, of the longest time any trigger looks back."""
    asked = rules.in_force()
    since = clock.today() - timedelta(days=max(asked.case.within_days, asked.hearing.within_days))
    about = Complaint.agency_id.is_(None) if agency_id is None else Complaint.agency_id == agency_id
    query = select(Complaint.id, Complaint.text, Complaint.contact_hash, Complaint.day)
    told = [Told(*row) for row in session.execute(query.where(about, Complaint.day >= since))]
    lead = clusters.sources(told, alike_over=asked.sources.alike_over)
    session.execute(
        delete(ComplaintLink).where(
            ComplaintLink.kind == KIND,
            ComplaintLink.linked_by_id.is_(None),
            ComplaintLink.complaint_id.in_(list(lead)),
        )
    )
    moment = clock.now()
    for key, source in sorted(lead.items()):
        if key != source:
            session.add(ComplaintLink(complaint_id=key, other_id=source, kind=KIND, linked_at=moment))
    session.flush()


def refresh_new(session: Session) -> None:
    """For the clock: compare what nobody has read yet, so that a flood is seen as one before anybody opens it."""
    query = select(Complaint.agency_id).where(Complaint.state == ComplaintState.RECEIVED).distinct()
    for agency_id in session.scalars(query).all():
        refresh(session, agency_id)


def of(session: Session, keys: Iterable[int]) -> dict[int, int]:
    """The key of each report -> the key of its source; its own when it stands alone."""
    wanted = set(keys)
    query = select(ComplaintLink.complaint_id, ComplaintLink.other_id).where(
        ComplaintLink.kind == KIND, ComplaintLink.complaint_id.in_(wanted)
    )
    linked = dict(session.execute(query).tuples().all())
    return {key: linked.get(key, key) for key in wanted}


def bursts(session: Session, complaints: Iterable[Complaint]) -> set[int]:
    """Keys of reports that came many at once about one agency. Nobody's word against them: look closer."""
    asked = rules.in_force().sources
    by_agency: dict[int | None, list[Told]] = {}
    for one in complaints:
        by_agency.setdefault(one.agency_id, []).append(Told(one.id, "", None, one.day))
    return set().union(
        *(
            clusters.in_bursts(told, reports=asked.burst_reports, days=asked.burst_days)
            for told in by_agency.values()
        )
    )

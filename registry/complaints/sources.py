"""Reports of one agency that come from one source, kept as links between complaints.

The texts are opened by the system alone, compared in memory and let go; what stays is a link without words. A link
that a handler made is never touched here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import clusters, rules
from registry.complaints.clusters import Told
from registry.complaints.models import Complaint, ComplaintLink

KIND = "one_source"


def compare(session: Session, complaint: Complaint) -> None:
    """Look for one earlier report that is of the same source as a new one. For a triaged one see `refresh`."""
    alike_over = rules.in_force().sources.alike_over
    told = _told(session, complaint.agency_id)
    mine = next((one for one in told if one.key == complaint.id), None)
    others = [one for one in told if one.key != complaint.id]
    if mine is None or not others:
        return
    twin = next((one.key for one in others if clusters.is_one_source(mine, one, alike_over=alike_over)), None)
    if twin is not None:
        _link(session, complaint.id, of(session, [twin])[twin])


def refresh(session: Session, agency_id: int | None) -> None:
    """Compare all reports about one agency, or all that name none, anew: after somebody changed whom one is about."""
    lead = clusters.sources(_told(session, agency_id), alike_over=rules.in_force().sources.alike_over)
    session.execute(
        delete(ComplaintLink).where(
            ComplaintLink.kind == KIND,
            ComplaintLink.linked_by_id.is_(None),
            ComplaintLink.complaint_id.in_(list(lead)),
        )
    )
    for key, source in sorted(lead.items()):
        if key != source:
            _link(session, key, source)


def _told(session: Session, agency_id: int | None) -> list[Told]:
    """The reports of the longest time that any trigger looks back."""
    asked = rules.in_force()
    since = clock.today() - timedelta(days=max(asked.case.within_days, asked.hearing.within_days))
    about = Complaint.agency_id.is_(None) if agency_id is None else Complaint.agency_id == agency_id
    query = select(Complaint.id, Complaint.text, Complaint.contact_hash, Complaint.day)
    return [Told(*row) for row in session.execute(query.where(about, Complaint.day >= since))]


def _link(session: Session, key: int, source: int) -> None:
    """Stamped with the day alone: the minute would be that of the reporter."""
    midnight = datetime.combine(clock.today(), time(), clock.GUATEMALA)
    session.add(ComplaintLink(complaint_id=key, other_id=source, kind=KIND, linked_at=midnight))
    session.flush()


def of(session: Session, keys: Iterable[int]) -> dict[int, int]:
    """The key of each report -> the key of its source; its own when it stands alone."""
    wanted = set(keys)
    query = select(ComplaintLink.complaint_id, ComplaintLink.other_id).where(
        ComplaintLink.kind == KIND, ComplaintLink.complaint_id.in_(wanted)
    )
    linked = dict(session.execute(query).all())
    return {key: linked.get(key, key) for key in wanted}


def count_from(session: Session, source: int) -> int:
    """How many other reports are of the source that this first one stands for."""
    query = select(func.count()).where(ComplaintLink.kind == KIND, ComplaintLink.other_id == source)
    return session.scalar(query) or 0


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

"""Reports of one agency that come from one source, kept as links between complaints.

The texts are opened by the system alone, compared in memory and let go; what stays is a link without words. A link
that a handler made is never touched here. A report is stored before anything is compared: the clock does that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints import clusters, rules
from registry.complaints.clusters import Told
from registry.complaints.models import Complaint, ComplaintLink

KIND = "one_source"
# How many are compared in one round of the clock, and with how many others each: half a second of one processor.
AT_ONCE = 20
MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What was compared: reports about one agency, or about none -> the one of the same source that came before."""

    agency_id: int | None
    twins: dict[int, int | None]


def look(session: Session) -> Found | None:
    """For the clock: a few reports that were not compared yet. Writes nothing, so that nobody waits for it."""
    query = select(Complaint.id, Complaint.agency_id).where(Complaint.is_compared.is_(False))
    waiting = session.execute(query.order_by(Complaint.day, Complaint.id)).all()
    if not waiting:
        return None
    agency_id = waiting[0].agency_id
    return Found(
        agency_id,
        _twins(session, agency_id, [row.id for row in waiting if row.agency_id == agency_id][:AT_ONCE]),
    )


def keep(session: Session, found: Found) -> list[Complaint]:
    """Write down what `look` found, as far as it is still so. Returns the reports that are compared now."""
    query = select(Complaint).where(Complaint.id.in_(found.twins), Complaint.is_compared.is_(False))
    # Whoever was moved to another agency meanwhile waits for the next round.
    compared = [
        one for one in session.scalars(query.order_by(Complaint.id)) if one.agency_id == found.agency_id
    ]
    for one in compared:
        one.is_compared = True
        twin = found.twins[one.id]
        if twin is None or session.get_one(Complaint, twin).agency_id != found.agency_id:
            continue
        first = of(session, [twin, one.id])
        if first[one.id] == one.id and first[twin] != one.id:
            _link(session, one.id, first[twin])
            _lead_on(session, one.id, first[twin])
    session.flush()
    return compared


def moved(session: Session, complaint: Complaint) -> None:
    """Somebody said whom a report is about: it stands alone until the clock compares it anew; what was joined to it
    stays joined together."""
    mine = (ComplaintLink.kind == KIND) & ComplaintLink.linked_by_id.is_(None)
    session.execute(delete(ComplaintLink).where(mine, ComplaintLink.complaint_id == complaint.id))
    query = select(ComplaintLink).where(mine, ComplaintLink.other_id == complaint.id)
    copies = session.scalars(query.order_by(ComplaintLink.complaint_id)).all()
    if copies:
        first = copies[0].complaint_id
        session.delete(copies[0])
        session.flush()
        _lead_on(session, complaint.id, first)
    complaint.is_compared = False
    session.flush()


def _lead_on(session: Session, before: int, now: int) -> None:
    """What was joined to one report is joined to another from now on."""
    links = update(ComplaintLink).where(ComplaintLink.kind == KIND, ComplaintLink.other_id == before)
    session.execute(links.values(other_id=now))


def _twins(session: Session, agency_id: int | None, new: list[int]) -> dict[int, int | None]:
    """Each of `new` -> one of its source. Copies are not compared, the report that they were joined to stands for
    them; of those at most MOST, first what a handler has read, then the latest."""
    asked = rules.in_force(session)
    since = clock.today() - timedelta(days=max(asked.case.within_days, asked.hearing.within_days))
    about = Complaint.agency_id.is_(None) if agency_id is None else Complaint.agency_id == agency_id
    linked = select(ComplaintLink.complaint_id).where(ComplaintLink.kind == KIND)
    query = select(Complaint.id, Complaint.text, Complaint.contact_hash, Complaint.day)
    alone = query.where(
        about, Complaint.day >= since, Complaint.id.not_in([*new]), Complaint.id.not_in(linked)
    )
    known = alone.order_by(Complaint.triaged_at.is_(None), Complaint.day.desc(), Complaint.id).limit(MOST)
    told = [
        Told(*row) for part in (query.where(Complaint.id.in_(new)), known) for row in session.execute(part)
    ]
    source = clusters.sources(told, alike_over=asked.sources.alike_over, new=frozenset(new))
    # What stood there before stands for a source, whichever key is smaller.
    stands: dict[int, int] = {}
    for one in sorted(source, key=lambda key: (key in new, key)):
        stands.setdefault(source[one], one)
    return {key: None if stands[source[key]] == key else stands[source[key]] for key in new}


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
    asked = rules.in_force(session).sources
    by_agency: dict[int | None, list[Told]] = {}
    for one in complaints:
        by_agency.setdefault(one.agency_id, []).append(Told(one.id, "", None, one.day))
    return set().union(
        *(
            clusters.in_bursts(told, reports=asked.burst_reports, days=asked.burst_days)
            for told in by_agency.values()
        )
    )

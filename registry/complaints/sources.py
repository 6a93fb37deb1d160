"""Reports of one agency that come from one source, kept as links between complaints.

The texts are opened by the system alone, compared in memory and let go; what stays is a link without words. A link
that a handler made is never touched here. A report is stored before anything is compared: the clock does that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
# The clock remembers what it compared while its process lives; after a restart it looks at these days again.
_LATELY = timedelta(days=2)


def look(session: Session, seen: Collection[int] = ()) -> dict[int, int | None]:
    """For the clock: a few of the latest reports that are not in `seen`, all about one agency or about none -> the
    report of the same source that came before, if any. Writes nothing, so that nobody waits for it."""
    linked = select(ComplaintLink.complaint_id).where(ComplaintLink.kind == KIND)
    query = select(Complaint.id, Complaint.agency_id).where(
        Complaint.day >= clock.today() - _LATELY, Complaint.id.not_in(linked)
    )
    waiting = [
        row for row in session.execute(query.order_by(Complaint.day, Complaint.id)) if row.id not in seen
    ]
    if not waiting:
        return {}
    target = waiting[0].agency_id
    return _twins(session, target, [row.id for row in waiting if row.agency_id == target][:AT_ONCE])


def keep(session: Session, found: Mapping[int, int | None]) -> None:
    """Write down what `look` found, as far as it is still so."""
    for key, twin in sorted(found.items()):
        if twin is None:
            continue
        pair = session.scalars(select(Complaint.agency_id).where(Complaint.id.in_((key, twin)))).all()
        first = of(session, [twin, key])
        if len(pair) == 2 and pair[0] == pair[1] and first[key] == key and first[twin] != key:
            _link(session, key, first[twin])
            _lead_on(session, key, first[twin])


def moved(session: Session, complaint: Complaint) -> None:
    """Somebody said whom a report is about: it alone is compared anew; what was joined to it stays joined together."""
    mine = (ComplaintLink.kind == KIND) & ComplaintLink.linked_by_id.is_(None)
    session.execute(delete(ComplaintLink).where(mine, ComplaintLink.complaint_id == complaint.id))
    query = select(ComplaintLink).where(mine, ComplaintLink.other_id == complaint.id)
    copies = session.scalars(query.order_by(ComplaintLink.complaint_id)).all()
    if copies:
        first = copies[0].complaint_id
        session.delete(copies[0])
        session.flush()
        _lead_on(session, complaint.id, first)
    keep(session, _twins(session, complaint.agency_id, [complaint.id]))


def _lead_on(session: Session, before: int, now: int) -> None:
    """What was joined to one report is joined to another from now on."""
    links = update(ComplaintLink).where(ComplaintLink.kind == KIND, ComplaintLink.other_id == before)
    session.execute(links.values(other_id=now))


def _twins(session: Session, agency_id: int | None, new: list[int]) -> dict[int, int | None]:
    """Each of `new` -> one of its source. Copies are not compared, the report that they were joined to stands for
    them; of those at most MOST, first what a handler has read, then the latest."""
    asked = rules.in_force()
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

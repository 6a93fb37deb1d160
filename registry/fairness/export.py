"""The yearly audit of how lists treated groups: aggregates per scheme, size of the vacancy and trait.

Of each vacancy the newest list of the year counts, read with the mask of those who may not see individuals: nothing of
a pool of fewer than five people is in it, nor anything it could be worked out from.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matching import fairness
from registry import clock
from registry.access import Actor, Permission, Role, may
from registry.errors import NotFound
from registry.fairness import queries
from registry.fairness.policy import Mode
from registry.shortlists.models import Shortlist
from registry.tables import Writer

# Seats of a vacancy: from which number on a band begins, and its name.
BANDS = ((1, "1-4"), (5, "5-19"), (20, "20-99"), (100, "100+"))
# Whoever sees the file sees no individuals, the operator of the command included.
_MASKED = Actor(Role.AUDITOR)


@dataclass(slots=True)
class Row:
    """One group in one band of one scheme, over a year.

    pool, shown: sums over the lists. expected: how many a blind draw would have listed. selection_rate: shown / pool.
    impact_ratio: selection rate divided by the best large group's of the same band and trait. exposure_ratio: share of
    attention divided by share of the pool. lists_adverse: lists on which the group was below four fifths;
    lists_unlikely: of those, where chance alone seldom does it. lists_ordered: lists in a fair order.
    """

    year: int
    scheme: str
    seats: str
    trait: str
    group: str
    lists: int = 0
    pool: int = 0
    shown: int = 0
    expected: float = 0.0
    selection_rate: float = 0.0
    impact_ratio: float | None = None
    exposure_ratio: float = 0.0
    lists_adverse: int = 0
    lists_unlikely: int = 0
    lists_ordered: int = 0


def band_of(seats: int) -> str:
    """The name of the band of a vacancy with so many seats."""
    return next((name for least, name in reversed(BANDS) if seats >= least), BANDS[0][1])


def years(session: Session) -> list[int]:
    """The years of which there are lists, the newest first."""
    ends: Sequence[datetime | None] = session.execute(
        select(func.min(Shortlist.made_at), func.max(Shortlist.made_at))
    ).one()
    first, last = ends
    if first is None or last is None:
        return []
    return list(range(_year(last), _year(first) - 1, -1))


def _year(moment: datetime) -> int:
    return moment.astimezone(clock.GUATEMALA).year


def rows(session: Session, actor: Actor, year: int) -> list[Row]:
    """The audit of a year, sorted. Raises NotFound for those who may not export."""
    if not may(actor, Permission.FAIRNESS_EXPORT):
        raise NotFound()
    found: dict[tuple[str, str, str, str], Row] = {}
    attention: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for shortlist in _newest_of(session, year):
        scheme, seats = shortlist.vacancy.scheme, band_of(shortlist.vacancy.seats_total)
        followed = queries.followed(shortlist)
        for report in queries.panel(shortlist.fairness, _MASKED):
            listed = sum(one.shown for one in report.groups)
            for one, seen in zip(report.groups, report.seen, strict=True):
                key = (scheme, seats, report.trait, one.group)
                row = found.setdefault(key, Row(year, *key))
                row.lists += 1
                row.pool += one.pool
                row.shown += one.shown
                row.expected += listed * one.share_pool
                row.lists_adverse += one.is_adverse
                row.lists_unlikely += one.is_unlikely
                row.lists_ordered += followed is not None and followed.mode == Mode.ORDER
                attention[key] += seen.attention
    for key, row in found.items():
        together = [other for other in found if other[:3] == key[:3]]
        _rate(
            row, [found[other] for other in together], attention[key], sum(attention[one] for one in together)
        )
    return [found[key] for key in sorted(found)]


def _rate(row: Row, together: list[Row], attention: float, of: float) -> None:
    """The ratios of a row among the groups of its band and trait."""
    row.selection_rate = round(row.shown / row.pool, 6)
    everybody = sum(one.pool for one in together)
    large = [
        one
        for one in together
        if one.group != fairness.NOT_SAID and one.pool >= everybody * fairness.SMALLEST_PART
    ]
    best = max((one.shown / one.pool for one in large), default=0.0)
    row.impact_ratio = round(row.shown / row.pool / best, 4) if best else None
    row.exposure_ratio = round(attention / of / (row.pool / everybody), 4) if of else 0.0
    row.expected = round(row.expected, 2)


def _newest_of(session: Session, year: int) -> Iterable[Shortlist]:
    start, end = (datetime(one, 1, 1, tzinfo=clock.GUATEMALA) for one in (year, year + 1))
    last = (
        select(func.max(Shortlist.id))
        .where(Shortlist.made_at >= start, Shortlist.made_at < end)
        .group_by(Shortlist.vacancy_id)
    )
    query = select(Shortlist).options(joinedload(Shortlist.vacancy, innerjoin=True))
    return session.scalars(query.where(Shortlist.id.in_(last)).order_by(Shortlist.id))


def csv_of(found: Iterable[Row], name_of: Callable[[str, str], str]) -> str:
    """The audit as CSV with a header. name_of: (trait, group) -> its name in words."""
    out = io.StringIO()
    writer = Writer(out)
    writer.row([field.name for field in fields(Row)] + ["group_name"])
    for row in found:
        writer.row([*asdict(row).values(), name_of(row.trait, row.group)])
    return out.getvalue()

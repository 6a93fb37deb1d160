"""How long somebody has been away: the three years of H-2 status, the nine months a year in Spain, birthdays.

Plain dates in, plain answers out. Both ends of a stay count as days. A stay without an end lasts until the offer; only
the last one can be such a stay (`as_short_and_long`). The one measure of months of work in a year is `months_in`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from registry.schemes.law import add_months, days
from registry.schemes.person import Offer, Stay

_DAY = timedelta(days=1)

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class H2Count:
    """fits: the offer stays inside the limit. used: days since the last long time abroad.

    not_before: when it does not fit, the first day it could; None while somebody still there could be home in time.
    """

    fits: bool
    used: int
    left: int
    is_there: bool
    not_before: date | None = None


def h2_count(stays: Iterable[Stay], offer: Offer, *, on: date, limit: int, reset: int) -> H2Count:
    """The H-2 counter (schemes.md section 4): days in status since the last `reset` uninterrupted days abroad.

    A 29 February among the days counted is tolerated: three years with a leap day have one day more.
    """
    known = sorted((one for one in stays if one.arrived < offer.start), key=lambda one: one.arrived)
    counted = _since_reset(merged(known, until=offer.start - _DAY), offer.start, reset)
    is_there = any(one.left is None for one in known)
    used = sum(days(*span) for span in counted)
    allowed = limit + any(_has_leap_day(span) for span in (*counted, (offer.start, offer.end)))
    left = max(allowed - used, 0)
    if not counted or used + days(offer.start, offer.end) <= allowed:
        return H2Count(True, used, left, is_there)
    if is_there:
        home_in_time = max(on, counted[-1][0]) + timedelta(days=reset)
        return H2Count(False, used, left, True, home_in_time if home_in_time > offer.start else None)
    return H2Count(False, used, left, False, counted[-1][1] + timedelta(days=reset))


def merged(stays: Iterable[Stay], *, until: date) -> list[Span]:
    """Stays as spans, cut at `until`; those that overlap or touch become one."""
    return joined((stay.arrived, min(stay.left or until, until)) for stay in stays)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days as runs without a gap, in order, each day once. A span that ends before it begins is no day."""
    runs: list[Span] = []
    for first, last in sorted(spans):
        if last < first:
            continue
        if runs and first <= runs[-1][1] + _DAY:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return runs


def as_short_and_long(stays: Iterable[Stay]) -> tuple[list[Stay], list[Stay]]:
    """Stays in order with every exit that a later arrival proves, as early and as late as it can have been.

    Without a stay left open before the last one, both are the stays themselves.
    """
    ordered = sorted(stays, key=lambda one: one.arrived)
    short, long = [], []
    for stay, following in pairwise(ordered):
        latest = max(following.arrived - _DAY, stay.arrived)
        short.append(stay.model_copy(update={"left": stay.left or stay.arrived}))
        long.append(stay.model_copy(update={"left": stay.left or latest}))
    return [*short, *ordered[-1:]], [*long, *ordered[-1:]]


def _since_reset(spans: list[Span], start: date, reset: int) -> list[Span]:
    """The spans after the last time abroad of `reset` days or more, the one that ends with the offer too."""
    kept: list[Span] = []
    departures = [first for first, _last in spans[1:]] + [start]
    for span, next_departure in zip(spans, departures, strict=False):
        kept.append(span)
        if (next_departure - span[1]).days >= reset:
            kept.clear()
    return kept


def _has_leap_day(span: Span) -> bool:
    first, last = span
    return any(
        first <= date(year, 2, 29) <= last
        for year in range(first.year, last.year + 1)
        if add_months(date(year, 1, 31), 1).day == 29
    )


def too_long_in(seasons: Iterable[Stay], offer: Offer | None, *, on: date, months: int) -> int | None:
    """The first calendar year in which the seasons and the offer together exceed so many months; None when none does.

    Without an offer: this year, if its months are used up.
    """
    if offer is None:
        return on.year if months_in(on.year, merged(seasons, until=on)) >= months else None
    until = offer.start - _DAY
    worked = [(one.arrived, one.left or until) for one in seasons]
    for year in range(offer.start.year, offer.end.year + 1):
        if months_in(year, [*worked, (offer.start, offer.end)]) > months:
            return year
    return None


def months_in(year: int, spans: Iterable[Span]) -> Fraction:
    """Calendar months of work inside one calendar year: the one measure of ES-03 and CD-06.

    The days are joined into runs without a gap, so how they were told or signed makes no difference. A run has the
    calendar months that fit into it from its first day (15 January to 14 April is three), and its last days are part
    of the month they begin. Runs are added up; where a gap that had been worked would make fewer (month ends are
    uneven), that smaller number counts, so a day more of work never makes less.
    """
    runs = joined((max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for first, last in spans)
    least = [Fraction(0)]
    for end, (_first, last) in enumerate(runs, start=1):
        least.append(min(least[start] + _months(runs[start][0], last) for start in range(end)))
    return least[-1]


def _months(first: date, last: date) -> Fraction:
    """Calendar months of one run, both ends worked; days beyond whole months as a share of the month they begin."""
    whole = 0
    while add_months(first, whole + 1) <= last + _DAY:
        whole += 1
    begun, complete = add_months(first, whole), add_months(first, whole + 1)
    return whole + Fraction((last + _DAY - begun).days, (complete - begun).days)


def birthday(born: date, years: int) -> date:
    """The day somebody turns so many years; born on 29 February: 1 March of a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)

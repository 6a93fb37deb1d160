"""How long somebody has been away: the three years of H-2 status, the nine months a year in Spain, birthdays.

Plain dates in, plain answers out. Both ends of a stay count as days. A stay without an end lasts until the offer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.schemes.law import add_months, days
from registry.schemes.person import Offer, Stay

_DAY = timedelta(days=1)
# Days left over from whole months are added up; so many make a month (they come from different months).
_DAYS_IN_A_MONTH = 30

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
    """Stays in order of arrival as spans, cut at `until`; those that overlap or touch become one."""
    spans: list[Span] = []
    for stay in stays:
        last = min(stay.left or until, until)
        if last < stay.arrived:
            continue
        if spans and stay.arrived <= spans[-1][1] + _DAY:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((stay.arrived, last))
    return spans


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
    known = sorted(seasons, key=lambda one: one.arrived)
    worked = merged(known, until=offer.start - _DAY if offer else on)
    if offer is None:
        return on.year if _months_in(on.year, worked) >= (months, 0) else None
    for year in range(offer.start.year, offer.end.year + 1):
        if _months_in(year, [*worked, (offer.start, offer.end)]) > (months, 0):
            return year
    return None


def _months_in(year: int, spans: Iterable[Span]) -> tuple[int, int]:
    """Whole calendar months and days of the spans inside one calendar year."""
    months = rest = 0
    for first, last in spans:
        first, last = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if first > last:
            continue
        whole = 0
        while add_months(first, whole + 1) <= last + _DAY:
            whole += 1
        months += whole
        rest += (last + _DAY - add_months(first, whole)).days
    return months + rest // _DAYS_IN_A_MONTH, rest % _DAYS_IN_A_MONTH


def birthday(born: date, years: int) -> date:
    """The day somebody turns so many years; born on 29 February: 1 March of a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)

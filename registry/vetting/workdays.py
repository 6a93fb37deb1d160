"""Working days of the Guatemalan public administration: Monday to Friday without the national holidays.

Source of the holidays: the `holidays` library, country GT. Office closures decreed for single days are not in it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GT", years=year))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The `days`-th working day after `start`; the start itself does not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_until(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_until(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

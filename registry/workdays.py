"""Working days: Monday to Friday without the public holidays of a calendar.

A calendar is a country ("GT", "US", "CA", "ES") or one of its regions ("CA-ON", "ES-AN"). Source of the holidays: the
`holidays` library. Office closures decreed for single days and municipal holidays are not in it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays, list_supported_countries

GUATEMALA = "GT"


def calendar_of(country: str, region: str | None = None) -> str:
    """The calendar of a region when its holidays are known, else that of the country. `region`: "ON" or "CA-ON"."""
    code = (region or "").removeprefix(f"{country}-")
    return f"{country}-{code}" if code in _regions(country) else country


def is_working_day(day: date, calendar: str = GUATEMALA) -> bool:
    return day.weekday() < 5 and day not in _holidays(calendar, day.year)


def add_working_days(start: date, days: int, calendar: str = GUATEMALA) -> date:
    """The `days`-th working day after `start`, or before it when negative; the start itself does not count."""
    day, step = start, timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    while left > 0:
        day += step
        left -= is_working_day(day, calendar)
    return day


def working_days_until(start: date, end: date, calendar: str = GUATEMALA) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_until(end, start, calendar)
    return sum(is_working_day(start + timedelta(days=n), calendar) for n in range(1, (end - start).days + 1))


@cache
def _regions(country: str) -> frozenset[str]:
    return frozenset(list_supported_countries().get(country, ()))


@cache
def _holidays(calendar: str, year: int) -> frozenset[date]:
    country, _, region = calendar.partition("-")
    return frozenset(country_holidays(country, subdiv=region or None, years=year))

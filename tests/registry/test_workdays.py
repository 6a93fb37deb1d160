"""Working days with the holidays of four countries and their regions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.workdays import add_working_days, calendar_of, is_working_day, working_days_until


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (date(2026, 4, 1), 1, date(2026, 4, 6)),  # Holy Thursday and Good Friday
        (date(2026, 4, 30), 1, date(2026, 5, 4)),  # Labour Day on a Friday
        (date(2026, 9, 14), 1, date(2026, 9, 16)),  # Independence
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 3, 2), 30, date(2026, 4, 15)),
    ],
)
def test_known_days(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("start", "days", "calendar", "end"),
    [
        (date(2026, 11, 25), 2, "US", date(2026, 11, 30)),  # Thanksgiving, then a weekend
        (date(2026, 2, 13), 1, "CA-ON", date(2026, 2, 17)),  # Family Day
        (date(2026, 2, 13), 1, "CA", date(2026, 2, 16)),  # not in the whole country
        (date(2026, 2, 27), 5, "ES", date(2026, 3, 6)),
        (
            date(2026, 12, 4),
            1,
            "ES-AN",
            date(2026, 12, 9),
        ),  # Constitution moved to Monday, Immaculate Conception
        (date(2026, 4, 6), -1, "GT", date(2026, 4, 1)),
    ],
)
def test_days_of_other_calendars(start: date, days: int, calendar: str, end: date) -> None:
    assert add_working_days(start, days, calendar) == end


@pytest.mark.parametrize(
    ("country", "region", "calendar"),
    [
        ("CA", "ON", "CA-ON"),
        ("CA", "CA-ON", "CA-ON"),
        ("ES", "AN", "ES-AN"),
        ("ES", "??", "ES"),
        ("GT", None, "GT"),
    ],
)
def test_a_region_without_its_own_table_has_the_countrys(
    country: str, region: str | None, calendar: str
) -> None:
    assert calendar_of(country, region) == calendar


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 90))
def test_there_and_back(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert working_days_until(start, end) == days
    assert working_days_until(end, start) == -days
    assert days == 0 or is_working_day(end)
    assert end - start >= timedelta(days=days)

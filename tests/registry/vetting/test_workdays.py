"""Working days with Guatemala's holidays: the clock of a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.vetting.workdays import add_working_days, is_working_day, working_days_until


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


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 90))
def test_there_and_back(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert working_days_until(start, end) == days
    assert working_days_until(end, start) == -days
    assert days == 0 or is_working_day(end)
    assert end - start >= timedelta(days=days)

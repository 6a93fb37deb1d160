"""The one measure of months of work in a year: what any lawyer counts on fingers, and what holds for any days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.schemes.counter import Span, months_in
from registry.schemes.law import add_months

DAY = timedelta(days=1)
YEARS = st.sampled_from((2027, 2028))


@st.composite
def runs(draw: st.DrawFn, year: int) -> list[Span]:
    """A few stretches of one year, in any order, some touching, some overlapping."""
    first = st.dates(date(year, 1, 1), date(year, 12, 31))
    starts = draw(st.lists(st.tuples(first, st.integers(0, 200)), min_size=1, max_size=5))
    return [(start, start + timedelta(days=length)) for start, length in starts]


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([(date(2027, 1, 15), date(2027, 4, 14))], Fraction(3)),
        ([(date(2027, 1, 31), date(2027, 2, 27))], Fraction(1)),
        ([(date(2027, 2, 1), date(2027, 2, 28))], Fraction(1)),
        ([(date(2027, 1, 1), date(2027, 1, 1))], Fraction(1, 31)),
        ([(date(2027, 1, 2), date(2027, 10, 2))], 9 + Fraction(1, 31)),
        ([(date(2027, 1, 15), date(2027, 4, 14)), (date(2027, 5, 15), date(2027, 11, 14))], Fraction(9)),
        ([(date(2026, 11, 1), date(2027, 3, 31))], Fraction(3)),
        ([(date(2027, 5, 2), date(2027, 5, 1))], Fraction(0)),
        ([(date(2027, 1, 1), date(2027, 12, 31))], Fraction(12)),
        # Two short stretches never count more than all the days between them would.
        ([(date(2027, 1, 20), date(2027, 2, 3)), (date(2027, 2, 5), date(2027, 2, 24))], 1 + Fraction(5, 28)),
    ],
)
def test_what_counts(spans: list[Span], months: Fraction) -> None:
    assert months_in(2027, spans) == months


@given(st.dates(date(2027, 1, 1), date(2028, 4, 1)), st.integers(1, 9))
def test_so_many_calendar_months_from_any_day_are_so_many(first: date, months: int) -> None:
    last = add_months(first, months) - DAY
    if last.year == first.year:
        assert months_in(first.year, [(first, last)]) == months


@given(st.data())
def test_how_a_stretch_is_cut_makes_no_difference(data: st.DataObject) -> None:
    year = data.draw(YEARS)
    spans = data.draw(runs(year))
    index = data.draw(st.integers(0, len(spans) - 1))
    first, last = spans[index]
    cut = first + timedelta(days=data.draw(st.integers(0, (last - first).days)))
    pieces = [*spans[:index], *spans[index + 1 :], (cut + DAY, last), (first, cut)]
    assert months_in(year, pieces) == months_in(year, spans)


@given(st.data())
def test_a_day_more_never_makes_less(data: st.DataObject) -> None:
    year = data.draw(YEARS)
    spans = data.draw(runs(year))
    day = data.draw(st.dates(date(year, 1, 1), date(year, 12, 31)))
    assert months_in(year, [*spans, (day, day)]) >= months_in(year, spans)


@pytest.mark.parametrize("year", [2027, 2028])
def test_a_day_more_at_either_end_of_any_run_never_makes_less(year: int) -> None:
    """Every run of a year, which the property above rests on."""
    new_year, end = date(year, 1, 1), date(year, 12, 31)
    all_days = [new_year + timedelta(days=number) for number in range((end - new_year).days + 1)]
    found = {
        (first, last): months_in(year, [(first, last)])
        for first in all_days
        for last in all_days
        if first <= last <= first + timedelta(days=70)
    }
    for (first, last), months in found.items():
        assert found.get((first, last + DAY), months + 1) > months
        assert found.get((first - DAY, last), months) >= months

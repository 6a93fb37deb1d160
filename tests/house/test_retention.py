"""Every table that holds something of people has a period, or a reason why it stays (trust.md L4, V14.2.7)."""

from __future__ import annotations

import importlib

import registry.models  # noqa: F401 - so that every table is known
from registry.classes import tables_of_people
from registry.db import Base
from registry.retention.acts import ACTS
from registry.retention.periods import ELSEWHERE, STAYS, periods


def test_every_table_that_tells_of_people_has_a_line() -> None:
    named = [table for period in periods() for table in period.tables]
    missing = sorted(tables_of_people() - set(named))
    assert not missing, f"give each a line in registry/retention/periods.csv: {', '.join(missing)}"
    assert len(named) == len(set(named)), "one line for each table"
    assert set(named) <= set(Base.metadata.tables)


def test_every_line_is_done_by_somebody_and_says_where_it_comes_from() -> None:
    for period in periods():
        assert period.source, period.what
        if period.act.startswith(ELSEWHERE):
            where = period.act.removeprefix(ELSEWHERE)
            module, _, name = where.rpartition(".")
            assert where == "jobs" or callable(getattr(importlib.import_module(f"registry.{module}"), name))
        elif period.act == STAYS:
            assert period.then.startswith("stays"), period.what
        else:
            assert period.act in ACTS and period.days, period.what


def test_no_period_that_the_clock_applies_is_said_to_be_law() -> None:
    assert {period.source for period in periods() if period.is_on} == {"proposed"}

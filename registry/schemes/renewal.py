"""When a value of the law is due for renewal: by a known day, and then again and again.

Authorities set many amounts anew every year (or every thirteen weeks). A parameter says the first day by which that
must have happened (`renewal_due`) and how often it happens after it (`renewal_every`); a row of a table can have
its own day. From its day on a value that nothing followed can refuse an offer, but not approve one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from registry.schemes.law import Value, add_months

# Notices come a little before or after their day (a threshold of 27 June one year, of 17 July the next): a value that
# begins within a tenth of the time around a due day is the renewal of that day.
SLACK = 10
DAYS_OF_MONTH = 30


@dataclass(frozen=True, slots=True)
class Every:
    """How often values are renewed: so many months or weeks."""

    count: int
    unit: str

    @classmethod
    def read(cls, text: str) -> Every | None:
        """ "12 months", "13 weeks"; None for anything else."""
        found = re.fullmatch(r"([1-9]\d?) (months|weeks)", text)
        return cls(int(found[1]), found[2]) if found else None

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"

    @property
    def slack(self) -> timedelta:
        whole = self.count * (DAYS_OF_MONTH if self.unit == "months" else 7)
        return timedelta(days=whole // SLACK)

    def later(self, day: date, times: int) -> date:
        if self.unit == "months":
            return add_months(day, times * self.count)
        return day + timedelta(weeks=times * self.count)

    def due(self, starts_on: date, first: date) -> date:
        """The due day of a value that begins on `starts_on`: the first one clearly after it, `first` or later."""
        times = 0
        while self.later(first, times) <= starts_on + self.slack:
            times += 1
        return self.later(first, times)


def renewed(values: Iterable[Value], every: Every | None) -> tuple[Value, ...]:
    """A series in order, where a value that was followed in time is no longer due."""
    ordered = sorted(values, key=lambda value: value.starts_on)
    if every is None:
        return tuple(ordered)
    following = [*ordered[1:], None]
    return tuple(
        replace(value, renewal_due=None)
        if after is not None
        and value.renewal_due is not None
        and after.starts_on <= value.renewal_due + every.slack
        else value
        for value, after in zip(ordered, following, strict=True)
    )

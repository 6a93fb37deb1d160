"""The table of periods (`periods.csv`): what is kept how long, from when, what happens then, and who says so.

`source` is "proposed" where no law was found that says it: a lawyer must confirm, and a line without days, or with
`-` before its act, is switched off. `act`: what the clock does (acts.py), `elsewhere:` who does it already, or `stays`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("periods.csv")
ELSEWHERE, STAYS, OFF = "elsewhere:", "stays", "-"


@dataclass(frozen=True, slots=True)
class Period:
    """One line. `days`: None where another table says how long, or nothing ends."""

    what: str
    tables: tuple[str, ...]
    days: int | None
    since: str
    then: str
    source: str
    act: str

    @property
    def is_on(self) -> bool:
        """The clock applies it by itself."""
        return self.days is not None and not self.act.startswith((ELSEWHERE, STAYS, OFF))

    @property
    def is_proposed(self) -> bool:
        return self.source == "proposed"


@cache
def periods() -> tuple[Period, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


def days_of(what: str) -> int | None:
    return next(one.days for one in periods() if one.what == what)


def _read(row: dict[str, str]) -> Period:
    return Period(
        what=row["what"],
        tables=tuple(row["tables"].split()),
        days=int(row["days"]) if row["days"] else None,
        since=row["from"],
        then=row["then"],
        source=row["source"],
        act=row["act"],
    )

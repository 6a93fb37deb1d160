"""Quetzales for another currency, only where a dated rate stands in data/exchange_rates.csv with its source.

The file has no rate yet: the Ministry adds rows from the central bank. Without one an amount stays as it was told.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "exchange_rates.csv"
# A rate says something about the weeks around it, not about another year.
_GOOD_FOR = timedelta(days=31)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many quetzales one unit of `currency` was worth on that day."""

    currency: str
    on: date
    gtq_per_unit: Decimal
    source: str


@cache
def known() -> tuple[Rate, ...]:
    return read(FILE)


def read(path: Path) -> tuple[Rate, ...]:
    """Raises ValueError for a row that is not plainly right."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    found = tuple(
        Rate(row["currency"], date.fromisoformat(row["on"]), Decimal(row["gtq_per_unit"]), row["source"])
        for row in rows
    )
    if any(one.gtq_per_unit <= 0 or not one.source.strip() for one in found):
        raise ValueError(f"{path}: a rate needs a positive number and a source")
    return found


def in_gtq(
    amount: Decimal, currency: str, on: date | None, rates: Iterable[Rate] | None = None
) -> Decimal | None:
    """The amount in quetzales at the nearest rate within a month of that day; None when none is known."""
    if currency == "GTQ":
        return amount
    if on is None:
        return None
    near = [
        rate
        for rate in (known() if rates is None else rates)
        if rate.currency == currency and abs(rate.on - on) <= _GOOD_FOR
    ]
    if not near:
        return None
    nearest = min(near, key=lambda rate: (abs(rate.on - on), rate.on))
    return (amount * nearest.gtq_per_unit).quantize(_CENT)

"""How many people, as far as anybody outside the Ministry is told: a band, so that no edit of a requirement and a new
list can tell whether one person is in the pool (trust.md T3)."""

from __future__ import annotations

from typing import NamedTuple

_STARTS = (0, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


class Band(NamedTuple):
    """From `low` to `high`, both counted; None: no upper end."""

    low: int
    high: int | None


def band_of(number: int) -> Band:
    """The band a number lies in. Everything under five is one band."""
    if number < 0:
        raise ValueError("a number of people is not negative")
    at = max(place for place, start in enumerate(_STARTS) if start <= number)
    return Band(_STARTS[at], _STARTS[at + 1] - 1 if at + 1 < len(_STARTS) else None)

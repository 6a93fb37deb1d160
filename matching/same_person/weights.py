"""What each level is worth: versioned data, whole thousandths of a natural logit, so that sums are exact.

score = bias + the weight of each comparison's level; probability = 1 / (1 + exp(-score)). The bias is that of a
register of `people`; in a larger one more strangers look alike, so it falls by the logarithm of the size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.same_person.levels import COMPARISONS, MOST_LEVELS

_FOLDER = Path(__file__).parent.parent / "data"
NEWEST = "same-person-1"
_SMALLEST = 10_000  # a handful of records does not make likeness a proof


@dataclass(frozen=True)
class Weights:
    """`table` int32 (9, most levels) in thousandths; levels that were never seen in training weigh nothing. `people`
    and `twice`: the size the bias is for, and the share of people who were registered a second time."""

    version: str
    people: int
    twice: float
    bias: int
    table: NDArray[np.int32]

    def start(self, size: int) -> int:
        """The bias in a register of `size` people."""
        return self.bias - round(1000 * log(max(size, _SMALLEST) / self.people))

    def scores(self, levels: NDArray[np.uint8], size: int) -> NDArray[np.int64]:
        """(p,) scores of (p, 9) levels."""
        worth = self.table[np.arange(len(self.table)), levels].astype(np.int64)
        return np.asarray(self.start(size) + worth.sum(axis=1))


def probability(score: float) -> float:
    """Of a score in thousandths; four places, never quite 0 or 1."""
    clipped = min(max(score / 1000, -9.2), 9.2)
    return round(1 / (1 + exp(-clipped)), 4)


def score_of(probability_wanted: float) -> int:
    """The score from which on a pair is at least this likely."""
    return round(1000 * log(probability_wanted / (1 - probability_wanted)))


@cache
def load(version: str = NEWEST) -> Weights:
    """Raises FileNotFoundError for a version that is not shipped, ValueError for levels that do not exist."""
    found = json.loads((_FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    table = np.zeros((len(COMPARISONS), MOST_LEVELS), dtype=np.int32)
    for row, (name, levels) in enumerate(COMPARISONS.items()):
        for code, worth in found["weights"][name].items():
            try:
                table[row, levels[code.upper()]] = round(1000 * worth)
            except KeyError:
                raise ValueError(f"{version}: {name} has no level {code}") from None
    return Weights(found["version"], found["people"], found["twice"], round(1000 * found["bias"]), table)

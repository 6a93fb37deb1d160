"""One against all: who of many is likely the person in front of us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.same_person.batch import MOST_IN_BLOCK
from matching.same_person.columns import People
from matching.same_person.keys import key_columns
from matching.same_person.levels import codes_of
from matching.same_person.shares import Shares, shipped
from matching.same_person.told import Told
from matching.same_person.weights import Weights, probability, score_of

LOOKED_AT = 120  # who shares most keys comes first; further ones share one crowded key at most


@dataclass(frozen=True, slots=True)
class Likeness:
    """`row` of whom they were compared with; `levels`: reasons as codes, by comparison."""

    row: int
    probability: float
    levels: dict[str, str]


def compare(
    told: Told,
    others: Sequence[Told],
    weights: Weights,
    *,
    size: int,
    least: float = 0.5,
    shares: Shares | None = None,
) -> list[Likeness]:
    """Those of `others` who are at least this likely the same person, likeliest first, in a register of `size`."""
    if not others:
        return []
    people = People([told, *others], shares or shipped())
    pairs = np.column_stack((np.zeros(len(others), dtype=np.int64), np.arange(1, len(others) + 1)))
    levels = people.levels(pairs)
    scores = weights.scores(levels, size)
    likely = np.flatnonzero(scores >= score_of(least))
    ordered = likely[np.argsort(-scores[likely], kind="stable")]
    return [Likeness(int(row), probability(int(scores[row])), codes_of(levels[row])) for row in ordered]


class Finder:
    """Everybody's keys in memory."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told
        self._people = People(told)
        keys = key_columns(self._people.heard())
        flat = keys.ravel()
        filled = np.flatnonzero(flat)
        filled = filled[np.argsort(flat[filled], kind="stable")]
        self._keys = flat[filled]
        self._rows = (filled // keys.shape[1]).astype(np.int32)
        self._shares = self._people.shares()

    def find(self, told: Told, weights: Weights, *, least: float = 0.5) -> list[Likeness]:
        """Who is likely the same person, likeliest first, by row."""
        keys = key_columns(self._people.heard_of(told))[0]
        keys = keys[keys != 0]
        starts = np.searchsorted(self._keys, keys, side="left")
        ends = np.searchsorted(self._keys, keys, side="right")
        blocks = [
            self._rows[start:end]
            for start, end in zip(starts, ends, strict=True)
            if end - start <= MOST_IN_BLOCK
        ]
        if not blocks:
            return []
        rows, shared = np.unique(np.concatenate(blocks), return_counts=True)
        rows = rows[np.argsort(-shared, kind="stable")[:LOOKED_AT]]
        found = compare(
            told,
            [self._told[row] for row in rows],
            weights,
            size=len(self._told),
            least=least,
            shares=self._shares,
        )
        return [Likeness(int(rows[one.row]), one.probability, one.levels) for one in found]

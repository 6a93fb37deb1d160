"""Two words of bits a person that say roughly which skills and occupations they have: enough to tell that most people
cannot be among the first of a list, without reading what they have.

A frequent code has a bit to itself, rare ones share theirs: a bit that is not set says that a person has none of its
codes. Only the compiled loops use the marks; whom they spare cannot change a list (tests/matching/test_pruning.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.index import Item, Kind
from matching.plan import CAPPED, WISHES, Plan
from matching.segment import Items
from matching.weights import FULL_CREDIT, WHOLE

_BITS = 64  # of a word
_ALONE = 32  # the most frequent codes of a word, each with a bit of its own
_WORDS = (Kind.SKILL, Kind.WORK)


class Marks(NamedTuple):
    """place: the bit of each token, 0 to 127, -1 for none. words: (2, rows)."""

    place: NDArray[np.int16]
    words: NDArray[np.uint64]


class Bounds(NamedTuple):
    """Nobody has more points than `most`; who has none of the bits `masks[i]` of word `words[i]` has `less[i]` points
    less than that, for each such i."""

    most: int
    words: NDArray[np.int64]
    masks: NDArray[np.uint64]
    less: NDArray[np.int32]


NO_BOUNDS = Bounds(
    2 * WHOLE, np.zeros(0, np.int64), np.zeros(0, np.uint64), np.zeros(0, np.int32)
)  # for rows without marks


def places(names: Sequence[Item], items: Items) -> NDArray[np.int16]:
    """The bit of each token that anybody has."""
    holders = np.diff(items.posting_ends)
    kinds = np.array([kind for kind, _ in names[: len(holders)]], np.int64)
    found = np.full(len(holders), -1, np.int16)
    for word, kind in enumerate(_WORDS):
        tokens = np.flatnonzero(kinds == kind)
        tokens = tokens[np.argsort(-holders[tokens], kind="stable")]
        at = np.arange(len(tokens))
        shared = _ALONE + (at - _ALONE) % (_BITS - _ALONE)
        found[tokens] = _BITS * word + np.where(at < _ALONE, at, shared)
    return found


def bounds(plan: Plan, place: NDArray[np.int16]) -> Bounds:
    """What the marks of a person say about their score under this plan. `most` and `less` are rounded to the safe
    side."""
    most, group = 0, 0
    signs: list[tuple[int, int, int]] = []
    earns = _highest(plan, len(place))
    whole = WHOLE * FULL_CREDIT  # what a full part earns
    for until, kind, weight in zip(plan.part_ends, plan.part_kinds, plan.part_weights, strict=True):
        attainable = whole if kind == WISHES else 0  # the wish for any work, or for no length, has no code
        for levels in [_levels(earns.get(at, {})) for at in range(group, until)]:
            if kind == CAPPED:  # long work in anything near earns all of it
                levels = [(whole, codes) for _, codes in levels[-1:]]
            if kind != WISHES and levels:
                attainable += levels[0][0]
            for (earned, codes), (below, _) in pairwise([*levels, (0, [])]):
                signs += _signs(codes, place, int(weight) * (earned - below) // whole)
        most += int(weight) * attainable // whole + 2
        group = until
    words, masks, less = zip(*signs, strict=True) if signs else ((), (), ())
    return Bounds(most, np.array(words, np.int64), np.array(masks, np.uint64), np.array(less, np.int32))


def _highest(plan: Plan, known: int) -> dict[int, dict[int, int]]:
    """Group -> token -> the most that it can earn; of the tokens that have a place."""
    found: dict[int, dict[int, int]] = {}
    tokens = np.repeat(np.arange(len(plan.terms_of) - 1), np.diff(plan.terms_of))
    for token, (begin, cap, group, _) in zip(tokens.tolist(), plan.terms.tolist(), strict=True):
        if token < known:
            found.setdefault(group, {})[token] = int(plan.table[begin + cap])
    return found


def _levels(earns: dict[int, int]) -> list[tuple[int, list[int]]]:
    """What can be earned, from the most down, with the tokens that earn as much or more."""
    best_first = sorted(earns, key=lambda token: -earns[token])
    ends = {earns[token]: at for at, token in enumerate(best_first, start=1)}
    return [(earned, best_first[:end]) for earned, end in ends.items()]


def _signs(codes: list[int], place: NDArray[np.int16], less: int) -> list[tuple[int, int, int]]:
    """The sign that somebody has one of these codes, where marks tell it."""
    bits = {int(place[token]) for token in codes}
    if less <= 0 or -1 in bits or len({bit // _BITS for bit in bits}) > 1:
        return []
    word = next((bit // _BITS for bit in bits), 0)
    return [(word, sum(1 << bit % _BITS for bit in bits), less)]

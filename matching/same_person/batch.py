"""All against all: the pairs of a whole register that are likely one person."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.same_person import kernels
from matching.same_person.columns import Columns, People, Vocabulary
from matching.same_person.keys import key_columns
from matching.same_person.levels import ADDRESS, GIVEN, KIN, RARITY, SURNAMES
from matching.same_person.weights import Weights, score_of

# A key that more people share says nothing; whoever is found by it alone could not be told apart anyway.
MOST_IN_BLOCK = 250
_MOST_SHIFT = 2500
_FEWEST_TO_LEARN_FROM = 1000
_WORTH_COMPILING = 5_000
_DEAR = (GIVEN, SURNAMES, RARITY, ADDRESS, KIN)


@dataclass(frozen=True)
class Pairs:
    """Likely pairs: `rows` int64 (p, 2) with the smaller row first, `scores` int32 (p,), `levels` uint8 (p, 9); in
    order of rows. `compared`: how many pairs were looked at."""

    rows: NDArray[np.int64]
    scores: NDArray[np.int32]
    levels: NDArray[np.uint8]
    compared: int


def duplicates(
    people: People,
    weights: Weights,
    *,
    least: float = 0.5,
    threads: int = 1,
    side: NDArray[np.int8] | None = None,
) -> Pairs:
    """Every pair that shares a key and is at least this likely one person. `side`: 0 or 1 per row, to compare two
    lists that hold nobody twice; without it everybody is compared with everybody."""
    found = every_pair(people, weights, threshold=score_of(least) - _MOST_SHIFT, threads=threads, side=side)
    shift = usual_shift(found.scores, people.size, weights.twice)
    likely = found.scores + shift >= score_of(least)
    return Pairs(
        rows=found.rows[likely],
        scores=found.scores[likely] + np.int32(shift),
        levels=found.levels[likely],
        compared=found.compared,
    )


def usual_shift(scores: NDArray[np.int32], size: int, twice: float) -> int:
    """What to add to every score because people here registered twice more, or less, often than `twice`.

    The share that the scores themselves expect, until it agrees with itself (Saerens, Latinne and Decaestecker,
    "Adjusting the outputs of a classifier to new a priori probabilities", 2002). Thousandths, bounded.
    """
    if size < _FEWEST_TO_LEARN_FROM:
        return 0
    shift = 0.0
    for _ in range(30):
        clipped = np.clip((scores + shift) / 1000, -30, 30)
        expected = float((1 / (1 + np.exp(-clipped))).sum()) / size
        wanted = 1000 * log(max(expected, 1e-9) / twice)
        shift = min(max(wanted, -_MOST_SHIFT), _MOST_SHIFT)
    return round(shift)


def every_pair(
    people: People,
    weights: Weights,
    *,
    threshold: int,
    threads: int = 1,
    side: NDArray[np.int8] | None = None,
) -> Pairs:
    """Every pair of a block whose score reaches the threshold."""
    if people.size >= _WORTH_COMPILING and kernels.warm() and not hasattr(_walk, "py_func"):
        kernels.compile_into(globals(), ("_first_shared", "_grown", "_walk"))
    keys = key_columns(people.heard())
    order, values, starts, ends = _blocks(keys)
    sides = side if side is not None else np.full(people.size, -1, dtype=np.int8)
    worth = weights.table
    begin = weights.start(people.size)
    hope = int(sum(worth[row].max() for row in _DEAR))

    def walk(part: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8], int]:
        return _walk(
            people.columns, people.vocabulary, keys, order, values[part[0] : part[1]],
            starts[part[0] : part[1]], ends[part[0] : part[1]], sides, worth, begin, hope, threshold,
        )  # fmt: skip

    parts = list(_shares(starts, ends, threads))
    with ThreadPoolExecutor(max_workers=threads) as workers:
        found = list(workers.map(walk, parts))
    rows = np.concatenate([one[0] for one in found]) if found else np.zeros((0, 2), dtype=np.int64)
    by_row = np.lexsort((rows[:, 1], rows[:, 0]))
    return Pairs(
        rows=rows[by_row],
        scores=np.concatenate([one[1] for one in found])[by_row] if found else np.zeros(0, dtype=np.int32),
        levels=np.concatenate([one[2] for one in found])[by_row]
        if found
        else np.zeros((0, 9), dtype=np.uint8),
        compared=sum(one[3] for one in found),
    )


def _blocks(
    keys: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows in order of their keys; key, start and end of each block worth comparing. Crowded keys are blanked."""
    width = keys.shape[1]
    flat = keys.ravel()
    filled = np.flatnonzero(flat)
    # Stable, so that rows within a block ascend.
    filled = filled[np.argsort(flat[filled], kind="stable")]
    value = flat[filled]
    bounds = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1], [True])))
    starts, ends = bounds[:-1], bounds[1:]
    size = ends - starts
    for start, end in zip(starts[size > MOST_IN_BLOCK], ends[size > MOST_IN_BLOCK], strict=True):
        flat[filled[start:end]] = 0
    keys.sort(axis=1)
    useful = (size > 1) & (size <= MOST_IN_BLOCK)
    return (filled // width).astype(np.int32), value[starts[useful]], starts[useful], ends[useful]


def _shares(starts: NDArray[np.int64], ends: NDArray[np.int64], threads: int) -> Iterator[tuple[int, int]]:
    """Runs of blocks with about as many pairs each, some per thread."""
    if not len(starts):
        return
    size = ends - starts
    done = np.cumsum(size * (size - 1))
    pieces = threads * 8 if threads > 1 else 1
    cuts = np.searchsorted(done, np.linspace(0, done[-1], pieces + 1))
    cuts[0], cuts[-1] = 0, len(starts)
    yield from ((int(a), int(b)) for a, b in pairwise(cuts) if a < b)


def _first_shared(left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    """The first key two sorted rows share: a pair is looked at in that block alone."""
    i = j = 0
    while i < len(left) and j < len(right):
        a, b = left[i], right[j]
        if a == b and a != 0:
            return int(a)
        if a < b:
            i += 1
        elif b < a:
            j += 1
        else:
            i += 1
            j += 1
    return 0


def _grown(array: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate((array, np.zeros_like(array)))


def _walk(
    cols: Columns,
    voc: Vocabulary,
    keys: NDArray[np.int64],
    order: NDArray[np.int32],
    values: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    sides: NDArray[np.int8],
    worth: NDArray[np.int32],
    begin: int,
    hope: int,
    threshold: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8], int]:
    """Compare within blocks; what cannot reach the threshold whatever the names say is left early."""
    room = 1024
    rows = np.zeros((room, 2), dtype=np.int64)
    scores = np.zeros(room, dtype=np.int32)
    levels = np.zeros((room, kernels.COMPARISONS), dtype=np.uint8)
    level = np.zeros(kernels.COMPARISONS, dtype=np.uint8)
    found = compared = 0
    for block in range(len(starts)):
        for first in range(starts[block], ends[block] - 1):
            i = order[first]
            for second in range(first + 1, ends[block]):
                j = order[second]
                if i == j or (sides[i] >= 0 and sides[i] == sides[j]):
                    continue
                kernels.quick(cols, voc, i, j, level)
                score = (
                    begin + worth[3, level[3]] + worth[4, level[4]] + worth[5, level[5]] + worth[6, level[6]]
                )
                compared += 1
                if score + hope < threshold:
                    continue
                kernels.names(cols, voc, i, j, level)
                score += worth[0, level[0]] + worth[1, level[1]] + worth[2, level[2]]
                score += worth[7, level[7]] + worth[8, level[8]]
                if score < threshold:
                    continue
                # Seldom reached, so asked last: a pair that shares several keys is told once.
                if _first_shared(keys[i], keys[j]) != values[block]:
                    continue
                if found == room:
                    rows, scores, levels = _grown(rows), _grown(scores), _grown(levels)
                    room *= 2
                rows[found, 0], rows[found, 1] = min(i, j), max(i, j)
                scores[found] = score
                levels[found] = level
                found += 1
    return rows[:found].copy(), scores[:found].copy(), levels[:found].copy(), compared

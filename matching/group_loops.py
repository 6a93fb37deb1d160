"""The two scans of group_scan.py, compiled with numba. Only `group_scan.warm` imports this: it takes a second."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_BLOCK = 64


@njit(nogil=True, cache=True)
def _replace(best: Any, score: Any) -> None:
    """The lowest goes, `score` comes: down the heap to its place."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= len(best):
            break
        if child + 1 < len(best) and best[child + 1] < best[child]:
            child += 1
        if best[child] >= score:
            break
        best[at] = best[child]
        at = child
    best[at] = score


@njit(nogil=True, cache=True)
def count(rows: Any, codes: Any, size: int) -> Any:
    """How many rows have each code."""

    # Four tables: neighbours of one group do not wait for each other's sum.
    counts = np.zeros((4, size), np.int64)
    whole = len(rows) - len(rows) % 4
    for at in range(0, whole, 4):
        counts[0, codes[rows[at]]] += 1
        counts[1, codes[rows[at + 1]]] += 1
        counts[2, codes[rows[at + 2]]] += 1
        counts[3, codes[rows[at + 3]]] += 1
    for at in range(whole, len(rows)):
        counts[0, codes[rows[at]]] += 1
    return counts.sum(axis=0)


@njit(nogil=True, cache=True)
def _may_hold(rows: Any, scores: Any, codes: Any, code: int, bar: Any, start: int, end: int) -> Any:
    """Is anybody of the group with `bar` or more in this block? Most blocks have nobody with such a score, and of the
    others most nobody of the group: asked of all at once, without a guess per person."""
    hits = np.int64(0)
    for at in range(start, end):
        hits += np.int64(scores[at] >= bar)
    if hits == 0:
        return False
    hits = np.int64(0)
    for at in range(start, end):
        hits += np.int64(scores[at] >= bar) * np.int64(codes[rows[at]] == code)
    return hits != 0


@njit(nogil=True, cache=True)
def near_the_top(rows: Any, scores: Any, codes: Any, code: int, count: int) -> Any:
    """Positions of those of one group with the score of its count-th, or more."""

    best = np.empty(count, scores.dtype)  # a heap: its first is the lowest of the best so far
    size = 0
    if len(scores) == 0:
        return np.empty(0, np.intp)
    bar = scores.min()
    near = np.empty(64, np.intp)
    kept = 0
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        if not _may_hold(rows, scores, codes, code, bar, start, end):
            continue
        for at in range(start, end):
            score = scores[at]
            if score < bar or codes[rows[at]] != code:
                continue
            if size < count:
                best[size] = score
                size += 1
                if size == count:
                    best.sort()  # an ascending array is a heap
                    bar = best[0]
            elif score > bar:
                _replace(best, score)
                bar = best[0]
            if kept == len(near):
                grown = np.empty(2 * kept, np.intp)
                grown[:kept] = near
                near = grown
            near[kept] = at
            kept += 1
    near = near[:kept]
    if size < count:
        return near
    return near[scores[near] >= best[0]]

"""Two questions to a million rows about groups: how many of each, and where the best of one group are.

Compiled once `warm` has run and numba is there, else numpy; the same numbers. No score is made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

_compiled: ModuleType | None = None


def warm() -> bool:
    """Load and compile both scans. False without numba, and where it finds no folder to keep its code in."""
    global _compiled
    try:
        from matching import group_loops
    except (ImportError, RuntimeError):
        return False
    rows, codes = np.zeros(1, np.int32), np.zeros(1, np.int16)
    group_loops.count(rows, codes, 1)
    group_loops.near_the_top(rows, rows, codes, 0, 1)
    _compiled = group_loops
    return True


def cool() -> None:
    """Numpy again: for comparing the two."""
    global _compiled
    _compiled = None


def counted(rows: NDArray[Any], codes: NDArray[np.int16], labels: Sequence[str]) -> dict[str, int]:
    """Label -> how many of `rows` have it; labels that nobody has are left out. codes: of every row of the index."""
    if _compiled is None:
        counts = np.bincount(codes[rows], minlength=len(labels))
    else:
        counts = _compiled.count(rows, codes, len(labels))
    return {label: int(count) for label, count in zip(labels, counts, strict=True) if count}


def first_of_group(
    rows: NDArray[Any], scores: NDArray[Any], codes: NDArray[np.int16], code: int, count: int
) -> NDArray[Any]:
    """Positions in `rows` of those of one group who may be among its first `count` (at least 1): everybody with the
    score of the count-th of them, or more. Ascending."""
    if _compiled is not None:
        found: NDArray[Any] = _compiled.near_the_top(rows, scores, codes, code, count)
        return found
    at = np.flatnonzero(codes[rows] == code)
    if len(at) <= count:
        return at
    theirs = scores[at]
    bar = np.partition(theirs, len(theirs) - count)[len(theirs) - count]
    near: NDArray[Any] = at[theirs >= bar]
    return near

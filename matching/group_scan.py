"""Two questions to a million rows about groups: how many of each, and who is of one.

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
    group_loops.members(rows, codes, 0)
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


def of_group(rows: NDArray[np.int32], codes: NDArray[np.int16], code: int) -> NDArray[np.int32]:
    """Those of `rows` that are of one group."""
    if _compiled is not None:
        compiled: NDArray[np.int32] = _compiled.members(rows, codes, code)
        return compiled
    found: NDArray[np.int32] = rows[codes[rows] == code]
    return found

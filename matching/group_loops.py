"""The two scans of group_scan.py, compiled with numba. Only `group_scan.warm` imports this: it takes a second."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


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
def members(rows: Any, codes: Any, code: int) -> Any:
    """Those of the rows that have this code."""
    found, size = np.empty(len(rows) + 1, rows.dtype), np.int64(0)
    for at in range(len(rows)):  # written each time, kept when the place moves on: no branch to guess
        found[size] = rows[at]
        size += np.int64(codes[rows[at]] == code)
    return found[:size]

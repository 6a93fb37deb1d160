"""Many people as plain contiguous arrays: what an index rests on, and what a snapshot file holds.

One row per person. Coded facts ("items": a token with a small number) are kept twice, by row and by token
(`Items`), each as compressed rows: `ends` says where a row's or a token's part ends. Arrays are written once; only
the bit ALIVE of `flags` changes later, when a person leaves or gets a newer row elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

# Bits of the column `flags`.
ANSWERED, NAMED, ANY_COUNTRY, ANY_OCCUPATION, ALIVE = 1, 2, 4, 8, 16

COLUMNS: tuple[tuple[str, DTypeLike], ...] = (
    ("adult_on", np.int32),  # days are proleptic ordinals; 0 where not known
    ("available_from", np.int32),
    ("available_to", np.int32),  # the largest int32 where no end is named
    ("max_months_away", np.int16),  # -1 where not said
    ("flags", np.uint8),
)


Rows = tuple[
    NDArray[Any], NDArray[Any], NDArray[Any]
]  # items of rows: lengths per row, flat tokens, flat values


@dataclass(eq=False)
class Items:
    """Tokens with numbers, by row (`ends`, `tokens`, `values`) and by token (`posting_*`; rows ascending)."""

    ends: NDArray[np.int64]  # rows + 1, beginning with 0
    tokens: NDArray[np.int32]
    values: NDArray[np.int16]
    posting_ends: NDArray[np.int64]  # tokens + 1, beginning with 0
    posting_rows: NDArray[np.int32]
    posting_values: NDArray[np.int16]

    @classmethod
    def of(
        cls, ends: NDArray[np.int64], tokens: NDArray[np.int32], values: NDArray[np.int16], known: int
    ) -> Items:
        """Lay the same items out by token; `known`: how many tokens there are."""
        by_token = np.argsort(_narrow(tokens, known), kind="stable")
        rows = np.repeat(np.arange(len(ends) - 1, dtype=np.int32), np.diff(ends))
        counts = np.bincount(tokens, minlength=known)
        return cls(ends, tokens, values, ends_of(counts), rows[by_token], values[by_token])

    def posting(self, token: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        if token >= len(self.posting_ends) - 1:
            return self.posting_rows[:0], self.posting_values[:0]
        part = slice(int(self.posting_ends[token]), int(self.posting_ends[token + 1]))
        return self.posting_rows[part], self.posting_values[part]

    def of_row(self, row: int) -> tuple[list[int], list[int]]:
        part = slice(int(self.ends[row]), int(self.ends[row + 1]))
        return self.tokens[part].tolist(), self.values[part].tolist()

    @property
    def by_row(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int16]]:
        return self.ends, self.tokens, self.values

    def kept(self, keep: NDArray[np.bool_]) -> Rows:
        return kept(self.ends, self.tokens, self.values, keep)


@dataclass(eq=False)
class Segment:
    """Rows that do not change. `sealed`: items that are confidential (places to avoid), apart from the others so that a
    snapshot can hold them encrypted. `traits`: groups of people as codes; no score reads them."""

    ids: NDArray[np.bytes_]
    columns: dict[str, NDArray[Any]]
    items: Items
    sealed: Items
    traits: dict[str, NDArray[np.int16]] = field(default_factory=dict)
    by_id: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))  # rows in order of ids
    marks: Any = None  # marks.Marks, once somebody has needed them

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.ids):
            self.by_id = np.argsort(self.ids, kind="stable").astype(np.int32)

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, ident: bytes) -> int | None:
        """The row of that id, dead or alive; None for nobody."""
        ids, by_id = self.ids, self.by_id
        low, high = 0, len(by_id)
        while low < high:
            middle = (low + high) // 2
            if ids[by_id[middle]] < ident:
                low = middle + 1
            else:
                high = middle
        if low == len(by_id):
            return None
        row = int(by_id[low])
        return row if ids[row] == ident else None

    def id_of(self, row: int) -> str:
        return bytes(self.ids[row]).decode()

    @property
    def nbytes(self) -> int:
        """Size of all arrays in memory."""
        parts = [self.ids, self.by_id, *self.columns.values(), *self.traits.values()]
        parts += [array for items in (self.items, self.sealed) for array in vars(items).values()]
        parts += [] if self.marks is None else list(self.marks)
        return sum(int(part.nbytes) for part in parts)


def empty() -> Segment:
    nothing = np.zeros(0, np.int32)
    items = Items.of(np.zeros(1, np.int64), nothing, nothing.astype(np.int16), 0)
    return Segment(np.zeros(0, "S1"), {name: np.zeros(0, dtype) for name, dtype in COLUMNS}, items, items)


def join(
    ids: Sequence[NDArray[np.bytes_]],
    columns: dict[str, Sequence[NDArray[Any]]],
    items: Sequence[Rows],
    sealed: Sequence[Rows],
    traits: dict[str, Sequence[NDArray[np.int16]]],
    known: int,
) -> Segment:
    """One segment out of the rows of several; `known`: how many tokens there are."""
    return Segment(
        ids=np.concatenate(ids),
        columns={name: np.concatenate(columns[name]).astype(dtype, copy=False) for name, dtype in COLUMNS},
        items=_joined(items, known),
        sealed=_joined(sealed, known),
        traits={name: np.concatenate(codes) for name, codes in traits.items()},
    )


def kept(
    ends: NDArray[np.int64], tokens: NDArray[np.int32], values: NDArray[np.int16], keep: NDArray[np.bool_]
) -> Rows:
    """The items of the rows to keep."""
    lengths = np.diff(ends)
    items = np.repeat(keep, lengths)
    return lengths[keep], tokens[items], values[items]


def _joined(parts: Sequence[Rows], known: int) -> Items:
    lengths, tokens, values = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return Items.of(
        ends_of(lengths), tokens.astype(np.int32, copy=False), values.astype(np.int16, copy=False), known
    )


def ends_of(lengths: NDArray[Any]) -> NDArray[np.int64]:
    ends = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends


def _narrow(tokens: NDArray[np.int32], known: int) -> NDArray[Any]:
    """Sixteen bits where they suffice: numpy then sorts by radix, several times quicker."""
    return tokens.astype(np.uint16) if known <= np.iinfo(np.uint16).max else tokens

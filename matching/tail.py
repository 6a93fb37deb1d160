"""The rows written since the base was laid out: the same questions as segment.Segment, on arrays that grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from matching.segment import COLUMNS, Rows, kept

_NOTHING = (np.zeros(0, np.int32), np.zeros(0, np.int16))


class Buffer:
    """An array that grows at its end. A view taken earlier keeps what it showed."""

    __slots__ = ("_data", "size")

    def __init__(self, dtype: DTypeLike, zeros: int = 0) -> None:
        self._data: NDArray[Any] = np.zeros(max(4, zeros), dtype)
        self.size = zeros

    def append(self, value: int) -> None:
        if self.size == len(self._data):
            grown = np.zeros(2 * self.size, self._data.dtype)
            grown[: self.size] = self._data
            self._data = grown
        self._data[self.size] = value
        self.size += 1

    @property
    def view(self) -> NDArray[Any]:
        return self._data[: self.size]


class TailItems:
    """Items by row and by token, as segment.Items has them."""

    def __init__(self) -> None:
        self._ends = Buffer(np.int64, 1)
        self._tokens = Buffer(np.int32)
        self._values = Buffer(np.int16)
        self._postings: dict[int, tuple[Buffer, Buffer]] = {}

    def append(self, row: int, found: Mapping[int, int]) -> None:
        for token, value in found.items():
            self._tokens.append(token)
            self._values.append(value)
            rows, values = self._postings.setdefault(token, (Buffer(np.int32), Buffer(np.int16)))
            rows.append(row)
            values.append(value)
        self._ends.append(self._tokens.size)

    def posting(self, token: int) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        found = self._postings.get(token)
        return (found[0].view, found[1].view) if found else _NOTHING

    def of_row(self, row: int) -> tuple[list[int], list[int]]:
        ends = self._ends.view
        part = slice(int(ends[row]), int(ends[row + 1]))
        return self._tokens.view[part].tolist(), self._values.view[part].tolist()

    @property
    def by_row(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int16]]:
        return self._ends.view, self._tokens.view, self._values.view

    def frozen(self) -> RowItems:
        return RowItems(*self.by_row)


class RowItems:
    """Items by row only: what laying out anew reads."""

    def __init__(self, ends: NDArray[np.int64], tokens: NDArray[np.int32], values: NDArray[np.int16]) -> None:
        self._ends = ends
        self._tokens = tokens
        self._values = values

    def kept(self, keep: NDArray[np.bool_]) -> Rows:
        return kept(self._ends, self._tokens, self._values, keep)


class Tail:
    """Rows in the order in which they were written."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}
        self._columns = {name: Buffer(dtype) for name, dtype in COLUMNS}
        self._traits: dict[str, Buffer] = {}
        self.items = TailItems()
        self.sealed = TailItems()

    def __len__(self) -> int:
        return len(self._ids)

    def append(
        self,
        ident: str,
        columns: Sequence[int],
        found: Mapping[int, int],
        sealed: Sequence[int],
        traits: Mapping[str, int],
    ) -> None:
        """Write a row. found: token to number; sealed: those of them that are confidential; traits: name to code."""
        row = len(self._ids)
        self._ids.append(ident)
        self._row_of[ident] = row
        for (name, _), value in zip(COLUMNS, columns, strict=True):
            self._columns[name].append(value)
        self.items.append(row, {token: value for token, value in found.items() if token not in sealed})
        self.sealed.append(row, {token: found[token] for token in sealed})
        for name in traits.keys() - self._traits.keys():
            self._traits[name] = Buffer(np.int16, row)
        for name, codes in self._traits.items():
            codes.append(traits.get(name, 0))

    def row_of(self, ident: str) -> int | None:
        """The living row of that id."""
        return self._row_of.get(ident)

    def forget(self, ident: str) -> None:
        self._row_of.pop(ident, None)

    def id_of(self, row: int) -> str:
        return self._ids[row]

    @property
    def ids(self) -> NDArray[np.bytes_]:
        return _encoded(self._ids)

    def ids_at(self, rows: NDArray[Any]) -> NDArray[np.bytes_]:
        """The ids of these rows: of all there are, a list would wait for them to be encoded."""
        return _encoded([self._ids[row] for row in rows.tolist()])

    @property
    def columns(self) -> dict[str, NDArray[Any]]:
        return {name: column.view for name, column in self._columns.items()}

    @property
    def traits(self) -> dict[str, NDArray[np.int16]]:
        return {name: codes.view for name, codes in self._traits.items()}

    def frozen(self) -> FrozenTail:
        return FrozenTail(self)


def _encoded(ids: Sequence[str]) -> NDArray[np.bytes_]:
    return np.array([ident.encode() for ident in ids], np.bytes_)


class FrozenTail:
    """A tail as it was at one moment."""

    def __init__(self, tail: Tail) -> None:
        self.ids = tail.ids
        self.columns = tail.columns
        self.traits = tail.traits
        self.items = tail.items.frozen()
        self.sealed = tail.sealed.frozen()

    def __len__(self) -> int:
        return len(self.ids)

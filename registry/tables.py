"""Tables that people open in a spreadsheet: every CSV that leaves is written here, and every one that comes is decoded.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which it does not show (ASVS 1.2.10).
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from typing import Protocol

# A sign and digits: an amount, or a telephone in its international form, and several of those.
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*|\+(?!.*--)\d[\d ()\-;+]*")
# What spreadsheets take for the beginning of a formula, after the spaces and marks that some of them skip. The wide
# ones are those of Asian keyboards.
_FORMULA = re.compile(
    r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|]"
)
_STARTS = ("\t", "\r", "\n")


class Text(Protocol):
    def write(self, text: str, /) -> object: ...


def harmless(cell: object) -> str:
    """A cell as text that no spreadsheet works out; nothing for None. A number keeps its sign."""
    text = "" if cell is None else str(cell)
    if (text.startswith(_STARTS) or _FORMULA.match(text)) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def plain(cell: str) -> str:
    """A cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


class Writer:
    """A CSV in which no cell is a formula. `separator` and `line_end` as csv.writer knows them."""

    def __init__(self, out: Text, *, separator: str = ",", line_end: str = "\r\n") -> None:
        self._writer = csv.writer(out, delimiter=separator, lineterminator=line_end)

    def row(self, cells: Iterable[object]) -> None:
        self._writer.writerow([harmless(cell) for cell in cells])

    def rows(self, rows: Iterable[Iterable[object]]) -> None:
        for cells in rows:
            self.row(cells)


def decoded(data: bytes) -> str:
    """The text of a CSV as spreadsheets save it: UTF-8 with or without a mark, UTF-16, else Windows of the Americas."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data[1:200:2].count(0) > len(data[1:200:2]) * 0.7:
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")

"""Official files as they were downloaded: CSV with any separator, XLSX, JSON, and a ZIP with one of these in it."""

from __future__ import annotations

import csv
import io
import json
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # nosec B405 # the error alone

from registry.errors import Invalid
from registry.files.office import has_entities
from registry.tables import decoded

# Longer than any cell seen (4,000 characters of duties), short enough to stop a broken quote from eating a file.
_LONGEST_CELL = 1_000_000
# The largest official file seen has 640 KB packed; a "bomb" unpacks to gigabytes.
_MOST_UNPACKED = 50_000_000
# Empty ones count too: a sheet of one row can say that it is the hundred millionth.
_MOST_ROWS = 200_000
_MOST_COLUMNS = 200
# What a damaged archive, or a damaged workbook in a sound archive, ends in.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ParseError, EOFError, OSError, RuntimeError, ValueError,
    TypeError, LookupError, AttributeError,
)  # fmt: skip
_LOOKED_AT = 10  # lines at the top that tell what parts the columns


def load(path: Path) -> bytes:
    """The bytes of a file. Raises Invalid: file_missing."""
    if not path.is_file():
        raise Invalid("file_missing", field="file", file=str(path))
    return path.read_bytes()


def read_table(path: Path) -> list[dict[Any, Any]]:
    """`table` of a file on the disk. Raises Invalid: file_missing, and what `table` raises."""
    return table(str(path), load(path))


def table(name: str, data: bytes) -> list[dict[Any, Any]]:
    """The data rows by column name; cells beyond the header come under the key None, missing ones are None.

    Raises Invalid: file_unreadable, file_too_large, file_empty.
    """
    header, *rows = grid(name, data) or [[]]
    names = [str(one if one is not None else "").strip() for one in header]
    if not rows:
        raise Invalid("file_empty", field="file", file=name)
    return [_named(names, row) for row in rows]


def _named(names: list[str], row: list[Any]) -> dict[Any, Any]:
    cells: dict[Any, Any] = dict.fromkeys(names)
    cells.update(zip(names, row, strict=False))
    if len(row) > len(names):
        cells[None] = row[len(names) :]
    return cells


def grid(name: str, data: bytes) -> list[list[Any]]:
    """Rows of cells as they stand in a CSV file or in the first sheet with anything in it; empty rows left out.

    Raises Invalid: file_unreadable, file_too_large.
    """
    inner, data = unpacked(name, data)
    if inner.lower().endswith((".xlsx", ".xlsm")) or data[:4] == b"PK\x03\x04":
        return _workbook(name, data)
    return _csv(name, data)


def unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """The one file in a ZIP, as the feeds are downloaded; anything else as it is.

    Raises Invalid: file_unreadable, file_too_large.
    """
    if not name.lower().endswith(".zip"):
        return name, data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir()]
            if len(inside) != 1:
                raise Invalid("file_unreadable", field="file", file=name)
            if inside[0].file_size > _MOST_UNPACKED:
                raise _too_large(name)
            return inside[0].filename, archive.read(inside[0])
    except _DAMAGED as error:
        raise Invalid("file_unreadable", field="file", file=name) from error


def is_json(name: str, data: bytes) -> bool:
    """By its name, else by its first character."""
    return name.lower().endswith(".json") or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def records(name: str, data: bytes) -> list[Any]:
    """The items of a JSON file: the array, the one array inside an object ({"value": [...]}), or the one object.

    Raises Invalid: file_unreadable, file_empty.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Invalid("file_unreadable", field="file", file=name) from error
    if isinstance(content, dict):
        # An order has lists inside too; a wrapper has hardly anything else.
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 and len(content) <= 5 else [content]
    if not isinstance(content, list):
        raise Invalid("file_unreadable", field="file", file=name)
    if not content:
        raise Invalid("file_empty", field="file", file=name)
    return content


def _csv(name: str, data: bytes) -> list[list[Any]]:
    text = decoded(data).replace("\x00", "")
    top = "\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])
    separator = max(",;\t|", key=_header_line(top).count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error as error:
        raise Invalid("file_unreadable", field="file", file=name) from error


def _header_line(top: str) -> str:
    """The first line that has columns: some files begin with a title."""
    lines = top.split("\n")
    return next((line for line in lines if any(mark in line for mark in ",;\t|")), lines[0])


def _workbook(name: str, data: bytes) -> list[list[Any]]:
    # Imported here: a quarter of a second that no other command should pay at its start.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED:
                raise _too_large(name)
            if has_entities(archive):
                raise Invalid("file_unreadable", field="file", file=name)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            # A sheet is read while its rows are asked for: damage shows here, not at the opening.
            return next((rows for sheet in book.worksheets if (rows := _rows(name, sheet))), [])
        finally:
            book.close()
    except _DAMAGED as error:
        raise Invalid("file_unreadable", field="file", file=name) from error


def _rows(name: str, sheet: Any) -> list[list[Any]]:
    """The rows of a sheet that say something. Raises Invalid: file_too_large."""
    widest = min(sheet.max_column or _MOST_COLUMNS + 1, _MOST_COLUMNS + 1)
    found = []
    cells = sheet.iter_rows(values_only=True, max_row=_MOST_ROWS + 1, max_col=widest)
    for number, row in enumerate(cells, start=1):
        if number > _MOST_ROWS:
            raise _too_large(name)
        if any(row):
            found.append(_without_tail(row))
            if len(found[-1]) > _MOST_COLUMNS:
                raise _too_large(name)
    return found


def _too_large(name: str) -> Invalid:
    return Invalid("file_too_large", field="file", file=name, rows=_MOST_ROWS, columns=_MOST_COLUMNS)


def _without_tail(row: tuple[Any, ...]) -> list[Any]:
    """A sheet is as wide as its widest formatting: empty cells at the end say nothing."""
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells

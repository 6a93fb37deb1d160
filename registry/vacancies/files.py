"""Rows of a CSV or XLSX file as it was downloaded: any separator, with or without a byte-order mark."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from registry.errors import Invalid

# Longer than any cell seen (4,000 characters of duties), short enough to stop a broken quote from eating a file.
_LONGEST_CELL = 1_000_000


def read_table(path: Path) -> list[dict[Any, Any]]:
    """The data rows by column name; cells beyond the header come under the key None, as csv does.

    Raises Invalid: file_missing, file_unreadable, file_empty.
    """
    if not path.is_file():
        raise Invalid("file_missing", field="file", file=str(path))
    is_workbook = path.suffix.lower() in (".xlsx", ".xlsm")
    rows = _workbook(path) if is_workbook else _csv(path)
    if not rows:
        raise Invalid("file_empty", field="file", file=str(path))
    return rows


def _csv(path: Path) -> list[dict[Any, Any]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = text.replace("\x00", "")
    header = text.partition("\n")[0]
    separator = max(",;\t|", key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Invalid("file_unreadable", field="file", file=str(path)) from error


def _workbook(path: Path) -> list[dict[Any, Any]]:
    """The first sheet that has anything in it."""
    # Imported here: a quarter of a second that no other command should pay at its start.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Invalid("file_unreadable", field="file", file=str(path)) from error
    try:
        for sheet in book.worksheets:
            cells = sheet.iter_rows(values_only=True)
            header = [str(name or "").strip() for name in next(cells, ())]
            if any(header):
                return [dict(zip(header, row, strict=False)) for row in cells if any(row)]
        return []
    finally:
        book.close()

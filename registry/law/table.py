"""What an officer typed or uploaded, read as strictly as the files of the law: every problem by row and column.

A table is a CSV with the columns of the files (registry.schemes.loader.TABLE_COLUMNS) after those of the keys. It is
read as spreadsheets save it: with or without a byte-order mark, with commas, semicolons or tabs, 12.50 or 12,50,
2026-07-01 or 01/07/2026 where that can be read in one way only. An end is the word `fin`: an empty cell is a mistake.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from registry.law.queries import known_values
from registry.schemes.law import Amount, Parameter, Reference, amount_text
from registry.schemes.loader import CONFIDENCES, TABLE_COLUMNS, ExtraValue
from registry.tables import Writer, decoded, plain

MAX_ROWS = 5_000
END = "fin"
_OPTIONAL = ("unit", "href", "note")
_LONGEST = {"key": 60, "reference": 300, "href": 500, "note": 500}
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,4})?")
_DECIMAL_COMMA = re.compile(r"\d{1,9},\d{1,2}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CONFIDENCE_WORDS = {"verificado": "verified", "sin verificar": "unverified"}
_ENDS = {END, "end"}
# What a spreadsheet would take for a formula when somebody opens the template (ASVS 1.2.10).
_FORMULA = tuple("=+-@")
_EARLIEST, _LATEST = 1900, 2100


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell. row: as a spreadsheet counts, 1 is the header; None for the whole table."""

    code: str
    row: int | None = None
    column: str | None = None
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The values, in the order of the rows, or everything that is wrong with them."""

    values: tuple[ExtraValue, ...]
    problems: tuple[Problem, ...]


class _Wrong(Exception):
    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code)
        self.code, self.args_for_words = code, args


def columns(parameter: Parameter) -> tuple[str, ...]:
    return (*parameter.keys, *TABLE_COLUMNS, "unit")


def decode(content: bytes) -> str:
    """A file's text, however a spreadsheet saved it."""
    return decoded(content)


def read_table(parameter: Parameter, text: str, *, order: str | None = None) -> Reading:
    """order: how dates with slashes are written, `dmy` or `mdy`; found out where possible when None."""
    try:
        rows = _rows(text)
        header = _header(parameter, rows)
    except _Wrong as wrong:
        return Reading((), (Problem(wrong.code, args=wrong.args_for_words),))
    cells: list[tuple[int, dict[str, str]]] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            problems.append(
                Problem("law_cells", number, args={"given": str(len(row)), "wanted": str(len(header))})
            )
            continue
        cells.append((number, {name: plain(cell.strip()) for name, cell in zip(header, row, strict=True)}))
    if not cells and not problems:
        problems.append(Problem("law_no_rows"))
    if len(cells) > MAX_ROWS:
        return Reading((), (Problem("law_too_many_rows", args={"most": str(MAX_ROWS)}),))
    reading = read_cells(parameter, cells, order=order)
    return Reading(reading.values, (*problems, *reading.problems))


def _rows(text: str) -> list[list[str]]:
    text = text.removeprefix("\ufeff").replace("\x00", "").strip("\r\n")
    if not text.strip():
        raise _Wrong("law_no_rows")
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _Wrong("law_unreadable", why=str(error)) from None


def _header(parameter: Parameter, rows: list[list[str]]) -> list[str]:
    given = [name.strip().lower() for name in rows[0]]
    wanted = columns(parameter)
    missing = [name for name in wanted if name not in given and name not in _OPTIONAL]
    strange = [name or "(vacía)" for name in given if name not in wanted]
    twice = sorted({name for name in given if given.count(name) > 1})
    if missing:
        raise _Wrong("law_columns_missing", columns=", ".join(missing), wanted=", ".join(wanted))
    if strange:
        raise _Wrong("law_columns_strange", columns=", ".join(strange), wanted=", ".join(wanted))
    if twice:
        raise _Wrong("law_columns_twice", columns=", ".join(twice))
    return given


def read_cells(
    parameter: Parameter,
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    order: str | None = None,
) -> Reading:
    """rows: (number, cells by column). Every cell is read, so that all problems are told at once."""
    listed = list(rows)
    known = known_values(parameter)
    order = order or _order(cells.get("starts_on", "") for _, cells in listed)
    values: list[ExtraValue] = []
    problems: list[Problem] = []
    seen: dict[tuple[tuple[str, ...], date], int] = {}
    for number, cells in listed:
        found = _Row(parameter, known, order, cells)
        problems += [Problem(code, number, column, args) for column, code, args in found.problems]
        if found.value is None:
            continue
        place = (found.value.key, found.value.starts_on)
        if place in seen:
            problems.append(Problem("law_row_twice", number, "starts_on", {"row": str(seen[place])}))
        seen.setdefault(place, number)
        values.append(found.value)
    return Reading(tuple(values) if not problems else (), tuple(problems))


class _Row:
    """One row: its value, or what is wrong with each of its cells."""

    def __init__(
        self,
        parameter: Parameter,
        known: Mapping[str, list[str]],
        order: str | None,
        cells: Mapping[str, str],
    ) -> None:
        self.problems: list[tuple[str, str, Mapping[str, str]]] = []
        self._cells = cells
        key = tuple(self._read(name, partial(_key, known=known[name])) for name in parameter.keys)
        start = self._read("starts_on", lambda text: _day(text, order))
        amount = self._read("value", lambda text: _amount(text, parameter.unit))
        confidence = self._read("confidence", _confidence)
        title = self._read("reference", lambda text: _text(text, "reference", is_needed=True))
        href = self._read("href", _href)
        note = self._read("note", lambda text: _text(text, "note"))
        self._read("unit", lambda text: _unit(text, parameter.unit))
        self.value: ExtraValue | None = None
        if not self.problems:
            self.value = ExtraValue(
                parameter.id, key, start, amount, confidence, Reference(title, href or None), note or None
            )

    def _read(self, column: str, read: Callable[[str], Any]) -> Any:
        """The cell as `read` understands it; None when it does not, and the problem is noted."""
        try:
            return read(self._cells.get(column, "").strip())
        except _Wrong as wrong:
            self.problems.append((column, wrong.code, wrong.args_for_words))
            return None


def _key(text: str, *, known: list[str]) -> str:
    if known and text not in known:
        raise _Wrong("law_key_unknown", given=text, known=", ".join(known))
    if not text:
        raise _Wrong("law_key_missing")
    return _text(text, "key")


def _order(cells: Iterable[str]) -> str | None:
    """How the dates with slashes of one column are written, told by those that can be read in one way only."""
    told = set()
    for text in cells:
        slashed = _SLASHED.fullmatch(text.strip())
        if slashed:
            first, second = int(slashed[1]), int(slashed[2])
            if first > 12 >= second:
                told.add("dmy")
            elif second > 12 >= first:
                told.add("mdy")
    return told.pop() if len(told) == 1 else None


def _day(text: str, order: str | None) -> date:
    if not text:
        raise _Wrong("law_date_missing")
    slashed = _SLASHED.fullmatch(text)
    found: date | None = None
    try:
        if slashed:
            first, second, year = (int(part) for part in slashed.groups())
            if order is None and first != second and first <= 12 and second <= 12:
                raise _Wrong("law_date_two_ways", given=text)
            month, day = (first, second) if order == "mdy" else (second, first)
            found = date(year, month, day)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            found = date.fromisoformat(text)
    except ValueError:
        pass  # The 31st of a shorter month.
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise _Wrong("law_date_unread", given=text)
    return found


def _amount(text: str, unit: str) -> Amount | None:
    """None for an end. A comma is read as decimal only where it cannot part thousands."""
    if not text:
        raise _Wrong("law_value_missing")
    if text.lower() in _ENDS:
        return None
    if unit == "codes":
        return tuple(dict.fromkeys(re.split(r"[\s,;|]+", text)))
    plain = text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text
    if not _NUMBER.fullmatch(plain):
        raise _Wrong("law_value_unread", given=text)
    return Decimal(plain)


def _confidence(text: str) -> str:
    found = _CONFIDENCE_WORDS.get(text.lower(), text.lower())
    if found not in CONFIDENCES:
        raise _Wrong("law_confidence", given=text)
    return found


def _text(text: str, column: str, *, is_needed: bool = False) -> str:
    if is_needed and len(text) < 3:
        raise _Wrong("law_reference_missing")
    if text[:1] in _FORMULA:
        raise _Wrong("law_formula", given=text[:80])
    if len(text) > _LONGEST[column]:
        raise _Wrong("law_text_long", most=str(_LONGEST[column]))
    return text


def _href(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise _Wrong("law_href", given=text[:80])
    return _text(text, "href")


def _unit(text: str, wanted: str) -> None:
    if text and text != wanted:
        raise _Wrong("law_unit", given=text, wanted=wanted)


def template(parameter: Parameter) -> str:
    """The present values of a parameter as the CSV that `read_table` reads: to change, add to and load again."""
    out = io.StringIO()
    writer = Writer(out)
    writer.row(columns(parameter))
    for key, values in sorted(parameter.series.items()):
        for value in values:
            text = amount_text(value.amount)
            shown = END if text is None else text if isinstance(text, str) else " ".join(text)
            writer.row(
                [
                    *key,
                    value.starts_on.isoformat(),
                    shown,
                    value.confidence,
                    value.reference.title,
                    value.reference.href or "",
                    value.note or "",
                    parameter.unit,
                ]
            )
    return out.getvalue()

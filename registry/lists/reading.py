"""From the cells of a file to the parties of a list. Nothing here touches the database.

The header is looked for: some files begin with a title. A row that cannot be read is refused with its reason and the
rest goes on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.text import company_name, fold
from registry.errors import Invalid
from registry.lists.kinds import KINDS, Kind, ListKind
from registry.vacancies.cells import NOTHING, Note, read_day
from registry.vacancies.files import grid, is_json, records

_HEADER_WITHIN = 15  # rows
_LONGEST = 300  # letters; see registry.lists.models.ListedParty
_DETAIL = (
    "detail"  # any column that is not read: without one a row that repeats what stands above is a footnote
)
# "Valentin Barrera d/b/a Val's Construction", "W.J. Allen & Sons Inc. o/a Aulac Big Stop"
_TRADES_AS = re.compile(
    r"[\s,]+(?:d\s?[./]?\s?b\s?[./]?\s?a\b\.?|o\s?/\s?a\b|operating as\b)[\s:]*", re.IGNORECASE
)
_UNTIL = re.compile(r"until\s+(.{6,20}?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands in a row; see registry.lists.models.ListedParty."""

    row: int
    name: str
    name_key: str
    other_key: str | None
    place: str | None
    region: str | None
    since: date | None
    until: date | None
    is_barred: bool
    reference: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    row: int
    note: Note


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[Party | Refused, ...]
    unknown_columns: tuple[str, ...]

    @property
    def parties(self) -> list[Party]:
        return [one for one in self.rows if isinstance(one, Party)]

    @property
    def refused(self) -> list[Refused]:
        return [one for one in self.rows if isinstance(one, Refused)]


def read(kind: ListKind, name: str, data: bytes) -> Reading:
    """The parties of a file. Raises Invalid: file_unreadable, file_empty, list_without_names."""
    what = KINDS[kind]
    header, rows = _json(name, data, what) if is_json(name, data) else _table(name, data, what)
    places = _places(header, what)
    if not rows:
        raise Invalid("file_empty", field="file", file=name)
    known = {alias for names in what.columns.values() for alias in names} | what.left_alone
    unknown = tuple(text for one in header if (text := _text(one)) and spelled(one) not in known)
    return Reading(tuple(_read_rows(rows, places, what)), unknown)


def spelled(column: Any) -> str:
    """A column name for comparing: "Province/Territory" and "PROVINCE_TERRITORY" are one."""
    return re.sub(r"[^a-z0-9]+", " ", fold(str(column or ""))).strip()


def keys_of(name: str) -> tuple[str, str | None]:
    """What a name is compared by: the firm's, and the one it trades as if that stands behind "d/b/a" or "o/a"."""
    legal, _, trade = _TRADES_AS.sub("\x00", name, count=1).partition("\x00")
    if not legal.strip():
        legal, trade = trade, ""
    return company_name(legal)[:300], (company_name(trade)[:300] if trade.strip() else None) or None


def _table(name: str, data: bytes, kind: Kind) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Header and rows with their number in the file, from 1 for the first below the header."""
    everything = grid(name, data)
    for position, row in enumerate(everything[:_HEADER_WITHIN]):
        if _is_header(row, kind):
            header = [str(cell if cell is not None else "") for cell in row]
            return header, list(enumerate(everything[position + 1 :], start=1))
    raise Invalid("list_without_names", field="file", file=name)


def _json(name: str, data: bytes, kind: Kind) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    items = records(name, data)
    header = sorted({str(key) for item in items if isinstance(item, dict) for key in item})
    if not _is_header(header, kind):
        raise Invalid("list_without_names", field="file", file=name)
    rows = [[item.get(column) for column in header] if isinstance(item, dict) else [] for item in items]
    return header, list(enumerate(rows, start=1))


def _is_header(row: list[Any], kind: Kind) -> bool:
    """Whether these cells are the names of columns of this list, and not of another."""
    cells = {spelled(cell) for cell in row}
    names = {*kind.columns["name"], *kind.columns.get("other_name", ())}
    telling = {alias for what in kind.telling for alias in kind.columns[what]}
    return bool(cells & names) and bool(cells & telling)


def _places(header: list[str], kind: Kind) -> dict[str, list[int]]:
    """Where each column stands: the first alias found first."""
    names = [spelled(column) for column in header]
    wanted = kind.columns | {_DETAIL: tuple(kind.left_alone)}
    return {
        what: [names.index(alias) for alias in aliases if alias in names] for what, aliases in wanted.items()
    }


def _read_rows(
    rows: list[tuple[int, list[Any]]], places: dict[str, list[int]], kind: Kind
) -> Iterator[Party | Refused]:
    above: dict[str, str | None] = {}
    for number, row in rows:
        said = {what: _cell(row, where) for what, where in places.items()}
        if not any(_text(cell) for cell in row):
            yield Refused(number, Note("import_empty_row", {}))
            continue
        if kind.fills_down and (said.get("name") or said.get(_DETAIL)):
            said = above = _filled(said, above, kind)
        yield _party(number, said, kind)


def _filled(said: dict[str, str | None], above: dict[str, str | None], kind: Kind) -> dict[str, str | None]:
    """Empty cells repeat what stands above; a new employer has its own address."""
    repeats = kind.fills_down if said.get("name") is None else ("region", "reference")
    return said | {what: said.get(what) or above.get(what) for what in repeats}


def _party(number: int, said: dict[str, str | None], kind: Kind) -> Party | Refused:
    name = said.get("name") or said.get("other_name")
    name_key, traded_as = keys_of(name) if name else ("", None)
    if name is None or not name_key:
        return Refused(number, Note("list_no_name", {}))
    try:
        since, until = _day(said.get("since")), _day(said.get("until"))
        is_barred, status_until = _standing(said.get("status"))
    except ValueError as error:
        return Refused(number, Note("list_bad_day", {"value": str(error)[:60]}))
    if since and until and until < since:
        return Refused(number, Note("list_days_reversed", {"since": str(since), "until": str(until)}))
    other = said.get("other_name")
    other_key = company_name(other)[:300] if other else traded_as
    return Party(
        row=number,
        name=name if other is None or other == name else f"{name} ({other})"[:_LONGEST],
        name_key=name_key,
        other_key=other_key if other_key != name_key else None,
        place=said.get("place"),
        region=(said.get("region") or "")[:60] or None,
        since=since,
        until=until or status_until,
        is_barred=kind.bars and is_barred,
        reference=said.get("reference"),
    )


def _standing(status: str | None) -> tuple[bool, date | None]:
    """Whether a status bars, and until when: "Eligible" does not, "Ineligible until June 30, 2018" does. Anything
    else bars without an end: whoever stands on such a list is cleared by what is written, not by what is not."""
    if status is None:
        return True, None
    if fold(status).startswith("eligible"):
        return False, None
    found = _UNTIL.search(status)
    return True, _day(found[1]) if found and any(char.isdigit() for char in found[1]) else None


def _day(value: str | None) -> date | None:
    """A date; what is no date is an error here, because a sanction without its days would be another one."""
    if value is None:
        return None
    try:
        return read_day(value)
    except ValueError:
        raise ValueError(value) from None


def _cell(row: list[Any], where: list[int]) -> str | None:
    """The first of these cells that says something."""
    return next((text for place in where if place < len(row) and (text := _text(row[place]))), None)


def _text(value: Any) -> str | None:
    """One line without entities ("A&amp;W") and control characters, at most 300 characters."""
    if value is None:
        return None
    text = value.date().isoformat() if hasattr(value, "date") and callable(value.date) else str(value)
    text = html.unescape(text).replace("\xa0", " ")
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    text = " ".join(text.split())[:_LONGEST]
    return None if text.lower() in NOTHING else text

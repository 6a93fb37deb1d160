"""Cells of official files, read: texts, numbers, days, times and yes/no as the feeds write them.

What cannot be read is noted, never guessed. Telephone numbers, e-mail addresses and tax numbers that stand in free
text are masked where a feed carries them: the portal keeps nobody's contact by accident.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

Cells = Mapping[str, Any]

NOTHING = frozenset({"", "n/a", "na", "none", "null", "null null", "nan", "-", "--", "no aplica"})
UNITS = {
    "hour": "hour", "hourly": "hour", "day": "day", "daily": "day", "week": "week", "weekly": "week",
    "bi-weekly": "biweek", "biweekly": "biweek", "biweek": "biweek", "month": "month", "monthly": "month",
    "year": "year", "yearly": "year", "annual": "year", "piece rate": "piece", "piece": "piece",
}  # fmt: skip
EDUCATION = {
    "none": "none", "high school/ged": "secondary", "secondary": "secondary", "technical": "technical",
    "associate's": "associate", "associate": "associate", "bachelor's": "bachelor", "bachelor": "bachelor",
    "master's": "master", "master": "master",
}  # fmt: skip
# Yes and no of the US forms. 2 and X are their "not applicable": neither.
_YES = frozenset({"1", "1.0", "y", "yes", "true", "sí", "si"})
_NO = frozenset({"0", "0.0", "n", "no", "false"})

_MASKED = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"), "[email]"),
    (re.compile(r"(?<![\d-])\d{2}-\d{7}(?![\d-])"), "[fein]"),
    (
        re.compile(r"(?<![\w$.-])(?:\+?1[\s.-]{0,3})?\(?\d{3}\)?[\s.-]{0,3}\d{3}[\s.-]{0,3}\d{4}(?!\d)"),
        "[phone]",
    ),
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a clerk should know about a row: a stable code and its arguments."""

    code: str
    args: dict[str, str]


class RowRefused(Exception):
    """The row cannot become a vacancy."""

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code)
        self.note = Note(code, args)


def mask(text: str) -> str:
    """The text with telephone numbers, e-mail addresses and US tax numbers (FEIN) taken out."""
    for pattern, instead in _MASKED:
        text = pattern.sub(instead, text)
    return text


class Reader:
    """Cells by the first of several names that says something; what cannot be read is noted in `notes`.

    `notes` may be shared by the readers of one record. With `masks`, every text loses contacts and tax numbers.
    """

    def __init__(self, cells: Cells, notes: list[Note] | None = None, *, masks: bool = False) -> None:
        self.cells = {str(name).strip().lower(): value for name, value in cells.items()}
        self.notes: list[Note] = [] if notes is None else notes
        self.masks = masks

    def raw(self, *names: str) -> Any:
        """The value under the first name that has one at all."""
        return next(
            (self.cells[name.lower()] for name in names if self.cells.get(name.lower()) is not None), None
        )

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            value = self.cells.get(name.lower())
            if value is not None and str(value).strip().lower() not in NOTHING:
                return name, value
        return (names[0] if names else ""), None

    def text(self, *names: str) -> str | None:
        _name, value = self._first(names)
        if value is None:
            return None
        kept = str(value)
        if not kept.isprintable():
            kept = "".join(char for char in kept if char in "\n\t" or char.isprintable())
        kept = kept.strip()[:20_000]
        return (mask(kept) if self.masks else kept).strip() or None

    def line(self, *names: str) -> str | None:
        """A text on one line, at most 300 characters."""
        text = self.text(*names)
        return " ".join(text.split())[:300] if text else None

    def _read(self, names: tuple[str, ...], convert: Callable[[Any], Any]) -> Any:
        name, value = self._first(names)
        if value is None:
            return None
        try:
            return convert(value)
        except (ValueError, InvalidOperation):
            self._misread(name, value)
            return None

    def _misread(self, name: str, value: Any) -> None:
        shown = mask(str(value)) if self.masks else str(value)
        self.notes.append(Note("import_unreadable", {"field": name, "value": shown[:60]}))

    def number(self, *names: str) -> Decimal | None:
        found: Decimal | None = self._read(names, read_number)
        return found

    def amount(self, *names: str) -> Decimal | None:
        """A number that is not 0: the registry writes 0 for money and hours nobody stated."""
        return self.number(*names) or None

    def day(self, *names: str) -> date | None:
        found: date | None = self._read(names, read_day)
        return found

    def clock(self, *names: str) -> time | None:
        found: time | None = self._read(names, read_clock)
        return found

    def flag(self, *names: str) -> bool | None:
        """Yes or no; None for 2, X, null and anything else, which all mean "not applicable" or "not said"."""
        value = self.raw(*names)
        said = str(value).strip().lower()
        return True if said in _YES else False if said in _NO else None

    def choice(self, known: Mapping[str, str], *names: str) -> str | None:
        # "None" is an answer here ("no education asked"), not an empty cell.
        value = next(
            (self.cells[n.lower()] for n in names if self.cells.get(n.lower()) not in (None, "")), None
        )
        if value is None:
            return None
        found = known.get(str(value).strip().lower())
        if found is None:
            self._misread(names[0], value)
        return found

    def rows(self, *names: str) -> list[Reader]:
        """The records of a list inside the record; what is no record is passed over."""
        value = self.raw(*names)
        items = value if isinstance(value, list) else []
        return [Reader(item, self.notes, masks=self.masks) for item in items if isinstance(item, dict)]


def read_number(value: Any) -> Decimal:
    """A number as people and feeds write it. Raises ValueError, InvalidOperation."""
    text = re.sub(r"[\s$€]|USD|GTQ|CAD|EUR|^Q", "", str(value))
    # "12,50" is a decimal comma; in "1,234.50" and "1,200" the comma parts thousands.
    is_decimal_comma = re.fullmatch(r"-?\d+,\d{1,2}", text) is not None
    number = Decimal(text.replace(",", "." if is_decimal_comma else ""))
    if not number.is_finite():
        raise ValueError("not a number")
    return number


_DAY_FORMATS = (
    "%Y-%m-%d",
    "%d-%b-%Y",
    "%m/%d/%Y",
    "%d-%B-%Y",
    "%Y/%m/%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%B %d %Y",
)


def read_day(value: Any) -> date:
    """A date in any of the forms the feeds use. Raises ValueError."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip().split("T")[0].split(" 00:00")[0]
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError("not a date")


def read_clock(value: Any) -> time:
    """A time of day: "7:00 A.M.", "19:30". Raises ValueError."""
    if isinstance(value, time):
        return value
    if isinstance(value, datetime):
        return value.time()
    text = re.sub(r"[.\s]", "", str(value)).upper()
    for form in ("%I:%M%p", "%H:%M", "%H:%M:%S"):
        try:
            return datetime.strptime(text, form).time()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError("not a time")

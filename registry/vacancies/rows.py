"""One row of a file of job orders, read into facts. Nothing here touches the database.

The columns are those of the public copies of the US registry (the data set's README); canonical names of
registry.schemes.facts are understood too. What cannot be read or cannot be true is left out and noted: a wrong
figure must not cost the employer the row, and must not be believed either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts, read_facts

Cells = Mapping[str, Any]

_CASE = re.compile(r"(?:JO-A-300|H-300|H-400)-(\d\d)(\d{3})-\d{6}")
_CASE_SCHEME = {"JO-A-300": "H2A", "H-300": "H2A", "H-400": "H2B"}
_NOTHING = frozenset({"", "n/a", "na", "none", "null", "null null", "nan", "-", "--", "no aplica"})
_UNITS = {
    "hour": "hour", "hourly": "hour", "day": "day", "daily": "day", "week": "week", "weekly": "week",
    "bi-weekly": "biweek", "biweekly": "biweek", "biweek": "biweek", "month": "month", "monthly": "month",
    "year": "year", "yearly": "year", "annual": "year", "piece rate": "piece", "piece": "piece",
}  # fmt: skip
_EDUCATION = {
    "none": "none", "high school/ged": "secondary", "secondary": "secondary", "technical": "technical",
    "associate's": "associate", "associate": "associate", "bachelor's": "bachelor", "bachelor": "bachelor",
    "master's": "master", "master": "master",
}  # fmt: skip
_CURRENCY = {"US": "USD", "CA": "CAD", "ES": "EUR", "GT": "GTQ"}
_COUNTRY = {"H2A": "US", "H2B": "US", "CA_AG": "CA", "CA_LOW": "CA", "ES_GECCO": "ES", "GT_SNE": "GT"}


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


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as facts. `ref` is what makes it unmistakable; `filed_on` is in the official number."""

    ref: str
    row_id: str
    facts: VacancyFacts
    employer_ref: str
    employer_name: str | None
    filed_on: date | None
    source_url: str | None
    notes: tuple[Note, ...]


def read_row(cells: Cells, scheme: str | None = None) -> ReadRow:
    """Read one row. `scheme` is taken when the row does not name its own. Raises RowRefused."""
    if None in cells:
        raise RowRefused("import_too_many_cells")
    reader = _Reader(cells)
    if not any(reader.text(name) for name in cells):
        raise RowRefused("import_empty_row")
    values = _values(reader, _scheme(reader, scheme))
    facts, misread = read_facts(values)
    if facts.title is None:
        raise RowRefused("import_no_title")
    notes = reader.notes + [
        Note("import_left_out", {"field": m.field, "value": m.value[:60]}) for m in misread
    ]
    row_id = reader.text("vacancy_id", "id", "row_id") or ""
    return ReadRow(
        ref=facts.official_ref or (f"row:{row_id}" if row_id else f"sha256:{_digest(cells)}"),
        row_id=row_id,
        facts=facts,
        employer_ref=_employer_ref(reader),
        employer_name=reader.text("employer_name", "employer", "empresa"),
        filed_on=filed_on(facts.official_ref),
        source_url=reader.text("source_url"),
        notes=tuple(notes),
    )


def _values(reader: _Reader, scheme: str) -> dict[str, Any]:
    country = _COUNTRY[scheme]
    wage = reader.number("wage_from", "wage")
    unit = reader.choice(_UNITS, "wage_unit")
    overtime = reader.number("overtime_from", "overtime_rate")
    remarks = reader.text("wage_notes_en", "wage_notes")
    site = {
        "city": reader.text("worksite_city", "city"),
        "region": (reader.text("worksite_state", "state", "region") or "").upper() or None,
        "addr": reader.text("worksite_zip"),
        "country": country,
    }
    soc = reader.text("soc_code", "occupation_code")
    values: dict[str, Any] = {
        "scheme": scheme,
        "official_ref": _official_ref(reader),
        "official_status": reader.text("case_status", "official_status"),
        "title": reader.line("title", "title_en", "title_es"),
        "duties": reader.text("duties", "duties_en", "duties_es"),
        "extra_requirements": reader.text("extra_requirements", "requirements_en", "requirements_es"),
        "occupation_code": soc.split(".")[0] if soc else None,
        "occupation_system": (reader.text("occupation_system") or "SOC2018") if soc else None,
        "workers_total": reader.number("workers", "workers_total"),
        "start_date": reader.day("begin_date", "start_date"),
        "end_date": reader.day("end_date"),
        "hours_week": reader.number("hours_per_week", "hours_week"),
        "shift_start": reader.clock("shift_start"),
        "shift_end": reader.clock("shift_end"),
        "wage": wage,
        "wage_unit": unit,
        "currency": reader.text("currency") or (_CURRENCY[country] if wage is not None else None),
        "piece_rate": wage if unit == "piece" else None,
        "overtime_available": True if overtime else None,
        "overtime_rate": overtime,
        "experience_months": reader.number("experience_months"),
        "training_months": reader.number("training_months"),
        "education_min": reader.choice(_EDUCATION, "education", "education_min"),
        "worksites": [site] if site["city"] or site["region"] else None,
        "extra_terms": [{"section": "wage", "text": remarks}] if remarks else None,
        "department": reader.text("department"),
        "municipality": reader.text("municipality"),
    }
    return {name: value for name, value in values.items() if value is not None}


def _scheme(reader: _Reader, given: str | None) -> str:
    """The row's scheme, else what its official number says, else what the command says."""
    written = reader.text("scheme", "visa_class") or ""
    known = re.sub(r"[\s-]", "", written.upper().replace("–", "-"))
    if known in MODELLED_SCHEMES:
        return known
    if known == "SAWP":
        raise RowRefused("import_sawp")
    if known:
        raise RowRefused("import_unknown_scheme", scheme=written[:40])
    case = _official_ref(reader) or ""
    by_case = next((scheme for prefix, scheme in _CASE_SCHEME.items() if case.startswith(prefix + "-")), None)
    if by_case or given:
        return by_case or str(given)
    raise RowRefused("import_no_scheme")


def _official_ref(reader: _Reader) -> str | None:
    ref = reader.text("case_number", "official_ref", "job_order_number")
    return ref.upper()[:40] if ref else None


def _employer_ref(reader: _Reader) -> str:
    """The mark that keeps one employer's rows together; rows that name nobody share one."""
    return (reader.text("employer_ref", "employer_name", "employer", "empresa") or "sin-referencia")[:80]


def filed_on(official_ref: str | None) -> date | None:
    """The day a US case was filed: its number carries the year and the day of the year (H-300-25309-...)."""
    found = _CASE.fullmatch(official_ref or "")
    if found is None or not 1 <= int(found[2]) <= 366:
        return None
    return date(2000 + int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)


def _digest(cells: Cells) -> str:
    text = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return hashlib.sha256(text.encode()).hexdigest()[:40]


class _Reader:
    """Cells by the first of several column names that says something; what cannot be read is noted."""

    def __init__(self, cells: Cells) -> None:
        self.cells = {str(name).strip().lower(): value for name, value in cells.items()}
        self.notes: list[Note] = []

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            value = self.cells.get(name)
            if value is not None and str(value).strip().lower() not in _NOTHING:
                return name, value
        return names[0], None

    def text(self, *names: str) -> str | None:
        _name, value = self._first(tuple(name.lower() for name in names))
        if value is None:
            return None
        kept = str(value)
        if not kept.isprintable():
            kept = "".join(char for char in kept if char in "\n\t" or char.isprintable())
        return kept.strip()[:20_000] or None

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
            self.notes.append(Note("import_unreadable", {"field": name, "value": str(value)[:60]}))
            return None

    def number(self, *names: str) -> Decimal | None:
        found: Decimal | None = self._read(names, _number)
        return found

    def day(self, *names: str) -> date | None:
        found: date | None = self._read(names, read_day)
        return found

    def clock(self, *names: str) -> time | None:
        found: time | None = self._read(names, read_clock)
        return found

    def choice(self, known: Mapping[str, str], *names: str) -> str | None:
        # "None" is an answer here ("no education asked"), not an empty cell.
        value = next((self.cells[name] for name in names if self.cells.get(name) not in (None, "")), None)
        if value is None:
            return None
        found = known.get(str(value).strip().lower())
        if found is None:
            self.notes.append(Note("import_unreadable", {"field": names[0], "value": str(value)[:60]}))
        return found


def _number(value: Any) -> Decimal:
    text = re.sub(r"[\s$€]|USD|GTQ|CAD|EUR|^Q", "", str(value))
    # "12,50" is a decimal comma; in "1,234.50" and "1,200" the comma parts thousands.
    is_decimal_comma = re.fullmatch(r"-?\d+,\d{1,2}", text) is not None
    number = Decimal(text.replace(",", "." if is_decimal_comma else ""))
    if not number.is_finite():
        raise ValueError("not a number")
    return number


_DAY_FORMATS = ("%Y-%m-%d", "%d-%b-%Y", "%m/%d/%Y", "%d-%B-%Y", "%Y/%m/%d", "%b %d, %Y")


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
    text = re.sub(r"[.\s]", "", str(value)).upper()
    for form in ("%I:%M%p", "%H:%M", "%H:%M:%S"):
        try:
            return datetime.strptime(text, form).time()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError("not a time")

"""One row of a table of job orders, read into facts. Nothing here touches the database.

The columns are those of the public copies of the US registry (the data set's README) and of its search index
(docs/official-files.md); canonical names of registry.schemes.facts are understood too. What cannot be read or cannot
be true is left out and noted: a wrong figure must not cost the employer the row, and must not be believed either.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from matching.text import company_name
from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts, read_facts
from registry.vacancies.cells import EDUCATION, UNITS, Cells, Note, Reader, RowRefused

CASE = re.compile(r"(?:JO-A-300|H-300|H-400)-(\d\d)(\d{3})-\d{6}")
_CASE_SCHEME = {"JO-A-300": "H2A", "H-300": "H2A", "H-400": "H2B"}
CURRENCY = {"US": "USD", "CA": "CAD", "ES": "EUR", "GT": "GTQ"}
COUNTRY = {"H2A": "US", "H2B": "US", "CA_AG": "CA", "CA_LOW": "CA", "ES_GECCO": "ES", "GT_SNE": "GT"}


@dataclass(frozen=True, slots=True)
class ReadEmployer:
    """Who offers the job, as far as a file says it. `ref` keeps one employer's rows together."""

    ref: str
    name: str | None = None
    trade_name: str | None = None
    city: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as facts. `ref` is what makes it unmistakable; `filed_on` is in the official number.

    decided_on: the day the authority decided, which alone lets a later file change an order's status.
    only_history: kept as historical whatever its dates (a file of cases that are over for the authority).
    """

    ref: str
    row_id: str
    facts: VacancyFacts
    employer: ReadEmployer
    filed_on: date | None
    source_url: str | None
    notes: tuple[Note, ...]
    decided_on: date | None = None
    only_history: bool = False

    @property
    def refs(self) -> frozenset[str]:
        """Every number this order is known under: a job order and its case share their digits."""
        return frozenset({self.ref, twin(self.ref)})


def twin(ref: str) -> str:
    """The case H-300-... of the job order JO-A-300-..., and the other way round; other numbers are their own twin."""
    if CASE.fullmatch(ref) is None:
        return ref
    if ref.startswith("JO-A-300"):
        return ref.replace("JO-A-300", "H-300")
    return ref.replace("H-300", "JO-A-300")


def read_row(cells: Cells, scheme: str | None = None) -> ReadRow:
    """Read one row. `scheme` is taken when the row does not name its own. Raises RowRefused."""
    if None in cells:
        raise RowRefused("import_too_many_cells")
    reader = Reader(cells)
    if not any(reader.text(name) for name in cells):
        raise RowRefused("import_empty_row")
    facts = facts_of(_values(reader, scheme_of(reader, scheme)), reader.notes)
    row_id = reader.text("vacancy_id", "id", "row_id", "case_id") or ""
    return ReadRow(
        ref=facts.official_ref or (f"row:{row_id}" if row_id else f"sha256:{_digest(cells)}"),
        row_id=row_id,
        facts=facts,
        employer=_employer(reader),
        filed_on=filed_on(facts.official_ref),
        source_url=reader.text("source_url"),
        notes=tuple(reader.notes),
    )


def facts_of(values: Mapping[str, Any], notes: list[Note]) -> VacancyFacts:
    """Facts of what was read; what cannot be true is left out and noted. Raises RowRefused without a title."""
    said = {name: value for name, value in values.items() if value is not None}
    facts, misread = read_facts(said)
    if facts.title is None:
        raise RowRefused("import_no_title")
    notes += [Note("import_left_out", {"field": one.field, "value": one.value[:60]}) for one in misread]
    return facts


def _values(reader: Reader, scheme: str) -> dict[str, Any]:
    country = COUNTRY[scheme]
    wage = reader.amount("wage_from", "wage", "basic_rate_from")
    unit = reader.choice(UNITS, "wage_unit", "pay_range_desc")
    overtime = reader.amount("overtime_from", "overtime_rate", "overtime_rate_from")
    remarks = reader.text("wage_notes_en", "wage_notes", "add_wage_info")
    site = {
        "city": reader.text("worksite_city", "city"),
        "region": (reader.text("worksite_state", "state", "region") or "").upper() or None,
        "addr": reader.text("worksite_zip"),
        "country": country,
    }
    soc = reader.text("soc_code", "occupation_code", "soc_code_id")
    return {
        "scheme": scheme,
        "official_ref": _official_ref(reader),
        "official_status": reader.text("case_status", "official_status"),
        "title": reader.line("title", "title_en", "title_es", "job_title", "job_title_es"),
        "duties": reader.text("duties", "duties_en", "duties_es", "job_duties", "job_duties_es"),
        "extra_requirements": reader.text(
            "extra_requirements", "requirements_en", "requirements_es", "special_req", "special_req_es"
        ),
        "occupation_code": soc.split(".")[0] if soc else None,
        "occupation_system": (reader.text("occupation_system") or "SOC2018") if soc else None,
        "workers_total": reader.number("workers", "workers_total", "total_positions"),
        "start_date": reader.day("begin_date", "start_date"),
        "end_date": reader.day("end_date"),
        "hours_week": reader.number("hours_per_week", "hours_week", "work_hour_num_basic"),
        "shift_start": reader.clock("shift_start", "hourly_work_schedule_am"),
        "shift_end": reader.clock("shift_end", "hourly_work_schedule_pm"),
        "wage": wage,
        "wage_unit": unit,
        "currency": reader.text("currency") or (CURRENCY[country] if wage is not None else None),
        "piece_rate": wage if unit == "piece" else None,
        "overtime_available": True if overtime else None,
        "overtime_rate": overtime,
        "experience_months": reader.number("experience_months", "emp_exp_num_months"),
        "training_months": reader.number("training_months", "num_months_training"),
        "education_min": reader.choice(EDUCATION, "education", "education_min", "education_level"),
        "worksites": [site] if site["city"] or site["region"] else None,
        "extra_terms": [{"section": "wage", "text": remarks}] if remarks else None,
        "department": reader.text("department"),
        "municipality": reader.text("municipality"),
    }


def scheme_of(reader: Reader, given: str | None) -> str:
    """The row's scheme, else what its official number says, else what the command says. Raises RowRefused."""
    written = reader.text("scheme", "visa_class") or ""
    known = re.sub(r"[\s-]", "", written.upper().replace("–", "-"))
    if known in MODELLED_SCHEMES:
        return known
    if known == "SAWP":
        raise RowRefused("import_sawp")
    if known:
        raise RowRefused("import_unknown_scheme", scheme=written[:40])
    by_case = scheme_of_case(_official_ref(reader))
    if by_case or given:
        return by_case or str(given)
    raise RowRefused("import_no_scheme")


def scheme_of_case(ref: str | None) -> str | None:
    """The scheme a US case number stands for."""
    return next(
        (scheme for prefix, scheme in _CASE_SCHEME.items() if (ref or "").startswith(prefix + "-")), None
    )


def _official_ref(reader: Reader) -> str | None:
    ref = reader.text("case_number", "official_ref", "job_order_number")
    return ref.upper()[:40] if ref else None


def _employer(reader: Reader) -> ReadEmployer:
    """Rows that name nobody share one employer."""
    name = reader.text("employer_name", "employer", "empresa", "employer_business_name")
    return ReadEmployer(
        ref=(reader.text("employer_ref") or name or "sin-referencia")[:80],
        name=name,
        trade_name=reader.text("employer_trade_name"),
        city=reader.text("employer_city"),
        region=reader.text("employer_state"),
    )


def mark_of(name: str | None, region: str | None) -> str:
    """The mark of an employer in the official files, which carry tax numbers the portal does not keep."""
    return f"{company_name(name)}|{(region or '').upper()}"[:80] if name else "sin-referencia"


def stated_hours(hours: Decimal | None, wage_unit: str | None) -> Decimal | None:
    """The hours of a week. Herding paid by the month has none, which the forms write as 0; any other 0 is a 0."""
    is_monthly = (wage_unit or "").lower().startswith("month")
    return None if is_monthly and hours == 0 else hours


def filed_on(official_ref: str | None) -> date | None:
    """The day a US case was filed: its number carries the year and the day of the year (H-300-25309-...)."""
    found = CASE.fullmatch(official_ref or "")
    if found is None or not 1 <= int(found[2]) <= 366:
        return None
    return date(2000 + int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)


def _digest(cells: Cells) -> str:
    text = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return hashlib.sha256(text.encode()).hexdigest()[:40]

"""Rows of files: imported, duplicate or refused with a reason; nothing believed that cannot be true."""

from __future__ import annotations

import contextlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM
from registry.errors import Invalid
from registry.organisations.models import Employer
from registry.vacancies import checks, queries
from registry.vacancies.cells import RowRefused, read_clock, read_day
from registry.vacancies.files import read_table
from registry.vacancies.importing import RowOutcome, import_rows
from registry.vacancies.models import Vacancy
from registry.vacancies.rows import ReadRow, filed_on, read_row

ROW: dict[str, Any] = {
    "vacancy_id": "V0015",
    "scheme": "H-2A",
    "case_number": "H-300-25309-377594",
    "case_status": "Determination Issued - Certification",
    "title_en": "Apple picker",
    "duties_en": "Pick apples. Prune trees.",
    "requirements_en": "Must lift 50 lbs.",
    "soc_code": "45-2092.00",
    "wage_from": "12.27",
    "wage_unit": "Hour",
    "hours_per_week": "40.00",
    "shift_start": "7:00 A.M.",
    "workers": "12",
    "begin_date": "2026-01-06",
    "end_date": "2026-06-15",
    "experience_months": "1",
    "education": "None",
    "worksite_city": "Vidalia",
    "worksite_state": "GA",
    "employer_ref": "E1",
}


def row(**changes: Any) -> dict[str, Any]:
    return {**ROW, **changes}


def imported(session: Session, *rows: dict[str, Any]) -> list[RowOutcome]:
    return list(import_rows(session, SYSTEM, rows, source="orders.csv"))


# ------------------------------------------------------------------ one row


def test_a_row_becomes_facts() -> None:
    read = read_row(ROW)
    facts = read.facts
    assert (facts.scheme, facts.title, facts.wage, facts.wage_unit) == (
        "H2A",
        "Apple picker",
        Decimal("12.27"),
        "hour",
    )
    assert (facts.occupation_code, facts.currency, facts.education_min) == ("45-2092", "USD", "none")
    assert (facts.start_date, facts.shift_start) == (date(2026, 1, 6), time(7))
    assert facts.worksites is not None and facts.worksites[0].region == "GA"
    assert read.notes == () and read.filed_on == date(2025, 11, 5)


@pytest.mark.parametrize(
    ("changes", "field", "note"),
    [
        ({"end_date": "3025-12-31"}, "end_date", "import_left_out"),
        ({"begin_date": "2026-02-30"}, "start_date", "import_unreadable"),
        ({"wage_from": "N/A"}, "wage", None),
        ({"wage_from": "doce"}, "wage", "import_unreadable"),
        ({"wage_unit": "Fortnight"}, "wage_unit", "import_unreadable"),
        ({"hours_per_week": "400"}, "hours_week", "import_left_out"),
        ({"workers": "0"}, "workers_total", "import_left_out"),
        ({"experience_months": "72"}, "experience_months", "import_left_out"),
        ({"shift_start": "null null"}, "shift_start", None),
        ({"wage_from": "NaN"}, "wage", None),
        ({"wage_from": "-3"}, "wage", "import_left_out"),
    ],
)
def test_what_cannot_be_true_is_left_out_and_said(
    changes: dict[str, str], field: str, note: str | None
) -> None:
    read = read_row(row(**changes))
    assert getattr(read.facts, field) is None
    assert [one.code for one in read.notes] == ([note] if note else [])


def test_a_contract_of_a_thousand_years_survives() -> None:
    read = read_row(row(begin_date="2026-01-06", end_date="3026-10-03", duration_days="365514"))
    assert read.facts.start_date == date(2026, 1, 6) and read.facts.end_date is None


def test_a_piece_rate_is_no_hourly_wage() -> None:
    facts = read_row(row(wage_from="0.45", wage_unit="Piece Rate")).facts
    assert (facts.wage_unit, facts.piece_rate) == ("piece", Decimal("0.45"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scheme": "SAWP"}, "import_sawp"),
        ({"scheme": "J-1"}, "import_unknown_scheme"),
        ({"scheme": "", "case_number": ""}, "import_no_scheme"),
        ({"title_en": " "}, "import_no_title"),
        ({None: ["more", "cells"]}, "import_too_many_cells"),
    ],
)
def test_a_row_that_is_no_vacancy_is_refused_with_a_reason(changes: dict[Any, Any], code: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_row(row() | changes)
    assert refused.value.note.code == code


def test_the_scheme_is_read_from_the_case_or_the_command() -> None:
    assert read_row(row(scheme="", case_number="H-400-25309-377594")).facts.scheme == "H2B"
    assert read_row(row(scheme="", case_number=""), "H2A").facts.scheme == "H2A"
    assert read_row(row(scheme="h2a")).facts.scheme == "H2A"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026-01-06", date(2026, 1, 6)), ("06-Jan-2026", date(2026, 1, 6)), ("1/6/2026", date(2026, 1, 6))],
)
def test_dates_as_the_feeds_write_them(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "clock"), [("7:30 A.M.", time(7, 30)), ("12:00 P.M.", time(12)), ("19:05", time(19, 5))]
)
def test_times_as_the_feeds_write_them(typed: str, clock: time) -> None:
    assert read_clock(typed) == clock


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,234.50", "1234.50"), ("$12.00", "12.00"), ("12,50", "12.50"), ("Q 3,700", "3700"), (" 9 ", "9")],
)
def test_amounts_as_people_write_them(typed: str, amount: str) -> None:
    assert read_row(row(wage_from=typed)).facts.wage == Decimal(amount)


def test_the_day_of_filing_stands_in_the_case_number() -> None:
    assert filed_on("H-300-24366-577642") == date(2024, 12, 31)
    assert filed_on("H-300-25999-577642") is None
    assert filed_on("JO-A-300-25001-000001") == date(2025, 1, 1)
    assert filed_on(None) is None


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.text(max_size=40), max_size=20))
def test_no_row_breaks_the_reader(cells: dict[str, str]) -> None:
    with contextlib.suppress(RowRefused):
        read = read_row(row(**cells))
        assert isinstance(read, ReadRow) and read.facts.title


# ------------------------------------------------------------------ into the record


@pytest.mark.usefixtures("frozen_now")
def test_past_orders_are_kept_and_never_offered(session: Session) -> None:
    [outcome] = imported(session, ROW)
    assert (outcome.row, outcome.outcome) == (1, "imported")
    vacancy = queries.find(session, "H-300-25309-377594")
    assert vacancy.state == "historical" and queries.published(session) == []
    # The day before its work began, the law of that day: the floor of Georgia from October 2025.
    wage = next(one for one in checks.preview(session, vacancy) if one.rule == "H2A-01")
    assert (wage.asked_on, wage.value) == ("2026-01-05", "12.27")
    dates = next(one for one in checks.preview(session, vacancy) if one.rule == "ALL-02")
    assert dates.outcome == "met"
    assert [one.verb for one in events.of_record(session, "vacancy", vacancy.public_id)] == ["import"]
    assert vacancy.needs["occupation"] == "occ:apple-picker"


@pytest.mark.usefixtures("frozen_now")
def test_an_order_still_to_come_waits_for_an_officer(session: Session) -> None:
    imported(session, row(begin_date="2026-09-01", end_date="2026-12-01"))
    vacancy = queries.find(session, "H-300-25309-377594")
    assert vacancy.state == "in_review" and queries.awaiting_review(session) == [vacancy]
    assert checks.latest(session, vacancy) is not None


@pytest.mark.usefixtures("frozen_now")
def test_an_order_without_a_start_is_asked_on_the_day_it_was_filed(session: Session) -> None:
    imported(session, row(begin_date="", end_date=""))
    vacancy = queries.find(session, "H-300-25309-377594")
    assert (vacancy.state, checks.asked_on(vacancy)) == ("historical", date(2025, 11, 5))


@pytest.mark.usefixtures("frozen_now")
def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    rows = [ROW, row(case_number="", vacancy_id="V2"), row(case_number="", vacancy_id="")]
    assert {one.outcome for one in imported(session, *rows)} == {"imported"}
    before = len(session.scalars(select(Vacancy.id)).all())
    again = imported(session, *rows)
    assert {one.outcome for one in again} == {"duplicate"}
    assert again[0].notes[0].args["number"] == "V-2026-00001"
    assert len(session.scalars(select(Vacancy.id)).all()) == before == 3


@pytest.mark.usefixtures("frozen_now")
def test_a_bad_row_does_not_stop_the_rest(session: Session) -> None:
    outcomes = imported(session, row(scheme="SAWP"), ROW, row(), row(case_number="H-300-25310-000001"))
    assert [one.outcome for one in outcomes] == ["refused", "imported", "duplicate", "imported"]


@pytest.mark.usefixtures("frozen_now")
def test_one_employer_keeps_its_orders_together(session: Session) -> None:
    imported(
        session,
        ROW,
        row(case_number="H-300-25310-000001"),
        row(case_number="H-300-25310-000002", employer_ref="E2"),
    )
    names = session.scalars(select(Employer.legal_name).order_by(Employer.legal_name)).all()
    assert names == ["Empleador importado E1", "Empleador importado E2"]


# ------------------------------------------------------------------ files


def test_any_separator_mark_and_encoding(tmp_path: Path) -> None:
    for name, content in {
        "comma.csv": "title,scheme\nPeón,GT_SNE\n".encode("utf-8-sig"),
        "semicolon.csv": "title;scheme\nPeón;GT_SNE\n".encode(),
        "windows.csv": "title,scheme\nPeón,GT_SNE\n".encode("cp1252"),
        "tab.csv": "title\tscheme\nPe\x00ón\tGT_SNE\n".encode(),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert read_table(tmp_path / name) == [{"title": "Peón", "scheme": "GT_SNE"}]


def test_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["title", "scheme", "begin_date", "workers"])
    sheet.append(["Peón", "GT_SNE", date(2026, 5, 4), 3])
    book.save(tmp_path / "orders.xlsx")
    [cells] = read_table(tmp_path / "orders.xlsx")
    facts = read_row(cells).facts
    assert (facts.start_date, facts.workers_total) == (date(2026, 5, 4), 3)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "broken.xlsx").write_text("not a workbook")
    for name, code in {
        "missing.csv": "file_missing",
        "empty.csv": "file_empty",
        "broken.xlsx": "file_unreadable",
    }.items():
        with pytest.raises(Invalid) as refused:
            read_table(tmp_path / name)
        assert refused.value.code == code

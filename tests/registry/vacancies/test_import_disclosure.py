"""OFLC disclosure files: history of decided cases, and the official status of the orders already here."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM
from registry.vacancies import checks, queries
from registry.vacancies.cells import RowRefused
from registry.vacancies.disclosure import read_disclosed, unknown_columns
from registry.vacancies.importing import RowOutcome, import_rows
from registry.vacancies.models import Vacancy
from registry.vacancies.rows import ReadRow
from registry.vacancies.shapes import Shape, open_source
from tests.registry.vacancies.test_import import ROW, row

H2A: dict[str, Any] = {
    "CASE_NUMBER": "H-300-25309-377594",
    "CASE_STATUS": "Determination Issued - Certification",
    "RECEIVED_DATE": datetime(2025, 11, 5),
    "DECISION_DATE": datetime(2025, 12, 1),
    "H2A_LABOR_CONTRACTOR": "N",
    "NATURE_OF_TEMPORARY_NEED": "Seasonal",
    "EMPLOYER_NAME": "INVENTED ORCHARDS LLC",
    "TRADE_NAME_DBA": "N/A",
    "EMPLOYER_CITY": "VIDALIA",
    "EMPLOYER_STATE": "GA",
    "EMPLOYER_PHONE": "+14045550142",
    "EMPLOYER_FEIN": "98-7654321",
    "EMPLOYER_POC_EMAIL": "ana.invented@example.com",
    "ATTORNEY_AGENT_EMAIL_ADDRESS": "lawyer@example.net",
    "SOC_CODE": "45-2092.00",
    "JOB_ORDER_NUMBER": "JO-A-300-25309-377594",
    "JOB_TITLE": "Apple picker",
    "TOTAL_WORKERS_NEEDED": 12,
    "TOTAL_WORKERS_H2A_REQUESTED": 12,
    "TOTAL_WORKERS_H2A_CERTIFIED": 10,
    "REQUESTED_BEGIN_DATE": datetime(2026, 1, 1),
    "EMPLOYMENT_BEGIN_DATE": datetime(2026, 1, 6),
    "EMPLOYMENT_END_DATE": datetime(2026, 6, 15),
    "ON_CALL_REQUIREMENT": "N",
    "ANTICIPATED_NUMBER_OF_HOURS": 40,
    "HOURLY_SCHEDULE_BEGIN": "7:00 A.M.",
    "WAGE_OFFER": 16.31,
    "PER": "Hour",
    "PIECE_RATE_OFFER": None,
    "EDUCATION_LEVEL": "None",
    "WORK_EXPERIENCE_MONTHS": 1,
    "TRAINING_MONTHS": 0,
    "LIFTING_AMOUNT": 60,
    "SPECIAL_REQUIREMENTS": "Call 404 555 0142.",
    "WORKSITE_CITY": "Vidalia",
    "WORKSITE_STATE": "GA",
    "MEAL_REIMBURSEMENT_MINIMUM": 16.28,
    "MEAL_REIMBURSEMENT_MAXIMUM": 68,
}
H2B: dict[str, Any] = {
    "CASE_NUMBER": "H-400-25309-111111",
    "CASE_STATUS": "Determination Issued - Partial Certification",
    "DECISION_DATE": "2025-12-02",
    "EMPLOYER_NAME": "INVENTED GARDENS INC",
    "EMPLOYER_STATE": "TX",
    "JOB_TITLE": "Landscape Laborer",
    "SOC_CODE": "37-3011.00",
    "TOTAL_WORKERS_REQUESTED": 20,
    "TOTAL_WORKERS_CERTIFIED": 15,
    "NATURE_OF_TEMPORARY_NEED": "Peakload",
    "EMPLOYMENT_BEGIN_DATE": "2026-04-01",
    "EMPLOYMENT_END_DATE": "2026-11-30",
    "BASIC_WAGE_RATE_FROM": "$18.50",
    "BASIC_WAGE_RATE_TO": "0",
    "PER": "Hour",
    "OVERTIME_RATE_FROM": 27.75,
    "WORKSITE_CITY": "Austin",
    "WORKSITE_STATE": "TX",
}


def workbook(*rows: dict[str, Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    columns = list(dict.fromkeys(name for one in rows for name in one))
    sheet.append(columns)
    for one in rows:
        sheet.append([one.get(name) for name in columns])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def imported(session: Session, *rows: dict[str, Any]) -> list[RowOutcome]:
    source = open_source("H-2A_Disclosure_Data_FY2026_Q1.xlsx", workbook(*rows))
    assert source.shape is Shape.DISCLOSURE
    return list(import_rows(session, SYSTEM, source.rows, source="H-2A.xlsx", read=source.read))


def test_an_h2a_row_becomes_facts() -> None:
    read = read_disclosed(H2A)
    facts = read.facts
    assert (facts.scheme, facts.official_status) == ("H2A", "Determination Issued - Certification")
    assert (facts.workers_total, facts.workers_foreign, facts.on_call) == (12, 10, False)
    assert (facts.start_date, facts.end_date, facts.shift_start) == (
        date(2026, 1, 6),
        date(2026, 6, 15),
        time(7),
    )
    assert (facts.wage, facts.wage_unit, facts.lift_lb) == (Decimal("16.31"), "hour", Decimal(60))
    assert (facts.subsistence_min, facts.extra_requirements) == (Decimal("16.28"), "Call [phone].")
    assert (read.employer.name, read.employer.trade_name) == ("INVENTED ORCHARDS LLC", None)
    assert read.decided_on == date(2025, 12, 1) and read.only_history
    for secret in ("98-7654321", "5550142", "555 0142", "@example"):
        assert secret not in repr(read)


def test_an_h2b_row_becomes_facts() -> None:
    facts = read_disclosed(H2B).facts
    assert (facts.scheme, facts.workers_total, facts.workers_foreign) == ("H2B", 20, 15)
    assert (facts.wage, facts.overtime_rate, facts.nature_of_need) == (
        Decimal("18.50"),
        Decimal("27.75"),
        "peakload",
    )


@pytest.mark.parametrize(
    ("names", "field", "value"),
    [
        (
            {"BASIC_RATE_OF_PAY": 11.5, "BASIC_UNIT_OF_PAY": "Hour", "WAGE_OFFER": None},
            "wage",
            Decimal("11.5"),
        ),
        ({"NBR_WORKERS_REQUESTED": 7, "TOTAL_WORKERS_NEEDED": None}, "workers_total", 7),
        (
            {"EMPLOYMENT_BEGIN_DATE": None, "REQUESTED_BEGIN_DATE": "2019-02-01"},
            "start_date",
            date(2019, 2, 1),
        ),
        ({"EMP_EXP_NUM_MONTHS": 3, "WORK_EXPERIENCE_MONTHS": None}, "experience_months", 3),
        ({"PRIMARY_CROP": "Apples"}, "crops", "Apples"),
    ],
)
def test_names_of_other_years(names: dict[str, Any], field: str, value: Any) -> None:
    found = getattr(read_disclosed({**H2A, **names}).facts, field)
    assert (found[0].crop if field == "crops" else found) == value


def test_columns_nobody_has_seen_are_told() -> None:
    assert unknown_columns(list(H2A)) == [] and unknown_columns(list(H2B)) == []
    assert unknown_columns(["CASE_NUMBER", "MOON_PHASE", ""]) == ["MOON_PHASE"]
    source = open_source("x.xlsx", workbook({**H2A, "MOON_PHASE": "full"}))
    assert source.unknown == ("MOON_PHASE",)


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted({*H2A, *H2B})), st.none() | st.text(max_size=30) | st.integers())
)
def test_no_row_breaks_the_reader(cells: dict[str, Any]) -> None:
    with contextlib.suppress(RowRefused):
        assert isinstance(read_disclosed({**H2A, **cells}), ReadRow)


@pytest.mark.usefixtures("frozen_now")
def test_cases_are_history_even_when_their_work_is_to_come(session: Session) -> None:
    outcomes = imported(
        session, H2A, {**H2B, "EMPLOYMENT_BEGIN_DATE": "2026-10-01"}, {**H2A, "CASE_NUMBER": None}
    )
    assert [one.outcome for one in outcomes] == ["imported", "imported", "refused"]
    assert outcomes[2].notes[0].code == "import_no_case"
    gardens = queries.find(session, "H-400-25309-111111")
    assert gardens.state == "historical" and queries.awaiting_review(session) == []
    assert checks.preview(session, gardens)


@pytest.mark.usefixtures("frozen_now")
def test_a_decision_changes_the_status_of_a_known_order(session: Session) -> None:
    pending = row(case_status="Acceptance Issued", begin_date="2026-09-01", end_date="2026-12-01")
    list(import_rows(session, SYSTEM, [pending], source="orders.csv"))
    vacancy = queries.find(session, "H-300-25309-377594")
    before = checks.latest(session, vacancy)
    [outcome] = imported(session, H2A)
    assert (outcome.outcome, outcome.notes[0].code) == ("duplicate", "import_status_updated")
    assert vacancy.facts["official_status"] == "Determination Issued - Certification"
    assert events.of_record(session, "vacancy", vacancy.public_id)[-1].verb == "update_status"
    after = checks.latest(session, vacancy)
    assert before is not None and after is not None and after.id > before.id, (
        "asked again with the new status"
    )
    assert len(session.scalars(select(Vacancy.id)).all()) == 1


@pytest.mark.usefixtures("frozen_now")
def test_the_same_file_twice_and_an_older_one_change_nothing(session: Session) -> None:
    list(import_rows(session, SYSTEM, [ROW], source="orders.csv"))
    withdrawn = {**H2A, "CASE_STATUS": "Withdrawn", "DECISION_DATE": datetime(2026, 2, 1)}
    imported(session, withdrawn)
    for again in (withdrawn, H2A):
        [outcome] = imported(session, again)
        assert outcome.notes[0].code == "import_duplicate"
    vacancy = queries.find(session, "H-300-25309-377594")
    assert vacancy.facts["official_status"] == "Withdrawn"


@pytest.mark.usefixtures("frozen_now")
def test_a_job_order_is_found_by_its_case(session: Session) -> None:
    list(import_rows(session, SYSTEM, [row(case_number="JO-A-300-25309-377594")], source="orders.csv"))
    [outcome] = imported(session, {**H2A, "CASE_STATUS": "Determination Issued - Partial Certification"})
    assert outcome.notes[0].code == "import_status_updated"

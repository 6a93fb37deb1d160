"""The US registry's own files: every box that means something is read, nobody's number or address comes with it."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM
from registry.errors import Invalid
from registry.organisations.models import Employer
from registry.vacancies import queries
from registry.vacancies.cells import RowRefused, mask
from registry.vacancies.importing import RowOutcome, import_rows
from registry.vacancies.job_orders import read_job_order
from registry.vacancies.models import Vacancy
from registry.vacancies.rows import ReadRow
from registry.vacancies.shapes import Shape, open_source
from tests.registry.vacancies.registry_files import PERSONAL, h2a, h2b, jo


def imported(session: Session, *records: Any) -> list[RowOutcome]:
    source = open_source("2026-01-10_h2a.json", json.dumps(records).encode())
    return list(import_rows(session, SYSTEM, source.rows, source="2026-01-10_h2a.json", read=source.read))


# ------------------------------------------------------------------ one record


def test_an_h2a_case_becomes_facts() -> None:
    read = read_job_order(h2a())
    facts = read.facts
    assert (facts.scheme, facts.official_ref, facts.title) == ("H2A", "H-300-26001-111111", "APPLE PICKER")
    assert (facts.start_date, facts.end_date) == (date(2026, 12, 1), date(2027, 5, 31))
    assert (facts.workers_total, facts.workers_foreign) == (12, 10)
    assert (facts.wage, facts.wage_unit, facts.currency) == (Decimal("16.31"), "hour", "USD")
    assert facts.hours_by_day is not None and sum(facts.hours_by_day) == 40
    assert (facts.shift_start, facts.shift_end) == (time(7), None), '"null null" is no time'
    assert (facts.occupation_code, facts.nature_of_need) == ("45-2092", "seasonal")
    assert (facts.employer_kind, facts.pay_frequency) == ("individual", "biweekly")
    assert (facts.education_min, facts.experience_months, facts.lift_lb) == ("none", 1, Decimal(60))
    assert facts.exposure == ("temperature", "bending")
    assert (facts.subsistence_min, facts.subsistence_max) == (Decimal("16.28"), Decimal("68.0"))
    assert facts.extra_requirements == "", "NONE is an answer: nothing more is asked"
    assert (read.employer.name, read.employer.city, read.employer.region) == (
        "INVENTED ORCHARDS LLC",
        "VIDALIA",
        "GA",
    )


def test_yes_no_and_not_applicable() -> None:
    facts = read_job_order(h2a()).facts
    assert (facts.on_call, facts.req_certificate, facts.req_licence) == (False, False, True)
    assert (facts.req_background, facts.req_drug, facts.overtime_available) == (None, None, None), (
        "null, X, 2"
    )


def test_places_crops_housing_and_addenda_all_come() -> None:
    read = read_job_order(h2a())
    facts = read.facts
    assert facts.worksites is not None and facts.crops is not None and facts.extra_terms is not None
    assert [(one.city, one.workers) for one in facts.worksites] == [("Vidalia", 8), ("Lyons", 4)]
    assert facts.worksites[1].start == date(2027, 1, 1) and facts.worksites[1].end is None
    assert [note.code for note in read.notes] == ["import_left_out"], "only the year 3027, not the place"
    assert [(one.crop, one.wage, one.unit, one.piece_unit) for one in facts.crops] == [
        ("Apples", Decimal("16.31"), "hour", None),
        ("Peaches", Decimal("0.95"), "piece", "per half-bushel box"),
    ]
    assert facts.housing is not None
    assert (facts.housing.kind, facts.housing.units, facts.housing.capacity) == ("employer", 2, 14)
    assert facts.housing.compliance == ("local", "federal")
    assert facts.meals is not None and facts.meals.mode == "kitchen_free"
    sections = [(one.section, one.text) for one in facts.extra_terms]
    assert ("A.8a", "Prune in winter.") in sections and (
        "wage",
        "Bonus at the end of the season.",
    ) in sections
    assert any(section == "housing" and "3 Fiction Road" in (text or "") for section, text in sections)


def test_recruiters_abroad_are_a_chain_and_none_is_an_answer() -> None:
    chain = read_job_order(h2a()).facts.recruiter_chain
    assert chain is not None
    assert [(one.name, one.country, one.contract_forbids_fees) for one in chain] == [
        ("Reclutadora Inventada, S.A.", "GT", True)
    ]
    assert read_job_order(h2a(foreignLaborRecEngagement=0)).facts.recruiter_chain == ()
    nobody_said = read_job_order(h2a(foreignLaborRecEngagement=None, foreignLaborRecInfo=[]))
    assert nobody_said.facts.recruiter_chain is None


@pytest.mark.parametrize("record", [h2a(), jo(), h2b()])
def test_no_tax_number_bar_number_or_personal_line_is_read(record: dict[str, Any]) -> None:
    kept = repr(read_job_order(record))
    for secret in PERSONAL:
        assert secret not in kept


def test_a_firms_own_line_for_applications_stays() -> None:
    apples = read_job_order(h2a()).facts.apply_channel
    assert apples is not None
    assert (apples.phone, apples.email, apples.url) == (None, None, "https://jobs.example.org/apples")
    gardens = read_job_order(h2b()).facts.apply_channel
    assert gardens is not None and gardens.email == "jobs@invented-gardens.example.com"


def test_contacts_are_masked_in_free_text() -> None:
    assert read_job_order(h2a()).facts.duties == "Pick apples. Questions: call [phone] or write to [email]."
    for text, left in {
        "Call (404) 555-0142.": "Call [phone].",
        "+1 404-555-0142 today": "[phone] today",
        "FEIN 98-7654321, case H-300-26001-111111": "FEIN [fein], case H-300-26001-111111",
        "Lift 60 lbs 8 hours, 12.27 USD, 2026-12-01": "Lift 60 lbs 8 hours, 12.27 USD, 2026-12-01",
    }.items():
        assert " ".join(mask(text).split()) == left


def test_an_h2b_case_becomes_facts() -> None:
    facts = read_job_order(h2b()).facts
    assert (facts.scheme, facts.title, facts.workers_total) == ("H2B", "Landscape Laborer", 20)
    assert (facts.start_date, facts.wage, facts.wage_unit) == (date(2026, 10, 1), Decimal("18.5"), "hour")
    assert (facts.nature_of_need, facts.overtime_rate, facts.tools_paid_by) == (
        "peakload",
        Decimal("27.75"),
        "employer",
    )
    assert facts.hours_by_day is not None and facts.hours_by_day[2] == 8, "this form writes jobHoursTues"
    assert (facts.shift_start, facts.education_min, facts.recruiter_chain) == (time(8), "secondary", ())
    assert facts.extra_requirements == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"jobEndDate": "31-Dec-3026"}, "end_date"),
        ({"jobBeginDate": "30-Feb-2026"}, "start_date"),
        ({"jobHoursTotal": 0, "jobWagePer": "Month"}, "hours_week"),
        ({"jobHoursTotal": 400}, "hours_week"),
        ({"jobWageOffer": 0}, "wage"),
        ({"jobMinexpmonths": 120}, "experience_months"),
        ({"jobHoursStart": "null", "jobStartperiod": "null"}, "shift_start"),
        ({"jobHoursMon": "lunes"}, "hours_by_day"),
    ],
)
def test_dirt_costs_the_figure_and_never_the_order(changes: dict[str, Any], field: str) -> None:
    facts = read_job_order(h2a(order=changes)).facts
    assert getattr(facts, field) is None and facts.title == "APPLE PICKER"


def test_a_week_of_no_hours_is_kept_for_the_rule_that_refuses_it() -> None:
    assert read_job_order(h2a(order={"jobHoursTotal": 0})).facts.hours_week == 0


def test_a_contract_of_365514_days_survives() -> None:
    record = h2a(order={"jobBeginDate": "01-Jul-2025", "jobEndDate": "2025-06-30T00:00:00"})
    assert read_job_order(record).facts.end_date == date(2025, 6, 30)
    long = read_job_order(h2a(order={"jobBeginDate": "2026-03-01", "jobEndDate": "3026-12-05"}))
    assert long.facts.start_date == date(2026, 3, 1) and long.facts.end_date is None


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("text", "import_not_a_record"),
        (None, "import_not_a_record"),
        ({"clearanceOrder": {"jobDuties": "x"}}, "import_no_scheme"),
        (h2a(order={"jobTitle": " "}), "import_no_title"),
    ],
)
def test_what_is_no_order_is_refused_with_a_reason(record: Any, code: str) -> None:
    with pytest.raises(RowRefused) as refused:
        read_job_order(record)
    assert refused.value.note.code == code


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
_NAMES = sorted({*h2a(), *h2a()["clearanceOrder"], *h2b()} - {"caseNumber"})


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(_NAMES), _ANY, max_size=12), st.booleans())
def test_no_record_breaks_the_reader(changes: dict[str, Any], is_h2b: bool) -> None:
    record = h2b(**changes) if is_h2b else h2a(**changes, order=changes)
    with contextlib.suppress(RowRefused):
        assert isinstance(read_job_order(record), ReadRow)


# ------------------------------------------------------------------ the file


def test_the_kind_is_seen_from_the_content() -> None:
    assert open_source("a.json", json.dumps([h2a()]).encode()).shape is Shape.JOB_ORDERS
    assert open_source("b", json.dumps([h2b()]).encode()).shape is Shape.JOB_ORDERS
    plain = [{"case_number": "H-300-25309-377594", "job_title": "Apple picker", "pay_range_desc": "Hour"}]
    assert open_source("c.json", json.dumps({"value": plain}).encode()).shape is Shape.TABLE
    assert open_source("c.json", json.dumps(plain).encode(), Shape.JOB_ORDERS).shape is Shape.JOB_ORDERS


def test_the_search_index_writes_other_names() -> None:
    record = {
        "case_number": "H-300-25309-377594", "case_status": "Acceptance Issued", "visa_class": "H-2A",
        "job_title": "Apple picker", "job_duties": "Pick apples.", "special_req": "Lift 50 lbs.",
        "soc_code_id": "45-2092.00", "basic_rate_from": 12.27, "pay_range_desc": "Hour", "work_hour_num_basic": 40,
        "total_positions": 12, "begin_date": "2026-01-06T00:00:00Z", "end_date": "2026-06-15T00:00:00Z",
        "emp_exp_num_months": 1, "education_level": "None", "worksite_city": "Vidalia", "worksite_state": "GA",
        "employer_business_name": "Invented Orchards LLC", "hourly_work_schedule_am": "7:00 A.M.",
    }  # fmt: skip
    source = open_source("index.json", json.dumps([record]).encode())
    read = source.read(source.rows[0], None)
    facts = read.facts
    assert (facts.wage, facts.wage_unit, facts.hours_week) == (Decimal("12.27"), "hour", Decimal(40))
    assert (facts.workers_total, facts.experience_months, facts.start_date) == (12, 1, date(2026, 1, 6))
    assert (facts.duties, facts.shift_start, read.employer.name) == (
        "Pick apples.",
        time(7),
        "Invented Orchards LLC",
    )


def test_a_zip_as_it_is_downloaded() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2026-01-10_h2a.json", json.dumps([h2a()]))
    assert open_source("2026-01-10_h2a.zip", packed.getvalue()).shape is Shape.JOB_ORDERS


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", b"[", "file_unreadable"),
        ("a.json", b"[]", "file_empty"),
        ("a.json", b"3", "file_unreadable"),
        ("a.json", b"[" * 100_000, "file_unreadable"),
        ("a.zip", b"PK", "file_unreadable"),
        ("a.xlsx", b"PK\x03\x04rest", "file_unreadable"),
    ],
)
def test_what_is_no_file_of_orders_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_source(name, content)
    assert refused.value.code == code


# ------------------------------------------------------------------ into the record


@pytest.mark.usefixtures("frozen_now")
def test_a_job_order_and_its_case_are_one_vacancy(session: Session) -> None:
    first = imported(session, jo())
    assert [one.outcome for one in first] == ["imported"]
    again = imported(session, h2a(), jo(), "no record")
    assert [one.outcome for one in again] == ["duplicate", "duplicate", "refused"]
    assert len(session.scalars(select(Vacancy.id)).all()) == 1


@pytest.mark.usefixtures("frozen_now")
def test_one_employer_across_files_and_where_it_is(session: Session) -> None:
    imported(
        session, h2a(), h2a(caseNumber="H-300-26002-111112", empBusinessName="Invented Orchards, L.L.C.")
    )
    employer = session.scalars(select(Employer)).one()
    assert (employer.legal_name, employer.city, employer.region) == ("INVENTED ORCHARDS LLC", "VIDALIA", "GA")
    assert employer.official_id is None and employer.contact_email is None


@pytest.mark.usefixtures("frozen_now")
def test_what_is_stored_has_no_personal_line(session: Session) -> None:
    imported(session, h2a(), h2b())
    vacancy = queries.find(session, "H-300-26001-111111")
    stored = json.dumps([vacancy.facts, vacancy.imported, vacancy.needs])
    log = repr([one.data for one in events.of_record(session, "vacancy", vacancy.public_id)])
    for secret in PERSONAL:
        assert secret not in stored + log
    assert vacancy.state == "in_review" and vacancy.facts["crops"][1]["crop"] == "Peaches"

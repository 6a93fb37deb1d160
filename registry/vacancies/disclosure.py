"""One row of an OFLC disclosure file (H-2A, H-2B; quarterly XLSX), read into facts. Nothing here touches the database.

The Office of Foreign Labor Certification publishes every case it decided. Column names changed over the years; the
names of each and where they were seen: docs/official-files.md. A disclosed case is over for the authority: it is
history here, and it tells the official status of orders known before. Addresses, telephones, e-mails, names of contact
persons and tax numbers are never read.
"""

from __future__ import annotations

from typing import Any

from registry.vacancies.cells import EDUCATION, UNITS, Cells, Reader, RowRefused
from registry.vacancies.rows import (
    CURRENCY,
    ReadEmployer,
    ReadRow,
    facts_of,
    filed_on,
    mark_of,
    scheme_of_case,
    stated_hours,
)

_NEED = {
    "seasonal": "seasonal", "temporary": "temporary_other", "other temporary": "temporary_other",
    "peakload": "peakload", "peak load": "peakload", "one-time occurrence": "one_time", "intermittent": "intermittent",
}  # fmt: skip
# What is read, under every name it has had. The first that says something wins.
COLUMNS: dict[str, tuple[str, ...]] = {
    "case_number": ("CASE_NUMBER", "CASE_NO"),
    "job_order": ("JOB_ORDER_NUMBER",),
    "status": ("CASE_STATUS",),
    "decided": ("DECISION_DATE",),
    "employer": ("EMPLOYER_NAME",),
    "trade_name": ("TRADE_NAME_DBA",),
    "employer_city": ("EMPLOYER_CITY",),
    "employer_state": ("EMPLOYER_STATE",),
    "contractor": ("H2A_LABOR_CONTRACTOR",),
    "need": ("NATURE_OF_TEMPORARY_NEED",),
    "title": ("JOB_TITLE",),
    "soc": ("SOC_CODE", "SOC_CODE_ID"),
    "crop": ("PRIMARY_CROP",),
    "workers": ("TOTAL_WORKERS_NEEDED", "TOTAL_WORKERS_REQUESTED", "NBR_WORKERS_REQUESTED",
                "TOTAL_WORKERS_H2A_REQUESTED"),
    "foreign": ("TOTAL_WORKERS_H2A_CERTIFIED", "TOTAL_WORKERS_CERTIFIED", "NBR_WORKERS_CERTIFIED"),
    "start": ("EMPLOYMENT_BEGIN_DATE", "CERTIFICATION_BEGIN_DATE", "JOB_START_DATE", "REQUESTED_BEGIN_DATE",
              "REQUESTED_START_DATE_OF_NEED"),
    "end": ("EMPLOYMENT_END_DATE", "CERTIFICATION_END_DATE", "JOB_END_DATE", "REQUESTED_END_DATE",
            "REQUESTED_END_DATE_OF_NEED"),
    "on_call": ("ON_CALL_REQUIREMENT",),
    "hours": ("ANTICIPATED_NUMBER_OF_HOURS", "BASIC_NUMBER_OF_HOURS", "NUMBER_OF_HOURS"),
    "shift_start": ("HOURLY_SCHEDULE_BEGIN", "HOURLY_WORK_SCHEDULE_START", "HOURLY_WORK_SCHEDULE_AM"),
    "shift_end": ("HOURLY_SCHEDULE_END", "HOURLY_WORK_SCHEDULE_END", "HOURLY_WORK_SCHEDULE_PM"),
    "wage": ("WAGE_OFFER", "BASIC_WAGE_RATE_FROM", "BASIC_RATE_OF_PAY", "BASIC_RATE_OF_PAY_FROM"),
    "unit": ("PER", "BASIC_UNIT_OF_PAY", "WAGE_RATE_PER"),
    "piece_rate": ("PIECE_RATE_OFFER",),
    "piece_unit": ("PIECE_RATE_UNIT",),
    "overtime": ("OVERTIME_RATE_FROM",),
    "remarks": ("ADDITIONAL_WAGE_CONDITIONS", "PIECE_RATE_ADDITIONAL_INFO"),
    "education": ("EDUCATION_LEVEL",),
    "experience": ("WORK_EXPERIENCE_MONTHS", "EMP_EXP_NUM_MONTHS"),
    "training": ("TRAINING_MONTHS", "NUM_MONTHS_TRAINING", "NUM_OF_MONTHS_TRAINING"),
    "lifting": ("LIFTING_AMOUNT",),
    "requirements": ("SPECIAL_REQUIREMENTS", "ADDITIONAL_JOB_REQUIREMENTS"),
    "city": ("WORKSITE_CITY", "WORKSITE_LOCATION_CITY"),
    "state": ("WORKSITE_STATE", "WORKSITE_LOCATION_STATE"),
    "subsistence_min": ("MEAL_REIMBURSEMENT_MINIMUM",),
    "subsistence_max": ("MEAL_REIMBURSEMENT_MAXIMUM",),
}  # fmt: skip
# Columns that were seen and are left alone: people, contacts, attachments, and figures no rule asks for.
_LEFT_ALONE = (
    "EMPLOYER_", "ATTORNEY_", "AGENT_", "LAWFIRM_", "PREPARER_", "790A_", "APPENDIX_", "JOINT_", "JNT_", "HOUSING_",
    "SWA_", "TOTAL_", "ADDENDUM_", "FOREIGN_LABOR_RECRUITER", "PHONE_", "EMAIL_", "WEBSITE_", "NAME_OF_", "STATE_OF_",
    "SUNDAY_", "MONDAY_", "TUESDAY_", "WEDNESDAY_", "THURSDAY_", "FRIDAY_", "SATURDAY_", "1ST_", "2ND_", "3RD_",
    "SUPERVISE_", "WORKSITE_", "REQUESTED_", "CAP_", "MEAL", "OVERTIME_", "BASIC_", "EXTENSIVE_", "FREQUENT_", "EMP_",
)  # fmt: skip
_LEFT_ALONE_NAMES = frozenset({
    "RECEIVED_DATE", "SOC_TITLE", "NAICS_CODE", "TYPE_OF_EMPLOYER_APPLICATION", "TYPE_OF_REPRESENTATION",
    "TYPE_OF_EMPLOYER", "EMERGENCY_FILING", "FREQUENCY_OF_PAY", "OTHER_FREQUENCY_OF_PAY", "DEDUCTIONS_FROM_PAY",
    "CERTIFICATION_REQUIREMENTS", "DRIVER_REQUIREMENTS", "CRIMINAL_BACKGROUND_CHECK", "DRUG_SCREEN",
    "LIFTING_REQUIREMENTS", "EXPOSURE_TO_TEMPERATURES", "REPETITIVE_MOVEMENTS", "TYPE_OF_HOUSING",
    "WORK_CONTRACTS_ATTACHED", "SURETY_BOND_ATTACHED", "USING_AGENT_RECRUITER", "JOB_ORDER_TO_SWA",
    "JOB_ORDER_SUBMIT_DATE", "MSA_NAME_OES_AREA_TITLE", "DAILY_TRANSPORTATION", "ON_THE_JOB_TRAINING_AVAILABLE",
    "BOARD_LODGING_OTHER_FACILITIES", "JOB_CONTRACT_EXISTS", "AGREEMENTS_ATTACHED", "OTHER_WORKSITE_LOCATION",
    "APPLICATION_TYPE", "ORGANIZATION_FLAG", "VISA_CLASS", "FULL_TIME", "FULL_TIME_POSITION", "JOB_IDNUMBER",
})  # fmt: skip


def is_disclosure(columns: set[str]) -> bool:
    """Whether a table with these columns is one: it carries decisions, which an order's own file does not."""
    names = {name.upper() for name in columns}
    return {"CASE_NUMBER", "CASE_STATUS"} <= names and bool({"DECISION_DATE", "RECEIVED_DATE"} & names)


def unknown_columns(columns: list[str]) -> list[str]:
    """The columns nobody has looked at yet, to be told: neither read nor known to be left alone."""
    read = {name for names in COLUMNS.values() for name in names}
    return [
        name
        for name in columns
        if name and name.upper() not in read | _LEFT_ALONE_NAMES and not name.upper().startswith(_LEFT_ALONE)
    ]


def read_disclosed(cells: Cells, scheme: str | None = None) -> ReadRow:
    """Read one row. `scheme` is taken when the case number shows none. Raises RowRefused."""
    if None in cells:
        raise RowRefused("import_too_many_cells")
    reader = Reader(cells, masks=True)
    if not any(reader.text(name) for name in reader.cells):
        raise RowRefused("import_empty_row")
    ref = (reader.line(*COLUMNS["case_number"]) or "").upper()[:40]
    if not ref:
        raise RowRefused("import_no_case")
    known = scheme_of_case(ref) or scheme
    if known is None:
        raise RowRefused("import_no_scheme")
    facts = facts_of(_values(reader) | {"scheme": known, "official_ref": ref}, reader.notes)
    name, state = reader.line(*COLUMNS["employer"]), reader.line(*COLUMNS["employer_state"])
    return ReadRow(
        ref=ref,
        row_id="",
        facts=facts,
        employer=ReadEmployer(
            ref=mark_of(name, state),
            name=name,
            trade_name=reader.line(*COLUMNS["trade_name"]),
            city=reader.line(*COLUMNS["employer_city"]),
            region=state,
        ),
        filed_on=filed_on(ref),
        source_url=None,
        notes=tuple(reader.notes),
        decided_on=reader.day(*COLUMNS["decided"]),
        only_history=True,
    )


def _values(reader: Reader) -> dict[str, Any]:
    wage = reader.amount(*COLUMNS["wage"])
    unit = reader.choice(UNITS, *COLUMNS["unit"])
    soc = reader.line(*COLUMNS["soc"])
    region = (reader.line(*COLUMNS["state"]) or "").upper() or None
    city = reader.line(*COLUMNS["city"])
    remarks = reader.text(*COLUMNS["remarks"])
    crop = reader.line(*COLUMNS["crop"])
    overtime = reader.amount(*COLUMNS["overtime"])
    return {
        "official_status": reader.line(*COLUMNS["status"]),
        "employer_kind": "labour_contractor" if reader.flag(*COLUMNS["contractor"]) else None,
        "nature_of_need": reader.choice(_NEED, *COLUMNS["need"]),
        "title": reader.line(*COLUMNS["title"]),
        "occupation_code": soc.split(".")[0] if soc else None,
        "occupation_system": "SOC2018" if soc else None,
        "crops": [{"crop": crop}] if crop else None,
        "workers_total": reader.number(*COLUMNS["workers"]),
        "workers_foreign": reader.number(*COLUMNS["foreign"]),
        "start_date": reader.day(*COLUMNS["start"]),
        "end_date": reader.day(*COLUMNS["end"]),
        "on_call": reader.flag(*COLUMNS["on_call"]),
        "hours_week": stated_hours(reader.number(*COLUMNS["hours"]), unit),
        "shift_start": reader.clock(*COLUMNS["shift_start"]),
        "shift_end": reader.clock(*COLUMNS["shift_end"]),
        "wage": wage,
        "wage_unit": unit,
        "currency": CURRENCY["US"] if wage is not None else None,
        "piece_rate": reader.amount(*COLUMNS["piece_rate"]) or (wage if unit == "piece" else None),
        "piece_unit": reader.line(*COLUMNS["piece_unit"]),
        "overtime_available": True if overtime else None,
        "overtime_rate": overtime,
        "extra_terms": [{"section": "wage", "text": remarks}] if remarks else None,
        "education_min": reader.choice(EDUCATION, *COLUMNS["education"]),
        "experience_months": reader.number(*COLUMNS["experience"]),
        "training_months": reader.number(*COLUMNS["training"]),
        "lift_lb": reader.number(*COLUMNS["lifting"]),
        "extra_requirements": reader.text(*COLUMNS["requirements"]),
        "worksites": [{"city": city, "region": region, "country": "US"}] if city or region else None,
        "subsistence_min": reader.amount(*COLUMNS["subsistence_min"]),
        "subsistence_max": reader.amount(*COLUMNS["subsistence_max"]),
    }

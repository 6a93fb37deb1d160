"""One job order of the US registry's daily files (JSON), read into facts. Nothing here touches the database.

Three files, one reader: `h2a` (form ETA-9142A with its job order ETA-790A under `clearanceOrder`), `jo` (a job order on
its own) and `h2b` (form ETA-9142B). Where each name was seen: docs/official-files.md. Never read: tax numbers (FEIN),
bar numbers, and the telephones, e-mails and names of contact persons, attorneys, agents and preparers; free text is
masked (cells.mask), because people write telephone numbers into duties too.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from registry.vacancies import job_order_parts as parts
from registry.vacancies.cells import EDUCATION, NOTHING, UNITS, Note, Reader, RowRefused
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
    "peakload": "peakload", "peak load": "peakload", "one-time occurrence": "one_time", "one-time": "one_time",
    "intermittent": "intermittent", "intermittent or other": "intermittent",
}  # fmt: skip
_PAID = {
    "weekly": "weekly", "biweekly": "biweekly", "bi-weekly": "biweekly", "every two weeks": "biweekly",
    "semi-monthly": "semimonthly", "semimonthly": "semimonthly", "twice monthly": "semimonthly", "monthly": "monthly",
}  # fmt: skip
_DAYS = (
    "jobHoursSun",
    "jobHoursMon",
    "jobHoursTue",
    "jobHoursWed",
    "jobHoursThu",
    "jobHoursFri",
    "jobHoursSat",
)
_EXPOSURE = {
    "jobIsTemperature": "temperature", "jobIsPushing": "pushing", "jobIsSitting": "sitting",
    "jobIsBending": "bending", "jobIsRepetitive": "repetitive",
}  # fmt: skip


def read_job_order(record: Any, scheme: str | None = None) -> ReadRow:
    """Read one record. `scheme` is taken when the record shows none. Raises RowRefused."""
    if not isinstance(record, dict):
        raise RowRefused("import_not_a_record")
    notes: list[Note] = []
    case = Reader(record, notes, masks=True)
    inner = record.get("clearanceOrder")
    inner = inner[0] if isinstance(inner, list) and inner else inner
    order = Reader(inner, notes, masks=True) if isinstance(inner, dict) else case
    ref = (
        case.line("caseNumber") or case.line("jobOrderNumber") or order.line("jobOrderNumber") or ""
    ).upper()[:40]
    known = scheme_of_case(ref) or ("H2B" if case.raw("tempneedJobtitle") else scheme)
    if known is None:
        raise RowRefused("import_no_scheme")
    own = _h2b(case) if known == "H2B" else _h2a(case, order)
    facts = facts_of(_common(case, order) | own | {"scheme": known, "official_ref": ref or None}, notes)
    name = case.line("empBusinessName")
    return ReadRow(
        ref=ref or f"order:{mark_of(name, case.line('empState'))}|{facts.start_date}|{facts.title}"[:80],
        row_id="",
        facts=facts,
        employer=ReadEmployer(
            ref=mark_of(name, case.line("empState")),
            name=name,
            trade_name=case.line("empTradeName"),
            city=case.line("empCity"),
            region=case.line("empState"),
        ),
        filed_on=filed_on(ref) or case.day("dateSubmitted", "dateApplicationSubmitted"),
        source_url=None,
        notes=tuple(notes),
    )


# ------------------------------------------------------------------ facts


def _common(case: Reader, order: Reader) -> dict[str, Any]:
    """What both forms ask, mostly under the same names."""
    hours = stated_hours(order.number("jobHoursTotal"), order.line("jobWagePer", "wagePer"))
    return {
        "duties": order.text("jobDuties"),
        "recruiter_chain": parts.recruiters(case),
        "hours_week": hours,
        "hours_by_day": _hours_by_day(order) if hours is not None else None,
        "shift_start": _clock(order, ("jobHoursStart", "jobHourStart"), "jobStartperiod"),
        "shift_end": _clock(order, ("jobHoursEnd", "jobHourEnd"), "jobEndperiod"),
        "currency": CURRENCY["US"],
        "deductions": () if order.flag("isPayDeductions") is False else None,
        "education_min": order.choice(EDUCATION, "jobMinedu"),
        "experience_months": order.number("jobMinexpmonths"),
        "training_months": order.number("jobMintrainingmonths"),
        "worksites": parts.worksites(order),
        "apply_channel": parts.apply_channel(case, order),
        "extra_terms": parts.terms(order) or None,
    }


def _h2a(case: Reader, order: Reader) -> dict[str, Any]:
    soc = case.line("jobSoc") or order.line("jobSoc", "socCode") or ""
    unit = order.choice(UNITS, "jobWagePer")
    wage = order.amount("jobWageOffer")
    return {
        "employer_kind": _employer_kind(case),
        "nature_of_need": case.choice(_NEED, "natTempNeed"),
        "occupation_code": soc.split(".")[0] or None,
        "occupation_system": "SOC2018" if soc else None,
        "title": order.line("jobTitle"),
        "crops": parts.crops(order),
        "workers_total": order.number("jobWrksNeeded"),
        "workers_foreign": order.number("jobWrksNeededH2a"),
        "start_date": order.day("jobBeginDate"),
        "end_date": order.day("jobEndDate"),
        "on_call": order.flag("jobIsOncall"),
        "wage": wage,
        "wage_unit": unit,
        "piece_rate": order.amount("jobPieceRate") or (wage if unit == "piece" else None),
        "overtime_available": order.flag("isOvertimeAvailable"),
        "pay_frequency": _pay_frequency(order),
        "productivity_standard": order.text("minProductivity"),
        "req_certificate": order.flag("jobIsCert"),
        "req_licence": order.flag("jobIsDriver"),
        "req_background": order.flag("jobIsBackground"),
        "req_drug": order.flag("jobIsDrugScreen"),
        "lift_lb": Decimal(0) if order.flag("jobIsLifting") is False else order.number("jobLiftingWeight"),
        "exposure": tuple(word for name, word in _EXPOSURE.items() if order.flag(name)) or None,
        "supervises": 0 if order.flag("jobIsSupervising") is False else order.number("jobNumberSup"),
        "extra_requirements": _said(order, "jobAddReqinfo"),
        "housing": parts.housing(order),
        "meals": parts.meals(order),
        "subsistence_min": order.amount("transportMinreimburse"),
        "subsistence_max": order.amount("transportMaxreimburse"),
    }


def _h2b(case: Reader) -> dict[str, Any]:
    soc = case.line("tempneedSoc") or ""
    return {
        "nature_of_need": case.choice(_NEED, "tempneedNature"),
        "occupation_code": soc.split(".")[0] or None,
        "occupation_system": "SOC2018" if soc else None,
        "title": case.line("tempneedJobtitle"),
        "workers_total": case.number("tempneedWkrPos"),
        "start_date": case.day("tempneedStart"),
        "end_date": case.day("tempneedEnd"),
        "wage": case.amount("wageFrom"),
        "wage_unit": case.choice(UNITS, "wagePer"),
        "overtime_available": case.flag("recIsOtAvailable"),
        "overtime_rate": case.amount("wageOtFrom"),
        "supervises": 0 if case.flag("jobSupervisor") is False else case.number("jobNumberSup"),
        "extra_requirements": _said(case, "jobMinspecialreq"),
        # The form: "without charge or deposit charge, all tools, supplies and equipment".
        "tools_paid_by": "employer" if case.flag("recIsToolsEquip") else None,
    }


def _said(reader: Reader, name: str) -> str | None:
    """A text box; "NONE" in it is an answer (nothing is asked), an empty one is not."""
    value = reader.raw(name)
    if isinstance(value, str) and value.strip() and value.strip().lower().rstrip(".") in NOTHING:
        return ""
    return reader.text(name)


def _clock(reader: Reader, names: tuple[str, ...], period: str) -> Any:
    """The hour and its A.M. or P.M. stand in two fields; "null null" is neither."""
    hour = reader.line(*names)
    half = reader.line(period) or ""
    return Reader({names[0]: f"{hour} {half}".strip()}, reader.notes).clock(names[0]) if hour else None


def _hours_by_day(reader: Reader) -> tuple[Decimal, ...] | None:
    found = [reader.number(name, name + "s" if name == "jobHoursTue" else name) for name in _DAYS]
    return tuple(one for one in found if one is not None) if all(one is not None for one in found) else None


def _employer_kind(case: Reader) -> str | None:
    if case.flag("natIsH2aLbrcontractor"):
        return "labour_contractor"
    kind = (case.line("natEmpType") or "").lower()
    if "association" in kind:
        return "association_agent" if "agent" in kind else "association_joint" if "joint" in kind else None
    return "joint" if "joint" in kind else "individual" if "individual" in kind else None


def _pay_frequency(order: Reader) -> str | None:
    """Of the form's choices, else of what stands under "other"; other words are no frequency and no mistake."""
    said = (order.line("jobPayFrequency") or "").lower(), (order.line("jobPayFrequencyOther") or "").lower()
    return next((_PAID[one] for one in said if one in _PAID), None)

"""The parts of a US job order that have fields of their own: places, crops, housing, recruiters, further terms.

Each is read field by field: what cannot be true is left out alone and noted. Field names: docs/official-files.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from registry.schemes.facts import Crop, ExtraTerm, Fact, Housing, Worksite
from registry.vacancies.cells import NOTHING, UNITS, Note, Reader

_COMPLIANCE = {
    "housingCompLocal": "local", "housingCompState": "state", "housingCompFederal": "federal",
    "isComplianceSwa": "swa",
}  # fmt: skip
# Free text that belongs to no single fact: (section of Addendum C it stands beside, names).
_REMARKS = (
    ("wage", "jobSpecialPayInfo"), ("wage", "addSpecialPayInfo"), ("wage", "wageAdditional"),
    ("deductions", "jobPayDeduction"), ("deductions", "recPayDeductions"), ("meals", "mealDescription"),
    ("transport", "transportDescDaily"), ("transport", "transportDescEmp"), ("housing", "housingAddInfo"),
    ("place", "jobAddLocinfo"), ("need", "tempneedDescription"),
)  # fmt: skip
# Of people, not of the job: whoever takes applications on one of these does so on a personal line.
_PERSONAL_LINES = ("emppocPhone", "attyPhone", "prepPhone", "emppocEmail", "attyEmail", "prepEmail")


def _part(kind: type[Fact], values: Mapping[str, Any], notes: list[Note]) -> Fact | None:
    """A part of the facts; a field that cannot be true is left out alone and noted, not the part with it."""
    said = {name: value for name, value in values.items() if value is not None}
    while said:
        try:
            return kind.model_validate(said)
        except ValidationError as problems:
            wrong = {str(one["loc"][0]): one for one in problems.errors() if one["loc"][0] in said}
            if not wrong:
                return None
            for name, one in wrong.items():
                args = {"field": f"{kind.__name__.lower()}.{name}", "value": str(one["input"])[:60]}
                notes.append(Note("import_left_out", args))
            said = {name: value for name, value in said.items() if name not in wrong}
    return None


def worksites(order: Reader) -> list[Fact] | None:
    """The main place first, then every place of Addendum B; a place that stands there twice is one."""
    main: dict[str, Any] = {
        "addr": order.line("jobAddr1"),
        "city": order.line("jobCity"),
        "region": (order.line("jobState") or "").upper() or None,
    }
    rows = [main] + [
        {
            "name": row.line("addmbEmpBuzname"),
            "addr": row.line("addmbEmpAddr1"),
            "city": row.line("addmbEmpCity"),
            "region": (row.line("addmbEmpState") or "").upper() or None,
            "start": row.day("addmbEmpBeginDate"),
            "end": row.day("addmbEmpEndDate"),
            "workers": row.number("addmbEmpTotalWrks"),
        }
        for row in order.rows("employmentLocations")
    ]
    by_place: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["city"] or row["region"]:
            place = "|".join(row[name] or "" for name in ("addr", "city", "region")).lower()
            by_place[place] = by_place.get(place, {}) | {k: v for k, v in row.items() if v is not None}
    found = [_part(Worksite, row | {"country": "US"}, order.notes) for row in by_place.values()]
    return [one for one in found if one is not None] or None


def crops(order: Reader) -> list[Fact] | None:
    """Addendum A: each crop or activity with its own pay."""
    found = []
    for row in order.rows("cropsAndActivities"):
        unit = row.choice(UNITS, "addmaPayPer")
        crop = {
            "crop": row.line("addmaCropActivity"),
            "wage": row.amount("addmaWageOffer"),
            "unit": unit,
            "piece_unit": row.line("addmaAdditionalInfo") if unit == "piece" else None,
        }
        if crop["crop"]:
            found.append(_part(Crop, crop, order.notes))
    return [one for one in found if one is not None] or None


def housing(order: Reader) -> Fact | None:
    kind = (order.line("housingType") or "").lower()
    values: dict[str, Any] = {
        "kind": "employer" if "employer" in kind else "rental_public" if "rental" in kind else None,
        "addr": ", ".join(
            part
            for name in ("housingAddr1", "housingCity", "housingState", "housingPostcode")
            if (part := order.line(name))
        )[:300]
        or None,
        "units": order.number("housingTotalUnits"),
        "capacity": order.number("housingTotalOccupy"),
        "compliance": tuple(word for name, word in _COMPLIANCE.items() if order.flag(name)) or None,
    }
    if not any(value is not None for value in values.values()):
        return None
    return _part(Housing, values | {"provided": True}, order.notes)


def meals(order: Reader) -> dict[str, Any] | None:
    """Charged meals are three a day; a kitchen counts only where the description names one."""
    if order.flag("mealIsCharged"):
        return {"mode": "three_meals", "charge_day": order.amount("mealCharge")}
    has_kitchen = "kitchen" in (order.text("mealDescription") or "").lower()
    return {"mode": "kitchen_free"} if has_kitchen and order.flag("mealIsCharged") is False else None


def apply_channel(case: Reader, order: Reader) -> dict[str, Any] | None:
    """Where the firm takes applications, unless that is a person's own line."""
    personal = {_line_key(value) for name in _PERSONAL_LINES if (value := case.raw(name))}
    found = {}
    for field, name in (("phone", "recApplyPhone"), ("email", "recApplyEmail"), ("url", "recApplyUrl")):
        value = str(order.raw(name) or "").strip()
        if value.lower() not in NOTHING and _line_key(value) not in personal:
            found[field] = value[:300]
    return found or None


def _line_key(value: Any) -> str:
    """A telephone number by its last ten digits, an e-mail by its letters."""
    text = str(value).strip().lower()
    digits = "".join(char for char in text if char.isdigit())
    return digits[-10:] if "@" not in text and len(digits) >= 10 else text


def terms(order: Reader) -> list[Fact]:
    """Addendum C, then the form's own boxes of free text and the further places of housing."""
    rows: list[dict[str, Any]] = [
        {
            "section": row.line("addmcSectionNumber"),
            "name": row.line("addmcSectionName"),
            "text": row.text("addmcSectionDetails"),
        }
        for row in order.rows("termsAndConditions")
    ]
    rows += [{"section": section, "text": order.text(name)} for section, name in _REMARKS]
    rows += [{"section": "housing", "text": _in_a_line(row)} for row in order.rows("housingLocations")]
    found = [_part(ExtraTerm, row, order.notes) for row in rows if row["text"]]
    return [one for one in found if one is not None]


def _in_a_line(row: Reader) -> str:
    """A place of housing as "name: value"; its field names are not published, so all but personal ones are kept."""
    kept = [
        f"{name}: {text}"
        for name in row.cells
        if not name.endswith("id")
        and not any(part in name for part in ("fein", "phone", "email", "name"))
        and (text := row.line(name))
    ]
    return "; ".join(kept)


def recruiters(case: Reader) -> list[dict[str, Any]] | None:
    """Who was engaged abroad. No engagement is an answer too."""
    if case.flag("foreignLaborRecEngagement", "empflrecEngageH2b") is False:
        return []
    forbids = case.flag("foreignLaborRecContracts")
    found = []
    for row in case.rows("foreignLaborRecInfo", "recruiters"):
        name = row.line(
            *(key for key in row.cells if key.endswith(("bizname", "businessname", "recname", "name")))
        )
        country = row.line(*(key for key in row.cells if key.endswith("country")))
        if name:
            code = "GT" if country and country.strip().lower() in ("gt", "gtm", "guatemala") else None
            found.append({"name": name, "country": code, "contract_forbids_fees": forbids})
    return found or None

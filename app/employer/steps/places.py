"""Fechas y lugares: from when to when, and where."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.employer.steps.fields import Day, Line
from app.forms import FormModel
from registry.schemes.facts import VacancyFacts
from registry.seeds.reference import departments, municipalities, regions

MAX_SITES = 6
_REGION = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class _Dates(FormModel):
    start_date: Day | None = None
    end_date: Day | None = None

    @field_validator("end_date")
    @classmethod
    def _after_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start_date")
        if start and end and end < start:
            raise PydanticCustomError("dates_reversed", "dates_reversed")
        return end


class PlacesAtHome(_Dates):
    municipality: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None
    addr: Line | None = None


class PlacesAbroad(_Dates):
    """Numbered boxes, because a page without a script cannot add any; `more` shows one further place."""

    site1_name: Line | None = None
    site1_addr: Line | None = None
    site1_city: Line | None = None
    site1_region: _REGION | None = None
    site2_name: Line | None = None
    site2_addr: Line | None = None
    site2_city: Line | None = None
    site2_region: _REGION | None = None
    site3_name: Line | None = None
    site3_addr: Line | None = None
    site3_city: Line | None = None
    site3_region: _REGION | None = None
    site4_name: Line | None = None
    site4_addr: Line | None = None
    site4_city: Line | None = None
    site4_region: _REGION | None = None
    site5_name: Line | None = None
    site5_addr: Line | None = None
    site5_city: Line | None = None
    site5_region: _REGION | None = None
    site6_name: Line | None = None
    site6_addr: Line | None = None
    site6_city: Line | None = None
    site6_region: _REGION | None = None


PARTS = ("name", "addr", "city", "region")


def shown(facts: VacancyFacts) -> dict[str, Any]:
    values: dict[str, Any] = {"start_date": facts.start_date, "end_date": facts.end_date, "sites": 1}
    if facts.scheme == "GT_SNE":
        site = next(iter(facts.worksites or ()), None)
        return values | {"municipality": _municipality_code(facts), "addr": site.addr if site else None}
    for number, site in enumerate((facts.worksites or ())[:MAX_SITES], start=1):
        values |= {f"site{number}_{part}": getattr(site, part) for part in PARTS}
        values["sites"] = number
    return values


def changes(sent: PlacesAtHome | PlacesAbroad, facts: VacancyFacts) -> dict[str, Any]:
    changed: dict[str, Any] = {"start_date": sent.start_date, "end_date": sent.end_date}
    if isinstance(sent, PlacesAtHome):
        return changed | _at_home(sent)
    sites = []
    for number in range(1, MAX_SITES + 1):
        site = {part: value for part in PARTS if (value := getattr(sent, f"site{number}_{part}"))}
        if site:
            sites.append(site | {"country": "US"})
    # More places than there are boxes came with an import: they stay.
    beyond = [site.model_dump(exclude_none=True) for site in (facts.worksites or ())[MAX_SITES:]]
    return changed | {"worksites": [*sites, *beyond] or None}


def _at_home(sent: PlacesAtHome) -> dict[str, Any]:
    place = municipalities().get(sent.municipality or "")
    if place is None:
        return {"municipality": None, "department": None, "worksites": None}
    department = departments()[place.department]
    site = {"city": place.name, "region": department.iso_3166_2, "country": "GT"}
    return {
        "municipality": place.name,
        "department": department.name,
        "worksites": [site | ({"addr": sent.addr} if sent.addr else {})],
    }


def _municipality_code(facts: VacancyFacts) -> str | None:
    """The code behind the two names: the names are what the law reads."""
    return next(
        (
            place.code
            for place in municipalities().values()
            if place.name == facts.municipality and departments()[place.department].name == facts.department
        ),
        None,
    )


def us_states() -> list[tuple[str, str]]:
    return [(code.removeprefix("US-"), one.es) for code, one in regions().items() if one.country == "US"]


def municipality_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Municipalities under their departments, for one select box."""
    return [
        (
            department.name,
            [(one.code, one.name) for one in municipalities().values() if one.department == department.code],
        )
        for department in departments().values()
    ]

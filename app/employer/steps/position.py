"""Puesto y tareas: what the job is, and for how many."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from app.employer.steps.fields import Count, Line, Prose, Seats
from app.forms import FormModel
from registry.schemes.facts import VacancyFacts
from registry.vacancies.needs import official_occupation

MAX_CROPS = 30


class PositionAtHome(FormModel):
    title: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    duties: Prose | None = None
    workers_total: Seats | None = None
    nature_of_need: Literal["permanent", "seasonal", "temporary_other"] | None = None
    activity_class: Literal["agricola", "no_agricola", "exportadora_maquila"] | None = None


class PositionAbroad(FormModel):
    title: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    duties: Prose | None = None
    crops: Annotated[str, StringConstraints(max_length=3_000)] | None = None
    workers_total: Seats | None = None
    workers_foreign: Count | None = None
    nature_of_need: Literal["seasonal", "temporary_other"] | None = None
    employer_kind: (
        Literal["individual", "association_joint", "association_agent", "labour_contractor", "joint"] | None
    ) = None
    occupation_code: Line | None = None
    official_ref: Annotated[str, StringConstraints(to_upper=True, max_length=40)] | None = None


def shown(facts: VacancyFacts) -> dict[str, Any]:
    crops = "\n".join(", ".join(filter(None, (crop.crop, crop.activity))) for crop in facts.crops or ())
    plain = (
        "title", "duties", "workers_total", "workers_foreign", "nature_of_need", "activity_class", "employer_kind",
        "occupation_code", "official_ref",
    )  # fmt: skip
    return {name: getattr(facts, name) for name in plain} | {"crops": crops}


def changes(sent: PositionAtHome | PositionAbroad, facts: VacancyFacts) -> dict[str, Any]:
    changed: dict[str, Any] = sent.model_dump(exclude={"crops"})
    if isinstance(sent, PositionAtHome):
        return changed
    lines = [line.strip() for line in (sent.crops or "").splitlines() if line.strip()][:MAX_CROPS]
    changed["crops"] = [_crop(line) for line in lines]
    # The wage table goes by the official code. Few people know theirs, so an empty box is filled from the title.
    changed["occupation_code"] = sent.occupation_code or official_occupation(sent.title, sent.duties or "")
    changed["occupation_system"] = "SOC2018" if changed["occupation_code"] else None
    return changed


def _crop(line: str) -> dict[str, str]:
    name, _, activity = line.partition(",")
    crop = {"crop": name.strip()[:300] or line[:300]}
    return crop | ({"activity": activity.strip()[:300]} if activity.strip() else {})

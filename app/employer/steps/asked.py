"""Requisitos: what is asked of the person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from app.employer.steps.fields import Level, Months, Pounds, Prose
from app.forms import FormModel
from registry.schemes.facts import VacancyFacts

_LANGUAGE = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
MAX_LANGUAGES = 2


class Asked(FormModel):
    experience_months: Months | None = None
    training_months: Months | None = None
    education_min: Literal["none", "secondary", "technical", "associate", "bachelor", "master"] | None = None
    lift_lb: Pounds | None = None
    language1: _LANGUAGE | None = None
    language1_level: Level | None = None
    language2: _LANGUAGE | None = None
    language2_level: Level | None = None
    req_licence: bool | None = None
    req_certificate: bool | None = None
    req_background: bool | None = None
    req_drug: bool | None = None
    extra_requirements: Prose | None = None


_PLAIN = (
    "experience_months", "training_months", "education_min", "req_licence", "req_certificate",
    "req_background", "req_drug",
)  # fmt: skip


def shown(facts: VacancyFacts) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(facts, name) for name in _PLAIN}
    values["lift_lb"] = f"{facts.lift_lb.normalize():f}" if facts.lift_lb is not None else None
    values["extra_requirements"] = facts.extra_requirements
    for number, need in enumerate((facts.language_required or ())[:MAX_LANGUAGES], start=1):
        values |= {f"language{number}": need.lang, f"language{number}_level": need.level}
    return values


def changes(sent: Asked, facts: VacancyFacts) -> dict[str, Any]:
    changed: dict[str, Any] = {name: getattr(sent, name) for name in _PLAIN}
    languages = [
        {"lang": lang, "level": getattr(sent, f"language{number}_level") or 1}
        for number in range(1, MAX_LANGUAGES + 1)
        if (lang := getattr(sent, f"language{number}"))
    ]
    # An empty box after the step was answered means: nothing more is asked.
    return changed | {
        "lift_lb": sent.lift_lb,
        "language_required": languages,
        "extra_requirements": sent.extra_requirements or "",
    }

"""Shortlists to JSON and back: the facts read about each person, parts, reasons, fairness figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from matching.fairness import TraitReport
from matching.types import CandidateFacts, Part, Reason, Skill, Work
from registry import crypto

_DATES = ("adult_on", "available_from", "available_to")
_SETS = ("countries", "occupations_wanted")
# What speaks for somebody; every other reason is a gap, a question or neutral.
_IN_FAVOUR = frozenset({
    "skill.has", "skill.related", "licence.has", "occupation.same", "occupation.near", "experience.covers",
    "language.has", "wish.any_work", "wish.work", "wish.length_fits",
})  # fmt: skip


def facts_to_json(facts: CandidateFacts) -> dict[str, Any]:
    """The facts as the ranking read them; what stands at its default is left out."""
    data: dict[str, Any] = {"id": facts.id}
    data["work"] = [[item.occupation, item.months] for item in facts.work]
    data["skills"] = [[item.code, item.months] for item in facts.skills]
    data["languages"] = [list(pair) for pair in facts.languages]
    for name in _SETS:
        data[name] = sorted(getattr(facts, name))
    # Confidential, as in the person's own record: unreadable in the file and in a dump.
    data["avoid"] = crypto.encrypt_to_text(" ".join(sorted(facts.avoid))) if facts.avoid else ""
    for name in _DATES:
        value = getattr(facts, name)
        data[name] = value.isoformat() if value else None
    data["max_months_away"] = facts.max_months_away
    data["licences_answered"] = facts.licences_answered
    return data


def facts_from_json(data: dict[str, Any]) -> CandidateFacts:
    return CandidateFacts(
        id=data["id"],
        work=tuple(Work(code, months) for code, months in data["work"]),
        skills=tuple(Skill(code, months) for code, months in data["skills"]),
        languages=tuple((language, level) for language, level in data["languages"]),
        max_months_away=data["max_months_away"],
        licences_answered=data["licences_answered"],
        countries=frozenset(data["countries"]),
        occupations_wanted=frozenset(data["occupations_wanted"]),
        avoid=frozenset(crypto.decrypt_text(data["avoid"]).split()) if data["avoid"] else frozenset(),
        adult_on=_day(data["adult_on"]),
        available_from=_day(data["available_from"]),
        available_to=_day(data["available_to"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def part_to_json(part: Part) -> dict[str, Any]:
    # Written out: `asdict` copies every value, which for the three hundred parts of a list takes as long as ranking.
    return {
        "name": part.name,
        "weight": part.weight,
        "value": part.value,
        "points": part.points,
        "reasons": reasons_to_json(part.reasons),
    }


def reasons_to_json(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "args": dict(reason.args)} for reason in reasons]


def fairness_to_json(reports: Iterable[TraitReport]) -> dict[str, Any]:
    """trait -> {"groups": [figures], "too_small": [names]}."""
    return {
        report.trait: {
            "groups": [
                asdict(group)
                | {
                    "skew": {str(k): v for k, v in group.skew.items()},
                    "is_adverse": group.is_adverse,
                    "is_unlikely": group.is_unlikely,
                }
                for group in report.groups
            ],
            "too_small": list(report.too_small),
        }
        for report in reports
    }


def in_favour(parts: list[Any]) -> list[dict[str, Any]]:
    """The reasons of stored parts that speak for the person, heaviest part first, each once."""
    found: list[dict[str, Any]] = []
    for part in sorted(parts, key=lambda part: -part["points"]):
        for reason in part["reasons"]:
            if reason["code"] in _IN_FAVOUR and reason not in found:
                found.append(reason)
    return found

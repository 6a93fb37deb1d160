"""The law in words: the working of each outcome, what nobody has checked lately, and the list of rules.

Everything here is made from outcomes and a ruleset; nothing is asked again. Start at `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.schemes.evaluate import Outcome, say
from registry.schemes.law import PersonRule, Ruleset
from registry.schemes.loader import ruleset


def explain(outcomes: Iterable[Outcome], lang: str, law: Ruleset | None = None) -> str:
    """The working of each rule: answer, facts, values with their references. The words come from `law`."""
    words = (law or ruleset()).words
    return "\n\n".join("\n".join(_working(words, item, lang)) for item in outcomes)


def _working(words: Any, item: Outcome, lang: str) -> list[str]:
    label = {key: text[lang] for key, text in words["explain"].items()}
    severity = words["severities"][item.severity][lang]
    confidence = words["confidences"][item.confidence][lang]
    lines = [
        f"{item.rule}  {item.title[lang]}",
        f"  {words['outcomes'][item.outcome][lang]} ({severity}, {confidence})",
    ]
    if item.outcome not in ("met", "not_applicable"):
        lines.append(f"  {item.message(lang)}")
    facts = [f"{path} = {_plain(value, label['not_said'])}" for path, value in item.facts.items()]
    lines.append(f"  {label['facts']}: {'; '.join(facts) or label['nothing']}")
    if item.used:
        lines.append(f"  {label['values']}:")
        lines += [f"    - {_value(words, label, used, item, lang)}" for used in item.used]
    lines.append(f"  {label['citation']}: {_source(item.citation)}")
    day = say(words, date.fromisoformat(item.asked_on), lang)
    lines.append(f"  {label['asked_on']}: {day}; {label['ruleset']}: {item.ruleset[:12]}")
    return lines


def _value(words: Any, label: dict[str, str], used: dict[str, Any], item: Outcome, lang: str) -> str:
    since = say(words, date.fromisoformat(used["since"]), lang)
    name = " ".join([used["parameter"], *used["key"]])
    marks = [words["confidences"][used["confidence"]][lang]]
    if used["overdue"]:
        marks.append(label["overdue"])
    if (used["value"], used["since"], used["unit"]) == (item.value, item.since, item.unit):
        marks.append(label["decisive"])
    amount = _plain(used["value"], label["nothing"])
    source = _source(used["reference"])
    return f"{name}: {amount} {used['unit']}, {label['since']} {since} ({', '.join(marks)}). {source}"


def _source(reference: dict[str, str | None]) -> str:
    return f"{reference['title']} {reference['href'] or ''}".rstrip()


def _plain(value: Any, nothing: str) -> str:
    if value is None:
        return nothing
    if isinstance(value, list):
        return "[" + ", ".join(_plain(item, nothing) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(item, nothing)}" for key, item in value.items()) + "}"
    return str(value)


@dataclass(frozen=True, slots=True)
class Stale:
    """A parameter somebody should look at: not checked for long, or past the day it was due for renewal."""

    parameter: str
    title: dict[str, str]
    checked_on: date
    renewal_due: date | None
    reason: str  # "unchecked" or "renewal"


def stale(
    law: Ruleset, today: date, days: int = 180, confirmed: Mapping[str, date] | None = None
) -> list[Stale]:
    """Parameters past their renewal first, then those not checked for so many days, oldest first.

    confirmed: the day somebody looked and found a parameter unchanged, where that is kept beside the files.
    """
    found = []
    for item in law.parameters.values():
        due = item.next_renewal
        checked = max(item.checked_on, (confirmed or {}).get(item.id, item.checked_on))
        if due is not None and due <= today:
            found.append(Stale(item.id, dict(item.title), checked, due, "renewal"))
        elif checked < today - timedelta(days=days):
            found.append(Stale(item.id, dict(item.title), checked, due, "unchecked"))
    return sorted(found, key=lambda each: (each.reason != "renewal", each.checked_on, each.parameter))


def rules_listing(law: Ruleset) -> list[dict[str, Any]]:
    """Every rule as plain data, those that are not checked too, with the reason in both languages."""
    listing = []
    for scheme in law.schemes.values():
        for item in scheme.requirements:
            listing.append(
                {
                    "id": item.id,
                    "scheme": scheme.id,
                    "severity": item.severity,
                    "effective_severity": item.effective_severity,
                    "confidence": item.confidence,
                    "citation": item.citation.title,
                    "title": dict(item.title),
                    "checked": item.run is not None,
                    "not_checked": dict(item.not_checked) if item.not_checked else None,
                    "partly": dict(item.partly) if item.partly else None,
                    "parameters": sorted({parameter.id for parameter in item.parameters.values()}),
                }
            )
    return listing + [_person_rule(item) for item in law.person_rules]


def _person_rule(item: PersonRule) -> dict[str, Any]:
    """A rule about people. It never blocks a vacancy: its effect is the outcome it gives when it is not met."""
    return {
        "id": item.id,
        "scheme": "people",
        "severity": item.severity,
        "effective_severity": item.severity,
        "confidence": item.confidence,
        "citation": item.citation.title,
        "title": dict(item.title),
        "checked": item.run is not None,
        "not_checked": dict(item.not_checked) if item.not_checked else None,
        "partly": None,
        "parameters": sorted({parameter.id for parameter in item.parameters.values()}),
        "schemes": list(item.schemes),
        "otherwise": item.otherwise,
        "ranking": item.ranking,
    }


def values_count(law: Ruleset) -> dict[str, int]:
    """How many dated values there are, verified and unverified."""
    count = {"verified": 0, "unverified": 0}
    for item in law.parameters.values():
        for values in item.series.values():
            for value in values:
                if value.amount is not None:
                    count[value.confidence] += 1
    return count

"""What the law says about a vacancy, sorted for people: what blocks, what nobody knows, what warns, what is met.

The employer's form and check page, and the officer's page, show the same findings; what each may press differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app import i18n, words
from app.i18n import gettext as _
from app.words import facts as fact_words
from registry.schemes.evaluate import Outcome

# A rule and where its missing facts are asked: (address of the step, its title), or None.
Lead = Callable[[Outcome], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule in the reader's language. lead: the step that mends it. answer: what an officer found out."""

    outcome: Outcome
    title: str
    message: str
    value: str
    lead: tuple[str, str] | None = None
    answer: Mapping[str, str] | None = None

    @property
    def rule(self) -> str:
        return self.outcome.rule

    @property
    def reference(self) -> Mapping[str, str | None]:
        """The value's own source where a value decided, else the rule's."""
        return self.outcome.reference or self.outcome.citation

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(label, words) of the facts the rule read."""
        return [
            (fact_words.label(path), _lists(value) if path == "circumstances.lists" else _plain(value))
            for path, value in self.outcome.facts.items()
        ]


@dataclass(frozen=True, slots=True)
class Findings:
    blocks: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    warns: list[Finding] = field(default_factory=list)
    met: list[Finding] = field(default_factory=list)

    def __iter__(self) -> Any:
        return iter([*self.blocks, *self.unknown, *self.warns, *self.met])


def sort(
    outcomes: Iterable[Outcome], lead: Lead | None = None, answered: Mapping[str, Any] | None = None
) -> Findings:
    """Rules that do not apply are left out. An unknown rule that could only warn stands with the warnings."""
    found = Findings()
    for outcome in outcomes:
        if outcome.outcome == "not_applicable":
            continue
        finding = _finding(outcome, lead, (answered or {}).get(outcome.rule))
        if outcome.outcome == "met":
            found.met.append(finding)
        elif outcome.outcome == "not_met":
            (found.blocks if outcome.severity == "blocks" else found.warns).append(finding)
        else:
            (found.unknown if outcome.severity == "blocks" else found.warns).append(finding)
    return found


def _finding(outcome: Outcome, lead: Lead | None, answer: Mapping[str, str] | None) -> Finding:
    lang = i18n.language()
    value = (
        "" if outcome.value is None else f"{_plain(outcome.value)} {fact_words.unit(outcome.unit)}".strip()
    )
    return Finding(
        outcome=outcome,
        title=outcome.title[lang],
        message=outcome.message(lang),
        value=value,
        lead=lead(outcome) if lead else None,
        answer=answer,
    )


def _lists(readings: Any) -> str:
    """Each official list that was looked into, with the day it was read."""
    told = [
        f"{words.word(one['kind'], 'list.kind')}: "
        + (
            _("lista del %(day)s.") % {"day": one["read_on"]}
            if "read_on" in one
            else _("la lista no se ha cargado.")
        )
        for one in readings or ()
    ]
    return " ".join(told) or "–"


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return fact_words.plain(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value) or "–"
    return str(value)

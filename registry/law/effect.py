"""What proposed values would change: each value against the law in force, and each vacancy under both.

Nothing is stored here. The same comparison of outcomes tells, after an approval, what became of each vacancy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from registry.law.queries import touched_rules, touched_schemes
from registry.schemes.evaluate import Outcome, evaluate
from registry.schemes.facts import Circumstances
from registry.schemes.law import Parameter, Ruleset, Value, amount_text
from registry.schemes.loader import ExtraValue, amended
from registry.vacancies import checks, queries
from registry.vacancies.models import Vacancy

# The worst answer of a vacancy's changed rules, the worst first.
RESULTS = ("fails", "warns", "unknown", "mended", "same")


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed value beside the law in force.

    kind: new (no value of this key starts that day), corrected (one does, with another figure), restated (the same
    figure with another source, confidence or note) or unchanged. before: what that day has without it. until: the day
    the next value of the key starts, so that [starts_on, until) is the period it would rule.
    """

    value: ExtraValue
    kind: str
    before: Value | None
    until: date | None

    @property
    def percent(self) -> Decimal | None:
        """By how much the figure changes, in percent; None where it is not a number on both sides."""
        old, new = self.before.amount if self.before else None, self.value.amount
        if not isinstance(old, Decimal) or not isinstance(new, Decimal) or not old:
            return None
        return ((new - old) / old * 100).quantize(Decimal("0.1"))

    def is_backdated(self, today: date) -> bool:
        return self.value.starts_on <= today


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule whose answer differs."""

    before: Outcome | None
    after: Outcome

    @property
    def result(self) -> str:
        if self.after.outcome == "not_met":
            return "fails" if self.after.severity == "blocks" else "warns"
        return "unknown" if self.after.outcome == "unknown" else "mended"


@dataclass(frozen=True, slots=True)
class Affected:
    """A vacancy some of whose answers would differ."""

    vacancy: Vacancy
    rules: tuple[RuleChange, ...]

    @property
    def result(self) -> str:
        return worst(self.rules)


@dataclass(frozen=True)
class Effect:
    """looked_at: how many vacancies were asked. affected: those whose answers change, the worst first."""

    looked_at: int
    affected: tuple[Affected, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(one.result for one in self.affected)


@dataclass(frozen=True, slots=True)
class Used:
    """A vacancy that was decided with a value that is being corrected."""

    vacancy: Vacancy
    key: tuple[str, ...]
    since: date
    last_check: date


def changes(law: Ruleset, values: Iterable[ExtraValue]) -> list[Change]:
    """Each value beside the law in force, in the same order."""
    listed = list(values)
    after = amended(law, listed).parameters
    return [_change(law.parameters[value.parameter], after[value.parameter], value) for value in listed]


def _change(before: Parameter, after: Parameter, value: ExtraValue) -> Change:
    starts = before.starts.get(value.key, ())
    place = bisect_right(starts, value.starts_on)
    old = before.series[value.key][place - 1] if place else None
    later = after.starts[value.key]
    next_place = bisect_right(later, value.starts_on)
    until = later[next_place] if next_place < len(later) else None
    if old is None or old.starts_on != value.starts_on:
        kind = "new"
    elif old.amount != value.amount:
        kind = "corrected"
    else:
        same = (old.confidence, old.reference, old.note) == (value.confidence, value.reference, value.note)
        kind = "unchanged" if same else "restated"
    return Change(value, kind, old, until)


def seen_by_proposer(change: Change) -> dict[str, Any]:
    """What stood in the law when a value was proposed, to be kept with it: later the law has moved on."""
    return {
        "kind": change.kind,
        "before": amount_text(change.before.amount) if change.before else None,
        "until": change.until.isoformat() if change.until else None,
    }


def effect(session: Session, before: Ruleset, after: Ruleset, parameter_id: str) -> Effect:
    """Ask the touched rules of every vacancy in review, published or suspended of the touched schemes, under both
    rulesets."""
    rules = touched_rules(after, parameter_id)
    vacancies = queries.live_of(session, touched_schemes(after, parameter_id))
    around = _surroundings(session, after, rules)
    affected = []
    for vacancy in vacancies:
        facts, day, given = checks.facts_of(vacancy), checks.asked_on(vacancy), around(vacancy)
        old, new = (evaluate(law, facts, day, given, rules) for law in (before, after))
        found = compare(old, new)
        if found:
            affected.append(Affected(vacancy, found))
    affected.sort(key=lambda one: RESULTS.index(one.result))
    return Effect(len(vacancies), tuple(affected))


def _surroundings(
    session: Session, law: Ruleset, rules: frozenset[str]
) -> Callable[[Vacancy], Circumstances]:
    """What these rules ask beyond a vacancy. Most ask nothing, and then nothing is looked up for each of hundreds."""
    asked = {
        fact
        for scheme in law.schemes.values()
        for rule in scheme.requirements
        if rule.id in rules
        for fact in rule.facts
    }
    if not any(fact.startswith("circumstances.") for fact in asked):
        return lambda _vacancy: Circumstances()
    recruiters = checks.authorised_recruiters(session)
    return lambda vacancy: checks.circumstances(session, vacancy, recruiters)


def compare(
    before: Iterable[Outcome], after: Iterable[Outcome], rules: frozenset[str] | None = None
) -> tuple[RuleChange, ...]:
    """The rules, all or these, whose answer differs: another outcome, or the same failure with another weight."""
    old = {outcome.rule: outcome for outcome in before}
    found = []
    for outcome in after:
        if rules is not None and outcome.rule not in rules:
            continue
        was = old.get(outcome.rule)
        weight = (was.outcome, was.severity if was.outcome == "not_met" else "") if was else None
        if weight != (outcome.outcome, outcome.severity if outcome.outcome == "not_met" else ""):
            found.append(RuleChange(was, outcome))
    return tuple(found)


def worst(rules: Sequence[RuleChange]) -> str:
    return min((one.result for one in rules), key=RESULTS.index, default="same")


def decided_with(session: Session, found: Iterable[Change]) -> list[Used]:
    """The vacancies that some stored check decided with a value that is now corrected, each value once a vacancy."""
    corrected = {
        (change.value.parameter, change.value.key, change.value.starts_on.isoformat())
        for change in found
        if change.kind == "corrected"
    }
    if not corrected:
        return []
    used: dict[tuple[int, tuple[str, ...], str], Used] = {}
    for vacancy, check in checks.stored_of_submitted(session):
        for outcome in check.outcomes:
            for item in outcome["used"]:
                value = (item["parameter"], tuple(item["key"]), item["since"])
                if value in corrected:
                    since = date.fromisoformat(item["since"])
                    used[vacancy.id, value[1], value[2]] = Used(vacancy, value[1], since, check.asked_on)
    return list(used.values())

"""What a check sees and what it answers.

`Case` is one rule asked about one vacancy on one day. A check returns a `Result` made by `met`, `not_met`,
`unknown` or `not_applicable`, or gathers several conditions in `Parts`: one that fails decides, else one
that is missing, else all are met. Checks hold no words: they name a message of requirements.yaml and give
the values to put in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from registry.schemes.facts import Circumstances, VacancyFacts
from registry.schemes.law import Found, Parameter, Ruleset, Value

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = "met", "not_met", "unknown", "not_applicable"
CENT = Decimal("0.01")


class Word(NamedTuple):
    """A word of words.yaml, to be said in the reader's language; `key` itself is said where there is none."""

    group: str
    key: str


class Problem(NamedTuple):
    """Why a rule is not met: a message of the requirement, its values, and its severity if lighter than the
    rule.
    """

    message: str
    says: Mapping[str, Any]
    severity: str | None = None


class Used(NamedTuple):
    """A value of the law that took part in an answer. `decisive`: the one the answer rests on."""

    parameter: Parameter
    key: tuple[str, ...]
    value: Value
    overdue: bool = False
    decisive: bool = False
    assumed: bool = False

    @property
    def confidence(self) -> str:
        return "unverified" if self.assumed else self.value.confidence


class Result(NamedTuple):
    """A check's answer. `confidence` covers the values used only; the rule's own is added by evaluate."""

    outcome: str
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    used: tuple[Used, ...] = ()
    confidence: str = "verified"
    facts: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Case:
    """One rule about one vacancy. `shared` keeps work that several rules of the same vacancy need."""

    facts: VacancyFacts
    circumstances: Circumstances
    asked_on: date
    ruleset: Ruleset
    parameters: Mapping[str, Parameter]
    shared: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check: the facts it reads, the parameters it needs, the messages it may ask for."""

    name: str
    run: Callable[[Case], Result]
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    says: Mapping[str, frozenset[str]]


CHECKS: dict[str, Check] = {}


def check(
    name: str, *, facts: str = "", parameters: str = "", **says: str
) -> Callable[[Callable[[Case], Result]], Callable[[Case], Result]]:
    """Register a check. facts and parameters: names apart by spaces; each further keyword is a message and
    its values.
    """

    def register(run: Callable[[Case], Result]) -> Callable[[Case], Result]:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        wanted = {"not_met": "", "unknown": "", **says}
        messages = {key: frozenset(values.split()) for key, values in wanted.items()}
        messages["unknown"] |= {"missing"}
        CHECKS[name] = Check(name, run, tuple(facts.split()), tuple(parameters.split()), messages)
        return run

    return register


def met(*used: Used, confidence: str = "verified", facts: Mapping[str, Any] | None = None) -> Result:
    if used or facts or confidence != "verified":
        return Result(MET, used=used, confidence=confidence, facts=facts or {})
    return _PLAINLY_MET


def not_met(
    message: str = "not_met",
    *used: Used,
    severity: str | None = None,
    confidence: str = "verified",
    facts: Mapping[str, Any] | None = None,
    **says: Any,
) -> Result:
    problem = Problem(message, says, severity)
    return Result(NOT_MET, (problem,), used=used, confidence=confidence, facts=facts or {})


def unknown(
    *missing: str, used: Iterable[Used] = (), facts: Mapping[str, Any] | None = None, **says: Any
) -> Result:
    """`missing`: paths of facts, or keys of the group `missing` in words.yaml."""
    if used or facts or says:
        return Result(UNKNOWN, (Problem("unknown", says),), missing, tuple(used), facts=facts or {})
    return _plainly_unknown(missing)


@cache
def _plainly_unknown(missing: tuple[str, ...]) -> Result:
    """The same answer for the same missing facts, made once: most answers are one of these."""
    return Result(UNKNOWN, (Problem("unknown", {}),), missing)


def not_applicable() -> Result:
    return _DOES_NOT_APPLY


_PLAINLY_MET, _DOES_NOT_APPLY = Result(MET), Result(NOT_APPLICABLE)


class Parts:
    """Several conditions of one rule. `ask` a condition that is True, False or None (its fact is missing)."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.missing: list[str] = []
        self.used: list[Used] = []
        self.confidence = "verified"

    def ask(
        self,
        holds: bool | None,
        missing: str,
        message: str = "not_met",
        severity: str | None = None,
        **says: Any,
    ) -> None:
        if holds is None:
            self.missing.append(missing)
        elif not holds:
            self.problems.append(Problem(message, says, severity))

    def result(self, **says: Any) -> Result:
        used = tuple(self.used)
        if self.problems:
            return Result(NOT_MET, tuple(self.problems), tuple(self.missing), used, self.confidence)
        if self.missing:
            return Result(UNKNOWN, (Problem("unknown", says),), tuple(self.missing), used, self.confidence)
        return Result(MET, used=used, confidence=self.confidence)


def equals(fact: Any, wanted: Any) -> bool | None:
    """Three-valued comparison: None when the fact is not said."""
    return None if fact is None else fact == wanted


def at_least(fact: Any, least: Any) -> bool | None:
    return None if fact is None else fact >= least


def at_most(fact: Any, most: Any) -> bool | None:
    return None if fact is None else fact <= most


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to 0.01, as every comparison of money is."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def span(case: Case) -> tuple[date, date] | None:
    """First and last day of work; None when not said. A domestic job may have no end: its first day, see `held`."""
    facts = case.facts
    start, end = facts.start_date, facts.end_date
    if start is None or (end is None and facts.scheme != "GT_SNE"):
        return None
    return (start, end or start) if end is None or end >= start else None


def held(case: Case, parameter: Parameter, worked: tuple[date, date], *key: str) -> Found:
    """The values that hold while the work lasts. A job without an end meets every value already loaded from its start
    on; whether one is past its renewal is asked of its first day only, as nobody can load all years to come.
    """
    found = parameter.during(*worked, *key)
    newest = parameter.starts.get(key, ())[-1:]
    if case.facts.end_date is not None or not newest or newest[0] <= worked[1]:
        return found
    later = parameter.during(worked[0], newest[0], *key)
    return replace(found, values=later.values, missing=later.missing)

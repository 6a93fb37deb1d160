"""The law once read: dated values with their references, requirements, schemes, and the whole ruleset with
its hash.

Plain frozen values. A series of values has starts only: a value holds from its start until the next start; a
value of None is a dated end. A day before the first start, or after a dated end, has no value, and no value
is never a pass.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from registry.schemes.clocks import Clock
    from registry.schemes.renewal import Every

Amount = Decimal | tuple[str, ...]
Text = Mapping[str, str]

# Changes when a check changes its meaning, so that the same files under other code have another hash.
ENGINE = "2"


@dataclass(frozen=True, slots=True)
class Reference:
    title: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value. `amount` None ends the series on `starts_on`. `renewal_due`: the day by which the authority must
    have set a new one (see Parameter); None where another value followed in time."""

    amount: Amount | None
    starts_on: date
    confidence: str
    reference: Reference
    note: str | None = None
    renewal_due: date | None = None

    def overdue(self, day: date) -> bool:
        return self.renewal_due is not None and self.renewal_due <= day


@dataclass(frozen=True, slots=True)
class Found:
    """The values that held between two days. missing: some day had none; overdue: some day was past its
    renewal.
    """

    values: tuple[Value, ...]
    missing: bool
    overdue: bool


@dataclass(frozen=True)
class Parameter:
    """One thing the law sets, through time, for each combination of its keys (no keys: one series).

    renewal_due: the first day by which the authority is known to have set new values that the files do not have;
    renewal_every: how often it sets new ones from then on. From its own due day on a value can still refuse an offer,
    but an offer that reaches it is unknown, not met.
    key_values: what a key may be besides what the series has, for tables that are still to be loaded.
    """

    id: str
    title: Text
    unit: str
    asked_on: str
    keys: tuple[str, ...]
    series: Mapping[tuple[str, ...], tuple[Value, ...]]
    checked_on: date
    renewal_due: date | None = None
    renewal_every: Every | None = None
    key_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    starts: Mapping[tuple[str, ...], tuple[date, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        starts = {key: tuple(value.starts_on for value in values) for key, values in self.series.items()}
        object.__setattr__(self, "starts", starts)

    def on(self, day: date, *key: str) -> Value | None:
        """The value that holds on this day, or None."""
        place = bisect_right(self.starts.get(key, ()), day)
        if not place:
            return None
        value = self.series[key][place - 1]
        return value if value.amount is not None else None

    def during(self, first: date, last: date, *key: str) -> Found:
        """Every value that holds on some day from first to last, both counted."""
        values = self.series.get(key, ())
        starts = self.starts.get(key, ())
        begin, end = bisect_right(starts, first), bisect_right(starts, last)
        held = values[max(begin - 1, 0) : end]
        known = tuple(value for value in held if value.amount is not None)
        overdue = any(value.overdue(last) for value in known)
        return Found(known, begin == 0 or len(known) < len(held), overdue)

    @property
    def next_renewal(self) -> date | None:
        """The earliest day by which one of the newest values must be renewed. Series that ended wait for nothing,
        unless all did.
        """
        newest = [values[-1] for values in self.series.values()]
        holding = [value for value in newest if value.amount is not None]
        return min((value.renewal_due for value in holding or newest if value.renewal_due), default=None)


@dataclass(frozen=True)
class Requirement:
    """One rule. `check` is None when it is listed but not checked, and `not_checked` says why."""

    id: str
    folder: str
    title: Text
    severity: str
    confidence: str
    citation: Reference
    check: str | None
    run: Callable[..., Any] | None
    facts: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    messages: Mapping[str, Text]
    not_checked: Text | None = None
    partly: Text | None = None

    @cached_property
    def title_data(self) -> dict[str, str]:
        return dict(self.title)

    @cached_property
    def citation_data(self) -> dict[str, str | None]:
        return {"title": self.citation.title, "href": self.citation.href}

    @property
    def effective_severity(self) -> str:
        """What an offer that fails this rule meets: an unverified rule warns, it never blocks."""
        return "warns" if self.severity == "blocks" and self.confidence == "unverified" else self.severity


@dataclass(frozen=True)
class PersonRule:
    """One rule asked of a person for some schemes (schemes.md section 4).

    otherwise: the outcome when it is not met. severity: hard, soft, document or info. stage: when it can be known:
    registration, match (asked only after a match) or documents. ranking: never, or requirement where matching asks
    the same of a vacancy's requirements.
    """

    id: str
    schemes: tuple[str, ...]
    title: Text
    severity: str
    otherwise: str
    stage: str
    ranking: str
    confidence: str
    citation: Reference
    check: str | None
    run: Callable[..., Any] | None
    parameters: Mapping[str, Parameter]
    messages: Mapping[str, Text]
    not_checked: Text | None = None


@dataclass(frozen=True)
class WorkerFact:
    """A few plain sentences for a worker about a scheme, with their source. short: a few words, to compare schemes
    side by side."""

    id: str
    text: Text
    reference: Reference
    short: Text | None = None


@dataclass(frozen=True)
class Scheme:
    """A way to work legally. `official_ref` and `certified`: patterns of its case numbers and final
    statuses.
    """

    id: str
    folder: str
    name: Text
    country: str
    authority: Text
    status: str
    verified_from: date
    owner: str
    official_ref: str | None
    certified: tuple[str, ...]
    worker_facts: tuple[WorkerFact, ...]
    requirements: tuple[Requirement, ...]
    clocks: tuple[Clock, ...] = ()
    shared: bool = False


@dataclass(frozen=True)
class Ruleset:
    """All law known at one moment. Two rulesets with the same content have the same hash, whatever their
    files.
    """

    schemes: Mapping[str, Scheme]
    parameters: Mapping[str, Parameter]
    words: Mapping[str, Mapping[str, Text]]
    path: Path = field(compare=False)
    person_rules: tuple[PersonRule, ...] = ()

    def scheme(self, scheme: str) -> Scheme | None:
        """The scheme of this id, or None; shared folders are not schemes."""
        found = self.schemes.get(scheme)
        return None if found is None or found.shared else found

    def rules(self, scheme: str) -> tuple[Requirement, ...]:
        """Every rule asked of a vacancy of this scheme: those of all schemes, then its country's and its own."""
        return self._rules.get(scheme, self._rules[""])

    @cached_property
    def _rules(self) -> dict[str, tuple[Requirement, ...]]:
        common = self.schemes["ALL"].requirements
        own = {
            item.id: common + self._with_country(item) for item in self.schemes.values() if not item.shared
        }
        return {"": common, **own}

    def _with_country(self, scheme: Scheme) -> tuple[Requirement, ...]:
        """The rules of a scheme and those that the schemes of its country share, in the order of their ids."""
        folders = [item for item in self.schemes.values() if item.shared and item.country == scheme.country]
        rules = [rule for item in (scheme, *folders) for rule in item.requirements]
        return tuple(sorted(rules, key=lambda rule: rule.id))

    def facts_asked(self, scheme: str) -> tuple[str, ...]:
        """The path of every fact that some rule of this scheme reads, each once."""
        return self._facts_asked.get(scheme, self._facts_asked[""])

    @cached_property
    def _facts_asked(self) -> dict[str, tuple[str, ...]]:
        return {
            scheme: tuple(dict.fromkeys(path for rule in rules for path in rule.facts))
            for scheme, rules in self._rules.items()
        }

    @cached_property
    def worded(self) -> dict[tuple[Any, ...], dict[str, str]]:
        """Messages already put in words, for evaluate; as many as there are ways to miss a fact."""
        return {}

    @cached_property
    def text(self) -> str:
        """The canonical text that is archived under the hash."""
        content = {
            "engine": ENGINE,
            "schemes": {scheme.id: _scheme_content(scheme) for scheme in self.schemes.values()},
            "parameters": {item.id: _parameter_content(item) for item in self.parameters.values()},
            "people": [_person_rule_content(item) for item in self.person_rules],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def versions(self) -> tuple[tuple[str, str, date], ...]:
        """Each scheme with its status and the day it was last gone through as a whole."""
        return tuple((item.id, item.status, item.verified_from) for item in self.schemes.values())


def last_day(day: date, months: int) -> date:
    """The last day worked of a contract that starts on `day` and lasts whole calendar months."""
    return add_months(day, months) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Calendar months later; the last day of a shorter month where the day does not exist."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def days(first: date, last: date) -> int:
    """Days of work, both ends worked."""
    return (last - first).days + 1


def _scheme_content(scheme: Scheme) -> dict[str, Any]:
    return {
        "name": dict(scheme.name),
        "country": scheme.country,
        "authority": dict(scheme.authority),
        "status": scheme.status,
        "verified_from": scheme.verified_from.isoformat(),
        "owner": scheme.owner,
        "official_ref": scheme.official_ref,
        "certified": list(scheme.certified),
        "worker_facts": [
            [fact.id, dict(fact.text), _reference(fact.reference), dict(fact.short or {})]
            for fact in scheme.worker_facts
        ],
        "requirements": [_requirement_content(item) for item in scheme.requirements],
        "clocks": [clock.content() for clock in scheme.clocks],
    }


def _requirement_content(item: Requirement) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": dict(item.title),
        "severity": item.severity,
        "confidence": item.confidence,
        "citation": _reference(item.citation),
        "check": item.check,
        "parameters": {name: parameter.id for name, parameter in item.parameters.items()},
        "messages": {key: dict(text) for key, text in item.messages.items()},
        "not_checked": dict(item.not_checked) if item.not_checked else None,
        "partly": dict(item.partly) if item.partly else None,
    }


def _person_rule_content(item: PersonRule) -> dict[str, Any]:
    return {
        "id": item.id,
        "schemes": list(item.schemes),
        "title": dict(item.title),
        "severity": item.severity,
        "otherwise": item.otherwise,
        "stage": item.stage,
        "ranking": item.ranking,
        "confidence": item.confidence,
        "citation": _reference(item.citation),
        "check": item.check,
        "parameters": {name: parameter.id for name, parameter in item.parameters.items()},
        "messages": {key: dict(text) for key, text in item.messages.items()},
        "not_checked": dict(item.not_checked) if item.not_checked else None,
    }


def _parameter_content(item: Parameter) -> dict[str, Any]:
    return {
        "title": dict(item.title),
        "unit": item.unit,
        "asked_on": item.asked_on,
        "keys": list(item.keys),
        "checked_on": item.checked_on.isoformat(),
        "renewal_due": item.renewal_due.isoformat() if item.renewal_due else None,
        "renewal_every": str(item.renewal_every) if item.renewal_every else None,
        "values": [
            [
                list(key),
                value.starts_on.isoformat(),
                amount_text(value.amount),
                value.confidence,
                _reference(value.reference),
                value.note,
                value.renewal_due.isoformat() if value.renewal_due else None,
            ]
            for key, values in sorted(item.series.items())
            for value in values
        ],
    }


def _reference(reference: Reference) -> list[str | None]:
    return [reference.title, reference.href]


def amount_text(amount: Amount | None) -> str | list[str] | None:
    """An amount as JSON carries it: never a float."""
    if amount is None:
        return None
    return list(amount) if isinstance(amount, tuple) else str(amount)

"""The parameters of the law at a glance: what holds today, since when, on what source, and what somebody must look at.

Made from a ruleset and the confirmations; nothing is asked of a vacancy. Start at `overview`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from registry.law.models import LawConfirmation
from registry.law.queries import checked_on, touched_rules
from registry.schemes.explain import stale
from registry.schemes.law import Parameter, Ruleset, Value


@dataclass(frozen=True, slots=True)
class Standing:
    """One parameter today. newest: the value in force that began last, of any key. due: why somebody must look at it:
    renewal (the authority was due to set new values), unchecked (nobody looked for long), or None."""

    parameter: Parameter
    newest: Value | None
    series: int
    values: int
    unverified: int
    checked_on: date
    due: str | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A value with the day before which it holds; None while no other is known."""

    key: tuple[str, ...]
    value: Value
    until: date | None

    def holds(self, day: date) -> bool:
        return self.value.starts_on <= day and (self.until is None or day < self.until)


def overview(
    law: Ruleset, confirmations: Mapping[str, LawConfirmation], today: date
) -> dict[tuple[str, ...], list[Standing]]:
    """Parameters by the schemes that use them: what is due first, then by name; those of one scheme first."""
    due = {item.parameter: item.reason for item in stale(law, today, confirmed=_days(confirmations))}
    found: dict[tuple[str, ...], list[Standing]] = {}
    for parameter in law.parameters.values():
        one = standing(parameter, confirmations.get(parameter.id), due.get(parameter.id), today)
        found.setdefault(_users(law, parameter), []).append(one)
    for listed in found.values():
        listed.sort(key=lambda one: (one.due != "renewal", one.due is None, one.parameter.id))
    order = [scheme.id for scheme in law.schemes.values()]
    return dict(
        sorted(found.items(), key=lambda item: (len(item[0]) != 1, [order.index(one) for one in item[0]]))
    )


def standing(
    parameter: Parameter, confirmation: LawConfirmation | None, due: str | None, today: date
) -> Standing:
    listed = list(periods(parameter))
    held = [one.value for one in listed if one.holds(today) and one.value.amount is not None]
    return Standing(
        parameter,
        newest=max(held, key=lambda value: value.starts_on, default=None),
        series=len(parameter.series),
        values=sum(one.value.amount is not None for one in listed),
        unverified=sum(value.confidence == "unverified" for value in held),
        checked_on=checked_on(parameter, confirmation),
        due=due,
        is_confirmed=confirmation is not None and confirmation.checked_on > parameter.checked_on,
    )


def due_of(
    law: Ruleset, confirmations: Mapping[str, LawConfirmation], parameter_id: str, today: date
) -> str | None:
    found = stale(law, today, confirmed=_days(confirmations))
    return next((item.reason for item in found if item.parameter == parameter_id), None)


def periods(parameter: Parameter) -> Iterator[Period]:
    """Every value with its period, by key, the newest first."""
    for key, values in sorted(parameter.series.items()):
        ends = [value.starts_on for value in values[1:]]
        for value, until in reversed(list(zip(values, [*ends, None], strict=True))):
            yield Period(key, value, until)


def _days(confirmations: Mapping[str, LawConfirmation]) -> dict[str, date]:
    return {parameter: one.checked_on for parameter, one in confirmations.items()}


def _users(law: Ruleset, parameter: Parameter) -> tuple[str, ...]:
    """The folders of law whose own rules use it, and the schemes whose rules about people do; none for one that no
    rule uses."""
    rules = touched_rules(law, parameter.id)
    people = {
        scheme
        for rule in law.person_rules
        if any(one.id == parameter.id for one in rule.parameters.values())
        for scheme in rule.schemes
    }
    return tuple(
        scheme.id
        for scheme in law.schemes.values()
        if scheme.id in people or any(rule.id in rules for rule in scheme.requirements)
    )

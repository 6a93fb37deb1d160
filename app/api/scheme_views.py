"""A scheme as the API shows it: what a worker is told, its rules, the values in force today, its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from registry.law.models import LawConfirmation
from registry.law.queries import checked_on
from registry.schemes.clocks import Clock, Moment
from registry.schemes.law import Parameter, Reference, Requirement, Ruleset, Scheme, WorkerFact, amount_text


class Source(BaseModel):
    title: str
    href: str | None


class FactView(BaseModel):
    id: str
    text: dict[str, str]
    short: dict[str, str] | None
    reference: Source


class RuleView(BaseModel):
    """severity: what an offer that fails meets (an unverified rule warns). checked: False when it is only listed."""

    id: str
    title: dict[str, str]
    severity: str
    confidence: str
    checked: bool
    parameters: list[str]
    citation: Source


class HeldValue(BaseModel):
    """A value that holds today, for one combination of the parameter's keys; `amount` is text, never a float."""

    key: list[str]
    amount: str | list[str] | None
    since: date
    confidence: str
    reference: Source


class ParameterView(BaseModel):
    id: str
    title: dict[str, str]
    unit: str
    keys: list[str]
    checked_on: date
    renewal_due: date | None
    values: list[HeldValue]


class MomentView(BaseModel):
    """`amount` units (days, months, working_days, percent) after the anchor, before it when negative."""

    anchor: str
    is_step: bool
    amount: int
    unit: str
    calendar: str | None


class StepView(BaseModel):
    id: str
    subject: str
    who: str
    text: dict[str, str]
    since: MomentView | None
    until: MomentView | None
    only_if: dict[str, str] | None
    is_duty: bool
    confidence: str
    reference: Source


class SchemeDetail(BaseModel):
    id: str
    country: str
    status: str
    title: dict[str, str]
    authority: dict[str, str]
    verified_from: date
    ruleset: str
    worker: list[FactView]
    rules: list[RuleView]
    parameters: list[ParameterView]
    steps: list[StepView]


def detail(
    law: Ruleset, scheme: Scheme, confirmed: Mapping[str, LawConfirmation], today: date
) -> SchemeDetail:
    rules = law.rules(scheme.id)
    used = {parameter.id: parameter for rule in rules for parameter in rule.parameters.values()}
    return SchemeDetail(
        id=scheme.id,
        country=scheme.country,
        status=scheme.status,
        title=dict(scheme.name),
        authority=dict(scheme.authority),
        verified_from=scheme.verified_from,
        ruleset=law.hash,
        worker=[_fact(fact) for fact in scheme.worker_facts],
        rules=[_rule(rule) for rule in rules],
        parameters=[_parameter(one, confirmed.get(one.id), today) for one in used.values()],
        steps=[_step(one) for one in scheme.clocks],
    )


def _source(reference: Reference) -> Source:
    return Source(title=reference.title, href=reference.href)


def _fact(fact: WorkerFact) -> FactView:
    short = dict(fact.short) if fact.short else None
    return FactView(id=fact.id, text=dict(fact.text), short=short, reference=_source(fact.reference))


def _rule(rule: Requirement) -> RuleView:
    return RuleView(
        id=rule.id,
        title=dict(rule.title),
        severity=rule.effective_severity,
        confidence=rule.confidence,
        checked=rule.run is not None,
        parameters=[parameter.id for parameter in rule.parameters.values()],
        citation=_source(rule.citation),
    )


def _parameter(parameter: Parameter, confirmation: LawConfirmation | None, today: date) -> ParameterView:
    held = {key: parameter.on(today, *key) for key in sorted(parameter.series)}
    return ParameterView(
        id=parameter.id,
        title=dict(parameter.title),
        unit=parameter.unit,
        keys=list(parameter.keys),
        checked_on=checked_on(parameter, confirmation),
        renewal_due=parameter.next_renewal,
        values=[
            HeldValue(
                key=list(key),
                amount=amount_text(value.amount),
                since=value.starts_on,
                confidence=value.confidence,
                reference=_source(value.reference),
            )
            for key, value in held.items()
            if value is not None
        ],
    )


def _step(clock: Clock) -> StepView:
    return StepView(
        id=clock.id,
        subject=clock.subject,
        who=clock.who,
        text=dict(clock.text),
        since=_moment(clock.since),
        until=_moment(clock.until),
        only_if=dict(clock.only_if) if clock.only_if else None,
        is_duty=clock.is_duty,
        confidence=clock.confidence,
        reference=_source(clock.reference),
    )


def _moment(moment: Moment | None) -> MomentView | None:
    if moment is None:
        return None
    return MomentView(
        anchor=moment.anchor,
        is_step=moment.of_step,
        amount=moment.amount,
        unit=moment.unit,
        calendar=moment.calendar,
    )

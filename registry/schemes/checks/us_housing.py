"""Room in rented housing and what housing leaves of the pay, in the United States (rules H2A-11, H2B-09)."""

from __future__ import annotations

from decimal import Decimal

from registry.schemes.case import (
    Case,
    Result,
    Used,
    cents,
    check,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.us_wages import minimum_floors
from registry.schemes.checks.wages import judge, offered
from registry.schemes.facts import Housing

PER_WEEK = {
    "day": Decimal(7),
    "week": Decimal(1),
    "biweek": Decimal(1) / 2,
    "month": Decimal(12) / 52,
}


@check(
    "housing_room",
    facts="housing",
    parameters="area",
    not_met="each limit people",
)
def housing_room(case: Case) -> Result:
    """Rented or public lodging has 50 square feet for each sleeper, 100 where people also cook and live there."""
    housing = case.facts.housing
    if housing is None or housing.kind is None:
        return unknown("housing.kind")
    if housing.kind != "rental_public":
        return not_applicable()
    if housing.area_sq_ft is None or not housing.capacity:
        return unknown("housing.capacity" if housing.area_sq_ft is not None else "housing.area_sq_ft")
    each = housing.area_sq_ft / housing.capacity
    uses = {None: ("sleeping", "cooking"), True: ("cooking",), False: ("sleeping",)}
    answers = [_roomy(case, use, each, housing) for use in uses[housing.cooks_where_sleeps]]
    if len({answer.outcome for answer in answers}) == 1:
        return answers[0]
    return unknown("housing.cooks_where_sleeps")


def _roomy(case: Case, use: str, each: Decimal, housing: Housing) -> Result:
    parameter = case.parameters["area"]
    value = parameter.on(case.asked_on, use)
    if value is None or not isinstance(value.amount, Decimal):
        return unknown("limits")
    used = Used(parameter, (use,), value, decisive=True)
    if each >= value.amount:
        return met(used, confidence=used.confidence)
    return not_met(
        "not_met",
        used,
        confidence=used.confidence,
        each=cents(each),
        limit=value.amount,
        people=housing.capacity,
    )


@check(
    "housing_charge",
    facts="housing wage wage_unit currency hours_week worksites start_date end_date prevailing_wage "
    "agreement_wage",
    parameters="federal state absurd_low absurd_high",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    period="cost",
    unknown="floor",
)
def housing_charge(case: Case) -> Result:
    """Housing may cost something, disclosed; what is left of an hour's pay is compared with every minimum."""
    housing, hours = case.facts.housing, case.facts.hours_week
    if housing is None or housing.provided is None or (housing.provided and housing.cost_worker is None):
        asked = "housing.cost_worker" if housing and housing.provided else "housing.provided"
        return unknown(asked, floor="—")
    if not housing.provided or not housing.cost_worker:
        return met() if housing.provided else not_applicable()
    if housing.cost_period is None:
        return not_met("period", cost=housing.cost_worker)
    times = PER_WEEK.get(housing.cost_period)
    offer, missing = offered(case, case.facts.wage, "USD")
    worked = span(case)
    lacking = [*missing, *([] if worked else ["work_days"]), *([] if hours else ["hours_week"])]
    if offer is None or worked is None or not hours or times is None:
        return unknown(*lacking, *([] if times else ["housing.cost_period"]), floor="—")
    left = cents(max(offer - housing.cost_worker * times / hours, Decimal(0)))
    base = minimum_floors(case, *worked)
    return judge(left, base.floors, base.missing)

"""What a job in Canada must pay and what may be taken for housing: rules CA-01 and CA-10.

The floor is the highest of the provincial minimum, the National Commodity List or the prevailing wage, what
Canadians earn in the same job, and the collective agreement. In Quebec the wage table of the MIFI, which the
vacancy states as its prevailing wage, takes the place of the National Commodity List.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from registry.schemes.case import (
    Case,
    Parts,
    Result,
    Used,
    Word,
    cents,
    check,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.everywhere import limit, number, percent
from registry.schemes.checks.wages import (
    MONTHS_PER_YEAR,
    WEEKS_PER_YEAR,
    Floors,
    judge,
    offered,
    regions,
    unplaced,
)
from registry.schemes.facts import Housing

AGRICULTURAL, LOW_WAGE = "CA_AG", "CA_LOW"
QUEBEC = "QC"
# Rates of the National Commodity List: one for all, or one for each of two skills.
BASE_SKILLS, HIGHER_SKILL = ("any", "lower"), "higher"
FACTS = "wage wage_unit currency hours_week worksites start_date end_date"


def province(region: str) -> Word:
    return Word("provinces", region)


def offer_of(case: Case) -> tuple[Decimal | None, list[str]]:
    """The offer per hour, or what is missing. Piece work is worth its estimate, which only a guarantee confirms."""
    facts = case.facts
    if facts.wage_unit != "piece":
        return offered(case, facts.wage, "CAD")
    if facts.piece_hourly_estimate is None or facts.currency != "CAD":
        return None, ["currency" if facts.currency != "CAD" else "piece_hourly_estimate"]
    return facts.piece_hourly_estimate, ["guaranteed_hourly"]


@check(
    "ca_wage",
    facts=FACTS + " piece_hourly_estimate commodity prevailing_wage wage_of_residents agreement_wage",
    parameters="minimum ncl absurd_low absurd_high",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    unknown="floor",
)
def ca_wage(case: Case) -> Result:
    """The wage reaches every floor of every province on every day of work."""
    (offer, missing), worked = offer_of(case), span(case)
    if offer is None or worked is None:
        return unknown(*missing, *([] if worked else ["work_days"]), floor="—")
    floors = Floors(missing=missing)
    if unplaced(case):
        floors.missing.append("worksites.region")
    for region in regions(case):
        key, name = (region,), Word("floors", "province")
        floors.take(case.parameters["minimum"], *worked, key, name, province(region))
    if case.facts.scheme == AGRICULTURAL:
        _agricultural(case, floors, offer, *worked)
    else:
        _prevailing(case, floors, "ca_prevailing_wage")
        floors.state(case.facts, "wage_of_residents")
    floors.state(case.facts, "agreement_wage")
    return judge(offer, floors.floors, floors.missing)


def _agricultural(case: Case, floors: Floors, offer: Decimal, first: date, last: date) -> None:
    """The National Commodity List in each province but Quebec, where the table of the MIFI counts."""
    for region in regions(case):
        if region == QUEBEC:
            _prevailing(case, floors, "quebec_wage")
        elif not case.facts.commodity:
            floors.missing.append("commodity")
        else:
            _listed_rates(case, floors, offer, (case.facts.commodity, region), first, last)


def _listed_rates(
    case: Case, floors: Floors, offer: Decimal, place: tuple[str, str], first: date, last: date
) -> None:
    """The base rate as a floor; a higher one for skilled work only says that more may be needed."""
    parameter = case.parameters["ncl"]
    known = [skill for skill in BASE_SKILLS if (*place, skill) in parameter.series]
    for skill in known or BASE_SKILLS[:1]:
        floors.take(parameter, first, last, (*place, skill), Word("floors", "ncl"), province(place[1]))
    higher = parameter.during(first, last, *place, HIGHER_SKILL)
    if any(isinstance(value.amount, Decimal) and offer < value.amount for value in higher.values):
        floors.missing.append("ncl_skill")


def _prevailing(case: Case, floors: Floors, missing: str) -> None:
    """The prevailing wage the vacancy states. A zero would say that none exists, and here there always is one."""
    if case.facts.prevailing_wage:
        floors.state(case.facts, "prevailing_wage")
    else:
        floors.missing.append(missing)


def weekly(amount: Decimal, period: str | None) -> Decimal | None:
    """An amount per week, rounded to the cent; None for a period that does not repeat, unless nothing is paid."""
    per_week = {
        "day": amount * 7,
        "week": amount,
        "biweek": amount / 2,
        "month": amount * MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    }
    found = per_week.get(period or "", None if amount else amount)
    return None if found is None else cents(found)


@check(
    "ca_rent",
    facts="housing worksites wage wage_unit currency hours_week",
    parameters="on_farm off_farm share absurd_low absurd_high",
    not_met="rent limit",
    off_farm="rent limit place since",
    share="rent limit share",
)
def ca_rent(case: Case) -> Result:
    """What a worker pays for housing: a cap on the farm, the province's rule off it, a share of the pay elsewhere."""
    housing = case.facts.housing
    if housing is not None and housing.provided is False and housing.cost_worker is None:
        return not_applicable()
    if housing is None or housing.cost_worker is None:
        return unknown("housing.cost_worker")
    if case.facts.scheme == LOW_WAGE:
        return _share(case, housing)
    rent = weekly(housing.cost_worker, housing.cost_period)
    if rent is None:
        return unknown("housing.cost_period")
    if not rent:
        return met()
    if housing.on_farm is None:
        return unknown("housing.on_farm")
    return _on_farm(case, rent) if housing.on_farm else _off_farm(case, rent)


def _on_farm(case: Case, rent: Decimal) -> Result:
    most = limit(case, "on_farm")
    if most is None:
        return unknown("limits")
    if rent <= number(most):
        return met(most, confidence=most.confidence)
    return not_met("not_met", most, confidence=most.confidence, rent=rent, limit=number(most))


def _off_farm(case: Case, rent: Decimal) -> Result:
    """Each province sets its own cap; the lowest that is passed decides."""
    parameter, parts = case.parameters["off_farm"], Parts()
    if unplaced(case):
        parts.missing.append("worksites.region")
    for region in regions(case):
        value = parameter.on(case.asked_on, region)
        if value is None or not isinstance(value.amount, Decimal):
            parts.missing.append(parameter.id)
            continue
        parts.used.append(Used(parameter, (region,), value, decisive=rent > value.amount))
        says: dict[str, Any] = {"limit": value.amount, "place": province(region), "since": value.starts_on}
        parts.ask(rent <= value.amount, "", "off_farm", rent=rent, **says)
    return parts.result()


def _share(case: Case, housing: Housing) -> Result:
    """Rent and utilities of a low-wage worker are at most a share of the gross pay of a week."""
    most, hours = limit(case, "share"), case.facts.hours_week
    offer, missing = offer_of(case)
    cost = (housing.cost_worker or Decimal(0)) + (housing.utilities or Decimal(0))
    rent = weekly(cost, housing.cost_period)
    if most is None or offer is None or hours is None or rent is None:
        lacking = [("limits", most), ("hours_week", hours), ("housing.cost_period", rent)]
        return unknown(*missing, *(name for name, value in lacking if value is None))
    affordable = cents(offer * hours * number(most))
    if rent > affordable:
        says: dict[str, Any] = {"rent": rent, "limit": affordable, "share": percent(number(most))}
        return not_met("share", most, severity="warns", confidence=most.confidence, **says)
    return (
        met(most, confidence=most.confidence)
        if housing.utilities is not None
        else unknown("housing.utilities")
    )

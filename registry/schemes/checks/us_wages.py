"""What a job in the United States must pay: AEWR, federal and state minimum, prevailing and agreed wages.

Rules H2A-01 to H2A-05, H2A-27 and H2B-01; how an offer is compared with its floors is in wages.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from registry.schemes.case import (
    Case,
    Result,
    Used,
    Word,
    check,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.everywhere import is_range_herding, limit, number, pays_like_an_hour
from registry.schemes.checks.wages import Floor, Floors, judge, offered, regions, unplaced
from registry.schemes.law import Value

FIELD = "field_livestock"
NATION = Word("states", "US")
FACTS = (
    "wage wage_unit currency hours_week skill_level occupation_code worksites start_date end_date "
    "prevailing_wage agreement_wage"
)


def minimum_floors(case: Case, first: date, last: date) -> Floors:
    """Federal and state minimum wages, and the wages that the order itself states (zero: none applies).

    A state's minimum for farm work is asked by the rules that name it, in place of the state's general one.
    """
    result = Floors()
    result.take(case.parameters["federal"], first, last, (), Word("floors", "federal"), NATION)
    if unplaced(case):
        result.missing.append("worksites.region")
    for region in regions(case):
        farm = case.parameters.get("farm")
        parameter = farm if farm and (region,) in farm.series else case.parameters["state"]
        result.take(parameter, first, last, (region,), Word("floors", "state"), Word("states", region))
    result.state(case.facts, "prevailing_wage", "agreement_wage")
    return result


def group_of(case: Case, day: date) -> tuple[str, bool]:
    """The occupation group of the AEWR, and whether it had to be assumed because no code is given."""
    code = case.facts.occupation_code
    if code is None:
        return FIELD, True
    codes = case.parameters["field_codes"].on(day)
    listed = codes is not None and isinstance(codes.amount, tuple) and code[:7] in codes.amount
    return (FIELD if listed else code[:7]), False


def aewr_floors(case: Case, first: date, last: date, level: str) -> Floors:
    """The adverse effect wage rates of each state of work. A group that is only assumed cannot block."""
    result = Floors()
    group, assumed = group_of(case, first)
    if assumed:
        result.missing.append("occupation_code")
    for region in regions(case):
        key, name = (region, group, level), Word("floors", f"aewr-{level}")
        result.take(case.parameters["aewr"], first, last, key, name, Word("states", region))
    if assumed:
        result.floors = [floor._replace(used=_assumed(floor.used)) for floor in result.floors]
    return result


def _assumed(used: Used | None) -> Used | None:
    return used._replace(assumed=True) if used else None


@check(
    "h2a_wage",
    facts=FACTS + " range_herding",
    parameters="aewr field_codes federal state farm absurd_low absurd_high",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    unknown="floor",
)
def h2a_wage(case: Case) -> Result:
    """The wage offered to all reaches every floor on every day of work, at the level the order states or
    level I.
    """
    if is_range_herding(case) or case.facts.wage_unit == "piece":
        return not_applicable()
    offer, missing = offered(case, case.facts.wage, "USD")
    worked = span(case)
    if offer is None or worked is None:
        return unknown(*missing, *([] if worked else ["work_days"]), floor="—")
    base = minimum_floors(case, *worked)
    aewr = aewr_floors(case, *worked, case.facts.skill_level or "I")
    return judge(offer, base.floors + aewr.floors, base.missing + aewr.missing)


def days_held(used: Used, first: date, last: date) -> tuple[date, date]:
    """The first and the last day between two days on which a value holds."""
    starts = used.parameter.starts[used.key]
    after = next((start for start in starts if start > used.value.starts_on), None)
    end = last if after is None else min(last, after - timedelta(days=1))
    return max(first, used.value.starts_on), end


def adjusted(case: Case, aewr: Floors, first: date, last: date) -> Floors:
    """AEWR floors less the housing adjustments of their days, for an employer who lodges the worker free."""
    housing = case.facts.housing
    if housing is None or housing.provided is None or (housing.provided and housing.cost_worker is None):
        return Floors(aewr.floors, [*aewr.missing, "housing"])
    if not housing.provided or housing.cost_worker:
        return aewr
    result = Floors(missing=list(aewr.missing))
    parameter = case.parameters["adjustment"]
    for floor in aewr.floors:
        assert floor.used is not None
        state = floor.used.key[0]
        starts = parameter.starts.get((state,), ())
        if starts and floor.used.value.starts_on < starts[0]:
            result.floors.append(floor)  # a survey-based rate: no adjustment existed then
            continue
        found = parameter.during(*days_held(floor.used, first, last), state)
        result.floors += [_less(floor, floor.used, value) for value in found.values]
        result.missing += [parameter.id] if found.missing else []
        result.missing += [f"renewal:{parameter.id}"] if found.overdue else []
    return result


def _less(floor: Floor, used: Used, adjustment: Value) -> Floor:
    assert isinstance(adjustment.amount, Decimal)
    assumed = used.assumed or adjustment.confidence == "unverified"
    return floor._replace(amount=floor.amount - adjustment.amount, used=used._replace(assumed=assumed))


@check(
    "h2a_foreign_wage",
    facts=FACTS + " wage_foreign_worker housing",
    parameters="aewr field_codes federal state farm adjustment absurd_low absurd_high",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    above="offer wage",
    unknown="floor",
)
def h2a_foreign_wage(case: Case) -> Result:
    """A lower wage for H-2A workers is only the free-housing adjustment, and never above the wage offered to
    all.
    """
    facts = case.facts
    if facts.wage_foreign_worker is None:
        return not_applicable()
    offer, missing = offered(case, facts.wage_foreign_worker, "USD")
    if facts.wage is not None and facts.wage_foreign_worker > facts.wage:
        return not_met("above", offer=facts.wage_foreign_worker, wage=facts.wage)
    worked = span(case)
    if offer is None or worked is None:
        return unknown(*missing, *([] if worked else ["work_days"]), floor="—")
    floors, lacking = h2a_floors(case, *worked)
    return judge(offer, floors, lacking if facts.wage is not None else [*lacking, "wage"])


def h2a_floors(case: Case, first: date, last: date) -> tuple[list[Floor], list[str]]:
    """The floors of what an H-2A worker is paid, with the housing adjustment where it is allowed."""
    base = minimum_floors(case, first, last)
    aewr = adjusted(case, aewr_floors(case, first, last, case.facts.skill_level or "I"), first, last)
    return base.floors + aewr.floors, base.missing + aewr.missing


@check(
    "h2a_adjustment",
    facts="wage wage_foreign_worker wage_unit worksites start_date end_date occupation_code",
    parameters="aewr field_codes adjustment",
    not_met="difference limit place since",
)
def h2a_adjustment(case: Case) -> Result:
    """Where the wage is exactly an AEWR, the difference is at most the housing adjustment of the state."""
    facts, worked = case.facts, span(case)
    if facts.wage_foreign_worker is None:
        return not_applicable()
    if facts.wage is None or worked is None or facts.wage_unit is None or not regions(case):
        return unknown(
            "wage" if facts.wage is None else "work_days" if worked is None else "worksites.region"
        )
    rates = [floor for level in ("I", "II") for floor in aewr_floors(case, *worked, level).floors]
    matching = [floor.used for floor in rates if floor.amount == facts.wage and floor.used]
    if facts.wage_unit != "hour" or not matching:
        return not_applicable()
    return _within(case, matching, facts.wage - facts.wage_foreign_worker, worked)


def _within(case: Case, matching: list[Used], difference: Decimal, worked: tuple[date, date]) -> Result:
    """A difference against every adjustment on the days of these rates; the lowest one decides."""
    parameter = case.parameters["adjustment"]
    limits: dict[tuple[str, date], Used] = {}
    lacking = []
    for rate in matching:
        state = rate.key[0]
        found = parameter.during(*days_held(rate, *worked), state)
        lacking += [parameter.id] if found.missing else []
        lacking += [f"renewal:{parameter.id}"] if found.overdue else []
        for value in found.values:
            limits[state, value.starts_on] = Used(parameter, (state,), value, value.overdue(worked[1]))
    if not limits:
        return unknown(parameter.id)
    lowest = min(limits.values(), key=number)
    used = lowest._replace(decisive=True)
    if difference > number(used):
        says: dict[str, Any] = {
            "difference": difference,
            "limit": number(used),
            "since": used.value.starts_on,
        }
        place = Word("states", used.key[0])
        return not_met("not_met", used, confidence=used.confidence, place=place, **says)
    others = [each for each in limits.values() if each is not lowest]
    if lacking:
        return unknown(*dict.fromkeys(lacking), used=[used, *others])
    return met(used, *others, confidence=used.confidence)


@check(
    "h2a_level",
    facts=FACTS + " experience_months",
    parameters="aewr field_codes absurd_low absurd_high experience",
    not_met="offer floor months place since",
    unknown="floor",
)
def h2a_level(case: Case) -> Result:
    """Asking for experience and paying level I is worth a second look; the level rule is a guess from real
    orders.
    """
    months, experienced = case.facts.experience_months, limit(case, "experience")
    if months is None or experienced is None:
        return unknown("limits" if experienced is None else "experience_months", floor="—")
    if months < number(experienced) or is_range_herding(case) or case.facts.wage_unit == "piece":
        return not_applicable()
    offer, missing = offered(case, case.facts.wage, "USD")
    worked = span(case)
    if offer is None or worked is None or not regions(case):
        return unknown(*missing, *([] if worked else ["work_days"]), "worksites.region", floor="—")
    floors = aewr_floors(case, *worked, "II")
    answer = judge(offer, floors.floors, floors.missing)
    if answer.outcome != "not_met":
        return answer
    problem = answer.problems[0]
    says: dict[str, Any] = {
        name: value for name, value in problem.says.items() if name not in ("short", "name")
    }
    return answer._replace(problems=(problem._replace(says=says | {"months": months}),))


@check(
    "h2a_piece_rate",
    facts=FACTS + " piece_rate piece_hourly_estimate housing",
    parameters="aewr field_codes federal state farm adjustment",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    unknown="floor",
)
def h2a_piece_rate(case: Case) -> Result:
    """Piece work comes with an hourly estimate that reaches the floor."""
    facts, worked = case.facts, span(case)
    if facts.wage_unit is None and facts.piece_rate is None:
        return unknown("wage_unit", floor="—")
    if facts.wage_unit != "piece" and facts.piece_rate is None:
        return not_applicable()
    if facts.piece_hourly_estimate is None or worked is None:
        return unknown("piece_hourly_estimate" if worked else "work_days", floor="—")
    if facts.currency != "USD":
        return unknown("currency", floor="—")
    floors, missing = h2a_floors(case, *worked)
    return judge(facts.piece_hourly_estimate, floors, missing)


@check(
    "h2a_range_wage",
    facts="wage wage_unit currency range_herding start_date end_date",
    parameters="monthly",
    not_met="offer floor short since",
    unknown="floor",
)
def h2a_range_wage(case: Case) -> Result:
    """Herders on the range are paid at least the monthly rate."""
    facts, worked = case.facts, span(case)
    if facts.wage_unit == "month" and pays_like_an_hour(case) and facts.range_herding is not False:
        asked = facts.range_herding or facts.hours_week is None
        return unknown("unit", floor="—") if asked else not_applicable()
    if not is_range_herding(case):
        return (
            not_applicable()
            if facts.range_herding is False or facts.wage_unit
            else unknown("wage_unit", floor="—")
        )
    lacking = [name for name in ("wage", "wage_unit") if getattr(facts, name) is None]
    lacking += ["unit"] if facts.wage_unit not in (None, "month") else []
    lacking += ["currency"] if facts.currency != "USD" else []
    if facts.wage is None or worked is None or lacking:
        return unknown(*lacking, *([] if worked else ["work_days"]), floor="—")
    floors = Floors()
    floors.take(case.parameters["monthly"], *worked, (), Word("floors", "range"), NATION)
    answer = judge(facts.wage, floors.floors, floors.missing)
    if answer.outcome != "not_met":
        return answer
    problem = answer.problems[0]
    says: dict[str, Any] = {
        name: value for name, value in problem.says.items() if name not in ("name", "place")
    }
    return answer._replace(problems=(problem._replace(says=says),))


@check(
    "h2b_wage",
    facts="wage wage_unit currency hours_week worksites start_date end_date prevailing_wage agreement_wage",
    parameters="federal state absurd_low absurd_high",
    not_met="offer floor short name place since",
    stated="offer floor short name",
    unknown="floor",
)
def h2b_wage(case: Case) -> Result:
    """The wage reaches the prevailing wage determination and every minimum for the whole period."""
    offer, missing = offered(case, case.facts.wage, "USD")
    worked = span(case)
    if offer is None or worked is None:
        return unknown(*missing, *([] if worked else ["work_days"]), floor="—")
    base = minimum_floors(case, *worked)
    # A zero would say that no wage was determined, and H2B has none without a determination.
    lacking = ["prevailing_wage"] if not case.facts.prevailing_wage else []
    return judge(offer, base.floors, base.missing + lacking)

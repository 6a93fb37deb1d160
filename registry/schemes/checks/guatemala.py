"""Checks of a job in Guatemala: minimum wage by place and activity, working day, benefits, age (rules GT-01
to GT-07).

A worker is paid for every day of the week, so a week is seven daily wages and a month is 365/12 of them.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from matching.text import fold
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
from registry.schemes.checks.everywhere import limit, no_fees, number
from registry.schemes.checks.everywhere import no_discrimination as no_discrimination_check
from registry.schemes.law import Found

DAYS_PER_YEAR = Decimal(365)
LEAP_DAYS = Decimal(366)
MONTHS_PER_YEAR = Decimal(12)
DAY_HOURS = Decimal(8)
ROUNDING = Decimal("0.50")
OVERTIME = Decimal("1.5")
DAY_BEGINS, DAY_ENDS = time(6), time(18)
PART_TIME_BELOW = Decimal(36)


def work_centre(case: Case) -> str | None:
    """The department of the work centre, else of the usual place of work."""
    facts = case.facts
    if facts.department:
        return facts.department
    return next((site.region for site in facts.worksites or () if site.region), None)


def circumscription(case: Case) -> str | None:
    """CE1 for the departments the agreement lists, else CE2; None when no place of work is known."""
    department = work_centre(case)
    if department is None:
        return None
    listed = case.parameters["first_zone"].on(case.facts.start_date or case.asked_on)
    if listed is None or not isinstance(listed.amount, tuple):
        return None
    return "CE1" if fold(department) in {fold(name) for name in listed.amount} else "CE2"


def daily(wage: Decimal, unit: str) -> Decimal | None:
    """A wage per day; None for a unit that cannot be converted."""
    per_day = {
        "hour": wage * DAY_HOURS,
        "day": wage,
        "week": wage / 7,
        "biweek": wage / 14,
        "month": wage * MONTHS_PER_YEAR / DAYS_PER_YEAR,
        "year": wage / DAYS_PER_YEAR,
    }
    return per_day.get(unit)


def _zone(case: Case) -> tuple[str, str] | None:
    zone, activity = circumscription(case), case.facts.activity_class
    return (zone, activity) if zone and activity else None


def _lacking(case: Case) -> list[str]:
    """What keeps the minimum from being looked up."""
    facts = case.facts
    lacking = [name for name in ("wage", "wage_unit", "activity_class") if getattr(facts, name) is None]
    if facts.currency != "GTQ":
        lacking.append("currency")
    if circumscription(case) is None:
        lacking.append("department")
    if span(case) is None:
        lacking.append("work_days")
    return lacking


@check(
    "gt_minimum_wage",
    facts="wage wage_unit currency bonus_incentive department worksites circumscription activity_class "
    "hours_week start_date end_date",
    parameters="per_day per_month bonus first_zone absurd_low absurd_high",
    not_met="offer floor short period zone activity since",
    bonus="offer floor short",
    unknown="floor",
)
def gt_minimum_wage(case: Case) -> Result:
    """The wage reaches the minimum of its place and activity, and the bonus is shown apart."""
    lacking, key, worked = _lacking(case), _zone(case), span(case)
    facts = case.facts
    if lacking or key is None or worked is None or facts.wage is None or facts.wage_unit is None:
        return unknown(*(lacking or ["wage"]), floor="—")
    offer = daily(facts.wage, facts.wage_unit)
    low, high = limit(case, "absurd_low"), limit(case, "absurd_high")
    if offer is None or low is None or high is None or not number(low) <= offer / DAY_HOURS <= number(high):
        return unknown("unit", floor="—")
    monthly = facts.wage_unit == "month"
    parameter = case.parameters["per_month" if monthly else "per_day"]
    found = parameter.during(*worked, *key)
    shown = facts.wage if monthly else cents(offer)
    reached = shown + ROUNDING if monthly else shown
    parts = Parts()
    used = [Used(parameter, key, value, overdue=value.overdue(worked[1])) for value in found.values]
    _compare(case, parts, used, shown, reached, found)
    _bonus(case, parts)
    return parts.result(**({"floor": "—"} if not used else {"floor": number(used[-1])}))


def _compare(
    case: Case, parts: Parts, used: list[Used], shown: Decimal, reached: Decimal, found: Found
) -> None:
    """The offer against every minimum of the period; the highest one decides."""
    if found.missing:
        parts.missing.append(used[0].parameter.id if used else "minimum_wage")
    if not used:
        return
    highest = max(used, key=number)
    parts.used += [Used(item.parameter, item.key, item.value, item.overdue, item is highest) for item in used]
    if any(item.confidence == "unverified" for item in used):
        parts.confidence = "unverified"
    floor = number(highest)
    if reached >= floor:
        parts.missing += [f"renewal:{item.parameter.id}" for item in used if item.overdue]
        return
    hours = case.facts.hours_week
    if hours is not None and 0 < hours < PART_TIME_BELOW and reached * 48 >= floor * hours:
        parts.missing.append("part_time")
        return
    zone, activity = highest.key
    parts.ask(
        False,
        "",
        offer=shown,
        floor=floor,
        short=cents(floor - shown),
        period=Word("periods", case.facts.wage_unit if case.facts.wage_unit == "month" else "day"),
        zone=Word("zones", zone),
        activity=Word("activities", activity),
        since=highest.value.starts_on,
    )


def _bonus(case: Case, parts: Parts) -> None:
    """The incentive bonus of Decreto 78-89, shown apart from the wage."""
    bonus, least = case.facts.bonus_incentive, limit(case, "bonus", case.facts.start_date)
    if bonus is None or least is None:
        parts.missing.append("bonus_incentive")
        return
    parts.used.append(Used(least.parameter, (), least.value))
    amount = number(least)
    parts.ask(bonus >= amount, "", "bonus", offer=bonus, floor=amount, short=amount - bonus)


@check(
    "gt_zone",
    facts="department worksites circumscription",
    parameters="first_zone",
    not_met="stated zone department",
)
def gt_zone(case: Case) -> Result:
    """The economic zone is that of the work centre, or of the usual place of work."""
    department, stated = work_centre(case), case.facts.circumscription
    zone = circumscription(case)
    if department is None or zone is None:
        return unknown("department")
    if stated is None:
        return not_applicable()
    if stated == zone:
        return met()
    return not_met(stated=Word("zones", stated), zone=Word("zones", zone), department=department)


def shift_kind(begin: time | None, end: time | None) -> str | None:
    """day, night or mixed, from the clock: the night runs from 18:00 to 6:00; None when the times are not
    said.
    """
    if begin is None or end is None:
        return None
    if DAY_BEGINS <= begin < end <= DAY_ENDS:
        return "day"
    by_night = (begin >= DAY_ENDS or begin < DAY_BEGINS) and (end > DAY_ENDS or end <= DAY_BEGINS)
    return "night" if by_night else "mixed"


@check(
    "gt_working_day",
    facts="hours_week hours_by_day shift_start shift_end overtime_available overtime_rate wage wage_unit",
    parameters="day week",
    not_met="hours limit shift",
    long_day="hours limit shift",
    overtime="rate least",
)
def gt_working_day(case: Case) -> Result:
    """The hours of the shift stay within the limits of the day and the week; overtime pays half as much
    again.
    """
    facts = case.facts
    kind = shift_kind(facts.shift_start, facts.shift_end)
    parts = Parts()
    if kind is None:
        parts.missing.append("shift_start")
    # Without the times of the shift only the widest limit, that of the day shift, can be failed.
    _hours(case, parts, kind or "day")
    _overtime(case, parts)
    return parts.result()


def _overtime(case: Case, parts: Parts) -> None:
    """An hour of overtime pays a normal hour and a half."""
    facts = case.facts
    if facts.overtime_available is None:
        parts.missing.append("overtime_available")
    if not facts.overtime_available:
        return
    per_day = daily(facts.wage, facts.wage_unit) if facts.wage is not None and facts.wage_unit else None
    if per_day is None or facts.overtime_rate is None:
        parts.missing.append("wage" if per_day is None else "overtime_rate")
        return
    least = cents(per_day / DAY_HOURS * OVERTIME)
    parts.ask(facts.overtime_rate >= least, "", "overtime", "warns", rate=facts.overtime_rate, least=least)


def _hours(case: Case, parts: Parts, kind: str) -> None:
    facts = case.facts
    for name, hours, message, path in (
        ("week", facts.hours_week, "not_met", "hours_week"),
        ("day", max(facts.hours_by_day) if facts.hours_by_day else None, "long_day", "hours_by_day"),
    ):
        value = case.parameters[name].on(case.asked_on, kind)
        if value is None or not isinstance(value.amount, Decimal) or hours is None:
            parts.missing.append(path)
            continue
        used = Used(case.parameters[name], (kind,), value)
        parts.used.append(used)
        parts.ask(
            hours <= value.amount, "", message, hours=hours, limit=value.amount, shift=Word("shifts", kind)
        )


@check("gt_benefits", facts="benefits", not_met="lacking")
def gt_benefits(case: Case) -> Result:
    """The benefits every employee has are stated."""
    if case.facts.benefits is None:
        return unknown("benefits")
    wanted = ("aguinaldo", "bono14", "igss", "vacaciones")
    lacking = [Word("benefits", name) for name in wanted if name not in case.facts.benefits]
    return not_met(lacking=lacking) if lacking else met()


@check("gt_adults", facts="age_min", parameters="age", not_met="age limit")
def gt_adults(case: Case) -> Result:
    """The portal places adults only; a vacancy that sets no age of its own has nothing to check."""
    age, least = case.facts.age_min, limit(case, "age")
    if age is None or least is None:
        return not_applicable()
    if age >= number(least):
        return met(least)
    return not_met("not_met", least, age=age, limit=number(least))


@check("gt_free_and_fair", facts="fees_worker", not_met="")
def gt_free_and_fair(case: Case) -> Result:
    """No discrimination in the text and no fee, as Guatemalan law puts it (see ALL-06 and ALL-03)."""
    answers = [no_discrimination_check(case), no_fees(case)]
    if any(answer.outcome == "not_met" for answer in answers):
        return not_met()
    missing = [name for answer in answers for name in answer.missing]
    return unknown(*missing) if missing else met()


@check(
    "gt_rounding",
    facts="start_date end_date activity_class department circumscription",
    parameters="per_day per_month first_zone",
    not_met="monthly computed",
)
def gt_rounding(case: Case) -> Result:
    """The monthly minimum of the table is its daily minimum times 365/12 (366/12 in a leap year), give or
    take 0.50.
    """
    key, worked = _zone(case), span(case)
    if key is None or worked is None:
        return unknown("department" if key is None else "work_days")
    found = case.parameters["per_month"].during(*worked, *key)
    if not found.values:
        return unknown("minimum_wage")
    for value in found.values:
        per_day = case.parameters["per_day"].on(value.starts_on, *key)
        if (
            per_day is None
            or not isinstance(per_day.amount, Decimal)
            or not isinstance(value.amount, Decimal)
        ):
            return unknown("minimum_wage")
        year = value.starts_on.year
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        computed = cents(per_day.amount * (LEAP_DAYS if leap else DAYS_PER_YEAR) / MONTHS_PER_YEAR)
        if abs(computed - value.amount) > ROUNDING:
            used = Used(case.parameters["per_month"], key, value, decisive=True)
            return not_met("not_met", used, monthly=value.amount, computed=computed)
    return met()

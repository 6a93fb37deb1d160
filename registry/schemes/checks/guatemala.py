"""Checks of a job in Guatemala: minimum wage by place and activity, working day, benefits, age (rules GT-01
to GT-07).

A worker is paid for every day of the week, so a week is seven daily wages and a month is 365/12 of them.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from matching.text import fold
from registry.schemes.case import (
    MET,
    Case,
    Parts,
    Result,
    Used,
    Word,
    cents,
    check,
    held,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.everywhere import limit, no_fees, number
from registry.schemes.checks.everywhere import no_discrimination as no_discrimination_check

DAYS_PER_YEAR = Decimal(365)
LEAP_DAYS = Decimal(366)
MONTHS_PER_YEAR = Decimal(12)
DAY_HOURS = Decimal(8)
ROUNDING = Decimal("0.50")
OVERTIME = Decimal("1.5")
DAY_BEGINS, DAY_ENDS = time(6), time(18)
PART_TIME_BELOW = Decimal(36)
FULL_WEEK = Decimal(48)


def places(case: Case) -> list[str | None]:
    """The departments of the work centre and of every place of work, by name, each once; None for one that is not said
    or is none of the 22 departments. A stated work centre answers for places that do not say theirs.
    """
    facts = case.facts
    said = [site.region for site in facts.worksites or ()]
    if facts.department:
        said = [facts.department, *(region for region in said if region)]
    names = case.ruleset.words["departments"]
    by_name = {fold(text["es"]): text["es"] for text in names.values()}
    by_name |= {fold(code): text["es"] for code, text in names.items()}
    return list(dict.fromkeys(by_name.get(fold(one or "")) for one in said))


def zones(case: Case) -> dict[str, str]:
    """Every department of work with its zone: CE1 where the agreement lists it, else CE2. Empty: one is not known."""
    found = places(case)
    listed = case.parameters["first_zone"].on(case.facts.start_date or case.asked_on)
    if None in found or listed is None or not isinstance(listed.amount, tuple):
        return {}
    first = {fold(name) for name in listed.amount}
    return {name: "CE1" if fold(name) in first else "CE2" for name in found if name}


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


def _keys(case: Case) -> list[tuple[str, str]]:
    """Zone and activity of every place of work; none when one of them is not known."""
    activity = case.facts.activity_class
    return [(zone, activity) for zone in sorted(set(zones(case).values()))] if activity else []


def _lacking(case: Case) -> list[str]:
    """What keeps the minimum from being looked up."""
    facts = case.facts
    lacking = [name for name in ("wage", "wage_unit", "activity_class") if getattr(facts, name) is None]
    if facts.currency != "GTQ":
        lacking.append("currency")
    if not zones(case):
        lacking.append("department")
    if span(case) is None:
        lacking.append("work_days")
    return lacking


@check(
    "gt_minimum_wage",
    facts="wage wage_unit currency bonus_incentive department worksites activity_class hours_week shift_start "
    "shift_end start_date end_date",
    parameters="per_day per_month bonus first_zone absurd_low absurd_high",
    not_met="offer floor short period zone activity since",
    bonus="offer floor short",
    unknown="floor",
)
def gt_minimum_wage(case: Case) -> Result:
    """The wage reaches the minimum of all its places and its activity, and the bonus is shown apart."""
    lacking, worked = _lacking(case), span(case)
    facts = case.facts
    if lacking or worked is None or facts.wage is None or facts.wage_unit is None:
        return unknown(*(lacking or ["wage"]), floor="—")
    offer = daily(facts.wage, facts.wage_unit)
    low, high = limit(case, "absurd_low"), limit(case, "absurd_high")
    if offer is None or low is None or high is None or not number(low) <= offer / DAY_HOURS <= number(high):
        return unknown("unit", floor="—")
    monthly = facts.wage_unit == "month"
    parameter = case.parameters["per_month" if monthly else "per_day"]
    parts, used = Parts(), []
    for key in _keys(case):
        found = held(case, parameter, worked, *key)
        used += [Used(parameter, key, value, overdue=value.overdue(worked[1])) for value in found.values]
        if found.missing:
            parts.missing.append(parameter.id)
    _compare(case, parts, used, facts.wage if monthly else cents(offer))
    _bonus(case, parts)
    return parts.result(**({"floor": "—"} if not used else {"floor": number(used[-1])}))


def _compare(case: Case, parts: Parts, used: list[Used], shown: Decimal) -> None:
    """The offer against every minimum of its places and days; the highest one decides."""
    if not used:
        return
    highest = max(used, key=number)
    parts.used += [Used(item.parameter, item.key, item.value, item.overdue, item is highest) for item in used]
    if any(item.confidence == "unverified" for item in used):
        parts.confidence = "unverified"
    floor = number(highest)
    if shown >= floor:
        late = [f"renewal:{item.parameter.id}" for item in used if item.overdue]
        parts.missing += [*dict.fromkeys(late), *_hourly(case)]
        return
    hours = case.facts.hours_week
    if hours is not None and 0 < hours < PART_TIME_BELOW and shown * FULL_WEEK >= floor * hours:
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


def _hourly(case: Case) -> list[str]:
    """What an hourly wage that seems enough still has to show: an hour is the eighth part of a day's wage only in a
    full week by day. By night fewer hours earn the whole day, and a shorter week is paid as agreed.
    """
    facts = case.facts
    if facts.wage_unit != "hour":
        return []
    by_day = shift_kind(facts.shift_start, facts.shift_end) == "day"
    return [] if by_day and (facts.hours_week or 0) >= FULL_WEEK else ["gt_hourly"]


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
    """The economic zone is that of the work centre, or of every usual place of work."""
    found, stated = zones(case), case.facts.circumscription
    if not found:
        return unknown("department")
    if stated is None:
        return not_applicable()
    for department, zone in found.items():
        if stated != zone:
            return not_met(stated=Word("zones", stated), zone=Word("zones", zone), department=department)
    return met()


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
    _overtime(case, parts, kind or "day")
    return parts.result()


def _overtime(case: Case, parts: Parts, kind: str) -> None:
    """An hour of overtime pays a normal hour and a half."""
    facts = case.facts
    if facts.overtime_available is None:
        parts.missing.append("overtime_available")
    if not facts.overtime_available:
        return
    hour = _normal_hour(case, kind)
    if hour is None or facts.overtime_rate is None:
        parts.missing.append("wage" if hour is None else "overtime_rate")
        return
    least = cents(hour * OVERTIME)
    parts.ask(facts.overtime_rate >= least, "", "overtime", "warns", rate=facts.overtime_rate, least=least)


def _normal_hour(case: Case, kind: str) -> Decimal | None:
    """The pay of one hour of the day's wage: fewer hours make a whole day by night."""
    facts, hours = case.facts, case.parameters["day"].on(case.asked_on, kind)
    if facts.wage is None or facts.wage_unit == "hour":
        return facts.wage
    per_day = daily(facts.wage, facts.wage_unit) if facts.wage_unit else None
    if per_day is None or hours is None or not isinstance(hours.amount, Decimal):
        return None
    return per_day / hours.amount


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
    facts="start_date end_date activity_class department worksites",
    parameters="per_day per_month first_zone",
    not_met="monthly computed",
)
def gt_rounding(case: Case) -> Result:
    """The monthly minimum of the table is its daily minimum times 365/12 (366/12 in a leap year), give or
    take 0.50.
    """
    keys, worked = _keys(case), span(case)
    if not keys or worked is None:
        return unknown("work_days" if keys else "department")
    for key in keys:
        answer = _table_agrees(case, key, worked)
        if answer.outcome != MET:
            return answer
    return met()


def _table_agrees(case: Case, key: tuple[str, str], worked: tuple[date, date]) -> Result:
    """The monthly amounts of one zone and activity against their daily ones."""
    found = held(case, case.parameters["per_month"], worked, *key)
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

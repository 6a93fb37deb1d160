"""The other rules of the United States: hours, length, housing, meals, travel, tools, insurance, pay,
promises.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from registry.schemes.case import (
    UNKNOWN,
    Case,
    Parts,
    Problem,
    Result,
    Used,
    Word,
    at_least,
    check,
    equals,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.everywhere import (
    bounded,
    is_certified,
    is_range_herding,
    limit,
    number,
    worker_pays,
)
from registry.schemes.facts import Housing
from registry.schemes.law import days, last_day
from registry.schemes.text import asks, mentions, read

DEGREES = ("associate", "bachelor", "master")
HALF_HOUR = Decimal("0.5")
# Words of a text that speak of driving heavy trucks, which has its own occupation and its own rate.
HEAVY_TRUCK = (
    "cdl", "tractor trailer", "tractor-trailer", "semi truck", "semi-truck", "heavy truck", "commercial driver",
    "camion pesado", "licencia comercial",
)  # fmt: skip
TRUCK_DRIVERS = "53-3032"
MOST_DAYS = Decimal("0.5")
# Months in which the fiscal year of visas begins, and its second half.
FISCAL_START, SECOND_HALF = 10, 4


@check("hours_minimum", facts="hours_week range_herding wage_unit", parameters="hours", not_met="hours limit")
def hours_minimum(case: Case) -> Result:
    """A full week of work, but for herding on the range, which is paid by the month."""
    if is_range_herding(case):
        return not_applicable()
    hours, least = case.facts.hours_week, limit(case, "hours")
    holds = at_least(hours, number(least)) if least else None
    return bounded(case, "hours", holds, "hours_week", hours=hours)


@check("hours_add_up", facts="hours_week hours_by_day", not_met="week days")
def hours_add_up(case: Case) -> Result:
    """The hours of the seven days add up to the hours of the week, give or take half an hour."""
    facts = case.facts
    if facts.hours_week is None or facts.hours_by_day is None:
        return unknown("hours_week" if facts.hours_week is None else "hours_by_day")
    total = sum(facts.hours_by_day, Decimal(0))
    if abs(total - facts.hours_week) <= HALF_HOUR:
        return met()
    return not_met(week=facts.hours_week, days=total)


def guaranteed_hours(
    fraction: Decimal, hours_week: Decimal, days_week: int, workdays: int, holiday_hours: Decimal = Decimal(0)
) -> Decimal:
    """The hours that must be offered: a fraction of the hours of all workdays, federal holidays left out."""
    return fraction * (hours_week / days_week * workdays - holiday_hours)


def guarantee_blocks(fraction: Decimal, hours_week: Decimal, first: date, last: date) -> list[Decimal]:
    """H-2B: guaranteed hours per block of 12 weeks, or of 6 weeks when the job lasts less than 120 days.

    A last block that is shorter has its own share (20 CFR 655.20(f): 10 weeks of 40 h give 180 h and 120 h).
    """
    length = days(first, last)
    block = 7 * (6 if length < 120 else 12)
    spans = [min(block, length - start) for start in range(0, length, block)]
    return [fraction * hours_week * span_days / 7 for span_days in spans]


@check("guarantee", facts="guarantee_fraction", parameters="fraction", not_met="fraction limit")
def guarantee(case: Case) -> Result:
    """Three fourths of the hours are guaranteed."""
    fraction, least = case.facts.guarantee_fraction, limit(case, "fraction")
    holds = at_least(fraction, number(least)) if least else None
    return bounded(case, "fraction", holds, "guarantee_fraction", fraction=fraction)


@check(
    "h2a_length",
    facts="start_date end_date",
    parameters="days months",
    not_met="days limit",
    long="months last",
)
def h2a_length(case: Case) -> Result:
    """At most a year; more than ten calendar months deserves a look."""
    return _length(case, "days", "months")


@check(
    "h2b_length",
    facts="start_date end_date nature_of_need",
    parameters="months months_note",
    not_met="months last",
    long="months last",
)
def h2b_length(case: Case) -> Result:
    """At most ten calendar months unless the need is one-time; more than nine deserves a look."""
    if case.facts.nature_of_need == "one_time":
        return not_applicable()
    worked, most, note = span(case), limit(case, "months"), limit(case, "months_note")
    if worked is None or most is None or note is None:
        return unknown("work_days")
    last = last_day(worked[0], int(number(most)))
    if worked[1] > last:
        if case.facts.nature_of_need is None:
            return unknown("nature_of_need", used=[most])
        return not_met("not_met", most, confidence=most.confidence, months=number(most), last=last)
    last = last_day(worked[0], int(number(note)))
    if worked[1] > last:
        return not_met("long", note, severity="warns", months=number(note), last=last)
    return met(most, confidence=most.confidence)


def _length(case: Case, days_name: str, months_name: str) -> Result:
    worked, most, note = span(case), limit(case, days_name), limit(case, months_name)
    if worked is None or most is None or note is None:
        return unknown("work_days")
    length = days(*worked)
    if length > number(most):
        return not_met("not_met", most, confidence=most.confidence, days=length, limit=number(most))
    last = last_day(worked[0], int(number(note)))
    if worked[1] > last:
        return not_met("long", note, severity="warns", months=number(note), last=last)
    return met(most, confidence=most.confidence)


@check(
    "free_housing",
    facts="housing workers_foreign workers_total",
    not_met="",
    charged="cost",
    crowded="capacity workers",
    uninspected="",
)
def free_housing(case: Case) -> Result:
    """Free housing for every worker from abroad, with a standard an authority answers for."""
    housing = case.facts.housing
    if housing is None or housing.provided is None:
        return unknown("housing.provided")
    if not housing.provided:
        return not_met()
    workers = case.facts.workers_foreign
    workers = case.facts.workers_total if workers is None else workers
    parts = Parts()
    parts.ask(equals(housing.cost_worker, 0), "housing.cost_worker", "charged", cost=_cost(case, housing))
    roomy = None if workers is None or housing.capacity is None else housing.capacity >= workers
    lacking = "workers_foreign" if workers is None else "housing.capacity"
    parts.ask(roomy, lacking, "crowded", capacity=housing.capacity, workers=workers)
    inspected = None if housing.compliance is None else bool(housing.compliance)
    parts.ask(inspected, "housing.compliance", "uninspected")
    return parts.result()


def _cost(case: Case, housing: Housing) -> str:
    """What housing costs a worker, with its currency where the vacancy says one."""
    return " ".join(filter(None, (f"{housing.cost_worker or 0:f}", case.facts.currency)))


@check(
    "meals",
    facts="meals start_date end_date",
    parameters="cap",
    not_met="charge limit since",
    none="",
    cash="",
)
def meals(case: Case) -> Result:
    """A free kitchen, or three meals a day at no more than the cap; money instead of meals is not enough."""
    given = case.facts.meals
    if given is None or given.mode is None:
        return unknown("meals.mode")
    if given.mode in ("none", "cash"):
        return not_met(given.mode)
    if given.mode == "kitchen_free" or given.charge_day == 0:
        return met()
    worked = span(case)
    if given.charge_day is None or worked is None:
        return unknown("meals.charge_day" if worked else "work_days")
    return _capped(case, given.charge_day, *worked)


def _capped(case: Case, charge: Decimal, first: date, last: date) -> Result:
    """A charge against every cap between two days; the lowest cap it passes decides."""
    parameter = case.parameters["cap"]
    found = parameter.during(first, last)
    caps = sorted((Used(parameter, (), value) for value in found.values), key=number)
    over = next((used for used in caps if charge > number(used)), None)
    if over:
        used = Used(parameter, (), over.value, decisive=True)
        says: dict[str, Any] = {"charge": charge, "limit": number(over), "since": over.value.starts_on}
        return not_met("not_met", used, confidence=used.confidence, **says)
    if found.missing:
        return unknown(parameter.id, used=caps)
    return met(*caps)


@check("hotel_meals", facts="housing meals", not_met="")
def hotel_meals(case: Case) -> Result:
    """Rented or public lodging without a kitchen means three meals a day."""
    housing, given = case.facts.housing, case.facts.meals
    if housing is None or housing.kind is None:
        return unknown("housing.kind")
    if housing.kind != "rental_public":
        return not_applicable()
    if given is not None and given.mode == "three_meals":
        return met()
    if housing.kitchen is None or given is None or given.mode is None:
        return unknown("housing.kitchen" if housing.kitchen is None else "meals.mode")
    return met() if housing.kitchen else not_met()


@check("travel_paid", facts="transport_in transport_out", not_met="", outbound="", late="")
def travel_paid(case: Case) -> Result:
    """The employer pays the way there, by half of the contract at the latest, and the way back."""
    inbound, outbound = case.facts.transport_in, case.facts.transport_out
    parts = Parts()
    parts.ask(equals(inbound.paid_by if inbound else None, "employer"), "transport_in.paid_by")
    parts.ask(equals(outbound.paid_by if outbound else None, "employer"), "transport_out.paid_by", "outbound")
    if inbound is not None and inbound.mode not in ("advance", "direct"):
        when = inbound.refund_when
        parts.ask(
            None if when is None else when in ("first_week", "half_contract"),
            "transport_in.refund_when",
            "late",
        )
    return parts.result()


@check("daily_travel", facts="transport_daily housing.provided", not_met="")
def daily_travel(case: Case) -> Result:
    """The employer who lodges the workers also takes them to work."""
    housing, daily = case.facts.housing, case.facts.transport_daily
    if housing is None or housing.provided is None:
        return unknown("housing.provided")
    if not housing.provided:
        return not_applicable()
    holds = equals(daily.paid_by if daily else None, "employer")
    return unknown("transport_daily.paid_by") if holds is None else met() if holds else not_met()


@check(
    "travel_subsistence",
    facts="subsistence_min subsistence_max start_date",
    parameters="meal_cap travel_rate",
    not_met="offer limit",
    high="offer limit",
)
def travel_subsistence(case: Case) -> Result:
    """Money for food on the way: at least the meal cap of the year, at most the federal travel rate."""
    facts = case.facts
    if facts.start_date is None:
        return unknown("start_date")
    parts = Parts()
    for name, amount, message in (
        ("meal_cap", facts.subsistence_min, "not_met"),
        ("travel_rate", facts.subsistence_max, "high"),
    ):
        used = limit(case, name, facts.start_date)
        if used is None or amount is None:
            parts.missing.append(case.parameters[name].id if used is None else f"subsistence_{message}")
            continue
        parts.used.append(used)
        holds = amount >= number(used) if name == "meal_cap" else amount <= number(used)
        parts.ask(holds, "", message, offer=amount, limit=number(used))
    return parts.result()


@check("tools_free", facts="tools_paid_by", not_met="")
def tools_free(case: Case) -> Result:
    """Tools, supplies and equipment cost the worker nothing."""
    holds = equals(case.facts.tools_paid_by, "employer")
    return unknown("tools_paid_by") if holds is None else met() if holds else not_met()


@check("workers_compensation", facts="workers_comp", not_met="", payer="")
def workers_compensation(case: Case) -> Result:
    """Work accidents are insured and the employer pays."""
    cover = case.facts.workers_comp
    parts = Parts()
    parts.ask(cover.covered if cover else None, "workers_comp.covered")
    parts.ask(equals(cover.paid_by if cover else None, "employer"), "workers_comp.paid_by", "payer")
    return parts.result()


@check("paid_twice_a_month", facts="pay_frequency", not_met="")
def paid_twice_a_month(case: Case) -> Result:
    """Pay comes at least twice a month."""
    return _paid(case, ("weekly", "biweekly", "semimonthly"))


@check("paid_every_two_weeks", facts="pay_frequency", not_met="")
def paid_every_two_weeks(case: Case) -> Result:
    """Pay comes at least every two weeks."""
    return _paid(case, ("weekly", "biweekly"))


def _paid(case: Case, allowed: tuple[str, ...]) -> Result:
    frequency = case.facts.pay_frequency
    if frequency is None:
        return unknown("pay_frequency")
    return met() if frequency in allowed else not_met()


@check("no_cost_left_on_worker", facts="fees_worker", not_met="items")
def no_cost_left_on_worker(case: Case) -> Result:
    """No fee, visa or recruiter cost stays with the worker: paid by others, or refunded with the first
    pay.
    """
    fees = case.facts.fees_worker
    if fees is None:
        return unknown("fees_worker")
    carried, missing = worker_pays(fees, case.facts.scheme)
    left = [fee for fee in carried if not fee.refunded_in_first_week]
    if left:
        return not_met(items=[fee.name for fee in left])
    return unknown(*missing) if missing else met()


@check("no_recruitment_fee", facts="fees_worker recruiter_chain", not_met="items", allowed="name")
def no_recruitment_fee(case: Case) -> Result:
    """No recruitment fee; each recruiter is named and bound in writing to charge none."""
    fees, chain = case.facts.fees_worker, case.facts.recruiter_chain
    parts = Parts()
    if fees is None:
        parts.missing.append("fees_worker")
    else:
        carried, missing = worker_pays(fees, case.facts.scheme)
        parts.missing += missing
        parts.ask(not carried, "", items=[fee.name for fee in carried])
    if chain is None:
        parts.missing.append("recruiter_chain")
    for recruiter in chain or ():
        parts.ask(recruiter.contract_forbids_fees, "contract_forbids_fees", "allowed", name=recruiter.name)
    return parts.result()


@check(
    "h2a_requirements",
    facts="experience_months education_min occupation_code",
    parameters="field_codes note most",
    not_met="months limit",
    degree="",
    long="months limit",
)
def h2a_requirements(case: Case) -> Result:
    """No more is asked than the crop needs: much experience warns; a year or a degree for field work
    blocks.
    """
    facts, note, most = case.facts, limit(case, "note"), limit(case, "most")
    codes = case.parameters["field_codes"].on(facts.start_date or case.asked_on)
    if note is None or most is None or codes is None or not isinstance(codes.amount, tuple):
        return unknown("limits")
    manual = None if facts.occupation_code is None else facts.occupation_code[:7] in codes.amount
    parts = Parts()
    months = facts.experience_months
    if months is None:
        parts.missing.append("experience_months")
    elif months > number(most) and manual:
        parts.used.append(most)
        parts.ask(False, "", months=months, limit=number(most))
    else:
        parts.used.append(note)
        parts.ask(months <= number(note), "", "long", "warns", months=months, limit=number(note))
    if facts.education_min is None:
        parts.missing.append("education_min")
    elif facts.education_min in DEGREES:
        parts.ask(None if manual is None else not manual, "occupation_code", "degree")
    return parts.result()


@check("h2b_requirements", facts="experience_months", parameters="most", not_met="months limit")
def h2b_requirements(case: Case) -> Result:
    """More experience than is usual for the work deserves a look."""
    months, most = case.facts.experience_months, limit(case, "most")
    holds = None if months is None or most is None else months <= number(most)
    return bounded(case, "most", holds, "experience_months", months=months)


@check("tests_stated", facts="req_background req_drug", not_met="")
def tests_stated(case: Case) -> Result:
    """A drug test or a background check that the text asks for is also declared in its own box."""
    facts = case.facts
    texts, missing = read(case, ("duties", "extra_requirements"))
    missing += [name for name in ("req_background", "req_drug") if getattr(facts, name) is None]
    drug = asks(texts, "drug test", "drug screen", "prueba de drogas", "examen de drogas")
    background = asks(texts, "background check", "criminal background", "antecedentes")
    if (drug and facts.req_drug is False) or (background and facts.req_background is False):
        return not_met()
    if missing:
        return unknown(*missing)
    return met() if facts.req_drug or facts.req_background else not_applicable()


@check("standard_disclosed", facts="productivity_standard", not_met="")
def standard_disclosed(case: Case) -> Result:
    """A productivity standard that the text speaks of is written out in the order."""
    if case.facts.productivity_standard:
        return met()
    texts, missing = read(case, ("duties", "extra_requirements"))
    if asks(
        texts, "productivity standard", "production standard", "minimum productivity", "norma de productiv"
    ):
        return not_met()
    return unknown(*missing) if missing else not_applicable()


@check(
    "labour_contractor",
    facts="employer_kind surety_bond mspa_number workers_total worksites",
    parameters="bond",
    not_met="bond limit workers",
    registration="",
    sites="",
)
def labour_contractor(case: Case) -> Result:
    """A labour contractor has the bond for its workforce, its registration and a list of fixed sites."""
    facts = case.facts
    if facts.employer_kind is None:
        return unknown("employer_kind")
    if facts.employer_kind != "labour_contractor":
        return not_applicable()
    parts = Parts()
    used = _bond(case, facts.workers_total)
    if used is None or facts.surety_bond is None:
        parts.missing.append("workers_total" if used is None else "surety_bond")
    else:
        parts.used.append(used)
        says: dict[str, Any] = {
            "bond": facts.surety_bond,
            "limit": number(used),
            "workers": facts.workers_total,
        }
        parts.ask(facts.surety_bond >= number(used), "", **says)
    number_given = None if facts.mspa_number is None else bool(facts.mspa_number)
    parts.ask(number_given, "mspa_number", "registration")
    parts.ask(None if facts.worksites is None else bool(facts.worksites), "worksites", "sites")
    return parts.result()


def _bond(case: Case, workers: int | None) -> Used | None:
    """The bond for a workforce of this size; the key of each series is the smallest workforce it is for."""
    parameter = case.parameters["bond"]
    sizes = [int(key[0]) for key in parameter.series if workers is not None and int(key[0]) <= workers]
    if not sizes:
        return None
    key = (str(max(sizes)),)
    value = parameter.on(case.asked_on, *key)
    return Used(parameter, key, value, decisive=True) if value else None


@check("no_strike_no_layoff", facts="no_strike no_layoff", not_met="", layoff="")
def no_strike_no_layoff(case: Case) -> Result:
    """The employer declares no strike or lock-out and no lay-off of local workers."""
    parts = Parts()
    parts.ask(case.facts.no_strike, "no_strike")
    parts.ask(case.facts.no_layoff, "no_layoff", "layoff")
    return parts.result()


@check(
    "filing_time",
    facts="start_date official_status circumstances.is_historical",
    parameters="days",
    not_met="days limit start",
)
def filing_time(case: Case) -> Result:
    """An order that is not yet certified has time left before the first day of work."""
    if case.circumstances.is_historical or is_certified(case):
        return not_applicable()
    start, least = case.facts.start_date, limit(case, "days")
    if start is None or least is None:
        return unknown("start_date")
    left = (start - case.asked_on).days
    return bounded(case, "days", left >= number(least), "start_date", days=left, start=start)


@check("mixed_duties", facts="occupation_code main_occupation_share", not_met="share code", mixed="code")
def mixed_duties(case: Case) -> Result:
    """The stated occupation takes most of the workdays, for it decides the level and the rate.

    Asked when the order says a share, or when its text speaks of heavy trucks and its code does not.
    """
    code, share = case.facts.occupation_code, case.facts.main_occupation_share
    if share is not None and code is not None:
        return met() if share > MOST_DAYS else not_met(share=share * 100, code=code)
    texts, missing = read(case, ("duties", "extra_requirements"))
    if not mentions(texts, *HEAVY_TRUCK):
        return unknown(*missing) if missing else not_applicable()
    if code is None:
        return unknown("occupation_code")
    if code.startswith(TRUCK_DRIVERS):
        return not_applicable()
    return Result(UNKNOWN, (Problem("mixed", {"code": code}),), ("main_occupation_share",))


@check(
    "visa_cap",
    facts="start_date cap_open",
    parameters="cap",
    not_met="half year",
    unknown="half year base added",
)
def visa_cap(case: Case) -> Result:
    """Whether visas of the half-year are left. The data cannot say: sources disagree on who they are for."""
    start = case.facts.start_date
    if start is None:
        return unknown("start_date", half="—", year="—", base="—", added="—")
    # The fiscal year begins on 1 October and its second half on 1 April.
    year = start.year + (start.month >= FISCAL_START)
    half = Word("halves", "first" if start.month >= FISCAL_START or start.month < SECOND_HALF else "second")
    found = {part: case.parameters["cap"].on(start, part) for part in ("half", "added")}
    used = [Used(case.parameters["cap"], (part,), value) for part, value in found.items() if value]
    if case.facts.cap_open is None:
        base, added = (value.amount if value else "—" for value in found.values())
        return unknown("cap_open", used=used, half=half, year=year, base=base, added=added)
    if case.facts.cap_open:
        return met(*used, confidence="unverified")
    return not_met("not_met", *used, confidence="unverified", half=half, year=year)

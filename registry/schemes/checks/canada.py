"""The rules of Canada that are not of pay nor of the low-wage stream alone: CA-00, CA-03 to CA-05, CA-08, CA-09 and
CA-11 to CA-18.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matching.text import fold
from registry.schemes.case import (
    Case,
    Parts,
    Result,
    Used,
    Word,
    check,
    equals,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.canada_wages import AGRICULTURAL, QUEBEC
from registry.schemes.checks.everywhere import in_list, is_permit, limit, number, spoken, worker_pays
from registry.schemes.checks.wages import regions, unplaced
from registry.schemes.law import add_months, last_day
from registry.schemes.text import read, seasonal_programme

OFFICIAL = ("en", "fr")
# Deductions that would take back what the employer must pay, by what they are called (folded).
JOURNEY = ("viaje", "pasaje", "boleto", "vuelo", "transporte", "travel", "airfare", "flight", "transport")
INSURANCE = ("seguro medico", "seguro de salud", "seguro privado", "health insurance", "medical insurance")
RECRUITMENT = (
    "lmia",
    "reclut",
    "recruit",
    "contratacion",
    "agencia",
    "agency",
    "cuota de colocacion",
    "placement",
)


def taken_back(case: Case, words: Iterable[str]) -> str | None:
    """The first deduction whose name has one of these words."""
    for item in case.facts.deductions or ():
        name = f" {fold(item.name)}"
        if item.amount != 0 and any(f" {word}" in name for word in words):
            return item.name
    return None


def listed(case: Case, name: str) -> Used | None:
    """A list of codes on the first day of work, or today when that is not said."""
    used = limit(case, name, case.facts.start_date or case.asked_on)
    return used if used and isinstance(used.value.amount, tuple) else None


@check("ca_not_seasonal_programme", not_met="excerpt")
def ca_not_seasonal_programme(case: Case) -> Result:
    """No text offers the Seasonal Agricultural Worker Program: Guatemala has no such agreement."""
    texts, missing = read(case, ("title", "duties", "extra_requirements", "extra_terms"))
    hits = seasonal_programme(texts)
    if hits:
        return not_met(excerpt=hits[0].excerpt)
    return unknown(*missing) if missing else met(facts={"read": list(texts)})


@check(
    "ca_primary_agriculture",
    facts="occupation_code occupation_system farm_nursery_greenhouse commodity start_date",
    parameters="codes commodities",
    not_met="code",
    place="",
    commodity="",
)
def ca_primary_agriculture(case: Case) -> Result:
    """A farm occupation, on a farm, in a nursery or a greenhouse, for a commodity of the national list."""
    facts, parts = case.facts, Parts()
    codes, commodities = listed(case, "codes"), listed(case, "commodities")
    if codes is None or commodities is None:
        return unknown("limits")
    parts.used += [codes, commodities]
    code = facts.occupation_code if facts.occupation_system in (None, "NOC2021") else None
    parts.ask(in_list(codes, code) if code else None, "noc_code", code=code)
    parts.ask(facts.farm_nursery_greenhouse, "farm_nursery_greenhouse", "place")
    commodity = facts.commodity
    known = (
        None if commodity is None or (commodity and not in_list(commodities, commodity)) else bool(commodity)
    )
    parts.ask(known, "commodity", "commodity")
    return parts.result()


@check("ca_excluded_activity", facts="excluded_activity", not_met="activity")
def ca_excluded_activity(case: Case) -> Result:
    """The work is none of those the regulation leaves out of primary agriculture."""
    activity = case.facts.excluded_activity
    if activity is None:
        return unknown("excluded_activity")
    return met() if activity == "none" else not_met(activity=Word("excluded_activities", activity))


@check(
    "ca_length",
    facts="start_date end_date low_wage_sector",
    parameters="agricultural low_wage",
    not_met="months last end",
)
def ca_length(case: Case) -> Result:
    """Not longer than its stream allows, in calendar months."""
    worked, agricultural = span(case), case.facts.scheme == AGRICULTURAL
    if worked is None:
        return unknown("work_days")
    most = limit(case, "agricultural" if agricultural else "low_wage", worked[0])
    if most is None:
        return unknown("limits")
    last = last_day(worked[0], int(number(most)))
    if worked[1] <= last:
        return met(most, confidence=most.confidence)
    sector = case.facts.low_wage_sector
    if not agricultural and sector in (None, "primary_agriculture"):
        # Occupations of primary agriculture are left out of the year, and their own limit was not found.
        return unknown("low_wage_sector" if sector is None else "primary_agriculture_length", used=[most])
    return not_met("not_met", most, confidence=most.confidence, months=number(most), last=last, end=worked[1])


@check(
    "ca_travel",
    facts="transport_in transport_out transport_daily deductions",
    not_met="",
    outbound="",
    advance="",
    advance_back="",
    daily="",
    recovered="name",
)
def ca_travel(case: Case) -> Result:
    """The employer pays the round trip ahead and the way to work, and takes nothing of it back."""
    inbound, outbound, daily = case.facts.transport_in, case.facts.transport_out, case.facts.transport_daily
    parts = Parts()
    parts.ask(equals(inbound.paid_by if inbound else None, "employer"), "transport_in.paid_by")
    mode = inbound.mode if inbound else None
    parts.ask(None if mode is None else mode != "reimburse", "transport_in.mode", "advance")
    pays_back = equals(outbound.paid_by if outbound else None, "employer")
    parts.ask(pays_back, "transport_out.paid_by", "outbound")
    if pays_back:
        back = outbound.mode if outbound else None
        parts.ask(None if back is None else back != "reimburse", "transport_out.mode", "advance_back")
    parts.ask(equals(daily.paid_by if daily else None, "employer"), "transport_daily.paid_by", "daily")
    _nothing_taken_back(case, parts, JOURNEY)
    return parts.result()


def _nothing_taken_back(case: Case, parts: Parts, words: Iterable[str]) -> None:
    if case.facts.deductions is None:
        parts.missing.append("deductions")
    name = taken_back(case, words)
    parts.ask(name is None, "", "recovered", name=name)


@check(
    "ca_housing",
    facts="housing workers_foreign workers_total lmia_received_on",
    parameters="months",
    not_met="",
    crowded="capacity workers",
    old="inspected received earliest months",
    after="inspected received",
)
def ca_housing(case: Case) -> Result:
    """Housing for every worker, inspected shortly before the application was received."""
    housing, facts, months, parts = case.facts.housing, case.facts, limit(case, "months"), Parts()
    if housing is None or housing.provided is None or months is None:
        return unknown("limits" if months is None else "housing.provided")
    if not housing.provided:
        return not_met()
    workers = facts.workers_total if facts.workers_foreign is None else facts.workers_foreign
    roomy = None if workers is None or housing.capacity is None else housing.capacity >= workers
    lacking = "workers_foreign" if workers is None else "housing.capacity"
    parts.ask(roomy, lacking, "crowded", capacity=housing.capacity, workers=workers)
    inspected, received = housing.inspected_on, facts.lmia_received_on
    if inspected is None or received is None:
        parts.missing.append("housing.inspected_on" if inspected is None else "lmia_received_on")
        return parts.result()
    parts.used.append(months)
    earliest = add_months(received, -int(number(months)))
    says: dict[str, Any] = {"inspected": inspected, "received": received}
    parts.ask(inspected <= received, "", "after", **says)
    parts.ask(inspected >= earliest, "", "old", earliest=earliest, months=number(months), **says)
    return parts.result()


@check(
    "ca_health_insurance",
    facts="health_insurance deductions start_date",
    not_met="",
    payer="",
    ends="until start",
    recovered="name",
)
def ca_health_insurance(case: Case) -> Result:
    """The employer insures the worker's health until the province does, and takes nothing of it back."""
    cover, parts = case.facts.health_insurance, Parts()
    parts.ask(cover.covered if cover else None, "health_insurance.covered")
    parts.ask(equals(cover.paid_by if cover else None, "employer"), "health_insurance.paid_by", "payer")
    start = case.facts.start_date
    if cover and cover.to and start:
        parts.ask(cover.to >= start, "", "ends", until=cover.to, start=start)
    _nothing_taken_back(case, parts, INSURANCE)
    return parts.result()


@check("ca_costs", facts="fees_worker deductions", not_met="items", permit="items", recovered="name")
def ca_costs(case: Case) -> Result:
    """No cost of the application, of recruitment or of insurance on the worker; a permit fee on them only warns."""
    fees, parts = case.facts.fees_worker, Parts()
    if fees is None:
        parts.missing.append("fees_worker")
    carried, missing = worker_pays(fees or (), case.facts.scheme)
    parts.missing += missing
    parts.ask(not carried, "", items=[fee.name for fee in carried])
    permits = [fee.name for fee in fees or () if fee.payer == "worker" and fee.amount and is_permit(fee)]
    parts.ask(not permits, "", "permit", "warns", items=permits)
    _nothing_taken_back(case, parts, RECRUITMENT)
    return parts.result()


@check(
    "ca_contract",
    facts="contract_languages contract_language_by_choice contract_signed_by_both contract_copy_by "
    "contract_same_as_offer",
    not_met="languages",
    choice="",
    unsigned="",
    late="",
    other="",
)
def ca_contract(case: Case) -> Result:
    """A contract in English or French, as the worker chooses, signed, handed over by day one, like the offer."""
    facts, parts = case.facts, Parts()
    languages = facts.contract_languages
    official = None if languages is None else any(code.lower()[:2] in OFFICIAL for code in languages)
    parts.ask(official, "contract_languages", languages=spoken(languages or ()))
    parts.ask(facts.contract_language_by_choice, "contract_language_by_choice", "choice")
    parts.ask(facts.contract_signed_by_both, "contract_signed_by_both", "unsigned")
    copy = facts.contract_copy_by
    parts.ask(None if copy is None else copy != "later", "contract_copy_by", "late")
    parts.ask(facts.contract_same_as_offer, "contract_same_as_offer", "other")
    return parts.result()


@check("ca_languages", facts="language_required language_reason low_wage_sector", not_met="languages")
def ca_languages(case: Case) -> Result:
    """A language other than English or French is asked only with a reason; farm work is free of this."""
    facts = case.facts
    if facts.scheme == AGRICULTURAL or facts.low_wage_sector == "primary_agriculture":
        return not_applicable()
    if facts.language_required is None:
        return unknown("language_required")
    others = [need.lang for need in facts.language_required if need.lang.lower()[:2] not in OFFICIAL]
    return met() if not others or facts.language_reason else not_met(languages=spoken(others))


@check("ca_full_time", facts="hours_week", parameters="least most", not_met="hours limit", long="hours limit")
def ca_full_time(case: Case) -> Result:
    """A full week, and no more hours than usual without a word on overtime."""
    hours, least, most = case.facts.hours_week, limit(case, "least"), limit(case, "most")
    if hours is None or least is None or most is None:
        return unknown("hours_week" if hours is None else "limits")
    parts = Parts()
    parts.used += [least, most]
    parts.ask(hours >= number(least), "", hours=hours, limit=number(least))
    parts.ask(hours <= number(most), "", "long", hours=hours, limit=number(most))
    return parts.result()


@check("ca_employer", facts="employer_compliant", not_met="")
def ca_employer(case: Case) -> Result:
    """The employer is active, able and compliant; the lists of the ineligible are looked into by ALL-12."""
    holds = case.facts.employer_compliant
    return unknown("employer_compliant") if holds is None else met() if holds else not_met()


@check("ca_quebec", facts="worksites quebec_acceptance prevailing_wage", not_met="", wage="")
def ca_quebec(case: Case) -> Result:
    """In Quebec: the acceptance certificate of the province, and its wage in the vacancy."""
    if QUEBEC not in regions(case):
        return unknown("worksites.region") if unplaced(case) else not_applicable()
    parts = Parts()
    parts.ask(case.facts.quebec_acceptance, "quebec_acceptance")
    wage = case.facts.prevailing_wage
    parts.ask(None if wage is None else wage > 0, "quebec_wage", "wage")
    return parts.result()

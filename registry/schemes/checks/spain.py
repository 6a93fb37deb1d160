"""Checks of Spain's hiring at origin (GECCO): contract, season, housing, journeys, promises (rules ES-02 to
ES-17).

The wage (ES-01) is in spain_wages.py. Articles are those of RD 1155/2024. What the yearly Order adds was not
read; the rules that it could change say so under `partly`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from registry.schemes.case import (
    CENT,
    Case,
    Parts,
    Result,
    Used,
    Word,
    cents,
    check,
    equals,
    met,
    not_applicable,
    not_met,
    span,
    unknown,
)
from registry.schemes.checks.everywhere import contract_in_spanish, limit, number, worker_pays
from registry.schemes.counter import joined, months_in
from registry.schemes.facts import Housing
from registry.schemes.law import Parameter, add_months, last_day

MONTHS_PER_YEAR = 12
PER_MONTH = {
    "day": Decimal(365) / 12,
    "week": Decimal(52) / 12,
    "biweek": Decimal(26) / 12,
    "month": Decimal(1),
}


@check(
    "es_contract",
    facts="contract_type contract_signed_before_entry wage hours_week worksites start_date end_date",
    not_met="kind",
    late="",
)
def es_contract(case: Case) -> Result:
    """A fijo-discontinuo contract, signed before entry, that says pay, hours, place, season and start."""
    facts = case.facts
    parts = Parts()
    fixed = equals(facts.contract_type, "fijo_discontinuo")
    parts.ask(fixed, "contract_type", kind=Word("contract_types", facts.contract_type or ""))
    parts.ask(facts.contract_signed_before_entry, "contract_signed_before_entry", "late")
    parts.missing += [
        name for name in ("wage", "hours_week", "start_date", "end_date") if getattr(facts, name) is None
    ]
    if not facts.worksites:
        parts.missing.append("worksites")
    return parts.result()


# ------------------------------------------------------------------ season


@check(
    "es_season",
    facts="start_date end_date chain",
    parameters="months",
    not_met="year months limit",
)
def es_season(case: Case) -> Result:
    """At most nine months of work in each calendar year, over all employers of the chain."""
    worked = span(case)
    if worked is None:
        return unknown("work_days")
    runs = joined([worked, *((one.start, one.end) for one in case.facts.chain or ())])
    used = None
    for year in range(runs[0][0].year, runs[-1][1].year + 1):
        used = limit(case, "months", max(runs[0][0], date(year, 1, 1)))
        if used is None:
            return unknown("limits")
        months, most = months_in(year, runs), int(number(used))
        if months > most:
            shown = cents(Decimal(months.numerator) / months.denominator)
            # Less than half a hundredth too many is still too many: it must not read like the limit.
            says: dict[str, Any] = {"year": year, "months": max(shown, most + CENT), "limit": most}
            return not_met("not_met", used, confidence=used.confidence, **says)
    assert used is not None
    return (
        unknown("chain", used=[used]) if case.facts.chain is None else met(used, confidence=used.confidence)
    )


@check(
    "es_permit",
    facts="start_date end_date permit_until application_route",
    parameters="years",
    not_met="end until",
    too_long="years last",
)
def es_permit(case: Case) -> Result:
    """The offer ends while the permit is valid, and no permit runs for more than four years from now."""
    facts, worked = case.facts, span(case)
    used = limit(case, "years", facts.start_date)
    if worked is None or used is None:
        return unknown("work_days" if worked is None else "limits")
    last = last_day(worked[0], int(number(used)) * MONTHS_PER_YEAR)
    ends = facts.permit_until or worked[1]
    if ends > last:
        return not_met("too_long", used, confidence=used.confidence, years=number(used), last=last)
    if facts.permit_until is None:
        # A first permit is given for this very offer: there is none yet to compare with.
        return not_applicable() if facts.application_route == "first_year" else unknown("permit_until")
    if worked[1] > facts.permit_until:
        return not_met("not_met", used, end=worked[1], until=facts.permit_until)
    return met(used, confidence=used.confidence)


@check("es_one_region", facts="worksites chain", not_met="regions")
def es_one_region(case: Case) -> Result:
    """One autonomous community, unless the offer is a chain."""
    sites = case.facts.worksites
    if not sites or any(site.region is None for site in sites):
        return unknown("worksites.community")
    regions = list(dict.fromkeys(site.region for site in sites))
    if len(regions) == 1 or case.facts.chain:
        return met()
    return unknown("chain") if case.facts.chain is None else not_met(regions=regions)


@check(
    "es_filing",
    facts="application_filed_on application_route start_date",
    parameters="months",
    not_met="months latest filed",
)
def es_filing(case: Case) -> Result:
    """The application is filed three months ahead, or two for the individual route."""
    facts = case.facts
    if facts.start_date is None or facts.application_filed_on is None:
        return unknown("start_date" if facts.start_date is None else "application_filed_on")
    routes = [facts.application_route] if facts.application_route else ["first_year", "individual"]
    answers = [_filed(case, route, facts.start_date, facts.application_filed_on) for route in routes]
    if len({answer.outcome for answer in answers}) == 1:
        return answers[-1]
    return unknown("application_route")


def _filed(case: Case, route: str, start: date, filed: date) -> Result:
    parameter = case.parameters["months"]
    value = parameter.on(filed, route)
    if value is None:
        return unknown("limits")
    used = Used(parameter, (route,), value, decisive=True)
    latest = add_months(start, -int(number(used)))
    if filed <= latest:
        return met(used, confidence=used.confidence)
    says: dict[str, Any] = {"months": number(used), "latest": latest, "filed": filed}
    return not_met("not_met", used, confidence=used.confidence, **says)


# ------------------------------------------------------------------ housing and journeys


@check(
    "es_housing",
    facts="housing start_date end_date",
    parameters="iprem rent both",
    not_met="",
    season="",
    deducted="",
    rent="cost limit share since",
    both="cost limit share since",
)
def es_housing(case: Case) -> Result:
    """Housing for the whole season, within 15 % of the IPREM (22 % with utilities), never taken from the pay."""
    housing = case.facts.housing
    if housing is None or housing.provided is None:
        return unknown("housing.provided")
    if not housing.provided:
        return not_met()
    parts = Parts()
    parts.ask(housing.all_season, "housing.all_season", "season")
    kept = None if housing.deducted_from_pay is None else not housing.deducted_from_pay
    parts.ask(kept, "housing.deducted_from_pay", "deducted")
    certain = bool(parts.problems)
    _cost(case, parts, housing)
    if certain:
        # Something else fails for sure: a cap that rests on an unverified value does not make it lighter.
        parts.confidence = "verified"
        parts.used = [used._replace(decisive=False) for used in parts.used]
    return parts.result()


def _cost(case: Case, parts: Parts, housing: Housing) -> None:
    """Rent, and rent with utilities, against the caps of every month of work."""
    rent = monthly(housing.cost_worker, housing)
    utilities = monthly(housing.utilities, housing)
    worked = span(case)
    if rent is None:
        parts.missing.append("housing.cost_worker" if housing.cost_worker is None else "housing.cost_period")
    if utilities is None:
        parts.missing.append("housing.utilities" if housing.utilities is None else "housing.cost_period")
    if worked is None:
        parts.missing.append("work_days")
        return
    _cap(case, parts, "rent", rent, worked)
    _cap(case, parts, "both", None if rent is None else rent + (utilities or 0), worked)


def monthly(amount: Decimal | None, housing: Housing) -> Decimal | None:
    """A cost of housing per month, rounded to the cent; None when it cannot be said."""
    if not amount:
        return amount
    factor = PER_MONTH.get(housing.cost_period or "")
    return None if factor is None else cents(amount * factor)


def _cap(case: Case, parts: Parts, name: str, cost: Decimal | None, worked: tuple[date, date]) -> None:
    """A monthly cost against the lowest cap of the work: the share and the IPREM of every day."""
    shares, iprem = case.parameters[name], case.parameters["iprem"]
    held, amounts = shares.during(*worked), iprem.during(*worked)
    if held.missing or amounts.missing:
        parts.missing.append("limits" if held.missing else iprem.id)
        return
    changes = {max(value.starts_on, worked[0]) for value in (*held.values, *amounts.values)}
    share, least = min((_of_day(shares, iprem, day) for day in changes), key=_monthly_cap)
    most = _monthly_cap((share, least))
    parts.used += [share, least]
    if "unverified" in (share.confidence, least.confidence):
        parts.confidence = "unverified"
    if cost is None:
        return
    since = max(share.value.starts_on, least.value.starts_on)
    says: dict[str, Any] = {"cost": cost, "limit": most, "share": number(share).normalize(), "since": since}
    parts.ask(cost <= most, "", name, "warns" if parts.confidence == "unverified" else None, **says)


def _of_day(shares: Parameter, iprem: Parameter, day: date) -> tuple[Used, Used]:
    share, amount = shares.on(day), iprem.on(day)
    assert share, "asked within the period that has one"
    assert amount, "asked within the period that has one"
    return Used(shares, (), share), Used(iprem, (), amount, decisive=True)


def _monthly_cap(pair: tuple[Used, Used]) -> Decimal:
    return cents(number(pair[0]) * number(pair[1]) / 100)


@check(
    "es_journeys",
    facts="transport_in transport_out journeys_by_commitment transfers_paid_by",
    not_met="",
    outbound="",
    transfers="",
)
def es_journeys(case: Case) -> Result:
    """The employer pays both journeys unless the commitment says otherwise, and always the transfers."""
    facts = case.facts
    parts = Parts()
    for leg, name, message in (
        (facts.transport_in, "transport_in", "not_met"),
        (facts.transport_out, "transport_out", "outbound"),
    ):
        pays = equals(leg.paid_by if leg else None, "employer")
        if pays is False and facts.journeys_by_commitment is None:
            parts.missing.append("journeys_by_commitment")
            continue
        severity = "warns" if facts.journeys_by_commitment else None
        parts.ask(pays, f"{name}.paid_by", message, severity)
    parts.ask(equals(facts.transfers_paid_by, "employer"), "transfers_paid_by", "transfers")
    return parts.result()


@check(
    "es_insurance",
    facts="health_insurance start_date",
    not_met="",
    payer="",
    gap="since start",
    ends="until start",
)
def es_insurance(case: Case) -> Result:
    """Health insurance from the departure on, paid by the employer."""
    cover, start = case.facts.health_insurance, case.facts.start_date
    parts = Parts()
    parts.ask(cover.covered if cover else None, "health_insurance.covered")
    parts.ask(equals(cover.paid_by if cover else None, "employer"), "health_insurance.paid_by", "payer")
    since = cover.from_ if cover else None
    if since is None or start is None:
        parts.missing.append("health_insurance.from" if since is None else "start_date")
    else:
        parts.ask(since <= start, "", "gap", since=since, start=start)
        # The journey comes before the first day of work; which day it is, the vacancy does not say.
        if since == start:
            parts.missing.append("health_insurance.before")
    if cover and cover.to and start:
        parts.ask(cover.to >= start, "", "ends", until=cover.to, start=start)
    return parts.result()


# ------------------------------------------------------------------ the offer and its employer


@check("es_no_agency", facts="temporary_agency", not_met="")
def es_no_agency(case: Case) -> Result:
    """The employer is not a temporary work agency."""
    agency = case.facts.temporary_agency
    return unknown("temporary_agency") if agency is None else not_met() if agency else met()


@check("es_posts", facts="workers_total posts_pooled", parameters="posts", not_met="posts limit")
def es_posts(case: Case) -> Result:
    """Ten posts or more, in this offer or in all pooled ones together."""
    own, pooled, least = case.facts.workers_total, case.facts.posts_pooled, limit(case, "posts")
    if least is None:
        return unknown("limits")
    most = max(own or 0, pooled or 0)
    if most >= number(least):
        return met(least, confidence=least.confidence)
    if own is None or pooled is None:
        return unknown("workers_total" if own is None else "posts_pooled", used=[least])
    return not_met("not_met", least, confidence=least.confidence, posts=most, limit=number(least))


@check(
    "es_free", facts="training_free fees_worker recruiter_chain", not_met="items", training="", allowed="name"
)
def es_free(case: Case) -> Result:
    """Selection and training cost the worker nothing, and no intermediary may ask for money."""
    facts = case.facts
    parts = Parts()
    parts.ask(facts.training_free, "training_free", "training")
    if facts.fees_worker is None:
        parts.missing.append("fees_worker")
    else:
        carried, missing = worker_pays(facts.fees_worker, facts.scheme)
        parts.missing += missing
        parts.ask(not carried, "", items=[fee.name for fee in carried])
    if facts.recruiter_chain is None:
        parts.missing.append("recruiter_chain")
    for recruiter in facts.recruiter_chain or ():
        parts.ask(recruiter.contract_forbids_fees, "contract_forbids_fees", "allowed", name=recruiter.name)
    return parts.result()


@check("es_return", facts="return_commitment", not_met="")
def es_return(case: Case) -> Result:
    """The worker signs the commitment to return."""
    signed = case.facts.return_commitment
    return unknown("return_commitment") if signed is None else met() if signed else not_met()


@check("es_employer", facts="employer_record", not_met="items")
def es_employer(case: Case) -> Result:
    """The employer has paid what it owes, has means, and carries no sanction, breach, conviction or ERTE."""
    record = case.facts.employer_record
    if record is None:
        return unknown("employer_record")
    answers = {
        "taxes_paid": record.taxes_paid,
        "social_security_paid": record.social_security_paid,
        "has_means": record.has_means,
        "sanctioned_last_year": _not(record.sanctioned_last_year),
        "broke_commitments_last_two_years": _not(record.broke_commitments_last_two_years),
        "convicted": _not(record.convicted),
        "suspended_these_posts": _not(record.suspended_these_posts),
    }
    failing = [Word("employer_record", name) for name, good in answers.items() if good is False]
    if failing:
        return not_met(items=failing)
    return unknown("employer_record") if None in answers.values() else met()


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


@check("es_equality", facts="equality_protocol contract_languages", not_met="", translation="")
def es_equality(case: Case) -> Result:
    """There is a protocol of equality and against harassment, and a contract the worker can read."""
    parts = Parts()
    parts.ask(case.facts.equality_protocol, "equality_protocol")
    spanish = contract_in_spanish(case).outcome
    parts.ask(None if spanish == "unknown" else spanish == "met", "contract_languages", "translation")
    return parts.result()


@check("es_named", facts="offer_kind only_returners", not_met="")
def es_named(case: Case) -> Result:
    """Named offers are for people who held a season permit and proved their return."""
    if case.facts.offer_kind is None:
        return unknown("offer_kind")
    if case.facts.offer_kind == "generica":
        return met()
    returners = case.facts.only_returners
    return unknown("only_returners") if returners is None else met() if returners else not_met()


@check("es_activity", facts="activity_listed", not_met="")
def es_activity(case: Case) -> Result:
    """The activity is in the list of the yearly Order; else Spain asks its own labour market first."""
    listed = case.facts.activity_listed
    return unknown("activity_listed") if listed is None else met() if listed else not_met()

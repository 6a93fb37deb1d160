"""Checks of every scheme: the portal's own policy of fair recruitment (rules ALL-01 to ALL-13)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from matching.text import fold
from registry.schemes.case import (
    NOT_MET,
    UNKNOWN,
    Case,
    Parts,
    Problem,
    Result,
    Used,
    Word,
    check,
    equals,
    met,
    not_applicable,
    not_met,
    unknown,
)
from registry.schemes.facts import Fee, ListedName, ListReading, Recruiter
from registry.schemes.law import days
from registry.schemes.text import Hit, discrimination, read, retention

US_SCHEMES = ("H2A", "H2B")
CA_SCHEMES = ("CA_AG", "CA_LOW")


def limit(case: Case, name: str, day: date | None = None) -> Used | None:
    """A single dated limit on the day (the day asked when none is given), as the decisive value."""
    parameter = case.parameters[name]
    value = parameter.on(day or case.asked_on)
    return Used(parameter, (), value, decisive=True) if value else None


def number(used: Used) -> Decimal:
    """The amount of a limit that is a number."""
    amount = used.value.amount
    assert isinstance(amount, Decimal), f"{used.parameter.id} must be a number"
    return amount


def in_list(used: Used, code: str) -> bool:
    """Whether a list of codes has this one."""
    return isinstance(used.value.amount, tuple) and code in used.value.amount


def percent(fraction: Decimal) -> Decimal:
    """A fraction in hundredths, without trailing zeros: 0.10 is 10."""
    return (fraction * 100).normalize()


def spoken(codes: Iterable[str]) -> list[Word]:
    """Languages by their names, where they have one here."""
    return [Word("languages", code.lower().split("-")[0]) for code in codes]


def bounded(
    case: Case, name: str, holds: bool | None, missing: str, day: date | None = None, **says: Any
) -> Result:
    """One condition against one limit: the limit is said as {limit}."""
    used = limit(case, name, day)
    if used is None:
        return unknown(name)
    if holds is None:
        return unknown(missing, used=[used])
    if holds:
        return met(used, confidence=used.confidence)
    return not_met("not_met", used, confidence=used.confidence, limit=used.value.amount, **says)


@check("scheme_known", facts="scheme", sawp="")
def scheme_known(case: Case) -> Result:
    """The scheme exists here, its rules are ready, and it takes Guatemalans (the SAWP does not)."""
    if case.facts.scheme == "SAWP":
        return not_met("sawp")
    scheme = case.ruleset.scheme(case.facts.scheme)
    if scheme is None:
        return not_met()
    return unknown("scheme_rules") if scheme.status == "draft" else met()


@check(
    "contract_dates",
    facts="start_date end_date circumstances.is_historical",
    parameters="longest",
    not_met="start end",
    too_long="days limit",
    past="start today",
)
def contract_dates(case: Case) -> Result:
    """Start before end, not longer than any scheme allows, and still to come."""
    start, end = case.facts.start_date, case.facts.end_date
    parts = Parts()
    open_ended = case.facts.scheme == "GT_SNE" and end is None
    if start is None or (end is None and not open_ended):
        parts.missing.append("start_date" if start is None else "end_date")
    if start and end:
        longest = limit(case, "longest")
        parts.ask(start < end, "end_date", start=start, end=end)
        if longest is None:
            parts.missing.append("longest")
        elif start < end:
            parts.used.append(longest)
            length = days(start, end)
            parts.ask(length <= number(longest), "end_date", "too_long", days=length, limit=number(longest))
    if start and not case.circumstances.is_historical:
        parts.ask(start > case.asked_on, "start_date", "past", start=start, today=case.asked_on)
    return parts.result()


# What a cost without a code may be called to be the passport itself, or the Canadian work permit or biometrics
# itself. A name with anything more in it ("reclutamiento y pasaporte") is another cost.
_COST = r"(?:(?:costo|tasa|derechos?|arancel|emision|pago)(?: del?| de la)? )?"
PASSPORT_NAMES = re.compile(rf"{_COST}pasaporte(?: guatemalteco)?|(?:guatemalan )?passport(?: fee| cost)?")
PERMIT_NAMES = re.compile(
    rf"{_COST}(?:permiso de trabajo|biometri[ac]s?|datos biometricos)|(?:work permit|biometrics?)(?: fee| cost)?"
)


def is_passport(fee: Fee) -> bool:
    """The worker's own passport and nothing else: by its code, or where it has none by its exact name."""
    if fee.code is not None:
        return fee.code == "passport"
    return PASSPORT_NAMES.fullmatch(fold(fee.name)) is not None


def is_permit(fee: Fee) -> bool:
    """A fee for the Canadian work permit or for biometrics (IRPR ss. 296, 298, 299) and for nothing else: by its code,
    or where it has none by its exact name.
    """
    if fee.code is not None:
        return fee.code == "permit"
    return PERMIT_NAMES.fullmatch(fold(fee.name)) is not None


def left_open(fee: Fee, scheme: str) -> bool:
    """Whether the law of the destination lets the worker pay this."""
    return (scheme in US_SCHEMES and is_passport(fee)) or (scheme in CA_SCHEMES and is_permit(fee))


def worker_pays(fees: Iterable[Fee], scheme: str) -> tuple[list[Fee], list[str]]:
    """The costs a worker carries though the law does not leave them open; and what is not said about
    costs.
    """
    carried, missing = [], []
    for fee in fees:
        if fee.payer is None or (fee.payer == "worker" and fee.amount is None):
            missing.append("fees_worker")
        elif fee.payer == "worker" and fee.amount and not left_open(fee, scheme):
            carried.append(fee)
    return carried, missing


def _totals(fees: Iterable[Fee]) -> list[str]:
    """What costs add up to in each currency; a cost without one stands by itself."""
    totals: dict[str | None, Decimal] = {}
    for fee in fees:
        totals[fee.currency] = totals.get(fee.currency, Decimal(0)) + (fee.amount or 0)
    return [f"{amount:f} {currency or ''}".strip() for currency, amount in totals.items()]


@check("no_fees", facts="fees_worker", not_met="total items")
def no_fees(case: Case) -> Result:
    """The worker pays nothing for the job."""
    if case.facts.fees_worker is None:
        return unknown("fees_worker")
    carried, missing = worker_pays(case.facts.fees_worker, case.facts.scheme)
    if carried:
        return not_met(total=_totals(carried), items=[fee.name for fee in carried])
    return unknown(*missing) if missing else met()


@check(
    "recruiters_authorised",
    facts="recruiter_chain agency_id circumstances.agency_standing",
    unregistered="name",
    expired="name today",
    fees_allowed="name",
    standing="",
)
def recruiters_authorised(case: Case) -> Result:
    """Every recruiter in Guatemala is authorised today and bound to charge nothing; the agency is in good
    standing.
    """
    parts = Parts()
    standing = case.circumstances.agency_standing
    if standing is None and case.facts.agency_id is not None:
        parts.missing.append("circumstances.agency_standing")
    parts.ask(standing != "not_good", "circumstances.agency_standing", "standing")
    if case.facts.recruiter_chain is None:
        parts.missing.append("recruiter_chain")
    for recruiter in case.facts.recruiter_chain or ():
        if recruiter.country is None:
            parts.missing.append("recruiter_chain.country")
        elif recruiter.country == "GT":
            _recruiter(case, recruiter, parts)
    return parts.result()


def _recruiter(case: Case, recruiter: Recruiter, parts: Parts) -> None:
    known, today = case.circumstances.recruiters, case.asked_on
    parts.ask(recruiter.contract_forbids_fees, "contract_forbids_fees", "fees_allowed", name=recruiter.name)
    if recruiter.registration_no is None:
        parts.missing.append("registration_no")
    elif known is None:
        parts.missing.append("circumstances.recruiters")
    elif recruiter.registration_no not in known:
        parts.ask(False, "", "unregistered", name=recruiter.name)
    else:
        found = known[recruiter.registration_no]
        valid = found.since <= today and (found.until is None or today <= found.until)
        parts.ask(valid, "", "expired", name=recruiter.name, today=today)


@check("contract_in_spanish", facts="contract_languages", not_met="languages")
def contract_in_spanish(case: Case) -> Result:
    """There is a copy of the contract in Spanish."""
    languages = case.facts.contract_languages
    if languages is None:
        return unknown("contract_languages")
    spanish = any(language.lower().split("-")[0] == "es" for language in languages)
    return met() if spanish else not_met(languages=spoken(languages))


def _text_result(fields: Iterable[str], hits: list[Hit], missing: list[str]) -> Result:
    if hits:
        shown = {"excerpts": [{"field": hit.field, "kind": hit.kind, "text": hit.excerpt} for hit in hits]}
        kinds = [Word("text_kinds", kind) for kind in dict.fromkeys(hit.kind for hit in hits)]
        return not_met(excerpt=hits[0].excerpt, kinds=kinds, facts=shown)
    return unknown(*missing) if missing else met(facts={"read": list(fields)})


@check("no_discrimination", not_met="excerpt kinds")
def no_discrimination(case: Case) -> Result:
    """No text asks for a sex, an age, a family, an origin, a faith or an appearance."""
    texts, missing = read(case, ("title", "duties", "extra_requirements", "extra_terms"))
    return _text_result(texts, discrimination(texts), missing)


@check("papers_stay_with_worker", not_met="excerpt kinds")
def papers_stay_with_worker(case: Case) -> Result:
    """No clause keeps papers or asks for a deposit, a bond or a penalty."""
    texts, missing = read(case, ("duties", "extra_requirements", "extra_terms"))
    hits = retention(texts)
    for fee in case.facts.fees_worker or ():
        if fee.code in ("X2", "X3", "X5"):
            hits.append(Hit("fees_worker", "deposit", fee.name))
    if case.facts.fees_worker is None:
        missing.append("fees_worker")
    return _text_result(texts, hits, missing)


def pays_like_an_hour(case: Case) -> bool:
    """Whether the wage is an amount that an hour of work can earn in the United States, whatever unit it is given."""
    most = case.ruleset.parameters["us-absurd-high"].on(case.asked_on)
    wage = case.facts.wage
    return wage is not None and most is not None and isinstance(most.amount, Decimal) and wage <= most.amount


def is_range_herding(case: Case) -> bool:
    """Herding on the open range, paid by the month without hours; inferred when the order does not say, but not where
    the amount is one of an hour: there the unit is in doubt.
    """
    facts = case.facts
    if facts.range_herding is not None:
        return facts.range_herding
    by_month = facts.scheme == "H2A" and facts.wage_unit == "month" and facts.hours_week is None
    return by_month and not pays_like_an_hour(case)


@check(
    "pay_and_hours_stated",
    facts="wage wage_unit currency hours_week",
    parameters="longest_week",
    not_met="hours limit",
)
def pay_and_hours_stated(case: Case) -> Result:
    """The pay is said in full and the week has believable hours."""
    facts = case.facts
    parts = Parts()
    for name in ("wage", "wage_unit", "currency"):
        if getattr(facts, name) is None:
            parts.missing.append(name)
    longest = limit(case, "longest_week")
    if longest is None:
        parts.missing.append("longest_week")
    elif is_range_herding(case):
        return parts.result() if parts.missing else not_applicable()
    else:
        parts.used.append(longest)
        hours = facts.hours_week
        believable = None if hours is None else 0 < hours <= number(longest)
        parts.ask(believable, "hours_week", hours=hours, limit=number(longest))
    return parts.result()


# Names of a deduction that say nothing of what is deducted.
NAMELESS = re.compile(
    r"(?:otr[oa]s?|vari[oa]s|others?|miscellaneous|misc)(?: (?:descuentos?|deduccion(?:es)?|deductions?))?[.:]*"
    r"|(?:descuentos|deducciones|deductions) (?:vari[oa]s|other|miscellaneous)"
)


@check("deductions_disclosed", facts="deductions", not_met="name", nameless="name")
def deductions_disclosed(case: Case) -> Result:
    """Each deduction says how much, how often and on what basis; an undisclosed one fails."""
    if case.facts.deductions is None:
        return unknown("deductions")
    parts = Parts()
    for item in case.facts.deductions:
        complete = item.amount is not None and item.period is not None and item.legal_basis is not None
        parts.ask(complete and item.disclosed is not False, "", name=item.name)
        parts.ask(not NAMELESS.fullmatch(fold(item.name)), "", "nameless", name=item.name)
    return parts.result()


@check(
    "official_reference",
    facts="official_ref circumstances.official_ref_unique",
    not_met="ref",
    repeated="ref",
)
def official_reference(case: Case) -> Result:
    """The case number has the form of its scheme and no other vacancy carries it."""
    scheme = case.ruleset.scheme(case.facts.scheme)
    if scheme is None or scheme.official_ref is None:
        return not_applicable()
    ref = case.facts.official_ref
    if ref is None:
        return unknown("official_ref")
    parts = Parts()
    parts.ask(re.fullmatch(scheme.official_ref, ref) is not None, "official_ref", ref=ref)
    unique = case.circumstances.official_ref_unique
    parts.ask(unique, "circumstances.official_ref_unique", "repeated", ref=ref)
    return parts.result()


def is_certified(case: Case) -> bool | None:
    """True for a final certification, None for one with a remark behind it ("(Returned)"), else False."""
    scheme, status = case.ruleset.scheme(case.facts.scheme), case.facts.official_status
    if scheme is None or status is None:
        return None
    if any(re.fullmatch(pattern, status) for pattern in scheme.certified):
        return True
    return None if any(re.match(pattern, status) for pattern in scheme.certified) else False


@check("officially_certified", facts="official_status", not_met="status")
def officially_certified(case: Case) -> Result:
    """The authority of the destination has said yes before candidates hear of the job."""
    scheme = case.ruleset.scheme(case.facts.scheme)
    if scheme is None or not scheme.certified:
        return not_applicable()
    certified = is_certified(case)
    if certified is None:
        return unknown("official_status")
    return met() if certified else not_met(status=case.facts.official_status)


@check(
    "not_debarred",
    facts="circumstances.debarred circumstances.lists",
    parameters="longest_age",
    listed="name listed list day",
    never="list",
    none="",
    old="list day limit",
    similar="name listed list day",
)
def not_debarred(case: Case) -> Result:
    """Employer and agency stand on no list of sanctions that was read lately."""
    lists = case.circumstances.lists
    if lists is None:
        debarred = case.circumstances.debarred
        holds = None if debarred == "unknown" else equals(debarred, "no")
        return unknown("circumstances.debarred") if holds is None else met() if holds else not_met()
    longest = limit(case, "longest_age")
    if longest is None:
        return unknown("longest_age")
    barred = [problem for one in lists for problem in _names(one, certain=True)]
    if barred:
        return Result(NOT_MET, tuple(barred), facts={"circumstances.debarred": "yes"})
    open_questions = [problem for one in lists for problem in _questions(case, one, longest)]
    if not lists:
        open_questions.append(Problem("none", {}))
    if open_questions:
        return Result(UNKNOWN, tuple(open_questions), used=(longest,))
    return met(longest, facts={"circumstances.debarred": "no"})


def _names(found: ListReading, *, certain: bool) -> list[Problem]:
    """The names on a list that are ours, or that only look like ours."""
    message = "listed" if certain else "similar"
    which = Word("lists", found.kind)
    return [
        Problem(message, {"name": one.ours, "listed": _with_place(one), "list": which, "day": found.read_on})
        for one in found.names
        if one.certain is certain
    ]


def _questions(case: Case, found: ListReading, longest: Used) -> list[Problem]:
    """What keeps a list from answering: it was never read, not lately, or a name is alike."""
    which = Word("lists", found.kind)
    if found.read_on is None:
        return [Problem("never", {"list": which})]
    says = {"list": which, "day": found.read_on, "limit": number(longest)}
    is_old = days(found.read_on, case.asked_on) - 1 > number(longest)
    return ([Problem("old", says)] if is_old else []) + _names(found, certain=False)


def _with_place(one: ListedName) -> str:
    return f"{one.listed}, {one.place}" if one.place else one.listed


@check("lifting", facts="lift_lb", parameters="note justify", not_met="weight limit", heavy="weight limit")
def lifting(case: Case) -> Result:
    """Heavy lifting is noted, very heavy lifting must be justified."""
    weight, note, justify = case.facts.lift_lb, limit(case, "note"), limit(case, "justify")
    if weight is None or note is None or justify is None:
        return unknown("lift_lb")
    if weight > number(justify):
        return not_met("heavy", justify, weight=weight, limit=number(justify))
    if weight > number(note):
        return not_met("not_met", note, weight=weight, limit=number(note))
    return met(note)

"""Sums in a text: which are asked for, and which are a wage. And the wage against the least the law allows.

A sum is a wage when a period follows it ("la hora", "al mes") or a word of pay goes before it; it is asked for when a
word of paying stands in the same clause and nothing denies it ("no se paga", "sin costo"). When in doubt, neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from matching.text import fold, tokens
from registry.offers.vocabulary import vocabulary
from registry.schemes.law import Ruleset
from registry.seeds.reference import regions

_SUM = re.compile(
    r"(?P<before>\bQ\.?|\bGTQ|(?:US|CA|CAD|USD|C)?\s?\$|\bUSD|\bCAD|€|\bEUR)\s?(?P<first>\d[\d.,]*\d|\d)"
    r"|(?P<second>\d[\d.,]*\d|\d)\s?(?P<after>mil\s+)?"
    r"(?P<unit>quetzales|quetzal|qtz|gtq|pesos|lempiras|d[oó]lares(?:\s+canadienses)?|usd|cad|euros?|eur|€|\$)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"^\s*(?:[a-z]+\s+){0,2}?(?:(?:por|x|la|a\s+la|cada|c/|/|al|el|per|an?)\s*)?"
    r"(?P<period>hora|hr|hrs|hour|h\b|d[ií]a|diari[oa]s?|day|semana|semanal(?:es)?|week|quincena|quincenal(?:es)?|mes|"
    r"mensual(?:es)?|month)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?\n]+(?=\s|$)|,(?=\s)|\b(?:pero|solo|sólo|unicamente|únicamente|y luego|después)\b", re.IGNORECASE
)
# Hours of a week that is full time everywhere; a wage for a longer time is held against these, so that nobody who pays
# enough for a short week is called cheap.
_WEEK_HOURS = Decimal(30)
_WEEKS_A_MONTH = Decimal(52) / 12
_NEGATES = 4  # words before "pagar" in which "no" counts


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money. `period`: hour, day, week, month where it is a rate."""

    amount: Decimal
    currency: str
    period: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the sums, as written; `is_order` when somebody is told to pay, with a sum or without."""

    sums: tuple[str, ...]
    is_order: bool


@dataclass(frozen=True, slots=True)
class BelowFloor:
    """A wage below the least of a country. `floor` in `currency` for each `period`."""

    country: str
    region: str | None
    wage: Decimal
    floor: Decimal
    currency: str
    period: str


def sums(text: str) -> list[Sum]:
    found = []
    for match in _SUM.finditer(text):
        amount = _amount(match["first"] or match["second"])
        if amount is None:
            continue
        if match["after"]:
            amount *= 1000
        currency = _currency(fold(match["before"] or match["unit"]))
        period = _PERIOD.match(text[match.end() : match.end() + 30])
        found.append(Sum(amount, currency, _period(period["period"]) if period else None, *match.span()))
    return found


def asked_for(text: str) -> Asked | None:
    """What the text asks somebody to pay; None when it asks for nothing."""
    known, written, is_order = vocabulary(), [], False
    every = sums(text)
    for start, end in _clauses(text):
        clause = tokens(text[start:end])
        places = [n for n, word in enumerate(clause) if known.asks.has(word) and not _denied(clause, n)]
        orders = any(_is_order(clause, n) for n in range(len(clause)))
        is_order = is_order or orders
        for one in every:
            if not start <= one.start < end or (one.period and not orders):
                continue
            if (places or orders) and not _is_wage(clause, places):
                written.append(text[one.start : one.end].strip())
    return Asked(tuple(dict.fromkeys(written)), is_order) if written or is_order else None


def _is_order(clause: list[str], place: int) -> bool:
    """ "deposite", "transfiera", "mande el dinero": told to pay, and not told not to."""
    if _denied(clause, place) or not vocabulary().orders.has(clause[place]):
        return False
    if clause[place] in ("mande", "envie", "gire"):
        given = clause[place + 1 : place + 4]
        return any(vocabulary().things.has(word) or re.fullmatch(r"q?\d+", word) for word in given)
    return True


def _denied(clause: list[str], place: int) -> bool:
    return any(vocabulary().nothing.has(word) for word in clause[max(0, place - _NEGATES) : place + 1])


def _is_wage(clause: list[str], asks: list[int]) -> bool:
    """A word of pay, and no word of charging besides."""
    wages = [n for n, word in enumerate(clause) if vocabulary().wages.has(word)]
    return bool(wages) and all(n in wages for n in asks)


def _clauses(text: str) -> list[tuple[int, int]]:
    found, begin = [], 0
    for match in _CLAUSE.finditer(text):
        found.append((begin, match.start()))
        begin = match.start()
    return [*found, (begin, len(text))]


def below_floor(text: str, law: Ruleset, on: date) -> BelowFloor | None:
    """A wage of the text below the lowest wage that the country it names allows. None when it is not sure."""
    folded = fold(text)
    named = [code for code, words in vocabulary().countries.items() if _names(folded, words)]
    places = [
        region
        for region in regions().values()
        if region.country in ("CA", "US") and _names(folded, (fold(region.es), fold(region.en)))
    ]
    countries = set(named) | {region.country for region in places}
    if len(countries - {"GT"}) > 1 or not countries:
        return None
    country = next(iter(countries - {"GT"} or countries))
    region = places[0].code.partition("-")[2] if len(places) == 1 and places[0].country == country else None
    for one in sums(text):
        floor = _floor(law, country, region, one, on)
        if floor is not None and one.amount < floor:
            return BelowFloor(country, region, one.amount, floor, _OWN[country], str(one.period))
    return None


_OWN = {"CA": "CAD", "US": "USD", "ES": "EUR", "GT": "GTQ"}


def _floor(law: Ruleset, country: str, region: str | None, wage: Sum, on: date) -> Decimal | None:
    """The least for this period in this country, the lowest of all where the text leaves it open; None: unknown."""
    dollars = wage.currency == "$" and country in ("CA", "US")
    if wage.period is None or not (dollars or wage.currency == _OWN[country]):
        return None
    if country in ("CA", "US"):
        hour = _hourly(law, country, region, on)
        times = {"hour": Decimal(1), "week": _WEEK_HOURS, "month": _WEEK_HOURS * _WEEKS_A_MONTH}.get(
            wage.period
        )
        return (hour * times).quantize(Decimal("0.01")) if hour is not None and times is not None else None
    if country == "ES":
        return _least(law, {"day": "es-smi-day", "month": "es-smi-month"}.get(wage.period), on)
    return _least(law, {"day": "gt-daily-minimum", "month": "gt-monthly-minimum"}.get(wage.period), on)


def _hourly(law: Ruleset, country: str, region: str | None, on: date) -> Decimal | None:
    if country == "CA":
        return _least(law, "ca-minimum-wage", on, lambda key: region is None or key[0] == region)
    state = _least(law, "us-state-minimum", on, lambda key: key[0] == region) if region else None
    federal = _least(law, "us-federal-minimum", on)
    return max((one for one in (state, federal) if one is not None), default=None)


def _least(
    law: Ruleset,
    parameter: str | None,
    on: date,
    wanted: Callable[[tuple[str, ...]], bool] = lambda key: True,
) -> Decimal | None:
    """The lowest value that holds on this day over the keys wanted."""
    found = law.parameters.get(parameter or "")
    if found is None:
        return None
    values = [found.on(on, *key) for key in found.series if wanted(key)]
    amounts = [value.amount for value in values if value is not None and isinstance(value.amount, Decimal)]
    return min(amounts, default=None)


def _names(folded: str, written: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in written)


def _amount(written: str) -> Decimal | None:
    """ "1,500", "1.500", "1500.00", "18.50": the last sign is decimal when one or two digits follow it."""
    text = written.rstrip(".,")
    decimal = re.search(r"[.,](\d{1,2})$", text)
    whole = re.sub(r"[.,]", "", text[: decimal.start()] if decimal else text)
    try:
        return Decimal(whole + ("." + decimal[1] if decimal else ""))
    except InvalidOperation:
        return None


def _currency(written: str) -> str:
    if written.startswith(("q", "gtq")):
        return "GTQ"
    if "canad" in written or written.startswith(("ca", "c$")):
        return "CAD"
    if "us" in written:
        return "USD"
    if written in ("€", "eur", "euro", "euros"):
        return "EUR"
    return "$" if "$" in written or written.startswith("dolar") else written.upper()


def _period(written: str) -> str:
    folded = fold(written)
    if folded.startswith("h"):
        return "hour"
    if folded.startswith("d"):
        return "day"
    if folded.startswith(("s", "w")):
        return "week"
    return "half_month" if folded.startswith("q") else "month"

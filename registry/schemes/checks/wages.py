"""An offer of pay against the floors it must reach, whatever the country.

An offer is compared with every value that holds on some day of work. A floor that fails decides; else a
floor that is not known, or whose renewal nobody loaded, makes the answer unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from registry.schemes.case import Case, Result, Used, Word, cents, met, not_met, unknown
from registry.schemes.checks.everywhere import limit, number
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Parameter

WEEKS_PER_YEAR = 52
MONTHS_PER_YEAR = 12


class Floor(NamedTuple):
    """One amount per hour the offer must reach. `used` None: the order itself states it."""

    amount: Decimal
    name: Word
    place: Word | None = None
    used: Used | None = None

    @property
    def confidence(self) -> str:
        return self.used.confidence if self.used else "verified"


@dataclass(slots=True)
class Floors:
    """All floors of one offer, and what is not known about them."""

    floors: list[Floor] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def take(
        self, parameter: Parameter, first: date, last: date, key: tuple[str, ...], name: Word, place: Word
    ) -> None:
        """Every value between two days as a floor; a day without a value is missing."""
        found = parameter.during(first, last, *key)
        for value in found.values:
            assert isinstance(value.amount, Decimal)
            used = Used(parameter, key, value, overdue=value.overdue(last))
            self.floors.append(Floor(value.amount, name, place, used))
        if found.missing:
            self.missing.append(parameter.id)

    def state(self, facts: VacancyFacts, *names: str) -> None:
        """Wages that the vacancy itself states as floors; zero says that none applies."""
        for name in names:
            amount = getattr(facts, name)
            if amount is None:
                self.missing.append(name)
            elif amount:
                self.floors.append(Floor(amount, Word("floors", name)))


def hourly(wage: Decimal, unit: str | None, hours_week: Decimal | None) -> Decimal | None:
    """A wage per hour, from its unit and the hours of the week; None when that cannot be said."""
    if unit == "hour":
        return wage
    if not hours_week:
        return None
    if unit == "week":
        return wage / hours_week
    if unit == "biweek":
        return wage / (2 * hours_week)
    if unit == "month":
        return wage * MONTHS_PER_YEAR / (WEEKS_PER_YEAR * hours_week)
    return wage / (WEEKS_PER_YEAR * hours_week) if unit == "year" else None


def offered(case: Case, wage: Decimal | None, currency: str) -> tuple[Decimal | None, list[str]]:
    """The offer per hour rounded to the cent, or what is missing; "unit" when it is absurd in its unit."""
    facts = case.facts
    if wage is None:
        return None, ["wage"]
    if facts.currency != currency:
        return None, ["currency"]
    if facts.wage_unit is None:
        return None, ["wage_unit"]
    amount = hourly(wage, facts.wage_unit, facts.hours_week)
    if amount is None:
        return None, ["hours_week" if not facts.hours_week else "wage_unit"]
    low, high = limit(case, "absurd_low"), limit(case, "absurd_high")
    if low is None or high is None or not number(low) <= amount <= number(high):
        return None, ["unit"]
    return cents(amount), []


def regions(case: Case) -> list[str]:
    """The states or provinces of the places of work, each once."""
    sites = case.facts.worksites or ()
    return list(dict.fromkeys(site.region.upper() for site in sites if site.region))


def unplaced(case: Case) -> bool:
    """Whether some place of work has no state or province, or no place is known."""
    return not regions(case) or any(site.region is None for site in case.facts.worksites or ())


def judge(offer: Decimal, floors: Iterable[Floor], missing: Iterable[str]) -> Result:
    """The offer against its floors: the highest verified floor it misses decides, else the highest
    unverified one.
    """
    ordered = sorted(floors, key=lambda floor: floor.amount, reverse=True)
    failing = [floor for floor in ordered if offer < floor.amount]
    decisive = next(
        (floor for floor in failing if floor.confidence == "verified"), failing[0] if failing else None
    )
    if decisive is None:
        return _reached(ordered, missing)
    used = _marked(ordered, decisive)
    says: dict[str, Any] = {
        "offer": offer,
        "floor": decisive.amount,
        "short": cents(decisive.amount - offer),
        "name": decisive.name,
    }
    if decisive.used is None:
        return not_met("stated", *used, **says)
    says |= {"place": decisive.place, "since": decisive.used.value.starts_on}
    return not_met("not_met", *used, confidence=decisive.confidence, **says)


def _reached(ordered: list[Floor], missing: Iterable[str]) -> Result:
    """No floor is missed: met when every floor is known and none is past its renewal."""
    lacking = list(missing)
    used = _marked(ordered, ordered[0] if ordered else None)
    lacking += [f"renewal:{item.parameter.id}" for item in used if item.overdue]
    if lacking or not ordered:
        reached = ordered[0].amount if ordered else None
        return unknown(*lacking, used=used, floor="—" if reached is None else reached)
    verified = all(floor.confidence == "verified" for floor in ordered)
    return met(*used, confidence="verified" if verified else "unverified")


def _marked(ordered: Iterable[Floor], decisive: Floor | None) -> list[Used]:
    """The values of the law behind the floors, with the decisive one marked."""
    return [
        floor.used._replace(decisive=True) if floor is decisive else floor.used
        for floor in ordered
        if floor.used
    ]

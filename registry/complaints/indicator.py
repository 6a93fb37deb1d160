"""SDG 10.7.1: what a worker paid to be recruited, over what they earn in a month where they work.

Both figures of the same person (metadata of the indicator, ILO and World Bank, 2022-05-18). The official scope leaves
out those who do not change their usual residence, so seasonal work is reckoned apart, as a variant of ours. These are
reports of people who complained, not a sample: the figure says nothing about workers at large.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import mean, median

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.complaints import rates, sources
from registry.complaints.kinds import FEWEST
from registry.complaints.models import Complaint, FeeReport
from registry.complaints.rates import Rate
from registry.complaints.states import ComplaintState
from registry.vacancies.models import Vacancy

SOURCE = "https://worldbank.github.io/sdg-metadata/metadata/en/10-7-1"
# Programmes of less than a year: the person keeps their home where it was.
SEASONAL_SCHEMES = frozenset({"H2A", "H2B", "CA_AG", "ES_GECCO"})
GROUPS = ("official", "seasonal", "unknown")


@dataclass(frozen=True, slots=True)
class Payment:
    amount: Decimal
    currency: str
    on: date | None
    refunded: Decimal


@dataclass(frozen=True, slots=True)
class Person:
    """What one report tells. `group`: official, seasonal, or unknown when nobody said which work it was."""

    payments: tuple[Payment, ...]
    first_pay: Decimal
    pay_currency: str
    group: str
    corridor: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """Months of pay that recruitment cost: the mean and the middle of the persons' own ratios."""

    group: str
    corridor: str | None
    persons: int
    mean: Decimal
    median: Decimal


def ratio(person: Person, known: Iterable[Rate] | None = None) -> Decimal | None:
    """Cost over monthly pay of one person, what was given back taken off; None when a currency has no dated rate."""
    same = all(one.currency == person.pay_currency for one in person.payments)
    rows = list(known) if known is not None else None
    cost = Decimal(0)
    for one in person.payments:
        net = max(one.amount - one.refunded, Decimal(0))
        told = net if same else rates.in_gtq(net, one.currency, one.on, rows)
        if told is None:
            return None
        cost += told
    on = next((one.on for one in person.payments if one.on), None)
    pay = person.first_pay if same else rates.in_gtq(person.first_pay, person.pay_currency, on, rows)
    return cost / pay if pay else None


def figures(people: Sequence[Person], known: Iterable[Rate] | None = None) -> list[Figure]:
    """One figure for each group, then for each corridor of it: only of five persons or more."""
    found = []
    rows = list(known) if known is not None else None
    ratios = [(one, value) for one in people if (value := ratio(one, rows)) is not None]
    for group in GROUPS:
        mine = [(one.corridor, value) for one, value in ratios if one.group == group]
        corridors = sorted({corridor for corridor, _value in mine if corridor})
        for corridor in (None, *corridors):
            values = [value for where, value in mine if corridor is None or where == corridor]
            if len(values) >= FEWEST:
                found.append(
                    Figure(group, corridor, len(values), _short(mean(values)), _short(median(values)))
                )
    return _without_differences(found)


def _without_differences(found: list[Figure]) -> list[Figure]:
    """A corridor whose group has only a few persons more would tell those few: then only the group is told."""
    told = []
    for one in found:
        whole = next(each for each in found if each.group == one.group and each.corridor is None)
        rest = whole.persons - one.persons
        if one.corridor is None or rest == 0 or rest >= FEWEST:
            told.append(one)
    return told


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def current(session: Session) -> list[Figure]:
    """The figures of every report that was not dismissed and tells both a payment and the first pay."""
    return figures(_people(session))


def told_of_pay(session: Session) -> int:
    """How many reports tell both; the page says how many could be reckoned."""
    return len(_people(session))


def _people(session: Session) -> list[Person]:
    query = (
        select(FeeReport, Vacancy.scheme)
        .join(Complaint, Complaint.id == FeeReport.complaint_id)
        .outerjoin(Vacancy, Vacancy.id == Complaint.vacancy_id)
        .where(Complaint.state != ComplaintState.DISMISSED)
        .order_by(FeeReport.complaint_id, FeeReport.place)
    )
    by_complaint: dict[int, list[tuple[FeeReport, str | None]]] = {}
    for fee, scheme in session.execute(query):
        by_complaint.setdefault(fee.complaint_id, []).append((fee, scheme))
    # One person for each source: copies of a report are not more people.
    first = sources.of(session, by_complaint)
    told = {first[key]: rows for key, rows in sorted(by_complaint.items(), reverse=True)}
    return [person for rows in told.values() if (person := _person(rows)) is not None]


def _person(rows: list[tuple[FeeReport, str | None]]) -> Person | None:
    pay = next(((fee.first_pay, fee.first_pay_currency) for fee, _scheme in rows if fee.first_pay), None)
    payments = tuple(
        Payment(fee.amount, fee.currency, fee.paid_on, fee.refunded_amount or Decimal(0))
        for fee, _scheme in rows
        if fee.amount is not None
    )
    if pay is None or pay[0] is None or pay[1] is None or not payments:
        return None
    fee, scheme = rows[0]
    if scheme == "GT_SNE" or fee.corridor == "GT":
        # Work inside the country is no migration.
        return None
    return Person(payments, pay[0], pay[1], _group(scheme), fee.corridor)


def _group(scheme: str | None) -> str:
    """Without a job order nobody knows how long the work was to last."""
    if scheme is None:
        return "unknown"
    return "seasonal" if scheme in SEASONAL_SCHEMES else "official"

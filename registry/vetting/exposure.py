"""What an agency's bond would have to pay if all its job orders failed, beside what it is worth.

exposure = sum over live job orders of positions x (return fare + half a month's wage + refund of fees), by corridor
(ethical-recruitment.md 6.8). The parameters are data (data/exposure-1.yaml) and proposals; what is not known makes the
whole "unknown", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.organisations.models import Agency, Bond
from registry.schemes.strict import Node, read_yaml
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

PATH = Path(__file__).parent / "data" / "exposure-1.yaml"
_LIVE = (VacancyState.PUBLISHED, VacancyState.SUSPENDED)
_WEEKS = Decimal(52) / 12
_DAYS_A_WEEK = 5
# Months' worth of pay in one unit of it; an hour also needs the hours of the week.
_MONTHS = {"day": _DAYS_A_WEEK * _WEEKS, "week": _WEEKS, "biweek": _WEEKS / 2, "month": Decimal(1),
           "year": Decimal(1) / 12}  # fmt: skip
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Corridor:
    """Quetzales for one worker; None: not known."""

    return_fare: Decimal | None
    fee_refund: Decimal | None


@dataclass(frozen=True, slots=True)
class Parameters:
    version: str
    confidence: str
    source: str
    wage_months: Decimal
    blocks_below: Decimal
    warns_below: Decimal
    corridors: dict[str, Corridor]
    rates: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """One job order's part, in quetzales; None with the code of what is not known about it."""

    vacancy: Vacancy
    positions: int
    each: Decimal | None
    unknown: str | None

    @property
    def amount(self) -> Decimal | None:
        return None if self.each is None else self.each * self.positions


@dataclass(frozen=True, slots=True)
class Exposure:
    """`total` is None when any part is unknown; `bond` when there is none in force that the issuer confirmed, or its
    currency has no rate. `level`: unknown, none (nothing to cover), blocks, warns, covered."""

    parts: tuple[Part, ...]
    total: Decimal | None
    bond: Decimal | None
    ratio: Decimal | None
    level: str

    @property
    def is_short(self) -> bool:
        """Whether a bond that is known does not cover an exposure that is known."""
        return self.ratio is not None and self.ratio < parameters().blocks_below


@cache
def parameters(path: Path = PATH) -> Parameters:
    """Raises LawError with file and line."""
    top = Node(path, read_yaml(path))
    top.day("checked_on")
    corridors, rates = top.node("corridors"), top.node("rates")
    found = Parameters(
        version=top.take("version", str),
        confidence=top.choice("confidence", ("confirmed", "proposal", "unconfirmed")),
        source=top.take("source", str),
        wage_months=_number(top, "wage_months"),
        blocks_below=_number(top, "blocks_below"),
        warns_below=_number(top, "warns_below"),
        corridors={code: _corridor(corridors.node(code)) for code in corridors.data},
        rates={code: _number(rates, code) for code in rates.data},
    )
    for node in (corridors, rates, top):
        node.done()
    return found


def _number(node: Node, key: str) -> Decimal:
    value: Any = node.take(key, (int, Decimal))
    return Decimal(value)


def _corridor(node: Node) -> Corridor:
    fare, refund = (_number(node, key) if node.has(key) else None for key in ("return_fare", "fee_refund"))
    node.done()
    return Corridor(fare, refund)


def of_agency(session: Session, agency: Agency) -> Exposure:
    """The exposure of an agency today, job order by job order."""
    return _exposure(session, agency, _live(session, agency))


def with_vacancy(session: Session, agency: Agency, vacancy: Vacancy) -> Exposure:
    """The same as if this vacancy of the agency were published."""
    others = [one for one in _live(session, agency) if one.id != vacancy.id]
    return _exposure(session, agency, [*others, vacancy])


def _live(session: Session, agency: Agency) -> list[Vacancy]:
    live = select(Vacancy).where(Vacancy.agency_id == agency.id, Vacancy.state.in_(_LIVE))
    return list(session.scalars(live.order_by(Vacancy.number)))


def _exposure(session: Session, agency: Agency, vacancies: list[Vacancy]) -> Exposure:
    parts = tuple(_part(vacancy) for vacancy in vacancies)
    amounts = [part.amount for part in parts]
    known = [amount for amount in amounts if amount is not None]
    total = sum(known, Decimal(0)) if len(known) == len(amounts) else None
    bond = _bond(session, agency)
    ratio = (bond / total).quantize(_CENT) if bond is not None and total else None
    return Exposure(parts, total, bond, ratio, _level(total, bond, ratio))


def _level(total: Decimal | None, bond: Decimal | None, ratio: Decimal | None) -> str:
    given = parameters()
    if total is None:
        return "unknown"
    if total == 0:
        return "none"
    if bond is None or ratio is None or ratio < given.blocks_below:
        return "blocks"
    return "warns" if ratio < given.warns_below else "covered"


def _part(vacancy: Vacancy) -> Part:
    positions = max(0, vacancy.seats_total)
    given = parameters()
    corridor = given.corridors.get(vacancy.country)
    if corridor is None or corridor.return_fare is None or corridor.fee_refund is None:
        return Part(vacancy, positions, None, "corridor")
    wage = month_wage(vacancy)
    if wage is None:
        return Part(vacancy, positions, None, "wage")
    each = corridor.return_fare + given.wage_months * wage + corridor.fee_refund
    return Part(vacancy, positions, each.quantize(_CENT), None)


def month_wage(vacancy: Vacancy) -> Decimal | None:
    """What a month's work of this vacancy pays, in quetzales; None when wage, unit, hours or rate are not known."""
    facts = vacancy.facts
    wage, unit = facts.get("wage"), facts.get("wage_unit")
    rate = parameters().rates.get(facts.get("currency") or "")
    if wage is None or rate is None:
        return None
    if unit == "hour":
        hours = facts.get("hours_week")
        return None if hours is None else Decimal(str(wage)) * Decimal(str(hours)) * _WEEKS * rate
    months = _MONTHS.get(unit or "")
    return None if months is None else Decimal(str(wage)) * months * rate


def _bond(session: Session, agency: Agency) -> Decimal | None:
    """The bonds in force today that their issuers confirmed, in quetzales."""
    today = clock.today()
    query = select(Bond).where(
        Bond.agency_id == agency.id,
        Bond.valid_from <= today,
        Bond.valid_to >= today,
        Bond.withdrawn_on.is_(None),
        Bond.verified_with_issuer_on.is_not(None),
    )
    worth = Decimal(0)
    found = session.scalars(query).all()
    for bond in found:
        rate = parameters().rates.get(bond.currency)
        if rate is None:
            return None
        worth += bond.amount * rate
    return worth if found else None

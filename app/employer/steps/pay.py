"""Salario y horas."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.employer.steps.fields import Hours, Line, Money, Prose, WeekHours
from app.forms import FormModel
from registry.schemes.facts import VacancyFacts

# Sunday first, as the facts and the US order have it.
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MAX_DEDUCTIONS = 3
_PERIOD = Literal["hour", "day", "week", "biweek", "month", "season", "once"]
_PLAIN = (
    "wage", "wage_unit", "wage_foreign_worker", "skill_level", "prevailing_wage", "agreement_wage", "piece_rate",
    "piece_unit", "piece_hourly_estimate", "hours_week", "shift_start", "shift_end", "overtime_available",
    "overtime_rate", "pay_frequency", "productivity_standard", "bonus_incentive", "benefits",
)  # fmt: skip


class _Pay(FormModel):
    wage: Money | None = None
    hours_sun: Hours | None = None
    hours_mon: Hours | None = None
    hours_tue: Hours | None = None
    hours_wed: Hours | None = None
    hours_thu: Hours | None = None
    hours_fri: Hours | None = None
    hours_sat: Hours | None = None
    hours_week: WeekHours | None = None
    shift_start: time | None = None
    shift_end: time | None = None
    overtime_available: bool | None = None
    overtime_rate: Money | None = None
    pay_frequency: Literal["weekly", "biweekly", "semimonthly", "monthly"] | None = None
    deduction1_name: Line | None = None
    deduction1_amount: Money | None = None
    deduction1_period: _PERIOD | None = None
    deduction1_basis: Line | None = None
    deduction2_name: Line | None = None
    deduction2_amount: Money | None = None
    deduction2_period: _PERIOD | None = None
    deduction2_basis: Line | None = None
    deduction3_name: Line | None = None
    deduction3_amount: Money | None = None
    deduction3_period: _PERIOD | None = None
    deduction3_basis: Line | None = None

    @model_validator(mode="after")
    def _deductions_have_names(self) -> Self:
        for number in range(1, MAX_DEDUCTIONS + 1):
            given = [getattr(self, f"deduction{number}_{part}") for part in ("amount", "period", "basis")]
            if any(value is not None for value in given) and not getattr(self, f"deduction{number}_name"):
                raise PydanticCustomError("deduction_unnamed", "deduction_unnamed")
        return self


class PayAtHome(_Pay):
    wage_unit: Literal["hour", "day", "week", "month"] | None = None
    bonus_incentive: Money | None = None
    benefits: list[Literal["aguinaldo", "bono14", "igss", "vacaciones"]] = []


class PayAbroad(_Pay):
    wage_unit: Literal["hour", "week", "biweek", "month", "piece"] | None = None
    wage_foreign_worker: Money | None = None
    skill_level: Literal["I", "II"] | None = None
    prevailing_wage: Money | None = None
    agreement_wage: Money | None = None
    piece_rate: Money | None = None
    piece_unit: Line | None = None
    piece_hourly_estimate: Money | None = None
    productivity_standard: Prose | None = None


def shown(facts: VacancyFacts) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(facts, name) for name in _PLAIN}
    values |= {name: str(value)[:5] for name in ("shift_start", "shift_end") if (value := values[name])}
    for name, hours in zip(DAYS, facts.hours_by_day or (), strict=False):
        values[f"hours_{name}"] = _short(hours)
    values["hours_week"] = _short(facts.hours_week) if facts.hours_week is not None else None
    for number, item in enumerate((facts.deductions or ())[:MAX_DEDUCTIONS], start=1):
        values |= {
            f"deduction{number}_name": item.name,
            f"deduction{number}_amount": item.amount,
            f"deduction{number}_period": item.period,
            f"deduction{number}_basis": item.legal_basis,
        }
    return values


def _short(hours: Decimal) -> str:
    """ "8", not "8.00"."""
    return f"{hours.normalize():f}"


def changes(sent: PayAtHome | PayAbroad, facts: VacancyFacts) -> dict[str, Any]:
    own = [name for name in _PLAIN if name in type(sent).model_fields]
    changed: dict[str, Any] = {name: getattr(sent, name) for name in own}
    days = [getattr(sent, f"hours_{name}") for name in DAYS]
    if any(hours is not None for hours in days):
        changed["hours_by_day"] = [hours or Decimal(0) for hours in days]
        if sent.hours_week is None:
            changed["hours_week"] = sum(changed["hours_by_day"], Decimal(0))
    else:
        changed["hours_by_day"] = None
    changed["currency"] = "GTQ" if facts.scheme == "GT_SNE" else "USD"
    changed["deductions"] = _deductions(sent)
    return changed


def _deductions(sent: _Pay) -> list[dict[str, Any]]:
    found = []
    for number in range(1, MAX_DEDUCTIONS + 1):
        name = getattr(sent, f"deduction{number}_name")
        if name:
            parts = {
                "amount": getattr(sent, f"deduction{number}_amount"),
                "period": getattr(sent, f"deduction{number}_period"),
                "legal_basis": getattr(sent, f"deduction{number}_basis"),
            }
            given = {key: value for key, value in parts.items() if value is not None}
            found.append({"name": name, "disclosed": True, **given})
    return found

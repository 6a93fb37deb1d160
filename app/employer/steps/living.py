"""Vivienda, comida y transporte: what an H-2A employer gives beside the wage."""

from __future__ import annotations

from typing import Any, Literal

from app.employer.steps.fields import Count, Line, Money, Payer, said
from app.forms import FormModel
from registry.schemes.facts import VacancyFacts


class Living(FormModel):
    housing_provided: bool | None = None
    housing_kind: Literal["employer", "rental_public"] | None = None
    housing_addr: Line | None = None
    housing_units: Count | None = None
    housing_capacity: Count | None = None
    housing_compliance: list[Literal["local", "state", "federal", "swa"]] = []
    housing_cost: Money | None = None
    housing_kitchen: bool | None = None
    meals_mode: Literal["kitchen_free", "three_meals", "cash", "none"] | None = None
    meals_charge: Money | None = None
    in_paid_by: Payer | None = None
    in_refund: Literal["first_week", "half_contract", "end_of_contract", "never"] | None = None
    out_paid_by: Payer | None = None
    daily_paid_by: Payer | None = None
    subsistence_min: Money | None = None
    subsistence_max: Money | None = None


def shown(facts: VacancyFacts) -> dict[str, Any]:
    home, meals, inbound = facts.housing, facts.meals, facts.transport_in
    outbound, daily = facts.transport_out, facts.transport_daily
    return {
        "housing_provided": home.provided if home else None,
        "housing_kind": home.kind if home else None,
        "housing_addr": home.addr if home else None,
        "housing_units": home.units if home else None,
        "housing_capacity": home.capacity if home else None,
        "housing_compliance": list(home.compliance or ()) if home else [],
        "housing_cost": home.cost_worker if home else None,
        "housing_kitchen": home.kitchen if home else None,
        "meals_mode": meals.mode if meals else None,
        "meals_charge": meals.charge_day if meals else None,
        "in_paid_by": inbound.paid_by if inbound else None,
        "in_refund": _when_refunded(facts),
        "out_paid_by": outbound.paid_by if outbound else None,
        "daily_paid_by": daily.paid_by if daily else None,
        "subsistence_min": facts.subsistence_min,
        "subsistence_max": facts.subsistence_max,
    }


def _when_refunded(facts: VacancyFacts) -> str | None:
    return facts.transport_in.refund_when if facts.transport_in else None


def changes(sent: Living, facts: VacancyFacts) -> dict[str, Any]:
    housing = said(
        provided=sent.housing_provided,
        kind="none" if sent.housing_provided is False else sent.housing_kind,
        addr=sent.housing_addr,
        units=sent.housing_units,
        capacity=sent.housing_capacity,
        compliance=sent.housing_compliance or None,
        cost_worker=sent.housing_cost,
        kitchen=sent.housing_kitchen,
    )
    return {
        "housing": housing,
        "meals": said(mode=sent.meals_mode, charge_day=sent.meals_charge),
        "transport_in": said(paid_by=sent.in_paid_by, mode=_mode(sent), refund_when=sent.in_refund),
        "transport_out": said(paid_by=sent.out_paid_by),
        "transport_daily": said(paid_by=sent.daily_paid_by),
        "subsistence_min": sent.subsistence_min,
        "subsistence_max": sent.subsistence_max,
    }


def _mode(sent: Living) -> str | None:
    """Whoever gets money back has paid first; an employer that refunds nothing pays directly."""
    if sent.in_paid_by != "employer":
        return None
    return "reimburse" if sent.in_refund else "direct"

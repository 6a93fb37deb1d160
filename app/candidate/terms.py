"""What a job is, in plain words for the person it is offered to: work, place, dates, pay, who pays what.

What the vacancy does not say is said to be unknown: a person must not find out after the journey.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app import words
from app.i18n import format_date, format_money, format_number
from app.i18n import gettext as _
from app.words import matching
from app.words.facts import per
from registry.schemes.facts import VacancyFacts
from registry.seeds.reference import regions
from registry.vacancies.checks import facts_of
from registry.vacancies.models import Vacancy

Row = dict[str, Any]


def rows(vacancy: Vacancy) -> list[Row]:
    """Rows of the summary_list component, every one answered or said to be unknown."""
    facts = facts_of(vacancy)
    said = list(_work(vacancy, facts)) + list(_costs(facts))
    return [
        {"key": key, "value": value or _("No lo dice. Pregunte antes de decir que sí.")}
        for key, value in said
    ]


def summary(vacancy: Vacancy) -> list[str]:
    """Place, dates and pay in a line each, those that are known."""
    facts = facts_of(vacancy)
    found = (place(vacancy, facts), _dates(vacancy), pay(facts))
    return [text for text in found if text]


def _work(vacancy: Vacancy, facts: VacancyFacts) -> Iterator[tuple[str, str | None]]:
    yield _("Trabajo"), vacancy.title
    yield _("Empresa"), vacancy.employer.trade_name or vacancy.employer.legal_name
    if vacancy.agency is not None:
        yield _("Agencia"), vacancy.agency.legal_name
    yield _("Lugar"), place(vacancy, facts)
    yield _("Fechas"), _dates(vacancy)
    if facts.hours_week is not None:
        yield _("Horas"), _("%(hours)s por semana") % {"hours": format_number(facts.hours_week)}
    yield _("Pago"), pay(facts)


def place(vacancy: Vacancy, facts: VacancyFacts) -> str:
    """ "Savannah, Georgia, Estados Unidos"; at home the municipality and department."""
    if facts.municipality or facts.department:
        return ", ".join(part for part in (facts.municipality, facts.department) if part)
    worksite = next(iter(facts.worksites or ()), None)
    region = regions().get(vacancy.region or "")
    found = (
        worksite.city if worksite else None,
        region.es if region else None,
        matching.country_name(vacancy.country),
    )
    return ", ".join(part for part in found if part)


def _dates(vacancy: Vacancy) -> str | None:
    if vacancy.start_on is None:
        return None
    if vacancy.end_on is None:
        return _("Desde el %(start)s") % {"start": format_date(vacancy.start_on)}
    return _("Del %(start)s al %(end)s") % {
        "start": format_date(vacancy.start_on),
        "end": format_date(vacancy.end_on),
    }


def pay(facts: VacancyFacts) -> str | None:
    if facts.wage is None or facts.currency is None:
        return None
    amount = f"{format_number(facts.wage, 2)} {words.word(facts.currency, 'offer.currency')}"
    return f"{amount} {per(facts.wage_unit)}".strip()


def _costs(facts: VacancyFacts) -> Iterator[tuple[str, str | None]]:
    """Who pays what. Travel and lodging only where the job is abroad or names them."""
    if facts.scheme != "GT_SNE" or facts.housing is not None:
        yield _("Casa"), _housing(facts)
        yield _("Comida"), _meals(facts)
        yield _("Viaje de ida"), _journey(facts.transport_in.paid_by if facts.transport_in else None)
        yield _("Viaje de vuelta"), _journey(facts.transport_out.paid_by if facts.transport_out else None)
    yield _("Herramienta"), _journey(facts.tools_paid_by)
    taken = [_taken(one.name, one.amount, facts.currency) for one in facts.deductions or ()]
    if facts.deductions is not None:
        yield _("Descuentos"), "; ".join(taken) or _("Ninguno")


def _housing(facts: VacancyFacts) -> str | None:
    if facts.housing is None or facts.housing.provided is None:
        return None
    if not facts.housing.provided:
        return _("La paga usted")
    if facts.housing.cost_worker is None:
        return _("La da la empresa. No dice si cobra.")
    return _("La da la empresa y le cobra") if facts.housing.cost_worker else _("La da la empresa, gratis")


def _meals(facts: VacancyFacts) -> str | None:
    if facts.meals is None or facts.meals.mode is None:
        return None
    return words.word(facts.meals.mode, "offer.meals")


def _journey(payer: str | None) -> str | None:
    return words.word(payer, "offer.payer") if payer else None


def _taken(name: str, amount: Decimal | None, currency: str | None) -> str:
    return f"{name}: {format_money(amount, currency)}" if amount is not None and currency else name

"""Housing, meals, journeys and insurance: what the employer gives beside the wage."""

from __future__ import annotations

from typing import Any

from app.employer.steps.fields import Area
from app.employer.steps.parts import Group
from app.employer.steps.question import among, day, money, number, one_of, payer, several, text, yes_no
from app.i18n import N_
from registry.schemes.facts import VacancyFacts


def _kind(sent: Any, facts: VacancyFacts) -> dict[str, Any]:
    """No housing is of no kind; where the kind is not asked, it stays."""
    if sent.housing_provided is False:
        return {"housing.kind": "none"}
    before = facts.housing.kind if facts.housing else None
    return {"housing.kind": getattr(sent, "housing_kind", None if before == "none" else before)}


_TITLE = N_("Vivienda")
_PROVIDED = yes_no("housing.provided", N_("¿Da vivienda?"))
_ADDRESS = text("housing.addr", N_("Dirección de la vivienda"), is_optional=True)
_CAPACITY = number("housing.capacity", N_("¿Para cuántas personas?"))
_COST = money("housing.cost_worker", N_("¿Cuánto paga la persona?"), N_("Ponga 0 si es gratis."))
_PERIOD = among(
    "housing.cost_period", N_("Lo paga"), "wage_unit", ("day", "week", "biweek", "month"), is_optional=True
)
_UTILITIES = money(
    "housing.utilities", N_("¿Cuánto paga la persona de agua, luz y gas?"),
    N_("Por el mismo período. Ponga 0 si es gratis."),
)  # fmt: skip
_KIND = one_of("housing.kind", N_("¿De quién es?"), "housing_kind", ("employer", "rental_public")).but(
    # "none" follows from giving no housing.
    read=lambda kind: None if kind == "none" else kind
)

HOUSING_US_FARM = Group(
    _PROVIDED,
    _KIND,
    _ADDRESS,
    number("housing.units", N_("¿Cuántas casas o cuartos?")),
    _CAPACITY,
    number("housing.area_sq_ft", N_("Superficie para dormir, en pies cuadrados"),
           N_("De todos los cuartos juntos. Solo si es alquilada, hotel o pública."), takes=Area, decimal=True),
    yes_no("housing.cooks_where_sleeps", N_("¿Se cocina en el mismo cuarto donde se duerme?")),
    _COST,
    yes_no("housing.kitchen", N_("¿Tiene cocina?")),
    several("housing.compliance", N_("¿Qué autoridad la inspecciona?"), "compliance",
            ("state", "federal", "local", "swa")),
    title=_TITLE, hint=N_("En H-2A la vivienda es gratuita para quien viene de lejos."),
    derives=_kind, derived=("housing.kind",),
)  # fmt: skip
HOUSING_US = Group(
    _PROVIDED, _KIND, _ADDRESS, _CAPACITY,
    _COST.but(hint=N_("En H-2B puede cobrar un precio razonable, si lo dice aquí. Ponga 0 si es gratis.")), _PERIOD,
    title=_TITLE, derives=_kind, derived=("housing.kind",),
)  # fmt: skip
HOUSING_CANADA_FARM = Group(
    _PROVIDED,
    yes_no("housing.on_farm", N_("¿Está en la misma finca?")),
    _ADDRESS,
    _CAPACITY.but(hint=N_("El máximo que dice el informe de inspección.")),
    day("housing.inspected_on", N_("Fecha del informe de inspección"),
        N_("Debe tener 8 meses o menos cuando Canadá recibe su solicitud.")),
    _COST.but(hint=N_("Ponga 0 si es gratis. En la finca hay un tope por semana.")), _PERIOD,
    title=_TITLE, hint=N_("En la vía agrícola la vivienda la da la empresa."), derives=_kind, derived=("housing.kind",),
)  # fmt: skip
HOUSING_CANADA = Group(
    _PROVIDED.but(hint=N_("Si no la da, debe ayudar a encontrar una que se pueda pagar.")),
    _ADDRESS, _CAPACITY,
    _COST.but(hint=N_("Lo que paga por la vivienda que usted da o le encuentra. Ponga 0 si es gratis.")), _PERIOD,
    _UTILITIES,
    title=_TITLE, derives=_kind, derived=("housing.kind",),
)  # fmt: skip
HOUSING_SPAIN = Group(
    _PROVIDED,
    yes_no("housing.all_season", N_("¿La da toda la temporada?")),
    _ADDRESS, _CAPACITY,
    _COST, _PERIOD,
    _UTILITIES,
    yes_no("housing.deducted_from_pay", N_("¿Lo descuenta del salario sin pedirle permiso?")),
    title=_TITLE, hint=N_("En GECCO la vivienda la da la empresa toda la temporada. El precio tiene un tope."),
    derives=_kind, derived=("housing.kind",),
)  # fmt: skip

MEALS = Group(
    one_of("meals.mode", N_("¿Cómo comen?"), "meals", ("kitchen_free", "three_meals", "cash", "none")),
    money("meals.charge_day", N_("¿Cuánto cobra por día de comida?"),
          N_("Solo si da tres comidas. Ponga 0 si son gratis."), is_optional=True),
    title=N_("Comida"),
)  # fmt: skip


def _mode(sent: Any, facts: VacancyFacts) -> dict[str, Any]:
    return {"transport_in.mode": _paid(sent.transport_in_paid_by, sent.transport_in_refund_when)}


def _both_modes(sent: Any, facts: VacancyFacts) -> dict[str, Any]:
    back = _paid(sent.transport_out_paid_by, sent.transport_out_refund_when)
    return _mode(sent, facts) | {"transport_out.mode": back}


def _paid(payer: str | None, refund_when: str | None) -> str | None:
    """Whoever gets money back has paid first; an employer that refunds nothing pays directly."""
    return ("reimburse" if refund_when else "direct") if payer == "employer" else None


_IN = payer("transport_in.paid_by", N_("¿Quién paga el viaje de ida?"))
_REFUND = among(
    "transport_in.refund_when", N_("Si la persona lo adelanta, ¿cuándo se le devuelve?"), "refund",
    ("first_week", "half_contract", "end_of_contract", "never"), N_("Déjelo así si la empresa lo paga directamente."),
    is_optional=True,
)  # fmt: skip
_REFUND_BACK = among(
    "transport_out.refund_when", N_("Si la persona adelanta el regreso, ¿cuándo se le devuelve?"), "refund",
    ("first_week", "half_contract", "end_of_contract", "never"), N_("Déjelo así si la empresa lo paga directamente."),
    is_optional=True,
)  # fmt: skip
_OUT = payer("transport_out.paid_by", N_("¿Quién paga el viaje de regreso?"))
_DAILY = payer("transport_daily.paid_by", N_("¿Quién paga el transporte diario al trabajo?"))
_JOURNEYS = N_("Transporte")

JOURNEYS_US = Group(
    _IN, _REFUND, _OUT, _DAILY,
    money("subsistence_min", N_("Comida en el viaje, al menos por día")),
    money("subsistence_max", N_("Comida en el viaje, hasta por día"), N_("Con recibos.")),
    title=_JOURNEYS, derives=_mode, derived=("transport_in.mode",),
)  # fmt: skip
JOURNEYS_CANADA = Group(
    _IN.but(hint=N_("La empresa lo paga por adelantado y no lo recupera.")), _REFUND, _OUT, _REFUND_BACK,
    _DAILY,
    title=_JOURNEYS, derives=_both_modes, derived=("transport_in.mode", "transport_out.mode"),
)  # fmt: skip
JOURNEYS_SPAIN = Group(
    _IN, _REFUND, _OUT,
    yes_no("journeys_by_commitment", N_("¿Deja el compromiso firmado un viaje a otra persona?"),
           N_("Conteste solo si la empresa no paga los dos viajes.")).but(is_optional=True),
    payer("transfers_paid_by", N_("¿Quién paga los traslados desde el aeropuerto y al trabajo?"),
          N_("Siempre la empresa.")),
    title=_JOURNEYS, derives=_mode, derived=("transport_in.mode",),
)  # fmt: skip

HEALTH_CANADA = Group(
    yes_no("health_insurance.covered", N_("¿Hay seguro médico privado desde la llegada?"),
           N_("Hasta que empiece el seguro público de la provincia.")),
    payer("health_insurance.paid_by", N_("¿Quién paga ese seguro?")),
    text("health_insurance.insurer", N_("Compañía del seguro médico"), is_optional=True),
    title=N_("Seguro médico"),
)  # fmt: skip
HEALTH_SPAIN = Group(
    yes_no("health_insurance.covered", N_("¿Hay seguro médico desde la salida de Guatemala?"),
           N_("Hasta el alta en la Seguridad Social.")),
    day("health_insurance.from", N_("Primer día del seguro médico"), N_("A más tardar, el día en que viaja.")),
    payer("health_insurance.paid_by", N_("¿Quién paga ese seguro?")),
    text("health_insurance.insurer", N_("Compañía del seguro médico"), is_optional=True),
    title=N_("Seguro médico"),
)  # fmt: skip

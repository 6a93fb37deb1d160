"""A vacancy's facts in words: a label per fact, a word per choice, and the facts of a vacancy as rows to read.

For employers and officers, who may see all of them; the public page picks its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any

from app import i18n
from app.i18n import N_
from app.i18n import gettext as _
from registry.schemes.facts import VacancyFacts
from registry.seeds.reference import languages

LABELS: dict[str, str] = {
    "scheme": N_("Programa"),
    "official_ref": N_("Número oficial del caso"),
    "official_status": N_("Estado oficial del caso"),
    "employer_kind": N_("Tipo de empleador"),
    "nature_of_need": N_("Duración de la necesidad"),
    "occupation_code": N_("Código de ocupación"),
    "title": N_("Puesto"),
    "duties": N_("Tareas"),
    "crops": N_("Cultivos y labores"),
    "workers_total": N_("Personas que se necesitan"),
    "workers_foreign": N_("De ellas, del extranjero"),
    "activity_class": N_("Actividad"),
    "start_date": N_("Primer día de trabajo"),
    "end_date": N_("Último día de trabajo"),
    "worksites": N_("Lugares de trabajo"),
    "department": N_("Departamento"),
    "municipality": N_("Municipio"),
    "circumscription": N_("Circunscripción económica"),
    "wage": N_("Salario"),
    "wage_unit": N_("El salario es por"),
    "currency": N_("Moneda"),
    "wage_foreign_worker": N_("Salario de quien viene del extranjero"),
    "skill_level": N_("Nivel que dice la orden"),
    "prevailing_wage": N_("Salario prevaleciente"),
    "agreement_wage": N_("Salario del convenio colectivo"),
    "piece_rate": N_("Pago por pieza"),
    "piece_unit": N_("Pieza"),
    "piece_hourly_estimate": N_("Cuánto se gana por hora a destajo"),
    "bonus_incentive": N_("Bonificación incentivo al mes"),
    "benefits": N_("Prestaciones"),
    "hours_week": N_("Horas por semana"),
    "hours_by_day": N_("Horas de cada día"),
    "shift_start": N_("Hora de entrada"),
    "shift_end": N_("Hora de salida"),
    "overtime_available": N_("Hay horas extra"),
    "overtime_rate": N_("Pago de la hora extra"),
    "pay_frequency": N_("Cada cuánto se paga"),
    "deductions": N_("Descuentos"),
    "productivity_standard": N_("Rendimiento que se pide"),
    "range_herding": N_("Pastoreo abierto"),
    "housing": N_("Vivienda"),
    "meals": N_("Comida"),
    "transport_in": N_("Viaje de ida"),
    "transport_out": N_("Viaje de regreso"),
    "transport_daily": N_("Transporte diario"),
    "subsistence_min": N_("Comida en el viaje, al menos por día"),
    "subsistence_max": N_("Comida en el viaje, hasta por día"),
    "experience_months": N_("Meses de experiencia"),
    "training_months": N_("Meses de formación"),
    "education_min": N_("Estudios"),
    "req_licence": N_("Pide licencia de conducir"),
    "req_certificate": N_("Pide un certificado"),
    "req_background": N_("Pide antecedentes"),
    "req_drug": N_("Pide prueba de drogas"),
    "lift_lb": N_("Peso que se levanta, en libras"),
    "language_required": N_("Idiomas que el trabajo exige"),
    "age_min": N_("Edad mínima"),
    "extra_requirements": N_("Otros requisitos"),
    "fees_worker": N_("Costos y quién los paga"),
    "recruiter_chain": N_("Quién recluta"),
    "tools_paid_by": N_("Quién paga las herramientas"),
    "workers_comp": N_("Seguro de accidentes de trabajo"),
    "guarantee_fraction": N_("Parte de las horas garantizada"),
    "contract_languages": N_("Idiomas del contrato"),
    "no_strike": N_("No hay huelga en el lugar"),
    "no_layoff": N_("No se despidió para contratar"),
    "surety_bond": N_("Fianza del contratista"),
    "mspa_number": N_("Registro MSPA"),
    "main_occupation_share": N_("Parte de los días en esa ocupación"),
    "cap_open": N_("Quedan visas del cupo"),
    "apply_channel": N_("Contacto para esta vacante"),
    "extra_terms": N_("Otras condiciones"),
    "circumstances": N_("Lo que dice el registro"),
}

WORDS: dict[str, str] = {
    "answer.true": N_("Sí"),
    "answer.false": N_("No"),
    "payer.employer": N_("La empresa"),
    "payer.worker": N_("La persona trabajadora"),
    "payer.agency": N_("La agencia"),
    "payer.government": N_("El gobierno"),
    "wage_unit.hour": N_("por hora"),
    "wage_unit.day": N_("por día"),
    "wage_unit.week": N_("por semana"),
    "wage_unit.biweek": N_("por dos semanas"),
    "wage_unit.month": N_("por mes"),
    "wage_unit.year": N_("por año"),
    "wage_unit.piece": N_("por pieza"),
    "wage_unit.season": N_("por temporada"),
    "wage_unit.once": N_("una sola vez"),
    "pay_frequency.weekly": N_("Cada semana"),
    "pay_frequency.biweekly": N_("Cada dos semanas"),
    "pay_frequency.semimonthly": N_("Dos veces al mes"),
    "pay_frequency.monthly": N_("Cada mes"),
    "nature_of_need.seasonal": N_("De temporada"),
    "nature_of_need.temporary_other": N_("Temporal, por otra causa"),
    "nature_of_need.one_time": N_("Una sola vez"),
    "nature_of_need.peakload": N_("Por mucho trabajo"),
    "nature_of_need.intermittent": N_("De vez en cuando"),
    "nature_of_need.permanent": N_("Permanente"),
    "employer_kind.individual": N_("Una finca o empresa"),
    "employer_kind.association_joint": N_("Asociación que también es empleadora"),
    "employer_kind.association_agent": N_("Asociación que representa a otras"),
    "employer_kind.labour_contractor": N_("Contratista de mano de obra"),
    "employer_kind.joint": N_("Varias empresas juntas"),
    "activity_class.agricola": N_("Agrícola"),
    "activity_class.no_agricola": N_("No agrícola"),
    "activity_class.exportadora_maquila": N_("Exportadora o maquila"),
    "education_min.none": N_("Ninguno"),
    "education_min.secondary": N_("Diversificado o secundaria"),
    "education_min.technical": N_("Técnico"),
    "education_min.associate": N_("Técnico universitario"),
    "education_min.bachelor": N_("Universidad"),
    "education_min.master": N_("Maestría"),
    "housing_kind.employer": N_("De la empresa"),
    "housing_kind.rental_public": N_("Alquilada, hotel o pública"),
    "housing_kind.none": N_("Ninguna"),
    "compliance.local": N_("Local"),
    "compliance.state": N_("Estatal"),
    "compliance.federal": N_("Federal"),
    "compliance.swa": N_("Agencia estatal de empleo (SWA)"),
    "meals.kitchen_free": N_("Cocina gratis para cocinar"),
    "meals.three_meals": N_("Tres comidas al día"),
    "meals.cash": N_("Dinero en vez de comida"),
    "meals.none": N_("No se da comida ni cocina"),
    "refund.first_week": N_("La primera semana"),
    "refund.half_contract": N_("A la mitad del contrato"),
    "refund.end_of_contract": N_("Al terminar"),
    "refund.never": N_("No se devuelve"),
    "benefit.aguinaldo": N_("Aguinaldo"),
    "benefit.bono14": N_("Bono 14"),
    "benefit.igss": N_("IGSS"),
    "benefit.vacaciones": N_("Vacaciones"),
    "skill_level.I": N_("Nivel I"),
    "skill_level.II": N_("Nivel II"),
    "unit.usd-per-hour": N_("USD por hora"),
    "unit.usd-per-day": N_("USD por día"),
    "unit.usd-per-month": N_("USD por mes"),
    "unit.usd": N_("USD"),
    "unit.gtq-per-hour": N_("Q por hora"),
    "unit.gtq-per-day": N_("Q por día"),
    "unit.gtq-per-month": N_("Q por mes"),
    "unit.gtq": N_("Q"),
    "unit.hours-per-day": N_("horas por día"),
    "unit.hours-per-week": N_("horas por semana"),
    "unit.days": N_("días"),
    "unit.months": N_("meses"),
    "unit.years": N_("años"),
    "unit.pounds": N_("libras"),
    "unit.fraction": N_("de las horas"),
    "unit.codes": N_("códigos"),
    "level.1": N_("1: unas palabras"),
    "level.2": N_("2: lo básico"),
    "level.3": N_("3: conversa"),
    "level.4": N_("4: habla bien"),
    "level.5": N_("5: como su idioma"),
}

# The seven days as the facts have them.
WEEK = (
    N_("domingo"), N_("lunes"), N_("martes"), N_("miércoles"), N_("jueves"), N_("viernes"), N_("sábado"),
)  # fmt: skip
_KINDS = {
    "employer_kind": "employer_kind", "nature_of_need": "nature_of_need", "activity_class": "activity_class",
    "wage_unit": "wage_unit", "pay_frequency": "pay_frequency", "education_min": "education_min",
    "tools_paid_by": "payer", "skill_level": "skill_level", "scheme": "scheme",
}  # fmt: skip
_MONEY = frozenset({
    "wage", "wage_foreign_worker", "prevailing_wage", "agreement_wage", "piece_rate", "piece_hourly_estimate",
    "overtime_rate", "bonus_incentive", "subsistence_min", "subsistence_max", "surety_bond",
})  # fmt: skip


def label(path: str) -> str:
    """The label of a fact, or of the fact a longer path begins with: "housing.kitchen" is a matter of housing."""
    text = LABELS.get(path) or LABELS.get(path.partition(".")[0])
    return _(text) if text else path


def choice(kind: str, value: Any) -> str:
    return _(WORDS[f"{kind}.{value}"])


def options(kind: str, values: Iterable[str]) -> list[tuple[str, str]]:
    """(code, word) pairs of a field's choices."""
    return [(value, choice(kind, value)) for value in values]


def unit(code: str | None) -> str:
    return choice("unit", code) if code else ""


def rows(facts: VacancyFacts, names: Iterable[str]) -> list[tuple[str, Any]]:
    """(label, words) of these facts, in this order; what was not said is left out."""
    return [(label(name), words(name, facts)) for name in names if getattr(facts, name) is not None]


def words(name: str, facts: VacancyFacts) -> Any:
    """One fact in words; a list for a fact of several parts."""
    value = getattr(facts, name)
    if name in _SPECIAL:
        return _SPECIAL[name](facts)
    if name in _MONEY:
        return money(value, facts)
    if name in _KINDS:
        return choice(_KINDS[name], value) if name != "scheme" else value
    return plain(value)


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return choice("answer", str(value).lower())
    if isinstance(value, date):
        return i18n.format_date(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal | int):
        return i18n.format_number(value)
    return str(value)


def lines(text: str | None) -> list[str]:
    """A text of several lines, as it was typed."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def money(value: Decimal | None, facts: VacancyFacts) -> str:
    return i18n.format_money(value, facts.currency or ("GTQ" if facts.scheme == "GT_SNE" else "USD"))


def _crops(facts: VacancyFacts) -> list[str]:
    return [", ".join(filter(None, (crop.crop, crop.activity))) for crop in facts.crops or ()]


def _worksites(facts: VacancyFacts) -> list[str]:
    parts = [(site.name, site.addr, site.city, site.region, site.country) for site in facts.worksites or ()]
    return [", ".join(filter(None, part)) for part in parts]


def _hours(facts: VacancyFacts) -> str:
    given = zip(WEEK, facts.hours_by_day or (), strict=False)
    return ", ".join(f"{_(day)} {i18n.format_number(hours)}" for day, hours in given if hours)


def _deductions(facts: VacancyFacts) -> list[str]:
    if not facts.deductions:
        return [_("No hay descuentos")]
    return [
        " ".join(
            filter(
                None,
                (
                    f"{item.name}:",
                    money(item.amount, facts) if item.amount is not None else _("sin monto"),
                    choice("wage_unit", item.period) if item.period else "",
                    f"({item.legal_basis})" if item.legal_basis else "",
                ),
            )
        )
        for item in facts.deductions
    ]


def _benefits(facts: VacancyFacts) -> list[str]:
    return [choice("benefit", one) for one in facts.benefits or ()] or [_("Ninguna")]


def _housing(facts: VacancyFacts) -> list[str]:
    home = facts.housing
    if home is None or home.provided is False:
        return [_("La empresa no da vivienda")]
    lines = [choice("housing_kind", home.kind) if home.kind else "", home.addr or ""]
    if home.capacity is not None:
        lines.append(_("Para %(count)s personas") % {"count": home.capacity})
    if home.cost_worker is not None:
        free, paid = _("Sin costo"), _("Cuesta %(amount)s") % {"amount": money(home.cost_worker, facts)}
        lines.append(free if home.cost_worker == 0 else paid)
    if home.kitchen is not None:
        lines.append(_("Con cocina") if home.kitchen else _("Sin cocina"))
    if home.compliance:
        inspected = ", ".join(choice("compliance", one) for one in home.compliance)
        lines.append(_("La inspecciona: %(who)s") % {"who": inspected})
    return [line for line in lines if line]


def _meals(facts: VacancyFacts) -> list[str]:
    given = facts.meals
    if given is None:
        return []
    lines = [choice("meals", given.mode)] if given.mode else []
    if given.charge_day is not None:
        lines.append(_("Se cobra %(amount)s por día") % {"amount": money(given.charge_day, facts)})
    return lines


def _journey(name: str) -> Callable[[VacancyFacts], list[str]]:
    def said(facts: VacancyFacts) -> list[str]:
        journey = getattr(facts, name)
        lines = [choice("payer", journey.paid_by)] if journey.paid_by else []
        if journey.refund_when:
            lines.append(_("Se devuelve: %(when)s") % {"when": choice("refund", journey.refund_when)})
        return lines

    return said


def _fees(facts: VacancyFacts) -> list[str]:
    if not facts.fees_worker:
        return [_("No hay costos")]
    return [
        f"{_(fee.name)}: {choice('payer', fee.payer) if fee.payer else _('no se dijo')}"
        + (f", {money(fee.amount, facts)}" if fee.amount else "")
        for fee in facts.fees_worker
    ]


def _recruiters(facts: VacancyFacts) -> list[str]:
    return [
        ", ".join(filter(None, (one.name, one.registration_no))) for one in facts.recruiter_chain or ()
    ] or [_("Nadie recluta por la empresa")]


def _cover(facts: VacancyFacts) -> list[str]:
    cover = facts.workers_comp
    if cover is None or cover.covered is None:
        return []
    lines = [choice("answer", str(cover.covered).lower())]
    if cover.paid_by:
        lines.append(_("Lo paga: %(who)s") % {"who": choice("payer", cover.paid_by)})
    return [*lines, *([cover.insurer] if cover.insurer else [])]


def _languages(facts: VacancyFacts) -> list[str]:
    return [
        f"{language_name(need.lang)} ({choice('level', need.level or 1)})"
        for need in facts.language_required or ()
    ] or [_("Ninguno")]


def language_name(code: str) -> str:
    """A language in its own name, as people look for it."""
    found = languages().get(code)
    return found.own_name if found else code


def _guarantee(facts: VacancyFacts) -> str:
    return f"{i18n.format_number(100 * (facts.guarantee_fraction or Decimal(0)), 0)} %"


def _contact(facts: VacancyFacts) -> list[str]:
    channel = facts.apply_channel
    return [one for one in (channel.phone, channel.email, channel.url) if one] if channel else []


_SPECIAL: dict[str, Callable[[VacancyFacts], Any]] = {
    "crops": _crops,
    "worksites": _worksites,
    "hours_by_day": _hours,
    "deductions": _deductions,
    "benefits": _benefits,
    "housing": _housing,
    "meals": _meals,
    "transport_in": _journey("transport_in"),
    "transport_out": _journey("transport_out"),
    "transport_daily": _journey("transport_daily"),
    "fees_worker": _fees,
    "recruiter_chain": _recruiters,
    "workers_comp": _cover,
    "language_required": _languages,
    "contract_languages": lambda facts: [language_name(code) for code in facts.contract_languages or ()],
    "guarantee_fraction": _guarantee,
    "apply_channel": _contact,
    "extra_terms": lambda facts: (
        [term.text for term in facts.extra_terms or () if term.text] or [_("Ninguna")]
    ),
    "duties": lambda facts: lines(facts.duties),
    "extra_requirements": lambda facts: lines(facts.extra_requirements) or _("Ninguno"),
    "wage": lambda facts: " ".join(
        filter(
            None, (money(facts.wage, facts), choice("wage_unit", facts.wage_unit) if facts.wage_unit else "")
        )
    ),
}

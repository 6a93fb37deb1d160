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
from matching.taxonomy import lexicon, read_skills
from matching.text import fold
from registry.schemes.facts import Cover, Crop, Housing, VacancyFacts, Worksite
from registry.seeds.reference import languages, regions

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
    "on_call": N_("Trabajo por llamada"),
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
    "health_insurance": N_("Seguro médico"),
    "cma": N_("Área metropolitana (CMA)"),
    "commodity": N_("Producto de la lista nacional (NCL)"),
    "farm_nursery_greenhouse": N_("Es finca, vivero o invernadero"),
    "excluded_activity": N_("Trabajo fuera de la vía agrícola"),
    "low_wage_sector": N_("Sector"),
    "workforce_share": N_("Parte de personas extranjeras con salario bajo"),
    "wage_of_residents": N_("Lo que ganan los canadienses en el mismo puesto"),
    "lmia_received_on": N_("Canadá recibió la solicitud"),
    "lmia_valid_to": N_("El LMIA vale hasta"),
    "contract_copy_by": N_("Cuándo recibe su copia del contrato"),
    "contract_same_as_offer": N_("El contrato dice lo mismo que la oferta"),
    "contract_signed_by_both": N_("El contrato lo firman los dos"),
    "contract_language_by_choice": N_("La persona elige el idioma del contrato"),
    "language_reason": N_("Por qué hace falta ese idioma"),
    "employer_compliant": N_("Cumplió antes y no está sancionada"),
    "quebec_acceptance": N_("Aceptación de Quebec"),
    "offer_kind": N_("Tipo de oferta"),
    "only_returners": N_("Todas tuvieron permiso y probaron su regreso"),
    "collective_agreement": N_("Convenio colectivo"),
    "contract_type": N_("Tipo de contrato"),
    "contract_signed_before_entry": N_("El contrato se firma antes de viajar"),
    "payments_per_year": N_("Pagas al año"),
    "pay_in_kind": N_("Parte del salario que no es dinero"),
    "posts_pooled": N_("Puestos junto con otras empresas"),
    "chain": N_("Otras empresas de la misma temporada"),
    "permit_until": N_("El permiso vale hasta"),
    "temporary_agency": N_("Es empresa de trabajo temporal"),
    "journeys_by_commitment": N_("El compromiso firmado deja un viaje a otra persona"),
    "transfers_paid_by": N_("Quién paga los traslados"),
    "application_filed_on": N_("Solicitud presentada"),
    "application_route": N_("Qué solicitud es"),
    "training_free": N_("La selección y la formación son gratis"),
    "return_commitment": N_("La persona firma que va a regresar"),
    "employer_record": N_("Lo que declara la empresa"),
    "equality_protocol": N_("Protocolo de igualdad y contra el acoso"),
    "activity_listed": N_("La actividad está en la lista de la Orden"),
    "apply_channel": N_("Contacto para esta vacante"),
    "extra_terms": N_("Otras condiciones"),
    "circumstances": N_("Lo que dice el registro"),
    "circumstances.lists": N_("Listas oficiales consultadas"),
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
    "unit.fraction": N_("del total"),
    "unit.codes": N_("códigos"),
    "unit.cad-per-hour": N_("CAD por hora"),
    "unit.cad-per-week": N_("CAD por semana"),
    "unit.cad": N_("CAD"),
    "unit.eur-per-day": N_("EUR por día"),
    "unit.eur-per-month": N_("EUR por mes"),
    "unit.eur-per-year": N_("EUR por año"),
    "unit.eur": N_("EUR"),
    "unit.percent": N_("por ciento"),
    "unit.workers": N_("personas"),
    "unit.square-feet": N_("pies cuadrados"),
    "unit.weeks": N_("semanas"),
    "official_status.Determination Issued - Certification": N_("Certificado"),
    "official_status.Determination Issued - Partial Certification": N_("Certificado en parte"),
    "official_status.Pending Certification": N_("En trámite"),
    "official_status.Positive": N_("LMIA positivo"),
    "official_status.Authorised": N_("Contratación autorizada"),
    "official_status.Pending": N_("En trámite"),
    "excluded_activity.none": N_("De ninguno"),
    "excluded_activity.agronomy_economics": N_("Agronomía o economía agraria"),
    "excluded_activity.landscape_architecture": N_("Arquitectura del paisaje"),
    "excluded_activity.fibre_preparation": N_("Preparación de fibras para telas"),
    "excluded_activity.hunting": N_("Caza o trampas para vender"),
    "excluded_activity.veterinary": N_("Veterinaria"),
    "commodity.none": N_("Ninguno de la lista"),
    "commodity.fruits_vegetables": N_("Frutas y verduras"),
    "commodity.nursery_greenhouse": N_("Vivero e invernadero"),
    "commodity.mushrooms": N_("Hongos"),
    "commodity.flowers": N_("Flores"),
    "commodity.tobacco": N_("Tabaco"),
    "commodity.grains": N_("Granos"),
    "commodity.oil_seeds": N_("Semillas para aceite"),
    "commodity.canola_seed": N_("Semilla de canola"),
    "commodity.seed_corn": N_("Maíz para semilla"),
    "commodity.maple_syrup": N_("Miel de maple"),
    "commodity.sod": N_("Césped en rollo"),
    "commodity.apiary": N_("Abejas"),
    "commodity.bovine": N_("Ganado de carne"),
    "commodity.dairy": N_("Ganado de leche"),
    "commodity.duck": N_("Patos"),
    "commodity.horse": N_("Caballos"),
    "commodity.mink": N_("Visones"),
    "commodity.poultry": N_("Gallinas y pollos"),
    "commodity.sheep": N_("Ovejas"),
    "commodity.swine": N_("Cerdos"),
    "low_wage_sector.none": N_("Ninguno de estos"),
    "low_wage_sector.construction": N_("Construcción"),
    "low_wage_sector.food_manufacturing": N_("Fabricación de alimentos"),
    "low_wage_sector.hospitals": N_("Hospitales"),
    "low_wage_sector.care": N_("Cuidado de personas y residencias"),
    "low_wage_sector.primary_agriculture": N_("Agricultura primaria"),
    "low_wage_sector.short": N_("Trabajo corto, que no pasa del límite de Canadá"),
    "contract_copy_by.before_departure": N_("Antes de viajar"),
    "contract_copy_by.first_day": N_("A más tardar el primer día de trabajo"),
    "contract_copy_by.later": N_("Después"),
    "offer_kind.generica": N_("Genérica"),
    "offer_kind.nominativa": N_("Nominativa"),
    "contract_type.fijo_discontinuo": N_("Fijo-discontinuo"),
    "contract_type.fijo": N_("Fijo, de todo el año"),
    "contract_type.temporal": N_("Temporal"),
    "application_route.first_year": N_("Primera vez"),
    "application_route.call": N_("Llamamiento de otro año"),
    "application_route.individual": N_("Individual, fuera de la Orden"),
    "employer_record.taxes_paid": N_("Al día con Hacienda"),
    "employer_record.social_security_paid": N_("Al día con la Seguridad Social"),
    "employer_record.has_means": N_("Con medios para pagar"),
    "employer_record.sanctioned_last_year": N_("Sanción grave en 12 meses"),
    "employer_record.broke_commitments_last_two_years": N_("Compromisos incumplidos en 2 años"),
    "employer_record.convicted": N_("Condenas por trata o delitos laborales"),
    "employer_record.suspended_these_posts": N_("Personas en ERTE en estos puestos"),
    "level.1": N_("1: unas palabras"),
    "level.2": N_("2: lo básico"),
    "level.3": N_("3: conversa"),
    "level.4": N_("4: habla bien"),
    "level.5": N_("5: como su idioma"),
}

# What each scheme pays in, and the sign before a box of money.
CURRENCIES = {
    "H2A": "USD", "H2B": "USD", "CA_AG": "CAD", "CA_LOW": "CAD", "ES_GECCO": "EUR", "GT_SNE": "GTQ",
}  # fmt: skip


def currency_sign(scheme: str) -> str:
    code = CURRENCIES[scheme]
    return {"GTQ": "Q", "EUR": "€"}.get(code, code)


# The seven days as the facts have them.
WEEK = (
    N_("domingo"), N_("lunes"), N_("martes"), N_("miércoles"), N_("jueves"), N_("viernes"), N_("sábado"),
)  # fmt: skip
_KINDS = {
    "employer_kind": "employer_kind", "nature_of_need": "nature_of_need", "activity_class": "activity_class",
    "wage_unit": "wage_unit", "pay_frequency": "pay_frequency", "education_min": "education_min",
    "tools_paid_by": "payer", "skill_level": "skill_level", "scheme": "scheme", "commodity": "commodity",
    "excluded_activity": "excluded_activity", "low_wage_sector": "low_wage_sector", "offer_kind": "offer_kind",
    "contract_copy_by": "contract_copy_by", "contract_type": "contract_type", "transfers_paid_by": "payer",
    "application_route": "application_route",
}  # fmt: skip
_MONEY = frozenset({
    "wage", "wage_foreign_worker", "prevailing_wage", "agreement_wage", "piece_rate", "piece_hourly_estimate",
    "overtime_rate", "bonus_incentive", "subsistence_min", "subsistence_max", "surety_bond", "wage_of_residents",
    "pay_in_kind",
})  # fmt: skip

# A zero says that there is none.
_NONE_AT_ZERO = frozenset(
    {"prevailing_wage", "agreement_wage", "wage_of_residents", "pay_in_kind", "posts_pooled"}
)


def label(path: str) -> str:
    """The label of a fact, or of the fact a longer path begins with: "housing.kitchen" is a matter of housing."""
    text = LABELS.get(path) or LABELS.get(path.partition(".")[0])
    return _(text) if text else path


def per(unit: str | None) -> str:
    """What a sum is paid for: "por hora"; empty when nobody said."""
    return choice("wage_unit", unit) if unit else ""


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
    if name in _NONE_AT_ZERO and value == 0:
        return _("No hay")
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
    return i18n.format_money(value, facts.currency or CURRENCIES.get(facts.scheme, "USD"))


def _crops(facts: VacancyFacts) -> list[str]:
    return [", ".join(filter(None, _crop(crop, facts))) for crop in facts.crops or ()] or [_("Ninguno")]


def _crop(crop: Crop, facts: VacancyFacts) -> tuple[str | None, ...]:
    unit = per(crop.unit)
    paid = f"{money(crop.wage, facts)} {unit}".strip() if crop.wage is not None else None
    return crop_name(crop.crop), crop.activity, paid, crop.piece_unit


def crop_name(given: str) -> str:
    """A crop in the reader's language where the lexicon knows it by that name ("apples": "Manzana"); else as given."""
    known = lexicon().skills
    for one in read_skills(given):
        if one.kind == "crop" and fold(one.matched) == fold(given):
            return known[one.code].en if i18n.language() == "en" else known[one.code].es
    return given


def _worksites(facts: VacancyFacts) -> list[str]:
    return [
        ", ".join(filter(None, (site.name, site.addr, site.city, _region(site), site.country)))
        for site in facts.worksites or ()
    ]


def _region(site: Worksite) -> str | None:
    """The name of a state, province or community; as it was given where the code is not known."""
    code = site.region or ""
    known = regions().get(code if "-" in code else f"{site.country}-{code}")
    return site.region if known is None else known.en if i18n.language() == "en" else known.es


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
                    per(item.period),
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
    if home.area_sq_ft is not None:
        lines.append(_("%(area)s pies cuadrados para dormir") % {"area": i18n.format_number(home.area_sq_ft)})
    lines += _housing_costs(home, facts)
    for answer, yes, no in (
        (home.kitchen, _("Con cocina"), _("Sin cocina")),
        (home.cooks_where_sleeps, _("Se cocina donde se duerme"), _("Se cocina aparte")),
        (home.on_farm, _("En la misma finca"), _("Fuera de la finca")),
        (home.all_season, _("Toda la temporada"), _("No toda la temporada")),
        (home.deducted_from_pay, _("Se descuenta del salario sin permiso"), _("No se descuenta sin permiso")),
    ):
        lines += [] if answer is None else [yes if answer else no]
    if home.compliance:
        inspected = ", ".join(choice("compliance", one) for one in home.compliance)
        lines.append(_("La inspecciona: %(who)s") % {"who": inspected})
    if home.inspected_on:
        lines.append(_("Inspeccionada el %(day)s") % {"day": i18n.format_date(home.inspected_on)})
    return [line for line in lines if line]


def _housing_costs(home: Housing, facts: VacancyFacts) -> list[str]:
    unit = f" {choice('wage_unit', home.cost_period)}" if home.cost_period else ""
    lines = []
    if home.cost_worker is not None:
        paid = _("Cuesta %(amount)s") % {"amount": money(home.cost_worker, facts) + unit}
        lines.append(paid if home.cost_worker else _("Sin costo"))
    if home.utilities:
        lines.append(_("Agua, luz y gas: %(amount)s") % {"amount": money(home.utilities, facts) + unit})
    return lines


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


def _cover(name: str) -> Callable[[VacancyFacts], list[str]]:
    def said(facts: VacancyFacts) -> list[str]:
        cover: Cover = getattr(facts, name)
        lines = [] if cover.covered is None else [choice("answer", str(cover.covered).lower())]
        if cover.paid_by:
            lines.append(_("Lo paga: %(who)s") % {"who": choice("payer", cover.paid_by)})
        if cover.from_:
            lines.append(_("Desde el %(day)s") % {"day": i18n.format_date(cover.from_)})
        return [*lines, *([cover.insurer] if cover.insurer else [])]

    return said


def _chain(facts: VacancyFacts) -> list[str]:
    return [
        f"{one.employer}: {i18n.format_date(one.start)} – {i18n.format_date(one.end)}"
        + (f", {one.region}" if one.region else "")
        for one in facts.chain or ()
    ] or [_("Ninguna")]


def _employer_record(facts: VacancyFacts) -> list[str]:
    said = facts.employer_record.model_dump(exclude_none=True) if facts.employer_record else {}
    return [
        f"{choice('employer_record', name)}: {choice('answer', str(answer).lower())}"
        for name, answer in said.items()
    ]


def _languages(facts: VacancyFacts) -> list[str]:
    return [
        f"{language_name(need.lang)} ({choice('level', need.level or 1)})"
        for need in facts.language_required or ()
    ] or [_("Ninguno")]


def language_name(code: str) -> str:
    """A language in its own name, as people look for it."""
    found = languages().get(code)
    return found.own_name if found else code


def _percent(fraction: Decimal | None) -> str:
    return f"{i18n.format_number(100 * (fraction or Decimal(0)))} %"


def _contact(facts: VacancyFacts) -> list[str]:
    channel = facts.apply_channel
    return (
        [one for one in (i18n.format_phone(channel.phone), channel.email, channel.url) if one]
        if channel
        else []
    )


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
    "workers_comp": _cover("workers_comp"),
    "health_insurance": _cover("health_insurance"),
    "chain": _chain,
    "employer_record": _employer_record,
    "cma": lambda facts: facts.cma or _("Fuera de toda área metropolitana"),
    "commodity": lambda facts: _(WORDS.get(f"commodity.{facts.commodity or 'none'}", facts.commodity or "")),
    "official_status": lambda facts: _(
        WORDS.get(f"official_status.{facts.official_status}", facts.official_status or "")
    ),
    "workforce_share": lambda facts: _percent(facts.workforce_share),
    "main_occupation_share": lambda facts: _percent(facts.main_occupation_share),
    "language_reason": lambda facts: lines(facts.language_reason),
    "language_required": _languages,
    "contract_languages": lambda facts: [language_name(code) for code in facts.contract_languages or ()],
    "guarantee_fraction": lambda facts: _percent(facts.guarantee_fraction),
    "apply_channel": _contact,
    "extra_terms": lambda facts: (
        [term.text for term in facts.extra_terms or () if term.text] or [_("Ninguna")]
    ),
    "duties": lambda facts: lines(facts.duties),
    "extra_requirements": lambda facts: lines(facts.extra_requirements) or _("Ninguno"),
    "wage": lambda facts: " ".join(filter(None, (money(facts.wage, facts), per(facts.wage_unit)))),
}

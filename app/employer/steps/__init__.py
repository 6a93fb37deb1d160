"""The steps of a vacancy's form: which questions each scheme asks, in the order of its real form, and how answers
become facts and facts answers again.

A form is a list of steps (step.py), a step a list of parts (parts.py), a part a few questions (question.py). The
questions themselves stand by subject in job.py, places.py, pay.py, living.py, asked.py, application.py and
promises.py. Nothing is stored here. Start at FORMS.
"""

from __future__ import annotations

from app.employer.steps import application, asked, job, living, pay, places, promises
from app.employer.steps.step import Step
from app.i18n import N_

__all__ = ["FORMS", "SCHEMES", "Step", "find", "question_count", "step_of_fact", "steps_of"]

_JOB, _OFFER = N_("Puesto y tareas"), N_("Oferta y puesto")
_PLACES, _PAY = N_("Fechas y lugares"), N_("Salario y horas")
_LIVING, _TRAVEL = N_("Vivienda, comida y transporte"), N_("Vivienda, viaje y seguro")
_ASKED, _PROMISES = N_("Requisitos"), N_("Costos y promesas")
_APPLICATION = N_("Empresa y solicitud")

_JOB_NEEDED = ("title", "duties", "workers_total")
_PLACES_NEEDED = ("start_date", "worksites")
_PAY_NEEDED = ("wage", "wage_unit", "hours_week", "pay_frequency")
_ASKED_NEEDED = ("experience_months", "education_min", "extra_requirements")
_PROMISES_NEEDED = ("fees_worker", "recruiter_chain", "tools_paid_by", "contract_languages")
_TRAVEL_NEEDED = ("housing.provided", "transport_in.paid_by", "transport_out.paid_by")

# ETA-790A and its addenda A (crops and pay) and B (places of work).
_H2A = (
    Step("puesto", _JOB, (
        job.JOB, job.CROPS, job.SEATS_IN_US, job.need("seasonal", "temporary_other"), job.EMPLOYER_KIND, job.SOC,
        job.MIXED, job.HERDING, job.case(N_("H-300-… o JO-A-300-…, cuando ya lo tenga."), *job.US_STATUSES),
    ), (*_JOB_NEEDED, "nature_of_need")),
    Step("lugares", _PLACES, (places.DATES, places.SITES_US_FARM), (*_PLACES_NEEDED, "end_date")),
    Step("salario", _PAY, (
        pay.wage(N_("Lo que se ofrece a todas las personas."), "hour", "week", "biweek", "month", "piece"),
        pay.US_FARM_FLOORS, pay.PIECE, pay.WEEK_HOURS, pay.SHIFT, pay.OVERTIME,
        pay.paid_every("weekly", "biweekly", "semimonthly", "monthly"),
        pay.deductions(N_("Por ejemplo: impuesto, anticipo.")),
    ), _PAY_NEEDED),
    Step("vivienda", _LIVING, (living.HOUSING_US_FARM, living.MEALS, living.JOURNEYS_US),
         (*_TRAVEL_NEEDED, "meals", "transport_daily")),
    Step("requisitos", _ASKED, (asked.ASKED, asked.LANGUAGES, asked.OTHER), _ASKED_NEEDED),
    Step("promesas", _PROMISES, (
        promises.US, promises.TOOLS, promises.RECRUITERS, promises.PROMISES_US_FARM, promises.CONTRACTOR,
        promises.CONTRACT, promises.TERMS, promises.CONTACT,
    ), _PROMISES_NEEDED),
)  # fmt: skip

# ETA-9142B: the need and the job (B, F), places and pay, requirements, lodging and travel of the job order.
_H2B = (
    Step("puesto", _JOB, (
        job.JOB, job.SEATS_IN_US, job.need("seasonal", "peakload", "intermittent", "one_time"), job.SOC_OTHER, job.CAP,
        job.case(N_("H-400-…, cuando ya lo tenga."), *job.US_STATUSES),
    ), (*_JOB_NEEDED, "nature_of_need")),
    Step("lugares", _PLACES, (places.DATES, places.SITES_US), (*_PLACES_NEEDED, "end_date")),
    Step("salario", _PAY, (
        pay.wage(N_("Lo que se ofrece a todas las personas."), "hour", "week", "biweek", "month"),
        pay.US_FLOORS, pay.WEEK_HOURS, pay.SHIFT, pay.OVERTIME,
        pay.paid_every("weekly", "biweekly", "semimonthly", "monthly"),
        pay.deductions(N_("Por ejemplo: vivienda, impuesto.")),
    ), _PAY_NEEDED),
    Step("requisitos", _ASKED, (asked.ASKED, asked.LANGUAGES, asked.OTHER), _ASKED_NEEDED),
    Step("vivienda", _TRAVEL, (living.HOUSING_US, living.JOURNEYS_US), _TRAVEL_NEEDED),
    Step("promesas", _PROMISES, (
        promises.US, promises.TOOLS, promises.RECRUITERS, promises.PROMISES_US, promises.CONTRACT, promises.TERMS,
        promises.CONTACT,
    ), _PROMISES_NEEDED),
)  # fmt: skip

_LMIA_CASE = job.case(N_("El número del LMIA, cuando ya lo tenga."), "Positive", "Pending")
_CANADA_ASKED = (asked.ASKED_IN_KILOS, asked.LANGUAGES)
_CANADA_PROMISES = Step("promesas", _PROMISES, (
    promises.CANADA, promises.TOOLS, promises.RECRUITERS, promises.PROMISES_CANADA, promises.CONTRACT_CANADA,
    promises.TERMS, promises.CONTACT,
), _PROMISES_NEEDED)  # fmt: skip
_CANADA_REST = (
    pay.WEEK_HOURS, pay.SHIFT, pay.OVERTIME, pay.paid_every("weekly", "biweekly", "semimonthly", "monthly"),
    pay.deductions(N_("Por ejemplo: vivienda, impuesto, CPP, EI.")),
)  # fmt: skip

# LMIA application of the Agricultural Stream (job offer, wage, housing, business) and the contract annexed to it.
_CA_AG = (
    Step("puesto", _JOB, (job.JOB, job.CROPS, job.SEATS_ABROAD, application.FARM, job.NOC_FARM), _JOB_NEEDED),
    Step("lugares", _PLACES, (places.DATES, places.SITES_CANADA, places.QUEBEC), (*_PLACES_NEEDED, "end_date")),
    Step("salario", _PAY, (
        pay.wage(N_("En dólares de Canadá."), "hour", "week", "month", "piece"), pay.CANADA_FARM_FLOORS, pay.PIECE,
        *_CANADA_REST,
    ), _PAY_NEEDED),
    Step("vivienda", _TRAVEL, (living.HOUSING_CANADA_FARM, living.JOURNEYS_CANADA, living.HEALTH_CANADA),
         (*_TRAVEL_NEEDED, "health_insurance")),
    Step("requisitos", _ASKED, (*_CANADA_ASKED, asked.OTHER), _ASKED_NEEDED),
    Step("solicitud", _APPLICATION, (_LMIA_CASE, application.LMIA), ("employer_compliant",)),
    _CANADA_PROMISES,
)  # fmt: skip

# LMIA application of the low-wage stream, with its gates: sector, share of the workforce, metropolitan area.
_CA_LOW = (
    Step("puesto", _JOB, (job.JOB, job.SEATS_ABROAD, application.SECTOR, job.NOC), _JOB_NEEDED),
    Step("lugares", _PLACES, (places.DATES, places.SITES_CANADA, places.CMA, places.QUEBEC),
         (*_PLACES_NEEDED, "end_date")),
    Step("salario", _PAY, (
        pay.wage(N_("En dólares de Canadá."), "hour", "week", "month"), pay.CANADA_FLOORS, *_CANADA_REST,
    ), _PAY_NEEDED),
    Step("vivienda", _TRAVEL, (living.HOUSING_CANADA, living.JOURNEYS_CANADA, living.HEALTH_CANADA),
         (*_TRAVEL_NEEDED, "health_insurance")),
    Step("requisitos", _ASKED, (*_CANADA_ASKED, asked.LANGUAGE_REASON, asked.OTHER), _ASKED_NEEDED),
    Step("solicitud", _APPLICATION, (_LMIA_CASE, application.LMIA, application.WORKFORCE),
         ("employer_compliant", "workforce_share")),
    _CANADA_PROMISES,
)  # fmt: skip

# The offer and annexes of the yearly Order on collective management of hiring at origin.
_ES_GECCO = (
    Step("puesto", _OFFER, (job.JOB, application.OFFER, job.SEATS_ABROAD, application.POOLED, job.CNO),
         (*_JOB_NEEDED, "offer_kind")),
    Step("lugares", N_("Temporada y lugar"), (places.DATES, places.SITES_SPAIN, application.CHAIN),
         (*_PLACES_NEEDED, "end_date")),
    Step("salario", _PAY, (
        pay.wage(N_("Bruto, en euros."), "month", "day", "hour", "year"), pay.SPAIN_FLOORS, pay.WEEK_HOURS, pay.SHIFT,
        pay.OVERTIME, pay.paid_every("weekly", "biweekly", "semimonthly", "monthly"),
        pay.deductions(N_("Por ejemplo: Seguridad Social, IRPF.")),
    ), _PAY_NEEDED),
    Step("vivienda", _TRAVEL, (living.HOUSING_SPAIN, living.JOURNEYS_SPAIN, living.HEALTH_SPAIN),
         (*_TRAVEL_NEEDED, "transfers_paid_by", "health_insurance")),
    Step("requisitos", _ASKED, (asked.ASKED_IN_KILOS, asked.LANGUAGES, asked.OTHER), _ASKED_NEEDED),
    Step("solicitud", _APPLICATION, (
        job.case(N_("El número del expediente, cuando ya lo tenga."), "Authorised", "Pending"), application.FILING,
        application.RECORD,
    ), ("application_route", "employer_record")),
    Step("promesas", _PROMISES, (
        promises.SPAIN, promises.TOOLS, promises.RECRUITERS, promises.PROMISES_SPAIN, promises.CONTRACT_SPAIN,
        promises.TERMS, promises.CONTACT,
    ), _PROMISES_NEEDED),
)  # fmt: skip

_GT_SNE = (
    Step("puesto", _JOB, (
        job.JOB, job.SEATS, job.need("permanent", "seasonal", "temporary_other"), job.ACTIVITY,
    ), (*_JOB_NEEDED, "nature_of_need")),
    Step("lugares", _PLACES, (places.DATES_AT_HOME, places.HOME_PLACE), _PLACES_NEEDED),
    Step("salario", _PAY, (
        pay.wage(N_("Sin contar la bonificación."), "day", "month", "week", "hour"), pay.AT_HOME_EXTRAS,
        pay.WEEK_HOURS, pay.SHIFT, pay.OVERTIME, pay.paid_every("weekly", "biweekly", "semimonthly", "monthly"),
        pay.deductions(N_("Por ejemplo: IGSS laboral, impuesto.")),
    ), _PAY_NEEDED),
    Step("requisitos", _ASKED, (asked.ASKED, asked.LANGUAGES, asked.OTHER), _ASKED_NEEDED),
    Step("promesas", _PROMISES, (
        promises.HOME, promises.TOOLS, promises.RECRUITERS, promises.CONTRACT, promises.TERMS, promises.CONTACT,
    ), _PROMISES_NEEDED),
)  # fmt: skip

FORMS: dict[str, tuple[Step, ...]] = {
    "H2A": _H2A, "H2B": _H2B, "CA_AG": _CA_AG, "CA_LOW": _CA_LOW, "ES_GECCO": _ES_GECCO, "GT_SNE": _GT_SNE,
}  # fmt: skip
SCHEMES = tuple(FORMS)


def steps_of(scheme: str) -> list[Step]:
    """The steps of a scheme's form, in order; none for a scheme without a form."""
    return list(FORMS.get(scheme, ()))


def question_count(scheme: str) -> int:
    """How many questions everybody is asked, those of rare cases left out."""
    return sum(part.count() for step in steps_of(scheme) for part in step.parts)


def find(scheme: str, slug: str) -> Step | None:
    return next((step for step in steps_of(scheme) if step.slug == slug), None)


def step_of_fact(scheme: str, path: str) -> Step | None:
    """The step that asks for a fact; None for what only the Ministry knows ("circumstances.debarred")."""
    name = path.partition(".")[0]
    steps = steps_of(scheme)
    exact = (step for step in steps if path in step.facts)
    return next(exact, None) or next((step for step in steps if name in step.fact_names), None)

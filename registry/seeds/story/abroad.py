"""One vacancy of each scheme that the invented market does not know: H-2B, both streams of Canada, and Spain.

Told as the others (vacancies.py): written, sent, and published once an officer has answered what no rule could.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from registry import clock
from registry.schemes.facts import VacancyFacts
from registry.seeds.draw import code_of
from registry.seeds.story import employers, vacancies
from registry.seeds.story.world import World
from registry.vacancies import needs, service


@dataclass(frozen=True, slots=True)
class Offer:
    """`opens`: days until work starts, `lasts`: days of work, `told`: when it was written, days ago. `facts`: what
    this scheme asks beyond what all of them say."""

    key: str
    firm: str
    scheme: str
    title: str
    duties: str
    occupation: str
    skills: tuple[str, ...]
    opens: int
    lasts: int
    told: int
    life: str
    facts: dict[str, Any] = field(default_factory=dict)


_EMPLOYER_PAYS = {"paid_by": "employer", "mode": "direct"}
_COMMON: dict[str, Any] = {
    "experience_months": 0, "training_months": 0, "education_min": "none", "lift_lb": "40", "req_background": False,
    "req_drug": False, "req_licence": False, "req_certificate": False, "language_required": [],
    "extra_requirements": "", "extra_terms": [], "deductions": [], "recruiter_chain": [], "fees_worker": [],
    "agreement_wage": "0", "hours_week": "40", "hours_by_day": ["0", "8", "8", "8", "8", "8", "0"],
    "shift_start": "07:00", "shift_end": "15:30", "overtime_available": False, "pay_frequency": "biweekly",
    "tools_paid_by": "employer", "transport_in": _EMPLOYER_PAYS, "transport_out": _EMPLOYER_PAYS,
    "transport_daily": _EMPLOYER_PAYS, "contract_languages": ["es", "en"],
}  # fmt: skip
_CANADA: dict[str, Any] = {
    "wage_unit": "hour", "currency": "CAD", "official_status": "Positive", "employer_compliant": True,
    "contract_language_by_choice": True, "contract_signed_by_both": True, "contract_copy_by": "before_departure",
    "contract_same_as_offer": True, "workers_comp": {"covered": True, "paid_by": "employer"},
    "health_insurance": {"covered": True, "paid_by": "employer"}, "occupation_system": "NOC2021",
}  # fmt: skip
_NO_RECORD = dict.fromkeys(
    ("sanctioned_last_year", "broke_commitments_last_two_years", "convicted", "suspended_these_posts"), False
)

OFFERS = (
    Offer(
        "lawns", "lawns", "H2B", "Jardinero de áreas verdes",
        "Corta césped, poda arbustos y recoge hojas en cuadrilla.",
        "jardinero", ("jardinería",), 110, 200, 40, "published",
        {
            "workers_total": 8, "workers_foreign": 8, "nature_of_need": "peakload", "occupation_code": "37-3011",
            "occupation_system": "SOC2018", "wage": "20.00", "wage_unit": "hour", "currency": "USD",
            "prevailing_wage": "19.02", "guarantee_fraction": "0.75", "no_strike": True, "no_layoff": True,
            "housing": {"provided": True, "kind": "rental_public", "capacity": 8, "cost_worker": "0"},
            "subsistence_min": "16.28", "subsistence_max": "68.00",
            "official_status": "Determination Issued - Certification",
        },
    ),
    Offer(
        "tomatoes ON", "vines", "CA_AG", "Cosecha de tomate en invernadero",
        "Corta tomate, quita hojas y amarra plantas en invernadero.", "trabajador de invernadero", ("tomate",),
        120, 180, 45, "published",
        {
            **_CANADA, "workers_total": 12, "workers_foreign": 12, "occupation_code": "85103", "wage": "19.50",
            "crops": [{"crop": "tomate", "activity": "corte"}], "farm_nursery_greenhouse": True,
            "commodity": "fruits_vegetables", "excluded_activity": "none",
            "housing": {
                "provided": True, "on_farm": True, "capacity": 14, "cost_worker": "25", "cost_period": "week",
            },
        },
    ),
    Offer(
        "fish NS", "shore", "CA_LOW", "Operario de planta de pescado", "Limpia, corta y empaca pescado en línea.",
        "trabajador de planta de mariscos", ("filetear pescado", "pescado"), 130, 200, 7, "in_review",
        {
            **_CANADA, "workers_total": 6, "workers_foreign": 6, "occupation_code": "95107", "wage": "19.00",
            "prevailing_wage": "17.50", "wage_of_residents": "18.00", "low_wage_sector": "food_manufacturing",
            "cma": "", "workforce_share": "0.08", "lift_lb": "30",
            "housing": {
                "provided": True, "capacity": 6, "cost_worker": "90", "cost_period": "week", "utilities": "0",
            },
        },
    ),
    Offer(
        "strawberry ES", "fields", "ES_GECCO", "Recolección de fresa", "Recoge fresa a mano y la pone en cajas.",
        "cosechador de berries", ("fresa",), 140, 150, 38, "published",
        {
            "workers_total": 20, "workers_foreign": 20, "occupation_code": "9512", "occupation_system": "CNO11",
            "official_status": "Authorised", "offer_kind": "generica", "posts_pooled": 0, "activity_listed": True,
            "wage": "1700.00",
            "wage_unit": "month", "currency": "EUR", "payments_per_year": 12, "pay_in_kind": "0",
            "collective_agreement": "Convenio del campo (ficticio)", "pay_frequency": "monthly", "hours_week": "39",
            "hours_by_day": ["0", "6.5", "6.5", "6.5", "6.5", "6.5", "6.5"], "shift_end": "13:30",
            "contract_type": "fijo_discontinuo", "contract_signed_before_entry": True, "chain": [],
            "temporary_agency": False, "training_free": True, "return_commitment": True, "equality_protocol": True,
            "application_route": "first_year", "transfers_paid_by": "employer", "contract_languages": ["es"],
            "employer_record": {
                "taxes_paid": True, "social_security_paid": True, "has_means": True, **_NO_RECORD,
            },
            "housing": {
                "provided": True, "all_season": True, "capacity": 24, "cost_worker": "50", "cost_period": "month",
                "utilities": "15", "deducted_from_pay": False,
            },
        },
    ),
)  # fmt: skip


def come(world: World) -> None:
    for number, offer in enumerate(OFFERS):
        world.timeline.on(offer.told, _write, world, offer, number, hour=15)
        world.timeline.on(offer.told - 1, vacancies.submit, world, offer, hour=15)
        if offer.life == "published":
            world.timeline.on(offer.told - 6, vacancies.publish, world, offer, hour=15)


def _write(world: World, offer: Offer, number: int) -> None:
    actor, employer = world.at_employer[offer.firm], world.employers[offer.firm]
    facts = VacancyFacts.model_validate(_facts(offer, number))
    vacancy = service.start(world.session, actor, employer, VacancyFacts(scheme=offer.scheme))
    vacancy.is_fictitious = True
    occupation = code_of("occupation", offer.occupation)
    skills = [code for name in offer.skills if (code := code_of("skill", name))]
    asked = needs.needs_of(vacancy.public_id, facts, occupation, skills)
    service.write(world.session, actor, vacancy, facts, asked=asked)
    world.vacancies[offer.key] = vacancy


def _facts(offer: Offer, number: int) -> dict[str, Any]:
    """All that is said, with dates counted from the day on which it is told."""
    firm = employers.BY_KEY[offer.firm]
    start = clock.today() + timedelta(days=offer.told + offer.opens)
    country, _, region = firm.region.partition("-")
    said = _COMMON | offer.facts | {
        "scheme": offer.scheme,
        "title": offer.title,
        "duties": f"{offer.duties} Vacante ficticia.",
        "start_date": start,
        "end_date": start + timedelta(days=offer.lasts - 1),
        "worksites": [{"name": firm.legal_name, "city": firm.city, "region": region, "country": country}],
    }  # fmt: skip
    return said | _papers(offer, said, number)


def _papers(offer: Offer, said: dict[str, Any], number: int) -> dict[str, Any]:
    """What carries a date or a number: cases, applications, inspections, insurance."""
    today: date = clock.today()
    if offer.scheme == "H2B":
        return {"official_ref": f"H-400-{today:%y}000-9{number:05d}"}
    if offer.scheme == "ES_GECCO":
        insured = {"covered": True, "paid_by": "employer", "from": said["start_date"] - timedelta(days=2)}
        return {"application_filed_on": today - timedelta(days=3), "health_insurance": insured}
    received = today - timedelta(days=30)
    papers = {"lmia_received_on": received, "lmia_valid_to": said["start_date"] + timedelta(days=90)}
    if offer.scheme == "CA_AG":
        papers["housing"] = said["housing"] | {"inspected_on": received - timedelta(days=60)}
    return papers | {"official_ref": f"9{number:06d}"}

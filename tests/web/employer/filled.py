"""What an employer types, step by step, for a lawful vacancy of each scheme."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

H2A: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Cosecha de manzana",
        "duties": "Cortar manzana.\nPodar árboles.",
        "crop1_crop": "manzana", "crop1_activity": "cosecha", "crop2_crop": "apples", "crop2_wage": "18.00",
        "crop2_unit": "hour",
        "workers_total": "12",
        "workers_foreign": "12",
        "nature_of_need": "seasonal",
        "employer_kind": "individual",
    },
    "lugares": {
        "start_date_day": "1", "start_date_month": "6", "start_date_year": "2026",
        "end_date_day": "30", "end_date_month": "9", "end_date_year": "2026",
        "site1_city": "Vidalia", "site1_region": "GA",
    },
    "salario": {
        "wage": "17.50", "wage_unit": "hour", "prevailing_wage": "0", "agreement_wage": "0",
        "hours_mon": "8", "hours_tue": "8", "hours_wed": "8", "hours_thu": "8", "hours_fri": "8",
        "shift_start": "07:00", "shift_end": "15:30", "overtime_available": "false", "pay_frequency": "weekly",
    },
    "vivienda": {
        "housing_provided": "true", "housing_kind": "employer", "housing_units": "3", "housing_capacity": "16",
        "housing_cost_worker": "0", "housing_kitchen": "true", "housing_compliance": "state",
        "meals_mode": "kitchen_free",
        "transport_in_paid_by": "employer", "transport_out_paid_by": "employer", "transport_daily_paid_by": "employer",
        "subsistence_min": "16.28", "subsistence_max": "68",
    },
    "requisitos": {
        "experience_months": "1", "training_months": "0", "education_min": "none", "lift_lb": "50",
        "req_licence": "false", "req_certificate": "false", "req_background": "false", "req_drug": "false",
    },
    "promesas": {
        "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "guarantee_fraction": "true",
        "workers_comp_covered": "true", "workers_comp_paid_by": "employer", "no_strike": "true", "no_layoff": "true",
        "contract_languages": ["es", "en"],
    },
}  # fmt: skip

GT_SNE: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Corte de caña",
        "duties": "Cortar caña.",
        "workers_total": "30",
        "nature_of_need": "seasonal",
        "activity_class": "agricola",
    },
    "lugares": {
        "start_date_day": "4", "start_date_month": "5", "start_date_year": "2026",
        "end_date_day": "", "end_date_month": "", "end_date_year": "",
        "municipality": "0501", "addr": "Finca Prueba",
    },
    "salario": {
        "wage": "Q 3,700.00", "wage_unit": "month", "bonus_incentive": "250", "hours_week": "48",
        "hours_mon": "8", "hours_tue": "8", "hours_wed": "8", "hours_thu": "8", "hours_fri": "8", "hours_sat": "8",
        "shift_start": "07:00", "shift_end": "16:00", "overtime_available": "false", "pay_frequency": "semimonthly",
        "benefits": ["aguinaldo", "bono14", "igss", "vacaciones"],
    },
    "requisitos": {"experience_months": "0", "training_months": "0", "education_min": "none", "lift_lb": "60"},
    "promesas": {
        "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "contract_languages": ["es"],
    },
}  # fmt: skip


H2B: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Jardinero", "duties": "Cortar césped.\nPodar arbustos.", "workers_total": "8", "workers_foreign": "8",
        "nature_of_need": "peakload", "cap_open": "true", "occupation_code": "37-3011",
        "official_ref": "h-400-26030-123456",
        "official_status": "Determination Issued - Certification",
    },
    "lugares": {
        "start_date_day": "1", "start_date_month": "5", "start_date_year": "2026",
        "end_date_day": "30", "end_date_month": "11", "end_date_year": "2026",
        "site1_name": "Cuadrilla norte", "site1_addr": "1 Example Road", "site1_city": "Denver", "site1_region": "CO",
    },
    "salario": {
        "wage": "19.50", "wage_unit": "hour", "prevailing_wage": "19.02", "agreement_wage": "0",
        "hours_mon": "8", "hours_tue": "8", "hours_wed": "8", "hours_thu": "8", "hours_fri": "8", "hours_week": "40",
        "shift_start": "07:00", "shift_end": "15:30", "overtime_available": "true", "overtime_rate": "29.25",
        "pay_frequency": "biweekly", "deduction1_name": "Vivienda", "deduction1_amount": "15",
        "deduction1_period": "week", "deduction1_legal_basis": "29 CFR 531",
    },
    "requisitos": {
        "experience_months": "3", "training_months": "0", "education_min": "none", "lift_lb": "50",
        "req_licence": "false", "req_certificate": "false", "req_background": "true", "req_drug": "true",
        "language1_lang": "en", "language1_level": "2", "extra_requirements": "Trabajar al sol.",
    },
    "vivienda": {
        "housing_provided": "true", "housing_kind": "rental_public", "housing_addr": "2 Example Road",
        "housing_capacity": "8", "housing_cost_worker": "15", "housing_cost_period": "week",
        "transport_in_paid_by": "employer", "transport_in_refund_when": "half_contract",
        "transport_out_paid_by": "employer", "transport_daily_paid_by": "employer", "subsistence_min": "16.28",
        "subsistence_max": "68",
    },
    "promesas": {
        "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "guarantee_fraction": "true",
        "no_strike": "true", "no_layoff": "true", "contract_languages": ["es", "en"],
        "extra_terms": "Se da un día libre por semana.", "apply_channel_phone": "+1 555 555 0100",
        "apply_channel_email": "jobs@example.org",
    },
}  # fmt: skip

_IN_CANADA: dict[str, Any] = {
    "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "workers_comp_covered": "true",
    "workers_comp_paid_by": "employer", "workers_comp_insurer": "WSIB", "contract_languages": ["es", "en", "fr"],
    "contract_language_by_choice": "true", "contract_signed_by_both": "true", "contract_copy_by": "before_departure",
    "contract_same_as_offer": "true",
}  # fmt: skip
_CARE_IN_CANADA = {
    "transport_in_paid_by": "employer", "transport_out_paid_by": "employer", "transport_daily_paid_by": "employer",
    "health_insurance_covered": "true", "health_insurance_paid_by": "employer", "health_insurance_insurer": "Example",
}  # fmt: skip

CA_AG: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Cosecha de tomate", "duties": "Cortar tomate.", "crop1_crop": "tomatoes", "crop1_activity": "corte",
        "workers_total": "14", "farm_nursery_greenhouse": "true", "commodity": "fruits_vegetables",
        "excluded_activity": "none", "occupation_code": "85101",
    },
    "lugares": {
        "start_date_day": "1", "start_date_month": "5", "start_date_year": "2026",
        "end_date_day": "31", "end_date_month": "10", "end_date_year": "2026",
        "site1_city": "Leamington", "site1_region": "ON", "site2_city": "Kingsville", "site2_region": "ON",
    },
    "salario": {
        "wage": "18.60", "wage_unit": "hour", "agreement_wage": "0", "piece_rate": "1.10", "piece_unit": "caja",
        "piece_hourly_estimate": "19.00", "productivity_standard": "10 cajas por hora", "hours_mon": "8",
        "hours_tue": "8", "hours_wed": "8", "hours_thu": "8", "hours_fri": "8", "shift_start": "07:00",
        "shift_end": "15:30", "overtime_available": "false", "pay_frequency": "biweekly",
    },
    "vivienda": _CARE_IN_CANADA | {
        "housing_provided": "true", "housing_on_farm": "true", "housing_addr": "3 Example Road",
        "housing_capacity": "16", "housing_inspected_on_day": "10", "housing_inspected_on_month": "11",
        "housing_inspected_on_year": "2025", "housing_cost_worker": "30", "housing_cost_period": "week",
    },
    "requisitos": {
        "experience_months": "0", "training_months": "0", "education_min": "none", "lift_lb": "44",
        "req_licence": "false", "req_certificate": "false", "req_background": "false", "req_drug": "false",
    },
    "solicitud": {
        "official_ref": "8123456", "official_status": "", "lmia_received_on_day": "15", "lmia_received_on_month": "12",
        "lmia_received_on_year": "2025", "lmia_valid_to_day": "30", "lmia_valid_to_month": "9",
        "lmia_valid_to_year": "2026", "employer_compliant": "true",
    },
    "promesas": _IN_CANADA,
}  # fmt: skip

CA_LOW: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Operario de planta de pescado", "duties": "Limpiar y empacar pescado.", "workers_total": "6",
        "low_wage_sector": "food_manufacturing", "occupation_code": "95107",
    },
    "lugares": {
        "start_date_day": "1", "start_date_month": "5", "start_date_year": "2026",
        "end_date_day": "31", "end_date_month": "10", "end_date_year": "2026",
        "site1_name": "Planta", "site1_city": "Lockeport", "site1_region": "NS", "in_metro": "false",
    },
    "salario": {
        "wage": "18.00", "wage_unit": "hour", "prevailing_wage": "17.50", "wage_of_residents": "17.75",
        "agreement_wage": "0", "hours_week": "40", "shift_start": "08:00", "shift_end": "16:30",
        "overtime_available": "true", "overtime_rate": "27", "pay_frequency": "weekly",
    },
    "vivienda": _CARE_IN_CANADA | {
        "housing_provided": "true", "housing_addr": "4 Example Road", "housing_capacity": "6",
        "housing_cost_worker": "100", "housing_cost_period": "week", "housing_utilities": "0",
    },
    "requisitos": {
        "experience_months": "0", "training_months": "1", "education_min": "secondary", "lift_lb": "30",
        "req_licence": "false", "req_certificate": "true", "req_background": "false", "req_drug": "false",
        "language1_lang": "es", "language1_level": "3", "language_reason": "La cuadrilla habla español.",
    },
    "solicitud": {"employer_compliant": "true", "workforce_share": "7.5"},
    "promesas": _IN_CANADA,
}  # fmt: skip

ES_GECCO: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Recolección de fresa", "duties": "Recoger fresa.", "offer_kind": "nominativa",
        "only_returners": "true", "workers_total": "8", "posts_pooled": "20", "activity_listed": "true",
        "occupation_code": "9512",
    },
    "lugares": {
        "start_date_day": "1", "start_date_month": "10", "start_date_year": "2026",
        "end_date_day": "28", "end_date_month": "2", "end_date_year": "2027",
        "site1_city": "Moguer", "site1_region": "AN", "chained": "true", "segment1_employer": "Huerta Segunda",
        "segment1_start_day": "1", "segment1_start_month": "3", "segment1_start_year": "2027",
        "segment1_end_day": "31", "segment1_end_month": "5", "segment1_end_year": "2027", "segment1_region": "AN",
    },
    "salario": {
        "wage": "1500", "wage_unit": "month", "collective_agreement": "Campo de Huelva", "agreement_wage": "1450",
        "payments_per_year": "12", "pay_in_kind": "0", "hours_week": "39", "shift_start": "07:00",
        "shift_end": "14:00", "overtime_available": "false", "pay_frequency": "monthly",
    },
    "vivienda": {
        "housing_provided": "true", "housing_all_season": "true", "housing_addr": "Calle Ejemplo 5",
        "housing_capacity": "10", "housing_cost_worker": "60", "housing_cost_period": "month",
        "housing_utilities": "20", "housing_deducted_from_pay": "false", "transport_in_paid_by": "employer",
        "transport_out_paid_by": "employer", "transfers_paid_by": "employer", "health_insurance_covered": "true",
        "health_insurance_from_day": "28", "health_insurance_from_month": "9", "health_insurance_from_year": "2026",
        "health_insurance_paid_by": "employer",
    },
    "requisitos": {
        "experience_months": "0", "training_months": "0", "education_min": "none", "lift_lb": "20",
        "req_licence": "false", "req_certificate": "false", "req_background": "false", "req_drug": "false",
    },
    "solicitud": {
        "official_ref": "GECCO-2026-1", "application_route": "first_year", "application_filed_on_day": "1",
        "application_filed_on_month": "6", "application_filed_on_year": "2026", "permit_until_day": "30",
        "permit_until_month": "9", "permit_until_year": "2029", "temporary_agency": "false",
        "employer_record_taxes_paid": "true", "employer_record_social_security_paid": "true",
        "employer_record_has_means": "true", "employer_record_sanctioned_last_year": "false",
        "employer_record_broke_commitments_last_two_years": "false", "employer_record_convicted": "false",
        "employer_record_suspended_these_posts": "false",
    },
    "promesas": {
        "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "training_free": "true",
        "return_commitment": "true", "equality_protocol": "true", "contract_type": "fijo_discontinuo",
        "contract_signed_before_entry": "true", "contract_languages": ["es", "quc"],
    },
}  # fmt: skip

FILLED = {"H2A": H2A, "H2B": H2B, "CA_AG": CA_AG, "CA_LOW": CA_LOW, "ES_GECCO": ES_GECCO, "GT_SNE": GT_SNE}


def begin(browser: TestClient, scheme: str, employer: str) -> str:
    """Start a vacancy; its address."""
    answer = browser.post("/empleador/vacantes/start", data={"scheme": scheme, "employer": employer})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rsplit("/", 1)[0]


def fill(browser: TestClient, address: str, steps: dict[str, dict[str, Any]]) -> None:
    """Save every step; each leads to the next."""
    slugs = list(steps)
    for number, slug in enumerate(slugs):
        answer = browser.post(f"{address}/{slug}/write", data=steps[slug])
        assert answer.status_code == 303, answer.text
        following = slugs[number + 1] if number + 1 < len(slugs) else "destrezas"
        assert answer.headers["location"] == f"{address}/{following}"

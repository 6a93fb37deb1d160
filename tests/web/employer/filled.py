"""What an employer types, step by step, for a lawful H-2A vacancy in Georgia and a lawful one in Escuintla."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

H2A: dict[str, dict[str, Any]] = {
    "puesto": {
        "title": "Cosecha de manzana",
        "duties": "Cortar manzana.\nPodar árboles.",
        "crops": "manzana, cosecha\nmanzana, poda",
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
        "housing_cost": "0", "housing_kitchen": "true", "housing_compliance": "state", "meals_mode": "kitchen_free",
        "in_paid_by": "employer", "out_paid_by": "employer", "daily_paid_by": "employer",
        "subsistence_min": "16.28", "subsistence_max": "68",
    },
    "requisitos": {
        "experience_months": "1", "training_months": "0", "education_min": "none", "lift_lb": "50",
        "req_licence": "false", "req_certificate": "false", "req_background": "false", "req_drug": "false",
    },
    "promesas": {
        "costs": "employer", "tools_paid_by": "employer", "recruits": "false", "guarantee": "true",
        "comp_covered": "true", "comp_paid_by": "employer", "no_strike": "true", "no_layoff": "true",
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

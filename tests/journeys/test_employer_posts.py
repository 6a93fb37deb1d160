"""An employer applies; an employer that is in posts a vacancy, is stopped by the wage floor, corrects it, and an
officer publishes it for everybody to see."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, axe

START = date.today() + timedelta(days=120)
END = START + timedelta(days=150)


def choose(page: Page, **answers: str) -> None:
    """Tick the radio or checkbox of each name with this value."""
    for name, value in answers.items():
        page.check(f"[name={name}][value='{value}']")


def type_in(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.fill(f"[name={name}]", value)


def date_in(page: Page, name: str, day: date) -> None:
    type_in(page, **{f"{name}_day": str(day.day), f"{name}_year": str(day.year)})
    page.select_option(f"[name={name}_month]", str(day.month))


def save(page: Page, next_step: str) -> None:
    page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_url(re.compile(f"/{next_step}$"))


def test_an_employer_applies(page: Page, javascript: bool) -> None:
    page.goto("/")
    page.get_by_role("link", name="Soy una empresa y busco personal").click()
    page.get_by_role("button", name="Empezar").or_(page.get_by_role("link", name="Empezar")).click()
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("heading", name="Hay un problema")).to_be_visible()
    assert axe(page) == []
    type_in(
        page,
        legal_name="Peach Hollow LLC (ficticia)",
        official_id="58-1234567",
        activity="Finca de durazno",
        city="Vidalia",
        contact_name="Ann Peach",
        contact_email=f"ann-{'js' if javascript else 'plain'}@example.org",
        contact_phone="+1 912 555 0199",
    )
    page.select_option("[name=country]", "US")
    page.get_by_role("button", name="Enviar la solicitud").click()
    page.get_by_role("link", name="Abrir mi cuenta").click()
    expect(page.get_by_role("heading", name="Active su cuenta")).to_be_visible()


def test_an_employer_posts_is_stopped_corrects_and_is_published(new_page: NewPage, javascript: bool) -> None:
    employer = new_page(role="employer")
    address = _write(employer, javascript)
    _be_stopped_and_correct(employer, address)
    officer, inspector = new_page(role="officer", width=1280), new_page(role="inspector", width=1280)
    number = _publish(officer, inspector, employer, address)
    worker = new_page()
    worker.goto(f"/vacantes/{number}")
    expect(worker.get_by_role("heading", name="Está abierta")).to_be_visible()
    expect(worker.get_by_text("Usted no paga nada por este trabajo.")).to_be_visible()
    expect(worker.get_by_text("17.50 por hora")).to_be_visible()
    assert axe(worker) == []
    worker.goto("/vacantes?pais=US")
    expect(worker.locator(f"a[href='/vacantes/{number}']")).to_be_visible()
    assert axe(worker) == []


def _write(page: Page, javascript: bool) -> str:
    """All steps, with a wage below the floor of Georgia; the vacancy's address."""
    page.goto("/empleador")
    page.get_by_role("link", name="Escribir una vacante").click()
    choose(page, scheme="H2A")
    page.get_by_role("button", name="Empezar").click()
    page.wait_for_url(re.compile("/puesto$"))
    address = page.url.rsplit("/", 1)[0]
    type_in(page, title="Cosecha de manzana", duties="Cortar manzana.\nPodar árboles.", crop1_crop="manzana")
    type_in(page, workers_total="12", workers_foreign="12")
    choose(page, nature_of_need="seasonal", employer_kind="individual")
    save(page, "lugares")
    date_in(page, "start_date", START)
    date_in(page, "end_date", END)
    type_in(page, site1_city="Vidalia")
    page.select_option("[name=site1_region]", "GA")
    save(page, "salario")
    type_in(page, wage="12.00", prevailing_wage="0", agreement_wage="0", hours_mon="8", hours_tue="8")
    type_in(page, hours_wed="8", hours_thu="8", hours_fri="8", shift_start="07:00", shift_end="15:30")
    choose(page, wage_unit="hour", overtime_available="false", pay_frequency="weekly")
    if not javascript:
        # With a script the findings follow by themselves.
        page.get_by_role("button", name="Revisar ahora").click()
    expect(page.locator("#findings")).to_contain_text("Ofrece 12.00 USD por hora. En Georgia")
    assert axe(page) == []
    save(page, "vivienda")
    choose(
        page,
        housing_provided="true",
        housing_kind="employer",
        housing_kitchen="true",
        housing_compliance="state",
    )
    type_in(page, housing_units="3", housing_capacity="16", housing_cost_worker="0", subsistence_min="16.28")
    choose(
        page,
        meals_mode="kitchen_free",
        transport_in_paid_by="employer",
        transport_out_paid_by="employer",
        transport_daily_paid_by="employer",
    )
    save(page, "requisitos")
    type_in(page, experience_months="1", training_months="0", lift_lb="50")
    choose(page, education_min="none", req_licence="false", req_certificate="false")
    choose(page, req_background="false", req_drug="false")
    save(page, "promesas")
    choose(
        page,
        costs="employer",
        tools_paid_by="employer",
        recruits="false",
        guarantee_fraction="true",
        workers_comp_covered="true",
    )
    choose(page, workers_comp_paid_by="employer", no_strike="true", no_layoff="true", contract_languages="es")
    save(page, "destrezas")
    choose(page, occupation="occ:apple-picker")
    page.get_by_role("button", name="Confirmar y revisar").click()
    page.wait_for_url(re.compile("/revisar$"))
    return address


def _be_stopped_and_correct(page: Page, address: str) -> None:
    expect(page.get_by_role("heading", name="1 regla impide publicarla")).to_be_visible()
    stop = page.locator(".sd-finding").first
    expect(stop).to_contain_text("12.27 USD por hora")
    expect(page.get_by_role("button", name="Enviar a revisión")).to_have_count(0)
    assert axe(page) == []
    stop.get_by_role("link", name="Corregir en: Salario y horas").click()
    type_in(page, wage="17.50")
    page.get_by_role("button", name="Guardar y salir").click()
    page.get_by_role("button", name="Revisar y enviar").or_(
        page.get_by_role("link", name="Revisar y enviar")
    ).click()
    page.get_by_role("button", name="Enviar a revisión").click()
    page.wait_for_url(address)
    expect(page.get_by_text("La recibimos el")).to_be_visible()


def _publish(officer: Page, inspector: Page, employer: Page, address: str) -> str:
    """The officer answers what no rule could know and proposes: nobody but the Ministry recruits here, so the labour
    inspectorate publishes. Returns the vacancy's number."""
    officer.goto(address.replace("/empleador/", "/ministerio/"))
    assert axe(officer) == []
    unanswered = officer.locator("form:has([name=note])")
    for left in range(unanswered.count(), 0, -1):
        expect(unanswered).to_have_count(left)
        unanswered.first.locator("[name=note]").fill("Revisado en la orden de trabajo y en las listas.")
        unanswered.first.get_by_role("button").click()
    expect(unanswered).to_have_count(0)
    officer.get_by_text("Proponer a la Inspección").click()
    officer.fill("[name=outside_reason]", "La empresa está verificada y la orden cumple.")
    officer.get_by_role("button", name="Proponer", exact=True).click()
    officer.get_by_role("link", name="Propuesta a la Inspección de Trabajo").click()
    inspector.goto(officer.url)
    assert axe(inspector) == []
    inspector.fill("[name=reason] >> nth=0", "Revisada fuera del programa.")
    inspector.get_by_role("button", name="Aprobar").click()
    expect(inspector.get_by_text("Aprobada").first).to_be_visible()
    officer.goto(address.replace("/empleador/", "/ministerio/"))
    expect(officer.get_by_text("Publicada").first).to_be_visible()
    employer.goto(address)
    expect(employer.get_by_role("link", name="Ver la página pública")).to_be_visible()
    return str(employer.get_by_role("link", name="Ver la página pública").get_attribute("href")).rsplit(
        "/", 1
    )[1]

"""Anybody reads the programmes on a small telephone; an employer and an officer keep the deadlines of a vacancy."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import NewPage, axe, count_traffic

FIRST_VISIT_BYTES = 45_000


def test_a_worker_compares_and_an_employer_looks_up(new_page: NewPage) -> None:
    page = new_page()
    traffic = count_traffic(page)
    page.goto("/esquemas", wait_until="networkidle")
    assert 0 < traffic.bytes < FIRST_VISIT_BYTES
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    page.get_by_role("table").get_by_role("link", name="España").click()
    expect(page.get_by_role("heading", level=2, name="Qué no paga nunca")).to_be_visible()
    expect(page.locator(".sd-steps")).to_contain_text("Pida su tarjeta de extranjero (TIE).")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []

    page.goto("/esquemas/H2A/reglas")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    page.get_by_role("link", name="Tarifa de efecto adverso").click()
    page.get_by_label("Buscar en la tabla").fill("georgia")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_role("table")).to_contain_text("12.27")
    expect(page.get_by_role("table")).not_to_contain_text("California")
    assert axe(page) == []


def test_an_employer_ticks_a_step_and_takes_it_back(new_page: NewPage) -> None:
    page = new_page("employer")
    page.goto("/empleador/vacantes")
    published = page.get_by_role("row").filter(has_text="Publicada").filter(has_text="H-2A")
    published.first.get_by_role("link").click()
    page.get_by_role("link", name="Todos los pasos y sus plazos").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    step = page.get_by_role("link", name="Pida a USCIS los permisos de trabajo (I-129).")
    step.click()
    assert axe(page) == []
    page.get_by_role("button", name="Marcar como hecho").click()
    expect(page.locator(".govuk-task-list__item", has=step)).to_contain_text("Hecho el")
    step.click()
    page.get_by_label("Motivo").fill("Era otra vacante.")
    page.get_by_role("button", name="Quitar la marca").click()
    expect(page.locator(".govuk-task-list__item", has=step)).not_to_contain_text("Hecho el")

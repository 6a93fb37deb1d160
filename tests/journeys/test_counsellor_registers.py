"""A counsellor registers a man who came to the centre: on one page, sees a possible double, prints the slip."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, axe


def test_she_registers_him_and_prints_the_slip(new_page: NewPage) -> None:
    page = new_page("counsellor")
    page.goto("/centro")
    assert axe(page) == []
    page.get_by_role("link", name="Registrar persona").last.click()
    page.get_by_role("button", name="Revisar").click()
    expect(page.get_by_role("alert")).to_contain_text("Escriba los nombres.")
    assert axe(page) == []
    _types(page)
    page.get_by_role("button", name="Revisar").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Revisar y guardar")
    expect(page.locator("#occupation_1")).to_have_value("occ:coffee-picker")
    assert axe(page) == []
    page.get_by_role("link", name="Volver a escribir").click()
    expect(page.locator("#given_names")).to_have_value("Tomás")
    page.get_by_role("button", name="Revisar").click()
    page.get_by_role("button", name="Registrar", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Registro guardado")
    code = page.locator("main .sd-code").first.inner_text()
    assert re.fullmatch(r"[0-9A-Y]{4}-[0-9A-Y]{4}-[A-Y]", code)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tomás Shicará Tzul")
    assert axe(page) == []
    page.get_by_role("link", name="Imprimir hoja A6").click()
    sheet = page.locator(".sd-sheet")
    expect(sheet).to_contain_text(code)
    expect(sheet).to_contain_text("Marta Xicará Ficticia")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_same_man_at_another_window(new_page: NewPage) -> None:
    """Whoever is registered already is shown to the counsellor, who still decides; reading who he is needs a reason."""
    page = new_page("counsellor", width=1280)
    page.goto("/centro/personas/nueva")
    _types(page)
    page.fill("#surnames", "Xicará Sul")
    page.fill("#phone", "5555 0177")
    page.get_by_role("button", name="Revisar").click()
    page.get_by_role("button", name="Registrar", exact=True).click()

    page.goto("/centro/personas/nueva")
    _types(page)
    page.fill("#surnames", "Jicara Sul")
    page.fill("#phone", "5555 0177")
    page.get_by_role("button", name="Revisar").click()
    expect(page.get_by_role("heading", name="Revisar y guardar")).to_be_visible()
    likeness = page.get_by_role("row").filter(has_text="Tomás X. S.").first
    expect(likeness).to_contain_text("Coincide")
    page.goto("/centro/personas?q=shicara+zul")
    page.get_by_role("link", name="Tomás X. S.").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tomás Xicará Sul")
    page.get_by_role("link", name="Corregir datos").click()
    page.fill("#phone", "5555 0178")
    page.get_by_role("button", name="Revisar").click()
    page.get_by_role("button", name="Guardar cambios").click()
    expect(page.locator("main")).to_contain_text("5555 0178")


def test_somebody_elses_person_opens_with_a_reason(new_page: NewPage) -> None:
    page = new_page("counsellor")
    page.goto("/centro/personas")
    elsewhere = page.locator("tbody tr").filter(has_text="CAPMiR Quetzaltenango")
    while elsewhere.count() == 0:
        page.get_by_role("link", name="Siguientes").click()
    # Whom she opened in the other run of this story stays open to her for half an hour.
    for address in [row.get_by_role("link").get_attribute("href") for row in elsewhere.all()]:
        page.goto(str(address))
        if page.get_by_role("button", name="Ver los datos").is_visible():
            break
    page.fill("#reason", "Está aquí y perdió su hoja")
    page.get_by_role("button", name="Ver los datos").click()
    expect(page.get_by_role("link", name="Imprimir hoja A6")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Está aquí y perdió su hoja")


def _types(page: Page) -> None:
    page.get_by_label("La persona dice que sí").check()
    page.locator("#consent_share_profile").check()
    page.locator("#consent_messages-2").check()
    page.fill("#given_names", "Tomás")
    page.fill("#surnames", "Shicará Tzul")
    page.fill("#birth_date", "3")
    page.select_option("#birth_date_month", label="febrero")
    page.fill("#birth_date_year", "1990")
    page.fill("#phone", "5555 0161")
    page.select_option("#municipality", label="Quetzaltenango")
    page.select_option("#language_1", "quc")
    page.select_option("#level_1", "5")
    page.fill("#work_1_words", "corté café")
    page.fill("#work_1_amount", "4")
    page.select_option("#work_1_unit", "seasons")
    page.fill("#skill_words", "machete")

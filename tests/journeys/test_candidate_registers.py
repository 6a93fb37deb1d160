"""A woman registers alone on a small telephone, corrects herself, and comes back with the code of her slip."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, axe, count_traffic

FIRST_VISIT_BYTES = 45_000


def go_on(page: Page, label: str = "Seguir") -> None:
    # What a page needs to be used: nothing sideways, and nothing that axe complains about.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    page.get_by_role("button", name=label, exact=True).click()


def asks(page: Page, question: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(question)


def test_she_registers_alone(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Registrarme para trabajar").click()
    asks(page, "Registrarme para trabajar")
    assert axe(page) == []
    go_on(page, "Sí, doy mi permiso")
    _tells_who_she_is(page)
    _tells_what_she_can_do(page)
    _tells_what_she_wants(page)

    asks(page, "Revise sus respuestas")
    assert axe(page) == []
    page.get_by_role("link", name="Cambiar Apellidos").click()
    expect(page.locator("#surnames")).to_have_value("Caal")
    page.fill("#surnames", "Caal Pop")
    go_on(page)
    asks(page, "Revise sus respuestas")
    expect(page.locator("main")).to_contain_text("Caal Pop")
    page.get_by_role("button", name="Todo está bien, registrarme").click()

    asks(page, "Ya está en el registro")
    assert axe(page) == []
    code = page.locator(".govuk-panel .sd-code").inner_text()
    assert re.fullmatch(r"[0-9A-Y]{4}-[0-9A-Y]{4}-[A-Y]", code)
    page.get_by_role("link", name="Ver la hoja para imprimir").click()
    expect(page.locator(".sd-sheet")).to_contain_text("María Elena Caal Pop")
    expect(page.locator(".sd-sheet")).to_contain_text("Este trámite es gratuito. No pague a nadie.")
    expect(page.locator(".sd-sheet")).not_to_contain_text("5555")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, "the slip is one sheet"
    _comes_back(page, code)


def _tells_who_she_is(page: Page) -> None:
    asks(page, "¿Cuál es su nombre?")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Escriba su nombre.")
    page.fill("#given_names", "María Elena")
    go_on(page)
    page.fill("#surnames", "Caal")
    go_on(page)
    page.get_by_label("Mujer").check()
    go_on(page)
    asks(page, "¿Cuándo nació?")
    page.fill("#birth_date", "17")
    page.select_option("#birth_date_month", label="agosto")
    page.fill("#birth_date_year", "1994")
    go_on(page)
    page.fill("#dpi", "2508 34762 0115")
    go_on(page)
    asks(page, "Revise su número")
    page.get_by_role("link", name="Está bien, seguir").click()
    page.get_by_label("Uso el de mi familia").check()
    page.fill("#phone", "5555 0142")
    go_on(page)
    page.select_option("#department", label="Alta Verapaz")
    go_on(page)
    page.select_option("#municipality", label="Cobán")
    go_on(page)
    page.get_by_label("Español").check()
    page.get_by_label("Qʼeqchiʼ").check()
    assert axe(page) == []
    go_on(page)
    page.locator("#level_es-3").check()
    page.locator("#level_kek-5").check()
    go_on(page)


def _tells_what_she_can_do(page: Page) -> None:
    asks(page, "¿En qué ha trabajado?")
    assert axe(page) == []
    page.fill("#words", "corté caña tres zafras en Escuintla")
    go_on(page)
    page.get_by_label("Cortadora de caña").check()
    go_on(page)
    page.get_by_label("Sí", exact=True).check()
    go_on(page)
    asks(page, "¿Con qué cultivos trabajó?")
    assert axe(page) == []
    page.locator('input[value="skill:sugarcane"]').check()
    go_on(page)
    asks(page, "¿Qué hacía en el campo?")
    go_on(page)
    page.locator('input[value="skill:machete"]').check()
    go_on(page)
    page.get_by_label("Español").check()
    go_on(page)
    page.get_by_role("link", name="Sí, agregar otro").click()
    page.get_by_label("Limpieza y cuidado").check()
    go_on(page)
    page.get_by_label("Ninguno de estos").check()
    go_on(page)
    page.fill("#amount", "8")
    page.get_by_label("Meses").check()
    page.get_by_label("No, era sin pago").check()
    go_on(page)
    asks(page, "¿Hacía algo de esto?")
    go_on(page)
    go_on(page)
    go_on(page)
    asks(page, "Sus trabajos")
    expect(page.locator("main")).to_contain_text("8 meses, Guatemala, sin pago")
    go_on(page, "No, seguir")
    page.fill("#skill_words", "usar machete, cuidar niños")
    # Back is always there, and what was given stays.
    page.get_by_role("link", name="Atrás").click()
    asks(page, "Sus trabajos")
    go_on(page, "No, seguir")
    page.fill("#skill_words", "usar machete, cuidar niños")
    go_on(page)
    expect(page.get_by_label("Machete")).to_be_checked()
    go_on(page)
    asks(page, "¿Tiene alguna licencia?")
    go_on(page)


def _tells_what_she_wants(page: Page) -> None:
    page.get_by_label("Canadá").check()
    page.get_by_label("España").check()
    go_on(page)
    page.get_by_label("Campo y cosecha").check()
    assert axe(page) == []
    go_on(page)
    page.get_by_label("Ya puedo").check()
    go_on(page)
    page.get_by_label("Hasta 6 meses").check()
    go_on(page)
    page.select_option("#add", label="Ontario")
    go_on(page, "Agregar otro lugar")
    expect(page.get_by_label("Ontario, Canadá")).to_be_checked()
    go_on(page)
    page.get_by_label("Sí").check()
    go_on(page)
    page.get_by_label("No", exact=True).check()
    go_on(page)


def _comes_back(page: Page, code: str) -> None:
    page.goto("/estado")
    page.fill("#code", code.lower().replace("-", " "))
    go_on(page, "Ver mi estado")
    asks(page, "Registrado")
    expect(page.locator("main")).not_to_contain_text("María")
    assert axe(page) == []
    page.get_by_role("link", name="Entrar a mi página").click()
    page.fill("#code", code)
    page.fill("#phone", "+502 5555 0142")
    go_on(page, "Entrar")
    asks(page, "Hola, María Elena")
    page.get_by_role("link", name="Mis datos").first.click()
    page.get_by_role("link", name="Cambiar Teléfono").click()
    page.fill("#phone", "5555 0143")
    go_on(page)
    expect(page.locator("main")).to_contain_text("5555 0143")
    assert axe(page) == []
    page.goto("/mi/consentimientos")
    go_on(page, "Dar este permiso")
    expect(page.get_by_role("button", name="Quitar este permiso")).to_have_count(2)


def test_the_first_visit_is_light(new_page: NewPage) -> None:
    page = new_page()
    traffic = count_traffic(page)
    page.goto("/registro")
    page.wait_for_load_state("networkidle")
    assert traffic.bytes < FIRST_VISIT_BYTES, f"{traffic.bytes} bytes in {traffic.requests} requests"

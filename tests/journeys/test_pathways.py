"""The honest pathway answer in a real browser: a person with 34 months of H-2A behind her, then her adviser.

The demo's María has an offer for work in the United States, so there is a match: only now may the adviser ask.
"""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Server, axe

SECRET = "me sacaron por Laredo"


def _fills_date(page: Page, name: str, day: date) -> None:
    page.fill(f"[name={name}_day]", str(day.day))
    page.select_option(f"[name={name}_month]", str(day.month))
    page.fill(f"[name={name}_year]", str(day.year))


def test_she_reads_each_country_and_tells_what_is_asked(new_page: NewPage) -> None:
    page = new_page("candidate")
    page.goto("/mi")
    page.get_by_role("link", name="Mis caminos").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mis caminos")
    for country in ("Estados Unidos", "Canadá", "España", "Guatemala"):
        expect(page.get_by_role("heading", level=2, name=f"{country}: ")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto("/mi/caminos/h2")
    while page.get_by_role("button", name="Quitar").count():
        page.get_by_role("button", name="Quitar").first.click()
    page.get_by_role("link", name="Sí, agregar un viaje").click()
    page.get_by_role("button", name="Seguir").click()
    expect(page.get_by_role("alert")).to_contain_text("Ponga la fecha en que llegó.")
    assert axe(page) == []
    home = date.today() - timedelta(days=20)
    _fills_date(page, "arrived", home - timedelta(days=1035))
    _fills_date(page, "left", home)
    page.get_by_role("button", name="Seguir").click()
    assert axe(page) == []
    page.get_by_role("link", name="Ya están todos").click()

    expect(page.get_by_role("heading", level=2, name="Estados Unidos: Todavía no")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Tiene que estar 60 días seguidos en casa.")
    expect(page.get_by_role("heading", level=2, name="Canadá: Sí le puede considerar")).to_be_visible()
    page.get_by_text("Papeles, espera y pagos: Canadá").click()
    expect(page.get_by_text("Quién paga:").nth(1)).to_be_visible()


def test_her_adviser_asks_in_private_and_reads_with_a_reason(new_page: NewPage, server: Server) -> None:
    page = new_page("counsellor", width=1280)
    page.goto(f"/centro/personas?q={server.logins['candidate']['code']}")
    page.get_by_role("link", name="María E. T.").click()
    if page.get_by_role("button", name="Ver los datos").count():
        page.get_by_label("Motivo").fill("Está aquí y pregunta por su camino")
        page.get_by_role("button", name="Ver los datos").click()
    page.get_by_role("link", name="Caminos que tiene").click()
    assert axe(page) == []
    page.get_by_role("button", name="Guardar bajo sello").click()
    expect(page.get_by_role("alert")).to_contain_text("Elija una respuesta.")
    page.get_by_label("Sí", exact=True).check()
    page.get_by_label("Con sus palabras").fill(SECRET)
    page.get_by_role("button", name="Guardar bajo sello").click()
    expect(page.locator("main")).not_to_contain_text(SECRET)

    page.get_by_label("Motivo para leerlo").fill("La atiendo hoy")
    page.get_by_role("button", name="Leer una vez").click()
    expect(page.locator("main")).to_contain_text(SECRET)
    expect(page.locator("main")).to_contain_text("Hable con un asesor sobre Estados Unidos. No es un no.")
    assert axe(page) == []

    hers = new_page("candidate")
    hers.goto("/mi/caminos")
    expect(hers.locator("main")).to_contain_text("Hable con un asesor sobre Estados Unidos. No es un no.")
    expect(hers.locator("main")).not_to_contain_text(SECRET)
    hers.get_by_role("button", name="Borrarlo hoy").click()
    expect(hers.locator("main")).not_to_contain_text("Está sellado.")

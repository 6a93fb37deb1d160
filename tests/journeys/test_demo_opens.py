"""Whoever signs in on the demo finds a first page with something on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewPage

# Role, where they land, and what stands there.
FIRST_PAGES = [
    ("candidate", "/mi", ["Hola, María", "Tiene una oferta"]),
    ("counsellor", "/centro", ["CAPMiR Ciudad de Guatemala", "Últimas personas"]),
    ("employer", "/empleador", ["Cedar Hollow Example Farms", "Hortalizas de hoja"]),
    ("agency", "/agencia", ["Puente Nuevo Ejemplo", "Inscrita vigente"]),
    ("officer", "/ministerio", ["Bandeja", "Expedientes de agencias"]),
    ("supervisor", "/ministerio", ["Bandeja", "Expedientes de agencias"]),
    ("admin", "/admin/cuentas", ["Cuentas", "Rosa Oficial Ficticia"]),
    ("auditor", "/ministerio/registro-de-actos", ["Registro de actos"]),
]


@pytest.mark.parametrize("role, path, words", FIRST_PAGES, ids=[row[0] for row in FIRST_PAGES])
def test_the_first_page_is_alive(new_page: NewPage, role: str, path: str, words: list[str]) -> None:
    page = new_page(role)
    page.goto(path)
    expect(page.get_by_text("Datos ficticios de demostración")).to_be_visible()
    for said in words:
        expect(page.locator("main")).to_contain_text(said)
    # Nobody pushes the page sideways on a telephone.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # The menu leads nowhere that is shut to them.
    for link in page.locator("nav a[href^='/']").all():
        href = link.get_attribute("href") or ""
        if "lang=" not in href:
            assert page.request.get(href).status == 200, href


def test_the_public_finds_jobs_and_agencies_without_signing_in(new_page: NewPage) -> None:
    public = new_page()
    public.goto("/vacantes")
    expect(public.locator("main")).to_contain_text("Cosecha de arándano")
    public.goto("/verificar?q=puente+nuebo")
    expect(public.locator("main")).to_contain_text("Puente Nuevo Ejemplo")

"""A passkey in a real browser: made with a device that knows its owner, used alone, refused without its owner."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.conftest import NewPage, Server, axe
from tests.journeys.sessions import signed_in_cookie


@pytest.fixture
def named(server: Server) -> str:
    """The demo under the one name that passkeys work with on a loopback address."""
    return server.url.replace("127.0.0.1", "localhost")


def with_device(page: Page) -> tuple[CDPSession, str]:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return wire, wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_opens_the_account(server: Server, named: str, new_page: NewPage, javascript: bool) -> None:
    page = new_page()
    cookie = signed_in_cookie(server, "officer") | {"domain": "localhost"}
    page.context.add_cookies([cookie])
    page.goto(f"{named}/cuenta")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Agregar una llave de acceso").click()
    if not javascript:
        expect(page.get_by_role("button", name="Crear la llave")).to_be_hidden()
        expect(page.locator("main noscript p")).to_contain_text("necesita JavaScript")
        page.goto(f"{named}/entrar")
        expect(page.get_by_role("button", name="Entrar con una llave de acceso")).to_be_hidden()
        expect(page.get_by_label("Código de su aplicación")).to_be_visible()
        return
    wire, device = with_device(page)
    page.fill("#name", "Teléfono de prueba")
    assert axe(page) == []
    page.get_by_role("button", name="Crear la llave").click()
    page.wait_for_url("**/cuenta")
    expect(page.locator("main")).to_contain_text("Teléfono de prueba")
    page.context.clear_cookies()
    page.goto(f"{named}/entrar")
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Entrar con una llave de acceso").click()
    expect(page.locator("main")).to_contain_text("El aparato no dio la llave")
    wire.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Entrar con una llave de acceso").click()
    page.wait_for_url("**/ministerio")
    page.goto(f"{named}/cuenta")
    page.get_by_role("button", name="Quitar").click()
    expect(page.locator("main")).not_to_contain_text("Teléfono de prueba")

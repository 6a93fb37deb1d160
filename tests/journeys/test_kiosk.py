"""A kiosk: one person registers half-way and looks at a stage, goes away; the next one finds nothing of them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Server, axe
from tests.journeys.sessions import signed_in_cookie

GIVEN = "Yolotzintla"


def test_the_next_person_finds_nothing(server: Server, new_page: NewPage, javascript: bool) -> None:
    page = new_page()
    _turned_on(server, page)
    code = server.logins["candidate"]["code"]
    _one_person(page, code)
    before = page.evaluate("history.length")
    _leaves(page, javascript)

    expect(page.get_by_role("button", name="Registrarme para trabajar")).to_be_visible()
    assert axe(page) == []
    assert {one["name"] for one in page.context.cookies()} == {"kiosco"}
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert (
        page.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length") == 0
    )
    _goes_back(page, before, code)
    wire = page.context.new_cdp_session(page)
    entries = wire.send("Page.getNavigationHistory")["entries"]
    said = " ".join(f"{one['url']} {one['userTypedURL']} {one['title']}" for one in entries)
    assert GIVEN not in said
    assert code not in said
    # The next one begins, and begins with nothing.
    page.goto("/kiosco")
    page.get_by_role("button", name="Registrarme para trabajar").click()
    expect(page.get_by_role("button", name="Sí, doy mi permiso")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(GIVEN)


def _turned_on(server: Server, page: Page) -> None:
    page.context.add_cookies([signed_in_cookie(server, "counsellor")])
    page.goto("/centro/kioscos")
    page.fill("#name", "Mesa norte")
    page.get_by_role("button", name="Encender el kiosco en este aparato").click()
    page.wait_for_url("**/kiosco")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def _one_person(page: Page, code: str) -> None:
    page.get_by_role("button", name="Registrarme para trabajar").click()
    page.get_by_role("button", name="Sí, doy mi permiso").click()
    page.fill("#given_names", GIVEN)
    page.get_by_role("button", name="Seguir", exact=True).click()
    expect(page.locator("main")).to_contain_text(GIVEN)
    page.goto("/estado")
    page.fill("#code", code)
    page.get_by_role("button", name="Ver mi estado").click()
    expect(page.locator("main")).to_contain_text(code)
    assert axe(page) == []


def _leaves(page: Page, javascript: bool) -> None:
    """Nobody touches it any more. The clock of the page runs ahead; without scripts the page turns over by itself."""
    if not javascript:
        refresh = page.locator("noscript meta").first.get_attribute("content")
        assert refresh is not None
        page.goto(refresh.partition("url=")[2])
        expect(page.get_by_role("heading", level=1)).to_have_text("¿Sigue aquí?")
        page.get_by_role("link", name="Sí, sigo aquí").click()
        page.wait_for_url("**/estado/aqui")
        page.goto("/kiosco")
        return
    page.clock.install()
    page.reload()
    page.clock.run_for(32_000)
    still_there = page.get_by_role("button", name="Sí, sigo aquí")
    expect(still_there).to_be_visible()
    still_there.click()
    expect(still_there).to_be_hidden()
    page.clock.run_for(32_000)
    expect(still_there).to_be_visible()
    page.clock.run_for(62_000)
    page.wait_for_url("**/kiosco")


def _goes_back(page: Page, times: int, code: str) -> None:
    for _press in range(min(times, 8)):
        page.go_back(wait_until="load")
        expect(page).to_have_url(re.compile(r"/kiosco$|^about:blank$"))
        assert GIVEN not in page.content()
        assert code not in page.content()

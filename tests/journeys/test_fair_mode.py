"""A counsellor at a fair without signal: fifty people typed, the browser restarted, the network cut while it sends, the
session over, the browser closed half-way. All there, once."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from matching.text import name_key
from tests.journeys.conftest import CHROMIUM, PHONE, QUIET, Server, axe
from tests.journeys.cut_network import Network, network_to
from tests.journeys.sessions import signed_in_cookie

PIN = "20481632"
SURNAME = "Feriante"
PEOPLE = 50


@contextmanager
def device(network: Network, profile: Path) -> Iterator[tuple[BrowserContext, Page]]:
    """The tablet: its profile stays when the browser is closed."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, args=QUIET, base_url=network.url, viewport=PHONE, locale="es-GT",
            accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        # The first page of a server that has just started waits for what is made ready beside it.
        context.set_default_navigation_timeout(90_000)
        yield context, context.pages[0]
        context.close()


def unlock(page: Page) -> None:
    page.fill("#pin", PIN)
    page.get_by_role("button", name="Abrir", exact=True).click()
    expect(page.locator("#home")).to_be_visible()


def name_of(number: int) -> str:
    return f"Persona{chr(97 + number // 26)}{chr(97 + number % 26)}"


def type_person(page: Page, number: int) -> None:
    page.click("#new")
    page.check("#consent_register")
    page.check("#consent_share_profile")
    page.check("#consent_messages-2")
    page.fill("#given_names", name_of(number))
    page.fill("#surnames", SURNAME)
    page.click("#person .govuk-button-group button:first-child")
    page.check("#confirmed_on")
    page.click("#check-form button:first-child")
    page.click("#ticket-done")


# The same presses, without a way back and forth for each of them.
_QUICKLY = """async ([names, surname]) => {
  const at = (id) => document.getElementById(id);
  const shown = async (id) => { while (at(id).hidden) await new Promise((done) => setTimeout(done)); };
  for (const name of names) {
    at("new").click();
    await shown("typing");
    for (const id of ["consent_register", "consent_share_profile", "consent_messages-2"]) at(id).click();
    at("given_names").value = name;
    at("surnames").value = surname;
    at("person").requestSubmit();
    await shown("check");
    at("confirmed_on").click();
    at("check-form").requestSubmit();
    await shown("ticket");
    at("ticket-done").click();
    await shown("home");
  }
}"""


def type_people(page: Page, numbers: range) -> None:
    """The first one by hand."""
    type_person(page, numbers[0])
    expect(page.locator("#home")).to_be_visible()
    page.evaluate(_QUICKLY, [[name_of(number) for number in numbers[1:]], SURNAME])


def unsent(page: Page, count: int) -> None:
    expect(page.locator("#count")).to_have_text(f"Sin enviar: {count}", timeout=60_000)


_STORED = """async () => {
  const open = await new Promise((done) => {
    const request = indexedDB.open("feria");
    request.onsuccess = () => done(request.result);
  });
  const all = [];
  for (const name of open.objectStoreNames) {
    all.push(await new Promise((done) => {
      const request = open.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => done(request.result);
    }));
  }
  return JSON.stringify(all);
}"""


def stored(page: Page) -> str:
    """All that lies on the device."""
    text: str = page.evaluate(_STORED)
    return text


def arrived(server: Server) -> tuple[int, int, int]:
    """Deliveries, different records among them, and people registered."""
    folder = Path(server.environment["SENDERO_DATA_DIR"])
    # Names are found by a keyed hash of each word (registry/candidates/queries.py).
    secret = (folder / "demo-keys").read_text().split()[0].encode()
    word = hmac.new(secret, f"name:{name_key(SURNAME)}".encode(), hashlib.sha256).hexdigest()[:11]
    with closing(sqlite3.connect(folder / "demo.db")) as database:
        deliveries = database.execute(
            "SELECT count(*), count(DISTINCT record_id) FROM fair_delivery"
        ).fetchone()
        people = database.execute(
            "SELECT count(*) FROM candidate WHERE ' ' || name_key || ' ' LIKE ?", (f"% {word} %",)
        ).fetchone()
    return (*deliveries, *people)


def test_fifty_people_typed_without_signal_arrive_once(server: Server, tmp_path: Path) -> None:
    with network_to(server.url) as network:
        with device(network, tmp_path / "tablet") as (context, page):
            _prepares(server, context, page)
            network.is_cut = True
            context.set_offline(True)
            type_people(page, range(PEOPLE // 2))
            unsent(page, PEOPLE // 2)
        with device(network, tmp_path / "tablet") as (context, page):
            context.set_offline(True)
            page.goto("/feria")
            unlock(page)
            unsent(page, PEOPLE // 2)
            type_people(page, range(PEOPLE // 2, PEOPLE))
            unsent(page, PEOPLE)
            assert arrived(server) == (0, 0, 0)
            _sends_over_a_bad_network(server, network, context, page)
        with device(network, tmp_path / "tablet") as (context, page):
            # Closed while it sent, and signed out meanwhile.
            context.clear_cookies()
            page.goto("/feria")
            unlock(page)
            page.click("#send")
            expect(page.locator("#notices")).to_contain_text("Su sesión terminó")
            context.add_cookies([signed_in_cookie(server, "counsellor")])
            page.click("#send")
            unsent(page, 0)
            left = stored(page)
            assert '"outcome":"accepted"' in left
            assert not any(word in left for word in ('"code"', '"slip"', '"person"'))
    assert arrived(server) == (PEOPLE, PEOPLE, PEOPLE)


def _prepares(server: Server, context: BrowserContext, page: Page) -> None:
    context.add_cookies([signed_in_cookie(server, "counsellor")])
    page.goto("/feria")
    page.fill("#new_pin", PIN)
    page.fill("#new_pin_again", PIN)
    page.get_by_role("button", name="Preparar este aparato").click()
    expect(page.locator("#home")).to_be_visible()
    page.wait_for_selector("body[data-offline=ready]")


def _sends_over_a_bad_network(server: Server, network: Network, context: BrowserContext, page: Page) -> None:
    """Some deliveries never reach the server, of some the answer is lost; then the browser is closed in the middle."""
    network.refuse, network.lose_answers = 2, 3
    network.is_cut = False
    # A browser that was closed has forgotten who was signed in.
    context.add_cookies([signed_in_cookie(server, "counsellor")])
    context.set_offline(False)
    for _press in range(100):
        page.click("#send")
        page.wait_for_timeout(200)
        if page.locator("#count").inner_text() != f"Sin enviar: {PEOPLE}":
            break
    assert (network.refuse, network.lose_answers) == (0, 0)
    # Whatever was sent again and again stands there once.
    assert 1 <= arrived(server)[0] <= PEOPLE


def test_the_page_can_be_used_and_nothing_typed_lies_open(server: Server, tmp_path: Path) -> None:
    with network_to(server.url) as network, device(network, tmp_path / "tablet") as (context, page):
        _prepares(server, context, page)
        page.click("#new")
        page.fill("#given_names", "Yolotzintla")
        page.locator("#surnames").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.click("#person .govuk-button-group button:first-child")
        expect(page.get_by_role("alert")).to_contain_text("Escriba los apellidos.")
        page.reload()
        # A wrong PIN costs time and nothing else; what was being typed is there again.
        for _wrong in range(3):
            page.fill("#pin", "111111")
            page.get_by_role("button", name="Abrir", exact=True).click()
            expect(page.locator("#notices")).to_contain_text("Ese PIN no es.")
            page.wait_for_timeout(600)
        expect(page.locator("#notices")).to_contain_text("Espere")
        page.evaluate("navigator.serviceWorker.ready")
        everything = stored(page)
        assert "draft" not in everything
        assert "Yolotzintla" not in everything
        assert axe(page) == []

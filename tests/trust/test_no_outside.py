"""No page asks another host for anything: a browser goes through the public pages and each role's menu and is watched.

Every request's host, every complaint of the browser (a blocked script or style included), the headers of every answer
and the flags of every cookie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET, Server
from tests.trust.conftest import ROLES, CookieOf
from tests.trust.test_attackers import Property

pytestmark = pytest.mark.trust

PUBLIC = [
    "/", "/informacion", "/verificar", "/vacantes", "/denuncia", "/esquemas", "/norma", "/jornadas", "/datos",
    "/privacidad", "/idiomas", "/estado", "/entrar", "/mi/entrar", "/registro", "/nada/aqui",
]  # fmt: skip
MOST_PAGES = 25
_OUTSIDE = re.compile(
    r"<(?:script|img|iframe|audio|video|source|link|object|embed)[^>]+(?:src|href)=\"https?://", re.IGNORECASE
)


@dataclass
class Watch:
    """What one browser saw."""

    own: str
    hosts: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    answers: int = 0
    pages: int = 0

    def on(self, page: Page) -> None:
        page.on(
            "request",
            lambda asked: self.hosts.add(urlsplit(asked.url).netloc) if "://" in asked.url else None,
        )
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._said)
        page.on("response", self._answered)

    def _said(self, said: Any) -> None:
        # Chromium also says here that an answer is no 200: the page that does not exist is looked at on purpose.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.wrong.append(said.text)

    def _answered(self, answer: Response) -> None:
        self.answers += 1
        told, path = answer.headers, urlsplit(answer.url).path
        if not answer.url.startswith("http"):
            return
        expected = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if not path.startswith(("/static/", "/voz/")):
            expected["cache-control"] = "no-store"
        self.wrong += [
            f"{path}: {name} is {told.get(name)}" for name, said in expected.items() if told.get(name) != said
        ]
        policy = told.get("content-security-policy", "")
        if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
            self.wrong.append(f"{path}: policy {policy}")
        kind = told.get("content-type", "")
        if kind.startswith("text/html") and "charset=utf-8" not in kind:
            self.wrong.append(f"{path}: {kind}")

    def look(self, page: Page, address: str) -> None:
        page.goto(f"{self.own}{address}")
        self.pages += 1
        if _OUTSIDE.search(page.content()):
            self.wrong.append(f"{address}: names another host")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.mark.parametrize("role", ["nobody", "candidate", *ROLES])
def test_a_browser_is_sent_nowhere_else(
    role: str, unlimited: Server, browser: Browser, cookie_of: CookieOf, record_property: Property
) -> None:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(60_000)
    if role != "nobody":
        context.add_cookies([{"name": "sendero", "value": cookie_of(unlimited, role), "url": unlimited.url}])
    page = context.new_page()
    watch = Watch(unlimited.url)
    watch.on(page)
    addresses = PUBLIC
    if role != "nobody":
        start = {"candidate": "/mi"}.get(role, "/cuenta")
        page.goto(f"{unlimited.url}{start}")
        hrefs = [one.get_attribute("href") or "" for one in page.locator("a[href^='/']").all()]
        addresses = list(dict.fromkeys(one for one in hrefs if "lang=" not in one and "salir" not in one))
    for address in addresses[:MOST_PAGES]:
        watch.look(page, address)
    loose = [
        one["name"]
        for one in context.cookies()
        if not one["httpOnly"] or one["sameSite"] not in ("Lax", "Strict")
    ]
    # Put there by this test, without the flags that the portal gives it.
    loose = [name for name in loose if name != "sendero"]
    context.close()
    record_property(
        "figure", f"{role}: {watch.pages} pages, {watch.answers} answers, hosts {len(watch.hosts)}"
    )
    assert watch.hosts == {urlsplit(unlimited.url).netloc}
    assert watch.wrong == []
    assert loose == []
    assert watch.pages >= 3

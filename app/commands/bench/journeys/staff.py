"""Who signs in: the counsellor, whose pages are measured, and the desk that reads reports, whose pages are not."""

from __future__ import annotations

import time
from typing import Any

import pyotp

from app.commands.bench.browsing import Portal
from app.commands.bench.journeys.visit import Visit

_PERIOD = 30


class SignIns:
    """One session of each person at a time; a code of the second factor is good for one sign-in."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.cookies: dict[str, Any] = {}
        self.used: dict[str, int] = {}

    def sign_in(self, visit: Visit, role: str) -> None:
        """By the form, the first time; later the same browser is still signed in."""
        if role in self.cookies:
            visit.context.add_cookies(self.cookies[role])
            return
        login = self.portal.login(role)
        visit.opens("/entrar")
        visit.fills(email=login["email"], password=login["password"], code=self._code(login))
        visit.follows(visit.page.locator("main form button"))
        self.cookies[role] = list(visit.context.cookies())

    def _code(self, login: dict[str, str]) -> str:
        while self.used.get(login["email"]) == int(time.time()) // _PERIOD:
            time.sleep(1)
        self.used[login["email"]] = int(time.time()) // _PERIOD
        return str(pyotp.TOTP(login["totp_secret"]).now())

    def forget(self, role: str) -> None:
        self.cookies.pop(role, None)


class Desk:
    """The supervisor who gives a report to somebody, and the inspector who asks: only what they do is wanted here."""

    def __init__(self, supervisor: Visit, inspector: Visit) -> None:
        self.supervisor, self.inspector = supervisor.page, inspector.page
        self.report = ""

    def reports(self) -> set[str]:
        return set(self._listed())

    def _listed(self) -> list[str]:
        self.supervisor.goto("/ministerio/denuncias")
        links = self.supervisor.locator("main th a[href^='/ministerio/denuncias/']")
        return [str(link.get_attribute("href")) for link in links.all()]

    def asks(self, known: set[str], question: str) -> None:
        self.report = next(path for path in self._listed() if path not in known)
        self.supervisor.goto(self.report)
        handler = self.supervisor.get_by_label("Encargársela a")
        handler.select_option(handler.locator("option", has_text="Alma Inspectora").get_attribute("value"))
        self.supervisor.get_by_role("button", name="Encargar", exact=True).click()
        self._reads("Primera lectura")
        self.inspector.get_by_text("Escribir a la persona").click()
        self.inspector.get_by_label("Mensaje").fill(question)
        self.inspector.get_by_label("Es una pregunta").check()
        self.inspector.get_by_role("button", name="Enviar", exact=True).click()
        self.inspector.wait_for_load_state()

    def _reads(self, reason: str) -> None:
        self.inspector.goto(self.report)
        self.inspector.get_by_label("Para qué lo lee").fill(reason)
        self.inspector.get_by_role("button", name="Leer ahora").click()
        self.inspector.wait_for_load_state()

    def has_answer(self, words: str) -> bool:
        self._reads("Leer la respuesta")
        return words in str(self.inspector.locator("main").inner_text())

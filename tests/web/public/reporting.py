"""A reporter's browser: answers the questions of /denuncia the way a person does, one page after the other."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from starlette.testclient import TestClient

PAGES = ("peligro", "que-paso", "quien", "cuente", "donde", "pide", "contacto")


def token(html: str) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', html)[-1]


def send(
    client: TestClient, path: str, data: dict[str, Any] | None = None, *, at: str = "", **more: Any
) -> Any:
    """Open the page, fill in its form and send it; `at`: where the form goes when not to its own page."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code, page.headers.get("location"))
    return client.post(at or path, data={"form_token": token(page.text)} | (data or {}), **more)


def begin(client: TestClient, **about: str) -> None:
    assert client.post("/denuncia", data=about).headers["location"] == "/denuncia/peligro"


def report(client: TestClient, *, kinds: tuple[str, ...] = ("not_paid",), **answers: dict[str, Any]) -> None:
    """Answer everything up to the check page; `answers` by address with _ for -."""
    begin(client)
    send(client, "/denuncia/peligro", answers.get("peligro", {"in_danger": "no"}))
    send(client, "/denuncia/que-paso", {"kinds": list(kinds)})
    for slug in ("quien", "cuente", "donde", "pide"):
        send(client, f"/denuncia/{slug}", answers.get(slug, {}))
    send(client, "/denuncia/contacto", answers.get("contacto", {"way": "no"}))


def finish(client: TestClient) -> str:
    """Send what was answered, copy the receipt and type it back; returns its digits."""
    sent = send(client, "/denuncia/revisar", at="/denuncia/send")
    assert sent.headers["location"] == "/denuncia/numero"
    shown = client.get("/denuncia/numero").text
    digits = "".join(re.findall(r'sd-receipt__group">(\d{4})<', shown))
    assert len(digits) == 16
    typed = send(client, "/denuncia/repetir", {"receipt": digits})
    assert typed.headers["location"] == "/denuncia/listo"
    return digits


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))

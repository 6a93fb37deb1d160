"""Every page of a report: easy to read, small, usable with a keyboard and without a script, in both languages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from app.words import WORDS
from registry.standard import queries as standard
from tests.web.public.reporting import begin, report, send

# experience.md 2.2: a page of these is 12 KB or less on the wire, without the files that every page shares.
MOST_BYTES = 12 * 1024
_BEFORE = (
    "peligro",
    "ayuda",
    "que-paso",
    "quien",
    "pagos/1",
    "pagos/1/como",
    "pagos",
    "cuente",
    "donde",
    "pide",
    "contacto",
)
_AFTER = ("numero", "repetir", "listo", "hilo", "hilo/amenaza", "hilo/devolvieron", "hilo/contacto")


def every_page(client: TestClient, prefix: str = "") -> Iterator[tuple[str, str]]:
    suffix = f"?lang={prefix}" if prefix else ""
    for path in ("/denuncia", "/denuncia/volver"):
        yield path, client.get(path + suffix).text
    report(client, kinds=("fee", "papers_held"), peligro={"in_danger": "yes"}, quien={"words": "Chepe"})
    send(client, "/denuncia/pagos/1", {"cost_code": "F1", "amount": "200"})
    for path in _BEFORE:
        yield path, client.get(f"/denuncia/{path}").text
    yield "revisar", client.get("/denuncia/revisar").text
    yield "espere", client.get("/denuncia/espere").text
    send(client, "/denuncia/revisar", at="/denuncia/send")
    shown = client.get("/denuncia/numero").text
    yield "numero", shown
    yield "repetir", client.get("/denuncia/repetir").text
    digits = "".join(re.findall(r'sd-receipt__group">(\d{4})<', shown))
    send(client, "/denuncia/repetir", {"receipt": digits})
    for path in _AFTER[2:]:
        yield path, client.get(f"/denuncia/{path}").text


def test_they_are_easy_to_read(client: TestClient) -> None:
    wrong = []
    looked_at = 0
    for path, html in every_page(client):
        looked_at += 1
        said = sentences(html)
        assert said, path
        if inflesz(html) < EASY:
            wrong.append(f"{path}: INFLESZ {inflesz(html):.0f}")
        wrong += [f"{path}: {' '.join(one)}" for one in said if len(one) > LONGEST_SENTENCE]
        wrong += [
            f"{path}: {found.group()}" for found in BANNED.finditer(" ".join(" ".join(one) for one in said))
        ]
    assert looked_at == 22
    assert wrong == []


def test_they_are_small_and_work_without_a_script(client: TestClient) -> None:
    for path, html in every_page(client):
        assert len(gzip.compress(html.encode())) <= MOST_BYTES, path
        assert 'href="/denuncia/salir"' in html, path
        assert not re.search(r"<button[^>]*type=\"button\"", html), path
        main = html[html.index("<main") : html.index("</main")]
        assert main.count("<h1") == 1, path
        for form in re.findall(r"<form[^>]*>", main):
            assert 'autocomplete="off"' in form, path


def test_every_field_has_its_label(client: TestClient) -> None:
    for path, html in every_page(client):
        main = html[html.index("<main") : html.index("</main")]
        for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", main):
            if 'type="hidden"' not in field:
                name = re.search(r'id="([^"]+)"', field)
                assert name, (path, field)
                assert f'for="{name.group(1)}"' in main, (path, field)


def test_they_are_in_english_too(client: TestClient) -> None:
    for path, html in every_page(client, "en"):
        assert '<html class="govuk-template" lang="en"' in html, path
        assert "Salir de esta página" not in html, path


def test_every_cost_of_the_standard_has_plain_words(session: Session) -> None:
    fees = standard.in_force(session).fees
    assert len(fees) == 17
    assert [fee.code for fee in fees if f"report.cost.{fee.code}" not in WORDS] == []


def test_the_pages_lead_here_with_what_they_are_about(client: TestClient) -> None:
    begin(client)
    assert client.get("/denuncia?agencia=%3Cscript%3E").text.count("<script>") == 0

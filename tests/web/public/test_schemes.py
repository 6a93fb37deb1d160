"""/esquemas: every programme in plain words, rule by rule, and table by table, from the law that checks vacancies."""

from __future__ import annotations

import gzip
import re

import pytest
from starlette.testclient import TestClient

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from app.words.schemes import COMPARED
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.loader import ruleset
from tests.web.test_reading_level import on_one_engine

LAW = ruleset()
HTML_BAR = 25_000
"""Gzipped: with style sheet, scripts, icons and flag a first visit stays below 45 KB."""


@on_one_engine
@pytest.mark.parametrize("path", ["", "/sawp", *(f"/{name}" for name in MODELLED_SCHEMES)])
def test_workers_pages_are_easy_to_read(client: TestClient, path: str) -> None:
    page = client.get(f"/esquemas{path}").text
    assert inflesz(page) >= EASY, f"{path}: {inflesz(page):.0f}"
    for words in sentences(page):
        assert len(words) <= LONGEST_SENTENCE, " ".join(words)
        assert not BANNED.search(" ".join(words)), " ".join(words)


@on_one_engine
def test_the_programmes_side_by_side(client: TestClient) -> None:
    page = client.get("/esquemas").text
    table = page[page.index("<table") : page.index("</table>")]
    for name in MODELLED_SCHEMES:
        scheme = LAW.scheme(name)
        assert scheme is not None
        shorts = {fact.id: fact.short for fact in scheme.worker_facts}
        for one in COMPARED:
            short = shorts[one]
            assert short is not None and short["es"] in table, (name, one)
        assert f'href="/esquemas/{name}"' in table
    assert "–" not in table


@on_one_engine
@pytest.mark.parametrize("name", MODELLED_SCHEMES)
def test_a_worker_reads_who_pays_what_and_what_comes_next(client: TestClient, name: str) -> None:
    scheme = LAW.scheme(name)
    assert scheme is not None
    told = {fact.id for fact in scheme.worker_facts}
    assert {*COMPARED, "never_pays"} <= told
    page = client.get(f"/esquemas/{name}").text
    for fact in scheme.worker_facts:
        assert fact.text["es"] in page and fact.reference.title.replace("&", "&amp;") in page
    for clock in scheme.clocks:
        assert (clock.text["es"] in page) == (clock.subject == "placement"), clock.id
    assert "No pague a nadie por este trabajo." in page


@on_one_engine
def test_the_programme_that_is_refused_says_why(client: TestClient) -> None:
    page = client.get("/esquemas/sawp").text
    assert "Con Guatemala no hay trato." in page
    assert "CA-00" in page
    assert "/esquemas/CA_AG" in page
    assert "/esquemas/sawp" in client.get("/esquemas").text


@on_one_engine
@pytest.mark.parametrize("name", MODELLED_SCHEMES)
def test_an_employer_reads_every_rule_value_and_clock(client: TestClient, name: str) -> None:
    page = client.get(f"/esquemas/{name}/reglas").text
    scheme = LAW.scheme(name)
    assert scheme is not None
    for rule in LAW.rules(name):
        assert rule.id in page and rule.title["es"] in page
        for parameter in rule.parameters.values():
            assert parameter.title["es"] in page
            assert (f"/esquemas/{name}/tablas/{parameter.id}" in page) == bool(parameter.keys)
    for clock in scheme.clocks:
        assert clock.text["es"] in page
    assert page.count("sin verificar") >= sum(
        rule.confidence == "unverified" and rule.run is not None for rule in LAW.rules(name)
    )


@on_one_engine
def test_clocks_without_dates(client: TestClient) -> None:
    page = client.get("/esquemas/H2A/reglas").text
    assert "Desde: 75 días antes del primer día de trabajo." in page
    assert "Hasta: 60 días antes del primer día de trabajo." in page
    assert "Hasta: 7 días después del paso 2." in page
    assert "Hasta: la mitad del contrato." in page
    assert "Después del paso 2." in page and "Antes del paso 7." in page
    assert "Hasta: 2 días hábiles después del paso" in page
    english = client.get("/esquemas/H2A/reglas?lang=en").text
    assert "By: 60 days before the first day of work." in english


@on_one_engine
def test_a_table_is_a_list_that_can_be_searched(client: TestClient) -> None:
    whole = client.get("/esquemas/H2A/tablas/us-h2a-aewr").text
    assert "Georgia" in whole and "12.27" in whole and "California" in whole
    found = client.get("/esquemas/H2A/tablas/us-h2a-aewr", params={"q": "georgia"}).text
    assert "12.27" in found and "California" not in found
    # The rates of July 2026 are known to exist and are not loaded.
    assert "por renovar" in found and "1 de julio de 2026" in found
    assert "Nada coincide" in client.get("/esquemas/H2A/tablas/us-h2a-aewr", params={"q": "atlantis"}).text
    assert "github" not in whole.lower()


@on_one_engine
@pytest.mark.parametrize(
    "path",
    [
        "/esquemas/H3",
        "/esquemas/ALL",
        "/esquemas/H3/reglas",
        "/esquemas/H2A/tablas/gt-daily-minimum",
        "/esquemas/H2A/tablas/us-guarantee",
    ],
)
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@on_one_engine
def test_pages_are_light(client: TestClient) -> None:
    heavy = {}
    for name in MODELLED_SCHEMES:
        tables = re.findall(rf"/esquemas/{name}/tablas/[\w-]+", client.get(f"/esquemas/{name}/reglas").text)
        for path in ("/esquemas", f"/esquemas/{name}", f"/esquemas/{name}/reglas", *tables):
            size = len(gzip.compress(client.get(path).content))
            if size > HTML_BAR:
                heavy[path] = size
    assert not heavy

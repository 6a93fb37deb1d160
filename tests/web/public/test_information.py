"""Information before risk: short, dated, with its sources, easy to read, in two languages."""

from __future__ import annotations

import re

import pytest

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from app.public.information import PAGES, sources

on_one_engine = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ADDRESSES = ["/informacion", *(f"/informacion/{slug}" for slug in PAGES)]


@on_one_engine
@pytest.mark.parametrize("address", ADDRESSES)
def test_easy_to_read_in_both_languages(client, address: str) -> None:
    html = client.get(address).text
    assert "Algo falló" not in html
    assert inflesz(html) >= EASY
    said = sentences(html)
    assert [one for one in said if len(one) > LONGEST_SENTENCE] == []
    assert not BANNED.search(" ".join(" ".join(one) for one in said))
    english = client.get(f"{address}?lang=en").text
    assert 'lang="en"' in english and "Nadie" not in english.partition("<main")[2]


@on_one_engine
@pytest.mark.parametrize("slug", PAGES)
def test_each_page_says_where_it_comes_from_and_when(client, slug: str) -> None:
    html = client.get(f"/informacion/{slug}").text
    assert sources()[slug] and "De dónde sale esto" in html
    assert re.search(r"Leído el \d+ de \w+ de 2026", html), "the day it was read"
    assert "data-print" in html and len(html.encode()) < 45_000


@on_one_engine
def test_three_steps_against_swindles(client) -> None:
    html = client.get("/informacion/enganos").text
    for word in ("Pregunte", "Apunte", "Verifique", "/verificar", "/denuncia", "330"):
        assert word in html


@on_one_engine
def test_refugees_read_of_their_permit_with_its_source(client) -> None:
    html = client.get("/informacion/en-guatemala").text
    assert "PEX" in html and "178-2025" in html


@on_one_engine
@pytest.mark.parametrize("slug", ["nada", "..%2Fframe", "frame", "_facts"])
def test_other_pages_do_not_exist(client, slug: str) -> None:
    assert client.get(f"/informacion/{slug}").status_code == 404

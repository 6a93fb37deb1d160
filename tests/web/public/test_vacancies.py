"""Public vacancies and schemes: plain words, nothing private, light."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import EASY, inflesz, sentences
from registry.schemes.facts import MODELLED_SCHEMES
from registry.vacancies import service
from tests.registry.vacancies.offers import draft, published

pytestmark = pytest.mark.usefixtures("frozen_now")


def test_a_vacancy_in_plain_words(client: TestClient, session: Session) -> None:
    contact = {"phone": "5551 2345", "email": "rh@example.org"}
    vacancy, _actor, _by = published(
        session, apply_channel=contact, language_required=[{"lang": "en", "level": 2}]
    )
    listed = client.get("/vacantes").text
    assert "1 vacante abierta" in listed and "Corte de caña" in listed and "Escuintla" in listed
    page = client.get(f"/vacantes/{vacancy.number}").text
    for shown in ("Está abierta", "Q3,700.00 por mes", "Usted no paga nada", "Hablar English.", "Aguinaldo"):
        assert shown in page
    for hidden in ("5551 2345", "rh@example.org", "900001", "ingenio1@example.org"):
        assert hidden not in page
    assert client.get(f"/vacantes/{vacancy.public_id}").status_code == 200
    assert client.get(f"/vacantes/{vacancy.number.lower()}").status_code == 200


def test_job_boards_can_read_it(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session, duties="Cortar caña. </script><script>alert(1)</script>")
    page = client.get(f"/vacantes/{vacancy.number}").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    posting = json.loads(found.group(1))
    assert (posting["@type"], posting["title"], posting["totalJobOpenings"]) == (
        "JobPosting",
        "Corte de caña",
        10,
    )
    assert posting["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "value": "3700.00",
        "unitText": "MONTH",
    }
    assert posting["description"].endswith("</script>")
    assert "<script>alert" not in page


def test_the_wage_shown_is_that_of_who_comes_from_abroad(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session, wage_foreign_worker="3650.00")
    assert "Q3,650.00" in client.get(f"/vacantes/{vacancy.number}").text


def test_filters_and_nonsense(client: TestClient, session: Session) -> None:
    published(session)
    assert "Corte de caña" in client.get("/vacantes?pais=GT&programa=GT_SNE").text
    for query in ("pais=US", "programa=H2A", "pais=%27", "desde=9999", "programa=NADA"):
        assert client.get(f"/vacantes?{query}").status_code == 200


def test_what_is_not_public_does_not_exist(client: TestClient, session: Session) -> None:
    vacancy, _actor = draft(session)
    for name in (vacancy.number, vacancy.public_id, "V-2026-99999", "x" * 200):
        assert client.get(f"/vacantes/{name}").status_code == 404


def test_a_closed_one_says_so_to_whoever_holds_its_number(client: TestClient, session: Session) -> None:
    vacancy, _actor, by = published(session)
    service.close(session, by, vacancy, reason="Terminó")
    page = client.get(f"/vacantes/{vacancy.number}").text
    assert "Ya no recibe personas" in page and "application/ld+json" not in page
    assert "Corte de caña" not in client.get("/vacantes").text


def test_each_scheme_has_its_pages_from_the_law_itself(client: TestClient) -> None:
    listed = client.get("/esquemas").text
    for scheme in MODELLED_SCHEMES:
        assert f"/esquemas/{scheme}" in listed
        assert client.get(f"/esquemas/{scheme}").status_code == 200
        assert client.get(f"/esquemas/{scheme}/reglas").status_code == 200
    rules = client.get("/esquemas/H2A/reglas").text
    assert "H2A-01" in rules and "ecfr.gov" in rules and "ALL-03" in rules
    assert client.get("/esquemas/SAWP").status_code == 404
    assert client.get("/esquemas/ALL").status_code == 404


def test_workers_can_read_them(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session)
    paths = ["/vacantes", f"/vacantes/{vacancy.number}", "/esquemas", "/empleadores/solicitud"]
    paths += [f"/esquemas/{scheme}" for scheme in ("H2A", "GT_SNE")]
    for path in paths:
        html = client.get(path).text
        assert inflesz(html) >= EASY, f"{path}: {inflesz(html):.0f}"


def test_no_sentence_runs_on(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session)
    for path in ("/vacantes", f"/vacantes/{vacancy.number}", "/esquemas", "/empleadores/solicitud"):
        long = [" ".join(one) for one in sentences(client.get(path).text) if len(one) > 15]
        assert long == [], path


def test_pages_are_light(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session)
    for path in ("/vacantes", f"/vacantes/{vacancy.number}", "/esquemas", "/esquemas/H2A"):
        assert len(gzip.compress(client.get(path).content)) < 8_000, path

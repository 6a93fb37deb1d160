"""What the portal stands on, said in public: whose names of jobs it uses, and how far its index of people is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.readiness import Lookout
from matching.taxonomy import installed, training
from matching.taxonomy.official import read_folder
from registry.access import Role
from tests.matching.taxonomies import tidy
from tests.registry.placements.market import new_market
from tests.web.conftest import AsRole


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[None]:
    read = read_folder(tidy(tmp_path / "esco"))
    encoder = training.train(training.lessons_of(read), steps=1, dimensions=8, seed=1)
    installed.keep(tmp_path / "kept", read, encoder, version="1", trained_on="2026-11-22", steps=1, seed=1)
    installed.use(tmp_path / "kept")
    yield
    installed.use(None)


def test_esco_is_credited_where_it_is_used(client: TestClient, imported: None) -> None:
    page = client.get("/datos").text
    assert "Este servicio utiliza la clasificación ESCO de la Comisión Europea." in page
    assert "This service uses the ESCO classification of the European Commission." in page
    assert "2011/833" in page and "22 de noviembre de 2026" in page


def test_without_an_import_nobody_claims_to_use_it(client: TestClient) -> None:
    page = client.get("/datos").text
    assert "This service uses the ESCO" not in page and "no está puesta aquí" in page


def test_the_index_says_how_far_it_is(app: FastAPI, as_role: AsRole, session: Session) -> None:
    near = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000))
    assert near.get("/healthz").json()["index"] is None
    app.state.lookout = Lookout()
    market, officer = new_market(session), as_role(Role.OFFICER)
    vacancy = f"/ministerio/vacantes/{market.vacancy.public_id}"
    officer.post(f"{vacancy}/rank")
    index = near.get("/healthz").json()["index"]
    assert index["event"] > 0 and set(index) == {"event", "changed_since_file", "file_made_at"}
    assert f"hasta el movimiento {index['event']:,} del registro" in officer.get(f"{vacancy}/lista").text

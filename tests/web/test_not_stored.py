"""Without room or without a database: a plain word, nothing typed lost, reading goes on, and it mends by itself
(trust.md R7, R8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.security import reset_limits
from registry.candidates.models import RegistrationDraft
from registry.db import Database
from registry.shortlists.pool import Pool
from tests.databases import Databases

NAME = "María Elena del Tránsito"


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    with databases.migrated("sqlite") as made:
        yield made


@pytest.fixture
def browser(whole_app: FastAPI, database: Database) -> TestClient:
    reset_limits()
    whole_app.state.database, whole_app.state.pool = database, Pool()
    return TestClient(whole_app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def leave_no_room(database: Database, *, pages: int) -> None:
    """The one connection that writes may take no page more than it has; 0: as many as it likes."""
    with database.writing.connect() as connection:
        most = pages or 1_073_741_823
        connection.exec_driver_sql(f"PRAGMA max_page_count={most}")


def drafts(database: Database) -> int:
    with database.session(write=False) as session:
        return session.scalar(select(func.count(RegistrationDraft.id))) or 0


def begin(browser: TestClient) -> None:
    """Somebody agrees to be registered, who has answered nothing yet."""
    browser.cookies.clear()
    assert browser.post("/registro", data={}).status_code == 303


def begin_until_full(browser: TestClient) -> int:
    for _ in range(400):
        begin(browser)
        answer = browser.post("/registro/nombres", data={"given_names": NAME})
        if answer.status_code != 303:
            return int(answer.status_code)
    return 303


def test_a_full_disk_is_said_and_loses_nothing(browser: TestClient, database: Database) -> None:
    leave_no_room(database, pages=1)
    assert begin_until_full(browser) == 507
    before = drafts(database)
    begin(browser)
    sent = {"given_names": NAME, "form_token": "una-sola-vez-" + "x" * 16}
    refused = browser.post("/registro/nombres", data=sent)
    assert refused.status_code == 507 and refused.headers["retry-after"] == "60"
    assert "Ya no hay espacio para guardar" in refused.text and NAME in refused.text
    assert re.search(r'name="form_token" value="una-sola-vez-x+"', refused.text), "sent again it is one act"
    assert drafts(database) == before
    assert browser.get("/registro").status_code == 200, "reading goes on"
    assert browser.get("/verificar").status_code == 200
    leave_no_room(database, pages=0)
    assert browser.post("/registro/nombres", data=sent).status_code == 303, "it mends without a restart"
    assert browser.post("/registro/nombres", data=sent).status_code == 303
    assert drafts(database) == before + 1


def test_a_program_is_told_in_its_own_way(browser: TestClient, database: Database) -> None:
    leave_no_room(database, pages=1)
    begin_until_full(browser)
    answers = [
        browser.post("/api/v1/complaints", json={"kinds": ["fee"], "text": "x" * 3000}) for _ in range(5)
    ]
    assert answers[-1].status_code == 507
    assert answers[-1].json()["code"] == "no_room"
    leave_no_room(database, pages=0)
    assert browser.post("/api/v1/complaints", json={"kinds": ["fee"], "text": "x"}).status_code == 201


@pytest.mark.parametrize(("method", "path"), [("GET", "/registro"), ("POST", "/registro")])
def test_a_database_that_is_away_is_said(
    whole_app: FastAPI, browser: TestClient, database: Database, method: str, path: str
) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    whole_app.state.database = away
    data = {"given_names": NAME} if method == "POST" else None
    refused = browser.request(method, path, data=data)
    away.dispose()
    assert refused.status_code == 503
    assert "Espere un minuto" in refused.text
    assert method == "GET" or NAME in refused.text
    whole_app.state.database = database
    assert browser.request(method, path, data=data).status_code in {200, 303}, "back again"


def test_secrets_and_files_are_asked_for_again_and_codes_are_not_shown(
    whole_app: FastAPI, browser: TestClient
) -> None:
    whole_app.state.database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    sent = {"email": "a@example.org", "password": "un camino de piedra", "second_code": "123456"}
    chosen = {"word": "quetzal", "receipt": "1234 5678", "channel": "whatsapp", "passkey": '{"id": "llave"}'}
    refused = browser.post(
        "/entrar?next=/cuenta", data=sent | chosen, files={"photo": ("yo.jpg", b"photo", "image/jpeg")}
    )
    whole_app.state.database.dispose()
    assert refused.status_code == 503
    for secret in ("camino", "123456", "quetzal", "1234 5678", "llave"):
        assert secret not in refused.text, secret
    assert 'action="/entrar?next=/cuenta" method="post"' in refused.text
    for asked in ("password", "second_code", "word", "receipt", "photo"):
        assert f'id="{asked}"' in refused.text, asked
    assert "Elíjalos otra vez" in refused.text and 'enctype="multipart/form-data"' in refused.text
    assert "<li>a@example.org</li>" in refused.text and "<li>whatsapp</li>" not in refused.text
    assert '<input type="hidden" name="channel" value="whatsapp">' in refused.text

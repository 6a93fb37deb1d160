"""The log of the process: JSON, UTC, who and which route; and nothing that anybody typed, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import logs
from app.config import Settings
from registry.access import Role
from registry.accounts import queries
from tests.web.conftest import AsRole

MARKS = ("Marcadora Quejchun", "2547891230101", "55512345", "marca@example.org", "marca-en-la-direccion")


@pytest.fixture
def lines(settings: Settings, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Every line that the process writes while the test runs, as a server outside the demo writes it."""
    kept: list[str] = []

    class Kept:
        def __call__(self, *_names: object) -> Kept:
            return self

        def msg(self, line: str) -> None:
            kept.append(line)

        log = debug = info = warning = error = critical = msg

    logs.configure(settings.model_copy(update={"env": "production", "log_level": "INFO"}))
    structlog.configure(logger_factory=Kept())
    yield kept
    logs.configure(settings)


def test_a_line_says_who_asked_for_which_route(lines: list[str], as_role: AsRole) -> None:
    as_role(Role.OFFICER).get("/ministerio/vacantes?q=Marcadora+Quejchun")
    line = json.loads(lines[-1])
    assert line["event"] == "request" and line["route"] == "/ministerio/vacantes" and line["status"] == 200
    assert re.fullmatch(r"officer:[0-9a-z]{20}", line["account"]) and re.fullmatch(
        r"[0-9a-f]{12}", line["request_id"]
    )
    assert line["timestamp"].endswith("Z")


def test_nothing_that_was_typed_is_logged(
    lines: list[str], client: TestClient, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Good requests, refused ones, and an exception whose words hold all of it."""
    words, dpi, phone, mail, place = MARKS
    form = {"given_names": words, "dpi": dpi, "phone": phone, "email": mail, "password": words, "code": dpi}
    client.get(f"/{place}?nombre={words}")
    client.post(
        f"/entrar?next={place}", data=form, headers={"User-Agent": words, "Referer": f"http://x/{place}"}
    )
    client.post("/mi/entrar", data=form | {"code": words})
    client.post("/registro/nombre", data=form)
    as_role(Role.OFFICER).get(f"/ministerio/candidatos/{place}?q={words}")

    def fail(session: Session, *_about: object, **_more: object) -> None:
        try:
            session.execute(text("SELECT :typed FROM nowhere"), {"typed": mail})
        except Exception as cause:
            raise ValueError(f"no such person: {words} {dpi} {phone} {mail}") from cause

    monkeypatch.setattr(queries, "holder_of_key", fail)
    app = client.app
    assert isinstance(app, FastAPI)
    failed = TestClient(app, raise_server_exceptions=False).get(
        f"/api/v1/vacancies/{place}",
        headers={"Authorization": f"Bearer {words}".encode("latin-1", "replace").decode("latin-1")},
    )
    assert failed.status_code == 500
    fault = json.loads(next(line for line in lines if '"unexpected"' in line))["fault"]
    assert fault[0]["kind"] == "ValueError" and any("fail" in place for place in fault[0]["at"])
    everything = "\n".join(lines)
    assert len(lines) >= 7
    for mark in MARKS:
        assert mark not in everything and mark not in failed.text


def test_what_a_database_says_about_a_row_is_not_repeated(lines: list[str]) -> None:
    error = IntegrityError("INSERT", {}, Exception("Key (email)=(marca@example.org) already exists"))
    structlog.get_logger("x").error("constraint", exc_info=error)
    assert "marca@example.org" not in lines[-1] and "IntegrityError" in lines[-1]


def test_libraries_and_what_nobody_caught_log_the_same_way(
    lines: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    before = (root.handlers, root.level, sys.excepthook)
    monkeypatch.setattr("threading.excepthook", None)
    try:
        logs.take_over(settings)
        try:
            raise RuntimeError("marca@example.org")
        except RuntimeError as error:
            logging.getLogger("asyncio").error("Task failed: %s", "2547891230101", exc_info=True)
            sys.excepthook(RuntimeError, error, None)
    finally:
        root.handlers, root.level, sys.excepthook = before
    assert len(lines) == 2 and all("RuntimeError" in line for line in lines)
    assert not any(mark in "\n".join(lines) for mark in MARKS)

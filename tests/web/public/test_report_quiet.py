"""Nothing of a reporter in logs, tables, headers or tokens: a mark is put everywhere and looked for everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from structlog.typing import EventDict

from app import logs
from app.config import Settings
from tests.registry.complaints import sounds
from tests.web.public.reporting import finish, report, send, token

MARK = "MARCA-Xicay-3391"
AGENT, ADDRESS = "MarcaNavegador/9.9 (Moto G)", "203.0.113.77"


@pytest.fixture
def lines(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Every line that would be written, at the finest level."""
    kept: list[dict[str, Any]] = []

    def keep(_logger: Any, _name: str, event: EventDict) -> str:
        kept.append(dict(event))
        return ""

    before = structlog.get_config()
    structlog.configure(processors=[keep], wrapper_class=structlog.make_filtering_bound_logger(0))
    yield kept
    structlog.configure(**before)
    logs.configure(settings)


def whole_visit(client: TestClient) -> str:
    client.headers.update(
        {"user-agent": AGENT, "x-forwarded-for": ADDRESS, "referer": f"https://x.test/{MARK}"}
    )
    report(
        client,
        quien={"words": MARK},
        cuente={"text": MARK},
        donde={"municipality": MARK},
        contacto={"way": "call", "value": MARK, "when": MARK, "care": MARK},
    )
    data = {"form_token": token(client.get("/denuncia/cuente").text), "text": MARK}
    client.post("/denuncia/cuente", data=data, files={"voice": (f"{MARK}.ogg", sounds.ogg(), "audio/ogg")})
    digits = finish(client)
    send(client, "/denuncia/hilo", {"text": MARK}, at="/denuncia/hilo/write")
    send(client, "/denuncia/hilo/amenaza", {"text": MARK})
    client.post("/denuncia/forget")
    send(client, "/denuncia/volver", {"receipt": digits})
    client.get(f"/api/v1/complaints/{digits}")
    return digits


def test_no_line_in_the_log(client: TestClient, lines: list[dict[str, Any]]) -> None:
    client.get("/verificar")
    whole_visit(client)
    assert [line["route"] for line in lines] == ["/verificar"]


def test_nothing_in_any_table(client: TestClient, session: Session) -> None:
    digits = whole_visit(client)
    session.flush()
    found = []
    for name in inspect(session.connection()).get_table_names():
        for row in session.execute(text(f'SELECT * FROM "{name}"')):
            for value in row:
                shown = (
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                )
                if any(secret in shown for secret in (MARK, AGENT, "Moto G", ADDRESS, digits, "testclient")):
                    found.append((name, shown[:60]))
    assert found == []


def test_no_token_of_a_form_and_no_event_of_the_day(client: TestClient, session: Session) -> None:
    whole_visit(client)
    assert session.execute(text("SELECT path FROM form_token")).all() == []
    assert session.execute(text("SELECT verb FROM event WHERE noun LIKE 'complaint%'")).all() == []


def test_no_moment_is_kept_with_the_report(client: TestClient, session: Session) -> None:
    """Whatever is written in the tables of a report while its reporter is there is a day, or ends on a round minute."""
    whole_visit(client)
    for name in ("complaint", "complaint_message", "complaint_file", "fee_report", "complaint_visit"):
        for row in session.execute(text(f"SELECT * FROM {name}")).mappings():
            moments = {key: value for key, value in row.items() if key.endswith("_at") and value is not None}
            assert set(moments) <= {"ends_at"}, (name, moments)


def test_nothing_of_it_lies_open_in_the_files_folder(client: TestClient, settings: Settings) -> None:
    before = (
        set((settings.data_dir / "complaints").glob("*"))
        if (settings.data_dir / "complaints").exists()
        else set()
    )
    whole_visit(client)
    written = set((settings.data_dir / "complaints").glob("*")) - before
    assert len(written) == 1
    for path in written:
        assert MARK not in path.name
        assert b"OggS" not in path.read_bytes()


@pytest.mark.parametrize("path", ["/denuncia", "/denuncia/volver", "/denuncia/peligro"])
def test_the_browser_is_told_to_keep_nothing(client: TestClient, path: str) -> None:
    client.post("/denuncia")
    page = client.get(path)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    for form in page.text.split("<form")[1:]:
        assert 'autocomplete="off"' in form.split(">")[0] or 'action="/salir"' in form
    assert "Número de esta página" not in page.text


def test_answers_of_the_api_echo_nothing(client: TestClient, lines: list[dict[str, Any]]) -> None:
    refused = client.post("/api/v1/complaints", json={"kinds": [MARK], "text": MARK})
    assert refused.status_code == 422
    assert MARK not in refused.text
    assert MARK not in json.dumps(lines, default=str)


def test_a_fault_of_ours_writes_nothing_that_was_typed(
    client: TestClient, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from registry.complaints import service

    def broken(*_rest: object, **_more: object) -> None:
        raise RuntimeError("a fault")

    report(client, cuente={"text": MARK})
    monkeypatch.setattr(service, "send", broken)
    monkeypatch.setattr(client._transport, "raise_server_exceptions", False)
    assert send(client, "/denuncia/revisar", at="/denuncia/send").status_code == 500
    assert "a fault" in str(lines)
    assert MARK not in str(lines)
    assert all("request_id" not in line for line in lines)
    marked = logs.tell_the_day_alone(None, "", lines[-1] | {"timestamp": "2026-03-02T15:00:01Z"})
    assert marked["timestamp"] == "2026-03-02"

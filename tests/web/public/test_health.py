"""/healthz says in codes what is wrong; /metrics is told to this machine and to the holder of a token alone."""

from __future__ import annotations

import os
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import readiness
from app.config import Settings
from registry import clock, events
from registry.access import SYSTEM, Role
from registry.accounts.models import AccountChange
from registry.accounts.states import FOUND_ALTERED, ChangeKind
from registry.audit import heads
from registry.db import Database
from registry.messages.models import Message
from tests.factories import new_account
from tests.web.conftest import AsRole

TOKEN = "only-for-the-tests-of-the-figures" * 2
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def own(app: FastAPI, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a data directory that nobody else has."""
    mine = settings.model_copy(update={"data_dir": tmp_path, "metrics_token": TOKEN})
    app.state.settings = mine
    yield mine
    app.state.settings = settings


def told(app: FastAPI) -> tuple[int, str, list[str]]:
    """What this machine is told, seen anew; strangers learn only whether it serves."""
    app.state.lookout = readiness.Lookout()
    answer = at_loopback(app).get("/healthz")
    content = answer.json()
    strange = TestClient(app).get("/healthz")
    assert strange.status_code == answer.status_code
    assert strange.json() == {"status": "ok" if answer.status_code == 200 else "error"}
    return answer.status_code, content["status"], content["problems"]


def at_loopback(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000))


def test_all_is_well(own: Settings, app: FastAPI, client: TestClient) -> None:
    assert told(app) == (200, "ok", [])
    assert client.get("/healthz/vivo").json() == {"status": "ok"}


def test_what_needs_a_look_does_not_stop_the_service(own: Settings, app: FastAPI, session: Session) -> None:
    event = events.record(session, SYSTEM, "account", "a", "invite")
    session.add(
        Message(
            event_id=event.id, template="account/invite", language="es", recipient="ana.perez@example.org",
            recipient_hash="0" * 64, subject="s", body="b", made_at=clock.now() - timedelta(hours=3),
        )
    )  # fmt: skip
    session.flush()
    readiness.note_round(own.data_dir)
    old = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
    os.utime(own.data_dir / "jobs-ran", (old, old))
    (own.data_dir / "last-backup.json").write_text('{"taken_at": "2026-01-01T00:00:00+00:00"}')
    assert told(app) == (200, "warning", ["jobs_late", "mail_late", "backup_late"])
    assert "ana.perez" not in at_loopback(app).get("/healthz").text


def test_a_change_that_was_found_altered_needs_a_look(own: Settings, app: FastAPI, session: Session) -> None:
    officer = new_account(session, Role.OFFICER)
    change = AccountChange(
        kind=ChangeKind.ROLE, role=Role.ADMIN, account_id=officer.id, reason="Cambia de oficina.",
        proposed_by_id=new_account(session, Role.ADMIN).id, proposed_at=clock.now(),
    )  # fmt: skip
    session.add(change)
    session.flush()
    assert told(app) == (200, "ok", [])
    events.record(session, SYSTEM, "account_change", change.public_id, FOUND_ALTERED)
    assert told(app) == (200, "warning", ["change_altered"])


def test_what_forbids_to_serve_is_503(
    own: Settings, app: FastAPI, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    events.record(session, SYSTEM, "account", "a", "invite")
    with time_machine.travel(clock.now() - timedelta(days=900)):
        assert told(app) == (503, "error", ["clock_wrong"])
    monkeypatch.setattr("app.readiness.shutil.disk_usage", lambda _folder: Disk(10**12, 10**12, 4096))
    assert told(app) == (503, "error", ["disk_full"])
    monkeypatch.undo()
    (own.data_dir / heads.FOLDER).mkdir()
    (own.data_dir / heads.FOLDER / heads.FILE).write_text('{"event": 1, "hash": "another"}\n')
    assert told(app) == (503, "error", ["log_changed"])
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "migrations_missing" in told(app)[2]


def test_why_is_for_this_machine_and_the_holder_of_the_token(
    own: Settings, app: FastAPI, client: TestClient, as_role: AsRole
) -> None:
    (own.data_dir / "last-backup.json").write_text('{"taken_at": "2026-01-01T00:00:00+00:00"}')
    near = at_loopback(app)
    for shown in (near.get("/healthz"), client.get("/healthz", headers={"Authorization": f"Bearer {TOKEN}"})):
        assert shown.json() == {"status": "warning", "problems": ["backup_late"], "index": None}
    for plain in (
        client.get("/healthz"),
        client.get("/healthz", headers={"Authorization": "Bearer wrong"}),
        near.get("/healthz", headers={"X-Forwarded-For": "127.0.0.1"}),
        as_role(Role.ADMIN).get("/healthz"),
    ):
        assert plain.status_code == 200 and plain.json() == {"status": "ok"}


def test_however_many_ask_one_looks_each_second(
    own: Settings, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 5.0
    monkeypatch.setattr("app.readiness.monotonic", lambda: seconds)
    lookout, asked = readiness.Lookout(), (own, app.state.database, app.state.pool)
    first = lookout.look(*asked)
    seconds += 0.9
    assert lookout.look(*asked) is first
    seconds += 0.2
    assert lookout.look(*asked) is not first


def test_a_database_that_does_not_answer_is_said(own: Settings, app: FastAPI, tmp_path: Path) -> None:
    app.state.database = Database(f"sqlite:///{tmp_path}/not/there.db")
    assert told(app) == (503, "error", ["database_no_answer"])
    assert at_loopback(app).get("/healthz/vivo").status_code == 200


def test_figures_are_for_this_machine_and_the_holder_of_the_token(
    own: Settings, app: FastAPI, client: TestClient, as_role: AsRole
) -> None:
    near = at_loopback(app)
    assert near.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    for refused in (
        client.get("/metrics"),
        client.get("/metrics", headers={"Authorization": "Bearer wrong"}),
        near.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}),
        near.get("/metrics", headers={"Authorization": "Bearer wrong"}),
        as_role(Role.ADMIN).get("/metrics"),
    ):
        assert refused.status_code == 404 and "sendero_" not in refused.text
    app.state.settings = own.model_copy(update={"metrics": "off"})
    assert at_loopback(app).get("/metrics").status_code == 404


def test_figures_name_routes_and_nobody(own: Settings, app: FastAPI, as_role: AsRole) -> None:
    as_role(Role.OFFICER).get("/ministerio/vacantes/marcador-7f3?q=marcador-8f4")
    near = at_loopback(app)
    near.get("/denuncia")
    near.get("/nada/marcador-9f5")
    shown = near.get("/metrics").text
    assert (
        'sendero_request_seconds_count{method="GET",route="/ministerio/vacantes/{public_id}",status="4xx"}'
        in shown
    )
    # Of who reports nothing is counted; of the staff who read reports, as of all staff.
    assert "marcador" not in shown and 'route="/denuncia' not in shown
    for name in (
        "sendero_up 1.0",
        "sendero_mail_waiting",
        "sendero_messages_waiting",
        "sendero_disk_free_bytes",
    ):
        assert name in shown

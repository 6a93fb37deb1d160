"""Restore works (R6), as an operator does it: `sendero drill` on both databases, and roles with least rights.

The installation is seeded with people, served from nowhere, and its backups are killed half-way.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from app.commands.throw_away import ThrowAwayServer
from app.config import ROOT
from registry import events, migrations
from registry.access import SYSTEM
from registry.backups.copying import run_postgresql
from registry.db import Database
from tests.databases import BACKENDS, Databases

pytestmark = pytest.mark.trust
PEOPLE = 2_000


class Operator:
    """`sendero` on one installation."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "SENDERO_ENV": "demo",
            "SENDERO_DATA_DIR": str(folder),
            "SENDERO_DATABASE_URL": url,
            "SENDERO_BACKUP_KEYS": Fernet.generate_key().decode(),
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words], env=self.environment, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str) -> str:
        started = self.start(*words)
        said, complained = started.communicate(timeout=1200)
        assert started.returncode == 0, said + complained
        return said


@pytest.fixture(params=BACKENDS)
def operator(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Operator]:
    with databases.migrated(request.param) as database:
        made = Operator(tmp_path, database.url.render_as_string(hide_password=False))
        made.run("seed", "--candidates", str(PEOPLE), "--seed", "7")
        yield made


def test_the_drill_passes_and_says_how_long_it_took(operator: Operator) -> None:
    said = operator.run("drill")
    assert said.rstrip().endswith("pass") and "sign-in page: 200" in said
    seconds = float(re.search(r"RTO: ([\d.]+) s", said).group(1))  # type: ignore[union-attr]
    assert seconds < 30 * 60
    if "postgresql" in operator.environment["SENDERO_DATABASE_URL"]:
        assert "point in time: " in said
    assert not (operator.folder / ".drill-work").exists()


def test_a_backup_killed_at_any_moment_is_whole_or_not_there(operator: Operator) -> None:
    kept = operator.folder / "kept"
    for wait in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0):
        started = operator.start("backup", str(kept))
        time.sleep(wait)
        started.send_signal(signal.SIGKILL)
        started.communicate()
        for found in kept.glob("*.backup"):
            found.unlink()
    said = operator.run("backup", str(kept))
    (whole,) = kept.iterdir()
    assert str(whole) in said and not list(operator.folder.glob(".backup-work/*"))


def test_the_role_that_serves_cannot_change_the_log_or_the_schema(tmp_path: Path) -> None:
    """docs/operations/roles.sql and rights.sql on a server of their own."""
    server = ThrowAwayServer()
    try:
        server.start(server.data)
        folder = ROOT / "docs" / "operations"
        passwords = [f"--set={name}_password=p-{name}" for name in ("owner", "app", "replica")]
        _psql(server.url("postgres"), *passwords, "-f", str(folder / "roles.sql"))
        owner = server.url("sendero").set(username="sendero_owner", password="p-owner")
        database = Database(owner.render_as_string(hide_password=False))
        migrations.upgrade(database)
        database.dispose()
        _psql(owner, "-f", str(folder / "rights.sql"))
        _try_as_app(
            owner.set(username="sendero_app", password="p-app").render_as_string(hide_password=False),
            tmp_path,
        )
    finally:
        server.remove()


def _psql(url: URL, *words: str) -> None:
    run_postgresql(url, ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", *words])


def _try_as_app(url: str, folder: Path) -> None:
    database = Database(url)
    assert migrations.is_current(database)
    with database.session(write=True) as session:
        events.record(session, SYSTEM, "account", "a1", "invite")
        session.commit()
    database.dispose()
    engine = create_engine(url)
    for statement in (
        "UPDATE event SET verb = 'other'", "DELETE FROM event", "TRUNCATE event", "DROP TABLE event",
        "CREATE TABLE mine (id int)", "ALTER TABLE event DISABLE TRIGGER ALL",
        "UPDATE alembic_version SET version_num = '1'",
    ):  # fmt: skip
        with engine.connect() as connection, pytest.raises(ProgrammingError, match=r"denied|owner"):
            connection.execute(text(statement))
    engine.dispose()
    # The same role takes backups and runs the checks of a start.
    said = Operator(folder, url).run("backup", str(folder / "kept"))
    assert "1 events" in said

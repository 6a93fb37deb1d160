"""Migrations go forward on lived-in data (R5): from every revision, and killed at any moment."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.config import ROOT, Settings
from registry import events, migrations
from registry.access import SYSTEM
from registry.db import Database
from tests.databases import BACKENDS, Databases
from tests.trust.lived_in import counts, fill

pytestmark = pytest.mark.trust
REVISIONS = [
    one.revision for one in reversed(list(ScriptDirectory.from_config(migrations._config()).walk_revisions()))
]
_UPGRADE = """
import sys
from registry import migrations
from registry.db import Database
database = Database(sys.argv[1])
migrations.heads()
print("go", flush=True)
migrations.upgrade(database)
"""


def step(database: Database, revision: str) -> None:
    """To this revision and no further, as the one before today's code would have done it."""
    with database.writing.connect() as connection:
        raw = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.begin():
            command.upgrade(migrations._config(connection), revision)
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def revision_of(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def live_in(database: Database, new: set[str] | None) -> dict[str, int]:
    """Fill it, the log with a chain that holds; `new`: the tables that came with this revision."""
    with database.session(write=True) as session:
        for number in range(3):
            events.record(session, SYSTEM, "account", f"a{number}", "invite")
        held = fill(session.connection(), only=new)
        session.commit()
    return held


class Copies:
    """A copy of a database at this moment, gone afterwards."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder

    @contextmanager
    def of(self, database: Database) -> Iterator[Database]:
        if database.is_sqlite:
            path = self._folder / f"{secrets.token_hex(4)}.db"
            with closing(database.writing.raw_connection()) as raw:
                raw.driver_connection.execute("VACUUM INTO ?", (str(path),))  # type: ignore[union-attr]
            copy = Database(f"sqlite:///{path}")
        else:
            database.dispose()
            name = str(database.url.database)
            copy = Database(self._databases._create(f"copy_{secrets.token_hex(4)}", template=name))
        try:
            yield copy
        finally:
            copy.dispose()


def check(database: Database, before: dict[str, int]) -> None:
    """At the newest revision, with every row of before in every table that is still there, and the chain whole."""
    assert migrations.is_current(database)
    with database.session(write=False) as session:
        now = counts(session.connection())
        lost = {
            name: (count, now[name]) for name, count in before.items() if name in now and now[name] < count
        }
        assert lost == {}
        assert list(events.breaks(session)) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_revision_goes_forward_with_its_data(
    databases: Databases, settings: Settings, tmp_path: Path, backend: str
) -> None:
    copies, filled, before = Copies(databases, tmp_path), 0, dict[str, int]()
    with databases.empty(backend) as database:
        known: set[str] = set()
        for revision in REVISIONS:
            step(database, revision)
            with database.reading.connect() as connection:
                tables = set(counts(connection))
            before = live_in(database, tables - known)
            known = tables
            filled = sum(1 for count in before.values() if count)
            with copies.of(database) as copy:
                migrations.upgrade(copy)
                check(copy, before)
    assert before["candidate"] >= 10_000 and filled > len(known) / 2, (
        f"{filled} of {len(known)} tables took rows"
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_half_way_it_is_before_or_after_and_goes_on(
    databases: Databases, settings: Settings, tmp_path: Path, backend: str
) -> None:
    copies = Copies(databases, tmp_path)
    seen: set[str] = set()
    with databases.empty(backend) as database:
        step(database, REVISIONS[0])
        before = live_in(database, None)
        began = time.monotonic()
        with copies.of(database) as whole:
            migrations.upgrade(whole)
        longest = time.monotonic() - began
        for part in range(1, 9):
            with copies.of(database) as copy:
                seen.add(_killed(copy, longest * part / 8))
                migrations.upgrade(copy)
                check(copy, before)
    assert REVISIONS[0] in seen and seen <= {REVISIONS[0], REVISIONS[-1]}, seen


def _killed(database: Database, after: float) -> str:
    """Where the database stands when its migration was killed after so many seconds."""
    url = database.url.render_as_string(hide_password=False)
    running = subprocess.Popen(
        [sys.executable, "-c", _UPGRADE, url], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert running.stdout is not None and running.stdout.readline() == "go\n"
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    with database.reading.connect() as connection:
        return revision_of(connection)

"""What every test may ask for: a database on both engines, a session, a query budget, a frozen clock.

A test that asks for `database`, or for anything made from it, runs twice: on SQLite and on PostgreSQL. Whatever it
writes is rolled back. Run one engine alone with `-k sqlite`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
import time_machine
from cryptography.fernet import Fernet
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from xdist.scheduler import LoadFileScheduling

from app import i18n
from app.config import Settings, prepare
from registry.accounts import passwords
from registry.db import Database
from tests.databases import BACKENDS, Databases, joined_session

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

QueryBudget = Callable[[int], AbstractContextManager[list[str]]]

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""The frozen moment: Monday, nine in the morning in Guatemala."""


class ByFileAndDatabase(LoadFileScheduling):
    """What the tests of a file share on one database, such as a story that is told in seconds, is made once.

    Groups by mark would say it in each file; with pytest 9.2 xdist takes no notice of them (its issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return file + next((name for name in BACKENDS if f"[{name}" in test), "")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFileAndDatabase:
    return ByFileAndDatabase(config, log)


@pytest.fixture(autouse=True)
def _spanish_first() -> None:
    """Whatever language the last test of this worker was read in, the next one begins as every request does."""
    i18n.use_language("es")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demo settings that read nothing from the machine's environment."""
    for name in [name for name in os.environ if name.startswith("SENDERO_")]:
        del os.environ[name]
    # The same argon2id at its lowest cost: thousands of accounts are made here, and nobody guesses at them.
    passwords._hasher = PasswordHash((Argon2Hasher(memory_cost=8, time_cost=1, parallelism=1),))
    return Settings(
        env="demo",
        data_dir=tmp_path_factory.mktemp("data"),
        secret_key="only for the tests " * 2,
        field_keys=Fernet.generate_key().decode(),
        log_level="ERROR",
    )


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Databases]:
    prepare(settings)
    own = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    found = Databases(shared=own if worker == "alone" else own.parent, own=own, worker=worker)
    yield found
    found.close()


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """A migrated database. Ask for `session` to write: what is committed here stays."""
    return databases.get(request.param)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.writing.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """The test's own session. Commit freely: it is all rolled back."""
    with joined_session(connection) as opened:
        yield opened


@pytest.fixture
def query_budget(connection: Connection) -> QueryBudget:
    """`with query_budget(5): ...` fails when more statements than that reach the database."""

    @contextmanager
    def watch(allowed: int) -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
                seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(connection, "before_cursor_execute", note)
        assert len(seen) <= allowed, f"{len(seen)} statements, {allowed} allowed:\n" + "\n".join(seen)

    return watch


@pytest.fixture
def frozen_now() -> Iterator[datetime]:
    """The clock stands still at NOW for the whole process."""
    with time_machine.travel(NOW, tick=False):
        yield NOW

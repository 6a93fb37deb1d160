"""What every test may ask for: a database on both engines, a session, a client, a signed-in client, a frozen clock.

A test that asks for `database`, or for anything made from it, runs twice: on SQLite and on PostgreSQL. Whatever it
writes is rolled back. Run one engine alone with `-k sqlite`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings, prepare
from app.main import create_app
from app.security import reset_limits, session_cookie_name
from registry.access import SYSTEM, Role
from registry.accounts import passwords, service, sessions
from registry.accounts.models import Account
from registry.candidates.models import Candidate
from registry.db import Database
from tests.databases import BACKENDS, Databases, OneConnection, joined_session

AsRole = Callable[..., TestClient]
QueryBudget = Callable[[int], AbstractContextManager[list[str]]]

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""The frozen moment: Monday, nine in the morning in Guatemala."""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Demo settings that read nothing from the machine's environment."""
    for name in [name for name in os.environ if name.startswith("SENDERO_")]:
        del os.environ[name]
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
    """A migrated database. Ask for `session` or `client` to write: what is committed here stays."""
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
def app(settings: Settings, connection: Connection) -> Any:
    reset_limits()
    return create_app(settings, OneConnection(connection))


@pytest.fixture
def new_client(app: Any, session: Session) -> Callable[[], TestClient]:
    """Browsers, each with its own cookies, that see what `session` wrote and show it what they changed."""

    def send_first(_request: Any) -> None:
        session.flush()

    def read_anew(_response: Any) -> None:
        session.expire_all()

    def make() -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)
        client.event_hooks = {"request": [send_first], "response": [read_anew]}
        return client

    return make


@pytest.fixture
def client(new_client: Callable[[], TestClient]) -> TestClient:
    """A browser in which nobody is signed in. Redirects are answers; follow them by hand."""
    return new_client()


@pytest.fixture
def as_role(new_client: Callable[[], TestClient], session: Session, settings: Settings) -> AsRole:
    """`as_role(Role.OFFICER)`: a browser with that role signed in, each call another person.

    Give `employer_id`, `agency_id` or `centre` for those roles, `candidate=` for Role.CANDIDATE.
    """

    def sign_in(role: Role, *, candidate: Candidate | None = None, **scope: Any) -> TestClient:
        browser = new_client()
        if role is Role.PUBLIC:
            return browser
        if role is Role.CANDIDATE:
            assert candidate is not None, "a candidate signs in as themselves: give candidate="
            token = sessions.open_for_candidate(session, candidate, "tests")
        else:
            token = sessions.open_for_account(session, new_account(session, role, **scope), "tests")
        browser.cookies.set(session_cookie_name(settings), token)
        return browser

    return sign_in


def new_account(session: Session, role: Role, **scope: Any) -> Account:
    """An active account with a second factor, made the way people make theirs."""
    number = (session.scalar(select(func.count(Account.id))) or 0) + 1
    email = f"{role}-{number}@example.org"
    account, token = service.invite(session, SYSTEM, email=email, name=f"{role} {number}", role=role, **scope)
    secret = passwords.new_totp_secret()
    code = passwords.current_code(secret)
    service.activate(session, token, password="un camino de piedra", secret=secret, code=code)
    return account


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

"""One world per test run and database, never changed: every request in it is undone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.candidate.notebook import REGISTRATION, cookie_name
from app.config import Settings
from app.downloads import files_folder
from app.main import create_app
from app.readiness import Lookout
from app.security import reset_limits, session_cookie_name
from registry import migrations
from registry.access import Role
from registry.accounts import sessions
from registry.accounts.models import Account
from registry.audit import heads
from registry.candidates.models import Candidate
from registry.db import Database
from registry.shortlists.pool import Pool
from tests.conftest import NOW
from tests.databases import Databases, OneConnection, joined_session
from tests.web.access import markers
from tests.web.access.world import World, build


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: Any) -> None:
    """The world was made at that moment."""


@dataclass(frozen=True)
class Place:
    """A world, the database it lies in, and its files: what is removed from the disk no rollback brings back."""

    world: World
    database: Database
    files: dict[Path, bytes]

    def put_files_back(self) -> None:
        for path, content in self.files.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


@pytest.fixture(scope="session")
def place(databases: Databases, settings: Settings) -> Iterator[Place]:
    folder = files_folder(settings)
    before = set(folder.rglob("*"))
    with databases.empty("sqlite") as database:
        migrations.upgrade(database)
        # Only while it is built: it outlives these tests, and the tests of others have a clock of their own.
        with time_machine.travel(NOW, tick=False), database.session(write=True) as session:
            world = build(session, folder, own=markers.person(), other=markers.neighbour())
            session.commit()
        made = {path for path in folder.rglob("*") if path.is_file()} - before
        yield Place(world, database, {path: path.read_bytes() for path in made})


@pytest.fixture
def world(place: Place) -> World:
    return place.world


@pytest.fixture
def connection(place: Place) -> Iterator[Connection]:
    """The world's connection, in a transaction that is undone."""
    with place.database.writing.connect() as opened:
        outer = opened.begin()
        yield opened
        outer.rollback()


@pytest.fixture(scope="session")
def made_app(settings: Settings, place: Place) -> FastAPI:
    return create_app(settings, place.database)


@pytest.fixture
def app(made_app: FastAPI, connection: Connection) -> FastAPI:
    """Made once, because that takes longer than most tests; each has its own connection and ranks from the start."""
    made_app.state.database = OneConnection(connection)
    made_app.state.pool = Pool()
    made_app.state.lookout = Lookout()
    # The heads of a log that was rolled back would say that this one was changed.
    shutil.rmtree(made_app.state.settings.data_dir / heads.FOLDER, ignore_errors=True)
    return made_app


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


Undone = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def undone(connection: Connection, place: Place) -> Undone:
    """`with undone(): ...` leaves the world as it was."""

    @contextmanager
    def around() -> Iterator[None]:
        # In SQL: what SQLAlchemy rolls back it leaves open, and after thousands of requests the database has thousands
        # of savepoints, one within the other, to look through and to lock.
        connection.exec_driver_sql("SAVEPOINT undone")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT undone")
            connection.exec_driver_sql("RELEASE SAVEPOINT undone")
            place.put_files_back()

    return around


class Visitor:
    """A browser of one role, or a script with its key under /api; each request is undone.

    Not Starlette's client: its threads and loops take longer than the thousands of requests themselves.
    """

    def __init__(
        self, app: FastAPI, runner: asyncio.Runner, undone: Undone, cookies: dict[str, str], key: str | None
    ) -> None:
        # An address for documents: whoever asks from this machine itself may read its figures.
        self.transport = ASGITransport(app=app, client=("192.0.2.1", 40000))
        self.runner = runner
        self.undone = undone
        self.cookies = cookies
        self.key = key

    def ask(
        self, method: str, path: str, *, data: dict[str, Any] | None = None, json: Any = None
    ) -> Response:
        with self.undone():
            return self.send(method, path, data=data, json=json)

    def send(
        self, method: str, path: str, *, data: dict[str, Any] | None = None, json: Any = None
    ) -> Response:
        """As `ask`, but what it changes stays until the test undoes it."""
        headers = {"Accept-Encoding": "identity"}
        if self.key and path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.key}"
        reset_limits()

        async def exchange() -> Response:
            async with AsyncClient(
                transport=self.transport, base_url="http://127.0.0.1:8000", cookies=self.cookies
            ) as client:
                return await client.request(method, path, data=data, json=json, headers=headers)

        return self.runner.run(exchange())


AsVisitor = Callable[..., Visitor]


@pytest.fixture
def visitor(
    app: FastAPI,
    runner: asyncio.Runner,
    connection: Connection,
    settings: Settings,
    undone: Undone,
    world: World,
) -> AsVisitor:
    """`visitor(Role.OFFICER)`: the one of that role, signed in; `side="other"`: the one of the other side."""

    def sign_in(role: Role, *, side: str = "own") -> Visitor:
        cookies = {}
        if role in (Role.PUBLIC, Role.CANDIDATE, Role.COUNSELLOR):
            cookies[cookie_name(settings, REGISTRATION)] = world.browser_draft
        if role is not Role.PUBLIC:
            with joined_session(connection) as session:
                token = _token(session, role, world, side)
                found = sessions.holder(session, token)
                assert found is not None
                world.own_sessions[role] = found[1].public_id
                cookies[session_cookie_name(settings)] = token
                session.commit()
        return Visitor(app, runner, undone, cookies, world.keys.get(role) if side == "own" else None)

    return sign_in


def _token(session: Session, role: Role, world: World, side: str) -> str:
    at = world.sides[side]
    if role is Role.CANDIDATE:
        person = session.scalars(select(Candidate).where(Candidate.public_id == at.candidate)).one()
        return sessions.open_for_candidate(session, person, "acceso")
    elsewhere = (
        {Role.EMPLOYER: at.employer_account, Role.AGENCY: at.agency_account} if side == "other" else {}
    )
    public_id = elsewhere.get(role, world.accounts[role])
    account = session.scalars(select(Account).where(Account.public_id == public_id)).one()
    return sessions.open_for_account(session, account, "acceso")

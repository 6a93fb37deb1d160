"""The databases of a test run: a SQLite file per worker and, once per run, a throw-away PostgreSQL server.

The server listens on loopback only, with a random password, as the user `postgres` when we are root (initdb refuses
root). All workers of a run share it; it stops and removes itself when the last of them is gone, however they went.
Start at `Databases`.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from registry import migrations
from registry.db import Database

BACKENDS = ("sqlite", "postgresql")
_TEMPLATE = "sendero_template"
# Reads until every test process has closed the other end, then ends the server and its folder.
_UNDERTAKER = 'cat "$1/alive" >/dev/null; "$2/pg_ctl" -D "$1/data" -m immediate stop >/dev/null; rm -rf "$1"'
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB"


class Databases:
    """Hands out migrated databases. `shared` is a folder that all workers of this run see, `worker` a unique name."""

    def __init__(self, shared: Path, own: Path, worker: str) -> None:
        self.shared = shared
        self.own = own
        self.worker = worker
        self._open: dict[str, Database] = {}
        self._alive: int | None = None

    def get(self, backend: str) -> Database:
        """This worker's migrated database; tests roll back what they write to it."""
        if backend not in self._open:
            self._open[backend] = self._sqlite() if backend == "sqlite" else Database(self._clone())
        return self._open[backend]

    @contextmanager
    def empty(self, backend: str) -> Iterator[Database]:
        """A database without a schema, gone afterwards."""
        name = f"empty_{secrets.token_hex(4)}"
        if backend == "sqlite":
            database = Database(f"sqlite:///{self.own / name}.db")
        else:
            database = Database(self._create(name, template="template0"))
        try:
            yield database
        finally:
            database.dispose()

    @contextmanager
    def migrated(self, backend: str) -> Iterator[Database]:
        """A migrated database that nobody else has: what is committed there is seen by other processes."""
        name = f"own_{secrets.token_hex(4)}"
        if backend == "sqlite":
            self.get("sqlite")
            address = f"sqlite:///{self.own / name}.db"
            with closing(sqlite3.connect(self.own / "tests.db")) as template:
                template.execute("VACUUM INTO ?", (str(self.own / f"{name}.db"),))
        else:
            address = self._create(name, template=_TEMPLATE)
        database = Database(address)
        try:
            yield database
        finally:
            database.dispose()

    def close(self) -> None:
        for database in self._open.values():
            database.dispose()
        if self._alive is not None:
            os.close(self._alive)

    def _sqlite(self) -> Database:
        database = Database(f"sqlite:///{self.own / 'tests.db'}")
        migrations.upgrade(database)
        return database

    def _clone(self) -> str:
        return self._create(f"tests_{self.worker}", template=_TEMPLATE)

    def _create(self, name: str, *, template: str) -> str:
        server = self._server()
        _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
        return _address(server.set(database=name))

    def _server(self) -> URL:
        """The run's server, started by the first worker that asks."""
        noted = self.shared / "postgresql.json"
        with (self.shared / "postgresql.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._alive is None and noted.exists():
                self._alive = _join(Path(json.loads(noted.read_text())["folder"]))
            if self._alive is None:
                folder, url = _start_server()
                # For reading too: the undertaker may not have opened its end yet.
                self._alive = os.open(folder / "alive", os.O_RDWR)
                noted.write_text(json.dumps({"folder": str(folder), "url": _address(url)}))
                _execute(url, f"CREATE DATABASE {_TEMPLATE}")
                template = Database(_address(url.set(database=_TEMPLATE)))
                migrations.upgrade(template)
                template.dispose()
        return make_url(json.loads(noted.read_text())["url"])


class OneConnection(Database):
    """The application's database while a test runs: every session works inside the test's own transaction.

    On SQLite a reading session refuses to write here too, as it does in the real one.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.url = connection.engine.url
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.writing = self.reading = connection.engine
        self._modes = [True]

    @contextmanager
    def session(self, *, write: bool) -> Iterator[Session]:
        self._modes.append(write)
        self._apply_mode()
        try:
            with joined_session(self.connection) as session:
                # Its savepoint begins here, so that savepoints end in the order in which sessions do.
                session.connection()
                yield session
                if not write:
                    # It only read: what another session committed meanwhile stays, as it does in the real one.
                    session.expunge_all()
                    session.commit()
        finally:
            self._modes.pop()
            self._apply_mode()

    def dispose(self) -> None:
        """The connection belongs to the test."""

    def _apply_mode(self) -> None:
        if self.is_sqlite:
            self.connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if self._modes[-1] else 'ON'}")


def joined_session(connection: Connection) -> Session:
    """A session whose commit ends a savepoint, so that the test's transaction can still be rolled back."""
    return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


def _start_server() -> tuple[Path, URL]:
    bin_folder = _postgresql_bin()
    identity: dict[str, Any] = {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL}
    folder = Path(tempfile.mkdtemp(prefix="sendero-postgresql-"))
    password, port = secrets.token_hex(16), _free_port()
    os.mkfifo(folder / "alive")
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        identity |= {"user": "postgres", "group": "postgres", "extra_groups": []}
        for path in (folder, folder / "alive", folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    data = str(folder / "data")
    subprocess.run(
        [bin_folder / "initdb", "-D", data, "-U", "sendero", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
         "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"],
        **identity,
    )  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {_FAST}"
    log = str(folder / "log")
    subprocess.run([bin_folder / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], **identity)
    identity.pop("check")
    subprocess.Popen(
        ["/bin/sh", "-c", _UNDERTAKER, "sh", str(folder), str(bin_folder)],
        **identity,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    ).returncode = 0  # It outlives us on purpose.
    url = URL.create("postgresql+psycopg", "sendero", password, "127.0.0.1", port, "postgres")
    return folder, url


def _postgresql_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is missing. Type: sudo apt-get install -y postgresql (or: make test)")
    return found[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _join(folder: Path) -> int | None:
    """Hold the life line of a server that another worker started; None when it has ended."""
    try:
        return os.open(folder / "alive", os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def _execute(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)

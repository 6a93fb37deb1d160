"""A consistent copy of a running database, and what it holds: counted in the very state that was copied.

SQLite: VACUUM INTO through a connection that cannot write (never a copy of the live file). PostgreSQL: pg_dump on the
snapshot of the transaction that counts.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from registry import events
from registry.backups.sealing import Unusable
from registry.db import Database


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a database holds: rows by table, the schema's revision, id and hash of the newest event, and how many
    events do not follow from the one before (0 unless somebody changed the log)."""

    engine: str
    revision: str
    tables: dict[str, int]
    head: tuple[int, str]
    breaks: int


def holdings(connection: Connection) -> Holdings:
    names = sorted(inspect(connection).get_table_names())
    if "alembic_version" not in names or "event" not in names:
        raise Unusable("the database has no tables of Sendero: run sendero migrate")
    quote = connection.dialect.identifier_preparer.quote
    counts = {
        name: int(connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one())  # nosec B608 # names of our own tables, quoted
        for name in names
    }
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    head = connection.execute(text("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1")).first()
    return Holdings(
        engine="sqlite" if connection.dialect.name == "sqlite" else "postgresql",
        revision=str(revision),
        tables=counts,
        head=(int(head.id), str(head.hash)) if head else (0, events.GENESIS),
        breaks=sum(1 for _ in events.breaks(Session(connection))),
    )


def copy(database: Database, target: Path) -> Holdings:
    """Write the copy to `target`, checked. Raises Unusable with what stopped it."""
    return _copy_sqlite(database, target) if database.is_sqlite else _dump(database, target)


def _copy_sqlite(database: Database, target: Path) -> Holdings:
    live = Path(str(database.url.database))
    if not live.exists():
        raise Unusable(f"there is no database at {live}")
    try:
        with closing(sqlite3.connect(f"{live.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as source:
            source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise Unusable(f"the database could not be copied: {error}") from error
    return check_sqlite(target)


def check_sqlite(path: Path) -> Holdings:
    """What the file holds, after SQLite's own checks of it. Raises Unusable."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            is_loose = connection.execute("PRAGMA foreign_key_check").fetchone() is not None
    except sqlite3.Error as error:
        raise Unusable(f"the copy is no readable database: {error}") from error
    if verdict != "ok" or is_loose:
        raise Unusable("the copy does not pass the integrity check of SQLite")
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as opened:
            return holdings(opened)
    finally:
        engine.dispose()


def _dump(database: Database, target: Path) -> Holdings:
    with database.reading.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            connection.execute(text("SET TRANSACTION READ ONLY"))
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            found = holdings(connection)
            words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            run_postgresql(database.url, ["pg_dump", *words, f"--file={target}"])
    run_postgresql(None, ["pg_restore", "--list", str(target)])
    return found


def run_postgresql(url: URL | None, command: list[str]) -> None:
    """One of PostgreSQL's own programs on this database. Raises Unusable with the last line it said."""
    environment = dict(os.environ)
    if url is not None:
        command = [*command, "--dbname=" + _address(url)]
        # By the environment: the list of processes shows arguments to everybody.
        environment["PGPASSWORD"] = url.password or ""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, the address comes from the operator's settings # nosec B603
            command, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise Unusable(f"{command[0]} is missing: install postgresql-client") from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no word why"]
        raise Unusable(f"{command[0]} failed: {said[-1]}")


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


@contextmanager
def work_folder(data_dir: Path) -> Iterator[Path]:
    """Where the copy lies before it is sealed: beside the data, for the owner alone, emptied of what a killed run left.

    Raises Unusable while another backup runs.
    """
    folder = data_dir / ".backup-work"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (data_dir / ".backup-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unusable("another backup is being made") from error
        shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

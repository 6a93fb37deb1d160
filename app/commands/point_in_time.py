"""PostgreSQL back to a chosen second: a base backup and the archived log, on a server that is thrown away.

It is tried with two lines in the event log: one before the chosen second, one after it. The power is cut, the base
backup is put where a new server finds it, and that one reads the archive up to the second. The first line must be
there, the second must not.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from app.commands.throw_away import ThrowAwayServer
from registry import events
from registry.access import SYSTEM
from registry.backups.copying import Holdings, holdings
from registry.backups.sealing import Unusable
from registry.db import Database

ARCHIVE_SECONDS = 60
_PATIENCE = 120


def archiving(server: ThrowAwayServer) -> list[str]:
    """Options of a server that hands every finished piece of its log to a folder: as in docs/operations.md."""
    archive = server.folder / "archive"
    # Under another name until it is whole, and never over what is there.
    command = f"test ! -f {archive}/%f && cp %p {archive}/.%f && mv {archive}/.%f {archive}/%f"
    return [
        "-c wal_level=replica",
        "-c archive_mode=on",
        f"-c archive_timeout={ARCHIVE_SECONDS}",
        f"-c archive_command='{command}'",
    ]


def go_back(server: ThrowAwayServer, name: str) -> tuple[Holdings, float]:
    """What the database holds at a second between two lines, and how many seconds it took to stand there again.

    The server archives and holds the database `name`. Raises Unusable.
    """
    base = server.folder / "base"
    server.base_backup(base)
    database = Database(server.url(name).render_as_string(hide_password=False))
    _note(database, "before")
    with database.reading.connect() as connection:
        kept = holdings(connection)
        moment = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    _note(database, "after")
    _wait_for_archive(database)
    database.dispose()
    server.stop("immediate")
    began = time.monotonic()
    _recover(server, base, moment)
    database = Database(server.url(name).render_as_string(hide_password=False))
    try:
        _wait_for_promotion(database)
        seconds = time.monotonic() - began
        with database.reading.connect() as connection:
            found = holdings(connection)
    finally:
        database.dispose()
    if found != kept:
        raise Unusable("the recovered database is not the one of the chosen second")
    return found, seconds


def _note(database: Database, word: str) -> None:
    with database.session(write=True) as session:
        events.record(session, SYSTEM, "drill", "point-in-time", word)
        session.commit()


def _wait_for_archive(database: Database) -> None:
    """Until the piece of the log that holds the second line lies in the archive."""
    with database.reading.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wanted = connection.execute(text("SELECT pg_walfile_name(pg_switch_wal())")).scalar_one()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            done = connection.execute(text("SELECT last_archived_wal FROM pg_stat_archiver")).scalar_one()
            if done is not None and done >= wanted:
                return
            time.sleep(0.1)
    raise Unusable("the log of the server does not reach the archive")


def _recover(server: ThrowAwayServer, folder: Path, moment: datetime) -> None:
    archive = server.folder / "archive"
    server.write(folder / "recovery.signal", "")
    with (folder / "postgresql.auto.conf").open("a") as settings:
        settings.write(
            f"restore_command = 'cp {archive}/%f %p'\n"
            f"recovery_target_time = '{moment.isoformat()}'\n"
            "recovery_target_action = 'promote'\n"
        )
    server.start(folder)


def _wait_for_promotion(database: Database) -> None:
    end = time.monotonic() + _PATIENCE
    with database.reading.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
            if time.monotonic() > end:
                raise Unusable("the recovered server does not open")
            time.sleep(0.1)

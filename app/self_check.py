"""What a start makes sure of, beyond the settings: `serve` and `worker` refuse, `sendero check` says the same.

Sentences for the operator. What only wants to be known is a note and stops nothing.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app import readiness
from app.config import Settings
from registry import migrations
from registry.accounts.models import Account, Passkey
from registry.accounts.states import AccountState
from registry.certificates import keys as credential_keys
from registry.db import Database
from registry.opendata import signing

_REFUSED = {
    "database_no_answer": "the database does not answer",
    "disk_full": "the disk of the data directory is full: make room first",
    "data_not_writable": "the data directory cannot be written to by this user",
    "clock_wrong": "the clock of this machine is behind the program or the newest act: set it first",
    "log_changed": "the log of acts does not hold the head that was written down: sendero verify-log",
}
_NOTED = {
    "change_altered": "a waiting change of an account was altered in the database and never happens: stop it",
    "disk_low": "less than 1 GB is free where the data lie",
    "backup_missing": "no backup was ever taken: sendero backup, every day",
    "backup_late": "the last backup is older than a day",
    "sqlite_version": (
        f"SQLite {sqlite3.sqlite_version} has the WAL-reset fault of versions before 3.51.3; Sendero writes through "
        "one connection only, which avoids it. Do not start a second server process"
    ),
}
_SECRET_FILES = ("demo-keys", "demo-backup-key", signing.FILE, credential_keys.FILE)


def refusals(settings: Settings, database: Database) -> list[str]:
    """Why this installation must not serve; empty when it may."""
    found = readiness.look(settings, database).problems()
    told = [_REFUSED[code] for code in found if code in _REFUSED]
    told += _open_files(settings.data_dir)
    if "database_no_answer" in found:
        return told
    if not migrations.is_current(database):
        told.append("the schema is not current: run sendero migrate")
    else:
        told += _about_second_factors(database)
    return told + (_about_sqlite(database) if database.is_sqlite else [])


def notes(settings: Settings, database: Database) -> list[str]:
    """What somebody should know, and nothing waits for."""
    return [_NOTED[code] for code in readiness.look(settings, database).problems() if code in _NOTED]


def _open_files(data_dir: Path) -> list[str]:
    """Keys that others on this machine could read."""
    found = [path for name in _SECRET_FILES if (path := data_dir / name).exists()]
    return [
        f"{path} can be read by others: chmod 600 {path}" for path in found if path.stat().st_mode & 0o077
    ]


def _about_sqlite(database: Database) -> list[str]:
    """Each commit is on the disk before it is acknowledged, and readers do not wait for the writer."""
    path = Path(str(database.url.database))
    told = []
    with database.reading.connect() as connection:
        if connection.execute(text("PRAGMA journal_mode")).scalar() != "wal":
            told.append("the database is not in WAL mode: its disk does not allow it")
        if connection.execute(text("PRAGMA synchronous")).scalar() != 2:
            told.append("the database does not wait for the disk (synchronous is not FULL)")
    if not os.access(path.parent, os.W_OK):
        told.append(f"{path.parent} cannot be written to by this user")
    return told


def _about_second_factors(database: Database) -> list[str]:
    """An account that is active without a second factor was made past the invitations."""
    try:
        with database.session(write=False) as session:
            bare = session.scalar(
                select(Account.public_id)
                .where(
                    Account.state == AccountState.ACTIVE,
                    Account.password_hash.is_not(None),
                    Account.totp_secret.is_(None),
                    Account.id.not_in(select(Passkey.account_id)),
                )
                .limit(1)
            )
    except SQLAlchemyError:
        return ["the accounts cannot be read"]
    return [] if bare is None else [f"account {bare} is active without a second factor: invite it anew"]

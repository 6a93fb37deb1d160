"""What every command starts with: checked settings, an open database, and one way to fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from app import logs
from app.config import Misconfigured, Settings, prepare
from registry import migrations
from registry.db import Database
from registry.law.queries import in_force
from registry.schemes.law import Ruleset
from registry.schemes.loader import ruleset
from registry.shortlists.pool import Pool


class CommandFailed(Exception):
    """The command cannot go on; its text is one clear line for the operator."""


def ready_settings(**overrides: object) -> Settings:
    """Settings from the environment, prepared. Raises CommandFailed with every problem named."""
    settings = Settings(**overrides)  # type: ignore[arg-type]
    try:
        settings = prepare(settings)
    except Misconfigured as error:
        raise CommandFailed(
            "cannot start safely.\n" + "\n".join(f"  - {text}" for text in error.problems)
        ) from error
    logs.configure(settings)
    return settings


@contextmanager
def opened(*, write: bool) -> Iterator[Session]:
    """A session on the configured database; committed at the end when `write`."""
    settings = ready_settings()
    database = Database(settings.database_url)
    try:
        with database.session(write=write) as session:
            yield session
            if write:
                session.commit()
    finally:
        database.dispose()


@contextmanager
def everybody() -> Iterator[Pool]:
    """The index of everybody, from the file that the server keeps; where there was none, one is written at the end.
    Not in a data directory of somebody else (a command run as root): the server could not read what root wrote."""
    folder = Settings().data_dir
    pool = Pool(folder / "index", only_reads=folder.stat().st_uid != os.geteuid())
    try:
        yield pool
    finally:
        pool.settle()


@contextmanager
def recorded() -> Iterator[Session | None]:
    """A reading session on the installation's database; None where there is none yet."""
    database = Database(Settings().database_url)
    try:
        is_there = not database.is_sqlite or Path(str(database.url.database)).exists()
        if is_there and migrations.is_current(database):
            with database.session(write=False) as session:
                yield session
        else:
            yield None
    finally:
        database.dispose()


def law_in_force() -> Ruleset:
    """The law of this installation: the files' with what was approved. Where there is no database, the files' alone."""
    with recorded() as session:
        return in_force(session) if session is not None else ruleset()

"""What every command starts with: checked settings, an open database, and one way to fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app import logs
from app.config import Misconfigured, Settings, prepare
from registry.db import Database


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

"""The schema's history, the same for SQLite and PostgreSQL.

`upgrade` brings a database to the newest version, `is_current` tells whether it is there; `versions/` holds
one file per change. A new one: `alembic revision --autogenerate -m "what changes"`, then read and correct it.
Versions stand alone: they name plain column types and import nothing of today's models. There is no way down: what
a version undid would be lost data, so one goes back by restoring the backup.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from registry.db import Database

__all__ = ["heads", "is_current", "upgrade"]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def heads() -> list[str]:
    """The newest versions known to the code: exactly one, or two people changed the schema at once."""
    return list(ScriptDirectory.from_config(_config()).get_heads())


def is_current(database: Database) -> bool:
    """True when the database stands at the newest version."""
    with database.reading.connect() as connection:
        return list(MigrationContext.configure(connection).get_current_heads()) == heads()


def upgrade(database: Database) -> None:
    """Bring the database to the newest version in one transaction: all of it or nothing."""
    with database.writing.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        if database.is_sqlite:
            # A table is changed by copying it; its checks wait until the copy stands. Not settable later.
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                command.upgrade(_config(connection), "head")
                if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration left rows that point at nothing")
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")

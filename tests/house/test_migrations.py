"""The schema has one history, it makes what the models say, and it runs on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import events, migrations
from registry.access import SYSTEM
from registry.db import Database
from registry.models import Base
from tests.databases import BACKENDS, Databases


def test_one_head() -> None:
    assert len(migrations.heads()) == 1


def test_models_match(database: Database) -> None:
    assert len(Base.metadata.tables) > 20
    with database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_check_constraints_match(database: Database) -> None:
    """Autogenerate does not compare these, and they are the database's own copy of the rules."""
    found = inspect(database.reading)
    looked_at = 0
    for table in Base.metadata.sorted_tables:
        wanted = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {one["name"] for one in found.get_check_constraints(table.name)} == wanted, table.name
        looked_at += len(wanted)
    assert looked_at > 10


@pytest.mark.parametrize("backend", BACKENDS)
def test_upgrade_from_scratch_and_again(databases: Databases, backend: str) -> None:
    with databases.empty(backend) as database:
        assert not migrations.is_current(database)
        migrations.upgrade(database)
        assert migrations.is_current(database)
        migrations.upgrade(database)
        assert set(inspect(database.reading).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("statement", ["UPDATE event SET verb = 'other'", "DELETE FROM event"])
def test_the_log_is_append_only(session: Session, statement: str) -> None:
    events.record(session, SYSTEM, "account", "abc", "invite")
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))
    assert list(events.breaks(session)) == []

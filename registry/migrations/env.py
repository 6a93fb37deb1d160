"""How Alembic runs: in the transaction of `registry.migrations.upgrade`, or from the `alembic` command."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, TypeDecorator

from registry.db import Database
from registry.migrations import guards
from registry.models import Base


def plain_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Versions name the column type below our own types, so that they never change with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        guards.lift(connection)
        context.run_migrations()
        guards.lay(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    own = Database(os.environ.get("SENDERO_DATABASE_URL", "sqlite:///var/sendero.db"))
    with own.writing.connect() as opened, opened.begin():
        run(opened)
    own.dispose()

"""Data of any revision: rows for every table as the schema itself describes them, so that a migration has something to
move. Tables, keys and checks are read from the database; of today's models only the words that a column may hold."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError, StatementError

from registry import crypto
from registry.migrations import guards
from registry.models import Base

_MOMENT = datetime(2026, 1, 5, 12, tzinfo=UTC)
_ONE_OF = re.compile(r"(\w+)\)?(?:::text)?\)? (?:IN \(|= ANY \(+ARRAY\[)([^)\]]+)[)\]]")
_QUOTED = re.compile(r"'([^']*)'")
_MANY = 10_000
_FEW = 12
# Written by its own door; the rest of the log is bound to it.
_APART = frozenset({"event", "alembic_version"})


def fill(connection: Connection, *, only: set[str] | None = None) -> dict[str, int]:
    """Rows in every table that takes some (in `only`, where given); returns how many each holds now."""
    guards.lift(connection)
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name in _APART or (only is not None and table.name not in only):
            continue
        _fill(connection, table, _MANY if table.name == "candidate" else _FEW)
    guards.lay(connection)
    return counts(connection)


def counts(connection: Connection) -> dict[str, int]:
    names = inspect(connection).get_table_names()
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def _fill(connection: Connection, table: Table, wanted: int) -> None:
    allowed = _allowed(connection, table.name)
    parents = {column.name: _keys(connection, column) for column in table.columns if column.foreign_keys}
    rows = [_row(table, number, allowed, parents) for number in range(wanted)]
    try:
        with connection.begin_nested():
            connection.execute(insert(table), rows)
    except (DatabaseError, StatementError):
        # A rule between columns that no reader of schemas can guess: one by one, and those that fit stay.
        for row in rows[:_FEW]:
            _try(connection, table, row)


def _try(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    try:
        with connection.begin_nested():
            connection.execute(insert(table), [row])
    except (DatabaseError, StatementError):
        return


def _allowed(connection: Connection, name: str) -> dict[str, list[str]]:
    """Column -> the words that its check allows; where there was none yet, those that the code wrote all along, which
    the check of today lists."""
    found = _words(check["sqltext"] for check in inspect(connection).get_check_constraints(name))
    today = Base.metadata.tables.get(name)
    later = (
        _words(str(one.sqltext) for one in today.constraints if isinstance(one, CheckConstraint))
        if today is not None
        else {}
    )
    return {
        column: [word for word in words if word in later.get(column, words)] or words
        for column, words in (later | found).items()
    }


def _words(checks: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sql in checks:
        for column, words in _ONE_OF.findall(sql):
            found.setdefault(column, _QUOTED.findall(words))
    return found


def _keys(connection: Connection, column: Column[Any]) -> list[Any]:
    target = next(iter(column.foreign_keys)).column
    return list(connection.scalars(select(target).limit(50)))


def _row(
    table: Table, number: int, allowed: dict[str, list[str]], parents: dict[str, list[Any]]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            keys = parents[column.name]
            if not column.nullable and keys:
                row[column.name] = keys[number % len(keys)]
        elif column is table.autoincrement_column:
            continue
        elif allowed.get(column.name) and not column.nullable:
            row[column.name] = allowed[column.name][0]
        elif not column.nullable or column.name in {"given_names", "surnames", "dpi", "phone"}:
            row[column.name] = _value(column, number)
    return row


def _value(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, String):
        return f"{secrets.token_hex(6)}{number}"[-(kind.length or 40) :]
    if isinstance(kind, LargeBinary):
        return crypto.encrypt(f"Persona {number}")
    for type_, value in (
        (Boolean, False),
        (DateTime, _MOMENT),
        (Date, date(2026, 1, 5)),
        (Float, 1.0),
        (JSON, []),
    ):
        if isinstance(kind, type_):
            return value
    return number + 1 if isinstance(kind, (Integer, Numeric)) else "x"

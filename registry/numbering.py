"""Numbers that people read aloud and print: V-2026-00001, E-2026-00001, R-0001."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session


def next_number(session: Session, column: InstrumentedAttribute[Any], prefix: str, digits: int = 5) -> str:
    """The next free number with this prefix ("V-2026-"), without a gap and without a double.

    PostgreSQL waits on a lock for the prefix until the other transaction ends; SQLite has one writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:prefix))"), {"prefix": prefix})
    session.flush()
    last = session.scalar(select(func.max(column)).where(column.like(f"{prefix}%")))
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:0{digits}d}"

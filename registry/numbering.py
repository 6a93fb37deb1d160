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
    # The longest first: "R-10000" follows "R-9999". What was imported with letters in it is not one of ours.
    given = (
        select(column).where(column.like(f"{prefix}%")).order_by(func.length(column).desc(), column.desc())
    )
    numbers = (str(number).removeprefix(prefix) for number in session.scalars(given.limit(50)))
    last = next((int(number) for number in numbers if number.isdecimal()), 0)
    return f"{prefix}{last + 1:0{digits}d}"

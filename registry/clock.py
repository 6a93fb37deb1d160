"""The one clock. Tests freeze it by freezing the process time; nothing else asks for the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

GUATEMALA = ZoneInfo("America/Guatemala")

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Guatemala: dates of law and of people are local dates."""
    return now().astimezone(GUATEMALA).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The clock stands at `moment` inside. For registry.seeds alone: invented people need a past, real ones have one.

    Raises ValueError for a moment without a zone or one that has not come yet.
    """
    if moment.tzinfo is None or moment > datetime.now(UTC):
        raise ValueError(f"{moment} is no moment of the past")
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)

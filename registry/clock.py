"""The one clock. Tests freeze it by freezing the process time; nothing else asks for the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

GUATEMALA = ZoneInfo("America/Guatemala")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Guatemala: dates of law and of people are local dates."""
    return now().astimezone(GUATEMALA).date()

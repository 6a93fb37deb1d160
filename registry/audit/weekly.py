"""Once a week the auditors are told that the list of the week before is there (trust.md T5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.audit import watch


def make_due(session: Session) -> bool:
    """Write down the week before this Monday, unless it is written down. The event becomes the auditors' mail."""
    monday = clock.today() - timedelta(days=clock.today().weekday())
    first, last = monday - timedelta(days=7), monday - timedelta(days=1)
    if (
        session.scalar(
            select(events.Event.id).where(
                events.Event.noun == "log", events.Event.record_id == monday.isoformat()
            )
        )
        is not None
    ):
        return False
    since, until = (datetime.combine(day, time.min, tzinfo=clock.GUATEMALA) for day in (first, monday))
    data = {
        "fast": watch.fast_count(session, since, until),
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    events.record(session, SYSTEM, "log", monday.isoformat(), "make_week", data=data)
    return True

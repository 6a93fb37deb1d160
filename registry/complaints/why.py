"""Why somebody did something with a report, in their words: sealed with the report. The log holds the act alone, for
more people read it, and it forgets nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor
from registry.complaints.handling import Why
from registry.complaints.models import Complaint
from registry.errors import Invalid

SHORTEST = 3


def said(reason: str, *, field: str) -> str:
    """The reason as it is kept. Raises Invalid("reason_missing") on `field`."""
    if len(reason.strip()) < SHORTEST:
        raise Invalid("reason_missing", field=field)
    return reason.strip()


def record(
    session: Session,
    actor: Actor,
    complaint: Complaint,
    verb: str,
    reason: str,
    *,
    data: dict[str, Any] | None = None,
) -> None:
    """Write the act into the log and its reason beside the report."""
    keep(
        session,
        complaint,
        events.record(session, actor, "complaint", complaint.public_id, verb, data=data),
        reason,
    )


def keep(session: Session, complaint: Complaint, event: events.Event, reason: str) -> None:
    """The reason of an act that the log holds already."""
    session.add(Why(event_id=event.id, complaint_id=complaint.id, text=reason))
    session.flush()


def of(session: Session, found: Iterable[events.Event]) -> dict[int, str]:
    """Id of the event -> the reason kept of it, where there is one."""
    ids = [one.id for one in found]
    return dict(session.execute(select(Why.event_id, Why.text).where(Why.event_id.in_(ids))).all())

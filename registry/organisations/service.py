"""The verbs of employers and agencies."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM, Actor
from registry.events import Event
from registry.moves import move
from registry.organisations.models import Agency, Standing
from registry.organisations.states import IN_GOOD_STANDING


def move_agency(
    session: Session, actor: Actor, agency: Agency, verb: str, *, reason: str | None = None, public_reason: str = ""
) -> Event:
    """Move an agency and write the dated line of its public history in the same transaction."""
    event = move(session, actor, agency, verb, reason=reason)
    session.add(
        Standing(agency_id=agency.id, state=agency.state, since=clock.today(), public_reason=public_reason or None)
    )
    session.flush()
    return event


def expire_due(session: Session) -> int:
    """Expire agencies whose licence ended before today. Returns how many."""
    query = select(Agency).where(Agency.state.in_(IN_GOOD_STANDING), Agency.valid_to < clock.today())
    due = list(session.scalars(query))
    for agency in due:
        move_agency(session, SYSTEM, agency, "expire")
    return len(due)

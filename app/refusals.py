"""Doors that stayed shut: once a day for each account and page the log says so, for who watches over it (ASVS 16.3.2).

Only for who is signed in with an account, and never about a page of reporters. What was typed is not kept.
"""

from __future__ import annotations

from datetime import datetime, time

import structlog
from fastapi import Request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.deps import database_of
from registry import clock, events
from registry.access import PUBLIC, Actor

log = structlog.get_logger("sendero.refusals")
_WATCHED = ("/centro", "/empleador", "/agencia", "/ministerio", "/admin", "/api/v1", "/mi", "/feria")
# What is none of our pages is noted as one.
_NO_PAGE = "-"


def note(request: Request) -> None:
    """Write it down, unless it is written down today. That it cannot be written changes nothing of the refusal."""
    actor: Actor = getattr(request.state, "actor", PUBLIC)
    if actor.account_id is None or not request.url.path.startswith(_WATCHED):
        return
    route = getattr(request.scope.get("route"), "path", _NO_PAGE)
    database = database_of(request)
    try:
        with database.session(write=False) as session:
            if _is_noted(session, actor, route):
                return
        with database.session(write=True) as session:
            events.record(session, actor, "account", actor.public_id, "refused", data={"route": route})
            session.commit()
    except SQLAlchemyError as error:
        log.warning("refusal_not_noted", kind=type(error).__name__)


def _is_noted(session: Session, actor: Actor, route: str) -> bool:
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.GUATEMALA)
    query = select(events.Event.data).where(
        events.Event.actor == actor.pseudonym,
        events.Event.at >= midnight,
        events.Event.noun == "account",
        events.Event.verb == "refused",
    )
    return any(held.get("route") == route for held in session.scalars(query))

"""Nothing typed is lost: a form that was left, or sent with something wrong in it, is there again."""

from __future__ import annotations

import json

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission, may
from registry.errors import NotAllowed
from registry.organisations.models import Agency, HalfTyped

Typed = dict[str, str | list[str]]


def keep(session: Session, actor: Actor, agency: Agency, page: str, typed: Typed) -> None:
    """Keep what was typed on this page, in the place of what was there. Raises NotAllowed."""
    if not may(actor, Permission.AGENCY_KEEP, agency):
        raise NotAllowed()
    found = _find(session, agency, page)
    if found is None:
        found = HalfTyped(agency_id=agency.id, page=page)
        session.add(found)
    found.typed, found.kept_at = json.dumps(typed, ensure_ascii=False), clock.now()
    session.flush()


def find(session: Session, agency: Agency, page: str) -> Typed | None:
    found = _find(session, agency, page)
    return None if found is None else json.loads(found.typed)


def forget(session: Session, agency: Agency, page: str) -> None:
    """It was kept in full: the draft has done its work."""
    session.execute(delete(HalfTyped).where(HalfTyped.agency_id == agency.id, HalfTyped.page == page))


def pages(session: Session, agency: Agency) -> set[str]:
    """Addresses of the forms that were begun."""
    return set(session.scalars(select(HalfTyped.page).where(HalfTyped.agency_id == agency.id)))


def _find(session: Session, agency: Agency, page: str) -> HalfTyped | None:
    return session.scalar(select(HalfTyped).where(HalfTyped.agency_id == agency.id, HalfTyped.page == page))

"""Every question about legal requests."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.legal_requests.models import LegalRequest

LIST_SIZE = 200
_WHOLE = (
    joinedload(LegalRequest.proposed_by),
    joinedload(LegalRequest.decided_by),
    joinedload(LegalRequest.candidate),
)


def load(session: Session, actor: Actor, public_id: str) -> LegalRequest:
    """Raises NotFound for absent and forbidden alike."""
    found = session.scalar(select(LegalRequest).where(LegalRequest.public_id == public_id).options(*_WHOLE))
    if found is None or not may(actor, Permission.PERSONAL_EXPORT_PROPOSE):
        raise NotFound()
    return found


def listed(session: Session, actor: Actor) -> list[LegalRequest]:
    """The newest first; nothing of the people but their public number is for the page."""
    if not may(actor, Permission.PERSONAL_EXPORT_PROPOSE):
        return []
    return list(
        session.scalars(
            select(LegalRequest).options(*_WHOLE).order_by(LegalRequest.id.desc()).limit(LIST_SIZE)
        )
    )

"""Every question about legal requests."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.legal_requests.models import OWING, LegalRequest, Notice
from registry.legal_requests.states import LegalRequestState

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


def to_do(session: Session, actor: Actor) -> tuple[int, int]:
    """(how many wait for this person's decision, of how many the PDH is still to be told); none for who may not."""
    if not may(actor, Permission.PERSONAL_EXPORT_PROPOSE):
        return 0, 0
    count = select(func.count(LegalRequest.id))
    to_decide = count.where(
        LegalRequest.state == LegalRequestState.PROPOSED, LegalRequest.proposed_by_id != actor.account_id
    )
    to_tell = count.where(LegalRequest.notice == Notice.WILL_BE_TOLD, LegalRequest.state.in_(OWING))
    return session.scalar(to_decide) or 0, session.scalar(to_tell) or 0

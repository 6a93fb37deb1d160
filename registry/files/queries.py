"""Finding stored files, each for those who may read it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.files.models import StoredFile


def load(session: Session, actor: Actor, public_id: str) -> StoredFile:
    """A file of one's own organisation or of oneself; for staff, the files they may read cases of."""
    found = session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    if found is None or not may(actor, _permission(found), found):
        raise NotFound()
    return found


def _permission(stored: StoredFile) -> Permission:
    return Permission.CASE_READ if stored.agency_id is not None else Permission.CANDIDATE_IDENTIFY

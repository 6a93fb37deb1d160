"""Every question about recordings: what pages play, what staff see, how far each language has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.errors import NotFound
from registry.voices.models import Recording
from registry.voices.states import RecordingState


def heard(session: Session, languages: Collection[str]) -> dict[tuple[str, str], Row[tuple[str, str, str]]]:
    """(text id, language) to (fingerprint, sha256, ending) of every approved recording in these languages."""
    query = select(
        Recording.text_id, Recording.language, Recording.fingerprint, Recording.sha256, Recording.ending
    ).where(Recording.state == RecordingState.APPROVED, Recording.language.in_(languages))
    return {(row.text_id, row.language): row for row in session.execute(query)}  # type: ignore[misc]


def is_public(session: Session, sha256: str) -> bool:
    """Whether a sound with this digest is played to the public."""
    query = select(Recording.id).where(Recording.sha256 == sha256, Recording.state == RecordingState.APPROVED)
    return session.scalar(query.limit(1)) is not None


def load(session: Session, actor: Actor, public_id: str) -> Recording:
    """Raises NotFound for absent and forbidden."""
    query = select(Recording).where(Recording.public_id == public_id)
    recording = session.scalar(query) if may(actor, Permission.VOICE_READ) else None
    if recording is None:
        raise NotFound()
    return recording


def of_text(session: Session, actor: Actor, text_id: str) -> list[Recording]:
    """Every recording of a text in every language, the newest first."""
    if not may(actor, Permission.VOICE_READ):
        raise NotFound()
    query = select(Recording).where(Recording.text_id == text_id)
    return list(session.scalars(query.order_by(Recording.id.desc())))


def standing(session: Session, actor: Actor, language: str) -> list[Recording]:
    """What waits or is heard in one language, the newest first."""
    if not may(actor, Permission.VOICE_READ):
        raise NotFound()
    query = select(Recording).where(
        Recording.language == language,
        Recording.state.in_((RecordingState.WAITING, RecordingState.APPROVED)),
    )
    return list(session.scalars(query.order_by(Recording.id.desc())))


def names(session: Session, recordings: Iterable[Recording]) -> dict[int, str]:
    """The names of who uploaded and who decided, by account id."""
    ids = {one.uploaded_by_id for one in recordings} | {
        one.decided_by_id for one in recordings if one.decided_by_id
    }
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}

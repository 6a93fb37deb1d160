"""One act per form and per Idempotency-Key: what was answered before is found by the token that came with it."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import crypto
from registry.access import Actor
from registry.accounts.models import FormToken


def holder_of(actor: Actor) -> str:
    """Whose token it is: one person's token says nothing to another."""
    return crypto.token_hash(str(actor.pseudonym))


def earlier(session: Session, token: str, actor: Actor) -> FormToken | None:
    """The row of this token, when its act was done before. Two at once wait for each other here."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:token))"), {"token": token})
    return session.scalar(
        select(FormToken).where(FormToken.token == token, FormToken.holder == holder_of(actor))
    )

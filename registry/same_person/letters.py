"""What is written to a person of two records: each thing once, and by e-mail too where either record has an address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.candidates.models import Candidate
from registry.messages import optin
from registry.messages.models import MessageContact, Outgoing


def join(session: Session, kept: Candidate, folded: Candidate) -> dict[str, Any]:
    """End what still waits under the folded record, after its messages moved: the kept one has the same of the same
    event. Give the kept record the e-mail address where it has none. Returns what `part` takes back."""
    left = select(Outgoing.id).where(Outgoing.candidate_id == folded.id, Outgoing.delivery == "waiting")
    ended = list(session.scalars(left.order_by(Outgoing.id)))
    if ended:
        session.execute(
            update(Outgoing)
            .where(Outgoing.id.in_(ended))
            .values(delivery="cancelled", ended_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    return {"ended": ended, "email": _take_email(session, kept, folded)}


def part(session: Session, kept: Candidate, joined: dict[str, Any]) -> None:
    """What ended waits again; the address is the other record's alone, unless the person gave another since."""
    if joined["ended"]:
        session.execute(
            update(Outgoing)
            .where(Outgoing.id.in_(joined["ended"]), Outgoing.delivery == "cancelled")
            .values(delivery="waiting", ended_at=None)
            .execution_options(synchronize_session=False)
        )
    contact = session.get(MessageContact, kept.id)
    if joined["email"] is None or contact is None or contact.email is None:
        return
    if _hash(contact.email) == joined["email"]["hash"]:
        contact.email = None
        if joined["email"]["is_new"] and contact.told_stage is None:
            session.delete(contact)
        session.flush()


def _take_email(session: Session, kept: Candidate, folded: Candidate) -> dict[str, Any] | None:
    theirs, own = (session.get(MessageContact, one.id) for one in (folded, kept))
    if theirs is None or theirs.email is None or (own is not None and own.email is not None):
        return None
    optin.keep_email(session, kept, theirs.email)
    session.flush()
    return {"hash": _hash(theirs.email), "is_new": own is None}


def _hash(email: str) -> str:
    return crypto.keyed_hash("email", email)

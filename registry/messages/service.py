"""From committed events to messages waiting in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.accounts import factors, resets
from registry.accounts import service as accounts
from registry.accounts.factors import Remaining
from registry.events import Event
from registry.messages import recipients
from registry.messages.models import Message, ReadPosition
from registry.messages.recipients import Recipient

_log = structlog.get_logger("sendero.messages")
READER = "mail"
# Under the data directory: where mail is written when no server takes it.
FOLDER = "mail"
_BATCH = 500
_MAX_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Happening:
    """What a message template may know of an event: no pseudonym of the actor, no personal data.

    `token` is the key of a one-time link: of an invitation, or for a forgotten password. It is made when its message is
    written, so that it stands in that message, encrypted, and nowhere else. `remaining`: what still opens the account
    whose password was changed.
    """

    noun: str
    verb: str
    record_id: str
    reason: str | None
    at: datetime
    data: dict[str, Any]
    token: str | None = None
    remaining: Remaining | None = None


Compose = Callable[[Happening, Recipient], tuple[str, str]]


def written_out(folder: Path, message: Message) -> Path:
    """The file that a message becomes where no server takes mail. `folder`: the data directory."""
    return folder / FOLDER / f"{message.event_id}.{message.id}.eml"


def write_new(session: Session, compose: Compose, has_template: Callable[[str, str], bool]) -> int:
    """Make the messages of events nobody has read yet and move the reader on, in the caller's transaction."""
    position = session.get(ReadPosition, READER, with_for_update=True)
    if position is None:
        position = ReadPosition(reader=READER, event_id=0)
        session.add(position)
    query = select(Event).where(Event.id > position.event_id).order_by(Event.id).limit(_BATCH)
    written = 0
    for event in session.scalars(query):
        position.event_id = event.id
        if not has_template(event.noun, event.verb):
            continue
        for recipient in recipients.of(session, event):
            happening = _happening(event, _token(session, event), _remaining(session, event))
            session.add(_message(event, recipient, compose, happening))
            written += 1
    session.flush()
    return written


def _token(session: Session, event: Event) -> str | None:
    if event.noun != "account" or event.verb not in {*recipients.OPENING, "forget_password"}:
        return None
    account = recipients.account_of(session, event)
    if account is None:
        return None
    is_forgotten = event.verb == "forget_password"
    return resets.new_link(session, account) if is_forgotten else accounts.new_invitation(session, account)


def _remaining(session: Session, event: Event) -> Remaining | None:
    if event.noun != "account" or event.verb not in {"reset_password", "change_password"}:
        return None
    account = recipients.account_of(session, event)
    return factors.remaining(session, account) if account is not None else None


def _happening(event: Event, token: str | None, remaining: Remaining | None) -> Happening:
    told = (event.noun, event.verb, event.record_id, event.reason, event.at, event.data)
    return Happening(*told, token, remaining)


def _message(event: Event, recipient: Recipient, compose: Compose, happening: Happening) -> Message:
    subject, body = compose(happening, recipient)
    return Message(
        event_id=event.id,
        template=f"{event.noun}/{event.verb}",
        language=recipient.language,
        recipient=recipient.address,
        recipient_hash=crypto.keyed_hash("recipient", recipient.address),
        subject=subject[:200],
        body=body,
        made_at=clock.now(),
    )


def waiting(session: Session) -> list[Message]:
    """Messages to send, oldest first; after ten failures one is left for a person."""
    is_waiting = (Message.sent_at.is_(None), Message.failures < _MAX_FAILURES)
    try:
        return list(session.scalars(select(Message).where(*is_waiting).order_by(Message.id).limit(_BATCH)))
    except InvalidToken:
        # One that no key opens keeps no other from being sent.
        keys = session.scalars(select(Message.id).where(*is_waiting).order_by(Message.id)).all()
        found = (_opened(session, key) for key in keys)
        return list(islice((one for one in found if one is not None), _BATCH))


def _opened(session: Session, key: int) -> Message | None:
    """One message; None for one that no key opens."""
    try:
        return session.get_one(Message, key)
    except InvalidToken:
        _log.error("mail_unreadable", message=key)
        return None

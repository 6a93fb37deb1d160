"""What goes out now: one message at a time is taken, put together, handed over, and marked with what came of it.

Taking claims the message for half an hour in its own transaction, so that no crash sends it twice at once; the gateway
knows it again by its number. Between 20:00 and 07:00 only answers to words that came in go out. What is refused or not
delivered is tried once more; then a centre calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates.models import Candidate
from registry.messages import calls, optin, texts
from registry.messages.catalogue import (
    SPANISH,
    Channel,
    Kind,
    catalogue,
    fill,
    fitted,
    says_what_is_never_said,
    settings,
)
from registry.messages.models import MessageText, Outgoing

_log = structlog.get_logger("sendero.messages")
_MOST_TRIES = 2
# Looked at in one transaction: so that nobody waits long to write.
_AT_ONCE = 20
# What is noted of a message by its number.
Mark = Callable[[Session, str], None]
_NEUTRAL = "news"


@dataclass(frozen=True, slots=True)
class ToSend:
    """One message as its way out needs it. `template`: the name under which WhatsApp knows the text; `parameters`: what
    stands in it, in the text's order."""

    public_id: str
    channel: Channel
    address: str
    text: str
    subject: str
    template: str
    language: str
    parameters: tuple[str, ...]


def is_quiet_now(moment: datetime | None = None) -> bool:
    """True from 20:00 to 07:00 in Guatemala (settings.yaml)."""
    now = (moment or clock.now()).astimezone(clock.GUATEMALA).time()
    return now >= settings().quiet_from or now < settings().quiet_to


def _due() -> ColumnElement[bool]:
    due = and_(Outgoing.delivery == "waiting", Outgoing.due_at <= clock.now())
    return and_(due, Outgoing.candidate_id.is_(None)) if is_quiet_now() else due


def is_any_due(session: Session) -> bool:
    return session.scalar(select(Outgoing.id).where(_due()).limit(1)) is not None


def take(session: Session, open_ways: Collection[Channel]) -> ToSend | None:
    """The next message that can go out by one of the ways, claimed. The caller commits before it is sent.

    On the way what nobody wants any more is cancelled and what waits for a text, or for a way, is put off. None: of
    the first ones nothing can go out; `is_any_due` says whether there are more.
    """
    due = select(Outgoing.id).where(_due()).order_by(Outgoing.due_at, Outgoing.id)
    for key in session.scalars(due.limit(_AT_ONCE).with_for_update()).all():
        try:
            ready = _ready(session, session.get_one(Outgoing, key), open_ways)
        except InvalidToken:
            _set_aside(session, key)
            continue
        session.flush()
        if ready is not None:
            return ready
    return None


def _set_aside(session: Session, key: int) -> None:
    """A message, or a telephone, that no key opens keeps no other from going out; the count of failures shows it."""
    _log.error("message_unreadable", message=key)
    ended = update(Outgoing).where(Outgoing.id == key).values(delivery="failed", ended_at=clock.now())
    session.execute(ended.execution_options(synchronize_session=False))
    session.expire_all()


def _ready(session: Session, message: Outgoing, open_ways: Collection[Channel]) -> ToSend | None:
    if clock.now() - message.made_at > timedelta(days=settings().too_old_days):
        _give_up(session, message)
        return None
    for channel, address, is_shared in _addresses(session, message):
        if channel in open_ways:
            ready = _put_together(
                session, message, channel, address, kind_for(message.code, is_shared=is_shared)
            )
            if ready is not None:
                return ready
    if message.delivery == "waiting":
        # Until two people agree on a text, and a way is open, there is nothing to send.
        message.due_at = clock.now() + timedelta(minutes=settings().retry_minutes)
    return None


def _addresses(session: Session, message: Outgoing) -> list[tuple[Channel, str, bool]]:
    """Ways to whom it is for, each with the address and whether others read there too; the one to try first first.
    Where nobody wants it any more it is cancelled."""
    if message.address is not None:
        return [(Channel.SMS, message.address, False)]
    candidate = optin.main_record(session, session.get_one(Candidate, message.candidate_id))
    ways = optin.agreed(session, candidate)
    if not ways:
        message.delivery = "to_print" if candidate.phone is None else "cancelled"
        message.ended_at = None if message.delivery == "to_print" else clock.now()
    found = []
    # The other way, if there is one, for the second try.
    for channel in ways if message.tries == 0 else reversed(ways):
        address = optin.address(session, candidate, channel)
        if address is not None:
            found.append((channel, address, candidate.is_phone_shared and channel is not Channel.EMAIL))
    return found


def kind_for(code: str, *, is_shared: bool) -> Kind:
    """What is said for this code: on a telephone of the family less, where the code has such a text."""
    kind = catalogue().kind(code)
    return catalogue().kind(kind.shared) if is_shared and kind.shared is not None else kind


def _put_together(
    session: Session, message: Outgoing, channel: Channel, address: str, kind: Kind
) -> ToSend | None:
    text = texts.in_force(session, kind.code, channel)
    if text is None:
        return None
    body, values = written(text, channel, message)
    if says_what_is_never_said(body) and kind.code != _NEUTRAL and not kind.answers:
        # A place or a title says too much; what is left is that there is something to know.
        return _put_together(session, message, channel, address, catalogue().kind(kind.shared or _NEUTRAL))
    message.channel, message.text_id, message.body = str(channel), text.id, body
    message.tries += 1
    message.due_at = clock.now() + timedelta(minutes=settings().retry_minutes)
    return ToSend(
        public_id=message.public_id,
        channel=channel,
        address=address,
        text=body,
        subject=catalogue().subject[SPANISH],
        template=f"sendero_{kind.code}_{text.version}",
        language=text.language,
        parameters=tuple(values[name] for name in (*kind.values, "complaints")),
    )


def written(text: MessageText, channel: Channel, message: Outgoing) -> tuple[str, dict[str, str]]:
    """The whole text, and the values in it."""
    values = fitted(json.loads(message.values), channel)
    return fill(text.text, values), values


def _of(session: Session, public_id: str) -> Outgoing | None:
    return session.scalar(select(Outgoing).where(Outgoing.public_id == public_id).with_for_update())


def mark_sent(session: Session, public_id: str) -> None:
    """It was handed over; whether it arrives is told later, or never."""
    message = _of(session, public_id)
    if message is not None and message.delivery == "waiting":
        message.delivery, message.sent_at = "sent", clock.now()


def mark_refused(session: Session, public_id: str) -> None:
    """Who sends it did not take it."""
    message = _of(session, public_id)
    if message is not None and message.delivery == "waiting":
        _try_again(session, message)


def put_off(session: Session, public_id: str) -> None:
    """Who sends did not answer at all: that says nothing of this message, so it was no try."""
    message = _of(session, public_id)
    if message is not None and message.delivery == "waiting":
        message.tries -= 1


def note_delivery(session: Session, public_id: str, *, arrived: bool) -> None:
    """What the gateway tells later. A message that nobody sent, or that has ended, stays as it is."""
    message = _of(session, public_id)
    if message is None or message.delivery not in ("sent", "delivered"):
        return
    if arrived:
        message.delivery, message.ended_at = "delivered", message.ended_at or clock.now()
    elif message.delivery == "sent":
        message.delivery = "waiting"
        _try_again(session, message)


def _try_again(session: Session, message: Outgoing) -> None:
    if message.tries >= _MOST_TRIES:
        _give_up(session, message)
    else:
        message.due_at = clock.now() + timedelta(minutes=settings().retry_minutes)


def _give_up(session: Session, message: Outgoing) -> None:
    message.delivery, message.ended_at = "failed", clock.now()
    if message.candidate_id is not None and catalogue().kind(message.code).calls:
        calls.make(session, session.get_one(Candidate, message.candidate_id), "unreached")

"""Messages to candidates on their way out: text messages and WhatsApp through the gateway, e-mail by SMTP, or all of it
into files in the demo. Which message goes when is said by registry.messages.sending; nothing is sent inside a request.
"""

from __future__ import annotations

import json
import os
import smtplib
from email.message import EmailMessage
from time import monotonic

import structlog

from app import gateway, mail
from app.config import Settings
from registry import clock
from registry.db import Database
from registry.messages import sending
from registry.messages.catalogue import Channel
from registry.messages.sending import ToSend

log = structlog.get_logger("sendero.messages")
# Of one round of the clock; the next one comes in seconds, and what else runs on it waits until then.
_SECONDS = 20
FILE = "messages.jsonl"


def open_ways(settings: Settings) -> set[Channel]:
    """By which ways messages leave this installation. A file is one in the demo alone: there nobody waits for them."""
    ways = set() if settings.is_gateway_off else {Channel.SMS, Channel.WHATSAPP}
    return ways | {Channel.EMAIL} if settings.mail != "file" or settings.is_demo else ways


def deliver(settings: Settings, database: Database) -> int:
    """Send what is due, one after another, each taken and marked in transactions of its own. Returns how many."""
    sent, end = 0, monotonic() + _SECONDS
    while monotonic() < end and _is_any_due(database):
        one = _take(settings, database)
        if one is None:
            continue
        # No connection is held here: a gateway that does not answer stops messages, and nothing else.
        try:
            _hand_over(settings, one)
        except (gateway.NotTaken, smtplib.SMTPException, ValueError) as error:
            log.warning("message_refused", message=one.public_id, kind=type(error).__name__)
            _mark(database, sending.mark_refused, one)
        except OSError as error:
            log.warning("message_not_sent", message=one.public_id, kind=type(error).__name__)
            _mark(database, sending.put_off, one)
            break
        else:
            _mark(database, sending.mark_sent, one)
            sent += 1
    return sent


def _is_any_due(database: Database) -> bool:
    with database.session(write=False) as session:
        return sending.is_any_due(session)


def _take(settings: Settings, database: Database) -> ToSend | None:
    with database.session(write=True) as session:
        one = sending.take(session, open_ways(settings))
        session.commit()
    return one


def _mark(database: Database, mark: sending.Mark, one: ToSend) -> None:
    with database.session(write=True) as session:
        mark(session, one.public_id)
        session.commit()


def _hand_over(settings: Settings, one: ToSend) -> None:
    if one.channel is Channel.EMAIL:
        mail.adapter(settings)(_email(settings, one))
    elif settings.is_gateway_file:
        _to_file(settings, one)
    else:
        gateway.send(settings, one)


def _email(settings: Settings, one: ToSend) -> EmailMessage:
    email = EmailMessage()
    email["From"] = settings.mail_from
    email["To"] = one.address
    email["Subject"] = one.subject
    email["Message-ID"] = f"<{one.public_id}@sendero>"
    email.set_content(one.text + "\n")
    return email


def _to_file(settings: Settings, one: ToSend) -> None:
    """One JSON line, readable by the owner alone: the way out of the demo."""
    told = {"id": one.public_id, "at": clock.now().isoformat(), "channel": one.channel, "to": one.address}
    told |= {"text": one.text, "template": one.template}
    descriptor = os.open(settings.data_dir / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")

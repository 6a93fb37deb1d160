"""Messages to candidates on their way out: text messages and WhatsApp through the gateway, e-mail by SMTP, or all of it
into files. Which message goes when is said by registry.messages.sending; nothing is sent inside a request.
"""

from __future__ import annotations

import json
import os
import smtplib
from email.message import EmailMessage

import structlog

from app import gateway, mail
from app.config import Settings
from registry import clock
from registry.db import Database
from registry.messages import sending
from registry.messages.catalogue import Channel
from registry.messages.sending import ToSend

log = structlog.get_logger("sendero.messages")
# In one round of the clock; the next one comes in seconds.
_MOST = 50
FILE = "messages.jsonl"


def deliver(settings: Settings, database: Database) -> int:
    """Send what is due, one after another, each taken and marked in transactions of its own. Returns how many."""
    sent = 0
    for _ in range(_MOST):
        one = _take(database)
        if one is None:
            break
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


def _take(database: Database) -> ToSend | None:
    with database.session(write=False) as session:
        if not sending.is_any_due(session):
            return None
    with database.session(write=True) as session:
        one = sending.take(session)
        session.commit()
    return one


def _mark(database: Database, mark: sending.Mark, one: ToSend) -> None:
    with database.session(write=True) as session:
        mark(session, one.public_id)
        session.commit()


def _hand_over(settings: Settings, one: ToSend) -> None:
    if one.channel is Channel.EMAIL:
        mail.adapter(settings)(_email(settings, one))
    elif settings.gateway == "file":
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
    """One JSON line, readable by the owner alone: the way out of the demo, and of an office without a gateway."""
    told = {"id": one.public_id, "at": clock.now().isoformat(), "channel": one.channel, "to": one.address}
    told |= {"text": one.text, "template": one.template}
    descriptor = os.open(settings.data_dir / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")

"""Messages: made from committed events, each exactly once, then handed to an adapter.

A template under templates/mail/<noun>/<verb>.txt says that an event has a message; its first line is the subject.
Who receives it is said by registry.messages.recipients. Nothing is sent inside a request: a rollback sends nothing.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from app import i18n
from app.config import LOOPBACK, ROOT, Settings
from app.pages import environment
from registry import clock
from registry.db import Database
from registry.messages import service
from registry.messages.models import Message
from registry.messages.recipients import Recipient

log = structlog.get_logger("sendero.mail")
Send = Callable[[EmailMessage], None]


def deliver(settings: Settings, database: Database) -> int:
    """Write the messages of new events, then send what is waiting. Returns how many were sent.

    Writing is one transaction with the reader's position; each sending is marked in its own, so a crash between
    sending and marking repeats at most that one message.
    """
    with database.session(write=True) as session:
        service.write_new(
            session, lambda event, recipient: _compose(settings, event, recipient), has_template
        )
        session.commit()
    with database.session(write=False) as session:
        waiting = [(message.id, _email(settings, message)) for message in service.waiting(session)]
    send = adapter(settings)
    sent = 0
    for message_id, email in waiting:
        # No connection is held here: a mail server that does not answer stops mail, and nothing else.
        try:
            send(email)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            log.warning("mail_not_sent", message=message_id, kind=type(error).__name__)
            _mark(database, message_id, was_sent=False)
            if isinstance(error, OSError):
                break
            continue
        _mark(database, message_id, was_sent=True)
        sent += 1
    return sent


def _mark(database: Database, message_id: int, *, was_sent: bool) -> None:
    with database.session(write=True) as session:
        message = session.get_one(Message, message_id)
        if was_sent:
            message.sent_at = clock.now()
        else:
            message.failures += 1
        session.commit()


def has_template(noun: str, verb: str) -> bool:
    return (ROOT / "templates" / "mail" / noun / f"{verb}.txt").exists()


def _compose(settings: Settings, event: service.Happening, recipient: Recipient) -> tuple[str, str]:
    """Subject and body in the recipient's language."""
    i18n.use_language(recipient.language)
    text = (
        environment()
        .get_template(f"mail/{event.noun}/{event.verb}.txt")
        .render(event=event, recipient=recipient, public_url=settings.public_url)
    )
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def _email(settings: Settings, message: Message) -> EmailMessage:
    email = EmailMessage()
    email["From"] = settings.mail_from
    email["To"] = message.recipient
    email["Subject"] = message.subject
    email["Message-ID"] = f"<{message.event_id}.{message.id}@sendero>"
    email.set_content(message.body)
    return email


def adapter(settings: Settings) -> Send:
    if settings.mail == "file":
        folder = settings.data_dir / service.FOLDER
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return lambda email: _to_file(folder, email)
    return lambda email: _to_smtp(settings.mail, email)


def _to_file(folder: Path, email: EmailMessage) -> None:
    name = email["Message-ID"].strip("<>").split("@")[0]
    # Invitations are in them: for the owner alone, from the first byte on.
    descriptor = os.open(folder / f"{name}.eml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(email.as_bytes())


def _to_smtp(address: str, email: EmailMessage) -> None:
    parts = urlsplit(address)
    host = parts.hostname or "localhost"
    with smtplib.SMTP(host, parts.port or 25, timeout=20) as server:
        if host not in LOOPBACK:
            # Invitations travel here: the server must prove who it is, and nobody on the way may read along.
            server.starttls(context=ssl.create_default_context())
        if parts.username and parts.password:
            server.login(unquote(parts.username), unquote(parts.password))
        server.send_message(email)

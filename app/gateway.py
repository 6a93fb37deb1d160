"""The gateway that carries text messages and WhatsApp: how calls are signed, and the one outgoing call.

Both sides sign the moment, the path and the body with a key of that direction (HMAC-SHA-256), so that nobody on the way
can change a call, and an old one is not good any more. The address comes from the settings alone and must be a host of
the list there; nothing that a person typed leads anywhere. A redirect is a refusal.
"""

from __future__ import annotations

import hmac
import json
import ssl
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from app.config import LOOPBACK, Settings
from registry import clock
from registry.messages.sending import ToSend

TIMESTAMP = "X-Sendero-Timestamp"
SIGNATURE = "X-Sendero-Signature"
_SECONDS = 10


class NotTaken(Exception):
    """The gateway answered, and did not take the message."""


@dataclass(frozen=True, slots=True)
class Call:
    """One signed call: the body as sent and its headers."""

    body: bytes
    headers: dict[str, str]


def signature(key: str, timestamp: str, path: str, body: bytes) -> str:
    return hmac.new(key.encode(), f"{timestamp}\n{path}\n".encode() + body, sha256).hexdigest()


def is_signed(key: str, *, timestamp: str, given: str, path: str, body: bytes, seconds: int) -> bool:
    """True for a call signed with this key, not longer ago (or further ahead) than that. Without a key nothing is."""
    if not key or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(clock.now().timestamp() - int(timestamp)) > seconds:
        return False
    wanted = signature(key, timestamp, path, body)
    return hmac.compare_digest(wanted.encode(), given.encode())


def call_for(settings: Settings, one: ToSend) -> Call:
    """What the gateway is told of one message. `id` is the same on a second try: it sends each once."""
    told: dict[str, object] = {"id": one.public_id, "channel": str(one.channel), "to": one.address}
    if one.channel == "whatsapp":
        told |= {"template": one.template, "language": one.language, "parameters": list(one.parameters)}
    else:
        told |= {"text": one.text}
    body = json.dumps(told, ensure_ascii=False).encode()
    timestamp = str(int(clock.now().timestamp()))
    path = urlsplit(settings.gateway).path or "/"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        TIMESTAMP: timestamp,
        SIGNATURE: signature(settings.gateway_key, timestamp, path, body),
    }
    return Call(body, headers)


def send(settings: Settings, one: ToSend) -> None:
    """Hand one message to the gateway. Raises NotTaken; OSError when it does not answer."""
    parts = urlsplit(settings.gateway)
    host = parts.hostname or ""
    if host not in settings.gateway_host_list():
        raise NotTaken("host")
    call = call_for(settings, one)
    connection = _connection(parts.scheme, host, parts.port)
    try:
        connection.request("POST", parts.path or "/", body=call.body, headers=call.headers)
        status = connection.getresponse().status
    except HTTPException as error:
        raise ConnectionError("no answer of HTTP") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotTaken(str(status))


def _connection(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    if host not in LOOPBACK:
        raise NotTaken("not https")
    return HTTPConnection(host, port, timeout=_SECONDS)

"""Devices that an account signed in from before: a signed mark in a long cookie, nothing on the server.

It opens nothing. Whoever holds it is counted apart from strangers who guess at the same account, so that they cannot
keep the owner out (trust.md section 5). A new password makes every mark worthless, and so does an administrator who
ends the account's sessions.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.accounts.models import Account
from registry.events import Event

DAYS = 180
# Of people who share a computer of an office.
_MOST = 5
_BETWEEN = "~"


def mark(account: Account) -> str:
    """A new mark: "milliseconds-random.signature"."""
    nonce = f"{_milliseconds()}-{secrets.token_hex(8)}"
    return f"{nonce}.{_signature(account, nonce)}"


def _milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)


def _signature(account: Account, nonce: str) -> str:
    return crypto.keyed_hash("device", f"{account.public_id}:{nonce}:{account.password_hash}")[:32]


def known(session: Session, account: Account | None, cookie: str) -> str | None:
    """The name of this device among those of the account, or None when it is a stranger's."""
    if account is None or not account.password_hash:
        return None
    for one in cookie.split(_BETWEEN)[:_MOST]:
        nonce, _, signature = one.partition(".")
        made = nonce.partition("-")[0]
        if not (made.isascii() and made.isdigit()) or not signature.isascii():
            continue
        is_right = secrets.compare_digest(signature, _signature(account, nonce))
        if is_right and _counts(session, account, int(made[:15])):
            return nonce
    return None


def _counts(session: Session, account: Account, made: int) -> bool:
    """Whether a mark of that millisecond is not too old, and younger than the last end of the account's sessions."""
    if not 0 <= _milliseconds() - made <= timedelta(days=DAYS) // timedelta(milliseconds=1):
        return False
    ended = session.scalar(
        select(func.max(Event.at)).where(
            Event.noun == "account", Event.record_id == account.public_id, Event.verb == "end_sessions"
        )
    )
    return ended is None or made > ended.timestamp() * 1000


def remembered(cookie: str, new: str) -> str:
    """The cookie with a new mark in front."""
    return _BETWEEN.join([new, *(one for one in cookie.split(_BETWEEN) if one)][:_MOST])

"""Devices that an account signed in from before: a signed mark in a long cookie, nothing on the server.

It opens nothing. Whoever holds it is counted apart from strangers who guess at the same account, so that they cannot
keep the owner out (trust.md section 5). A new password makes every mark worthless.
"""

from __future__ import annotations

import secrets

from registry import clock, crypto
from registry.accounts.models import Account

DAYS = 180
# Of people who share a computer of an office.
_MOST = 5
_BETWEEN = "~"


def mark(account: Account) -> str:
    """A new mark: "day-random.signature"."""
    nonce = f"{clock.today().toordinal()}-{secrets.token_hex(8)}"
    return f"{nonce}.{_signature(account, nonce)}"


def _signature(account: Account, nonce: str) -> str:
    return crypto.keyed_hash("device", f"{account.public_id}:{nonce}:{account.password_hash}")[:32]


def known(account: Account | None, cookie: str) -> str | None:
    """The name of this device among those of the account, or None when it is a stranger's."""
    if account is None or not account.password_hash:
        return None
    for one in cookie.split(_BETWEEN)[:_MOST]:
        nonce, _, signature = one.partition(".")
        day = nonce.partition("-")[0]
        if not (day.isascii() and day.isdigit()) or not signature.isascii():
            continue
        is_right = secrets.compare_digest(signature, _signature(account, nonce))
        if is_right and 0 <= clock.today().toordinal() - int(day[:9]) <= DAYS:
            return nonce
    return None


def remembered(cookie: str, new: str) -> str:
    """The cookie with a new mark in front."""
    return _BETWEEN.join([new, *(one for one in cookie.split(_BETWEEN) if one)][:_MOST])

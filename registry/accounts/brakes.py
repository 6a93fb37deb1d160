"""Brakes on guessing. They slow whoever guesses, by where they come from; never the owner, who is known elsewhere.

Kept in the database, so that they hold over restarts and for all processes. Nothing is counted against an account but
what only somebody who knows its password can do (trust.md section 5, ASVS 6.1.1, 6.3.1).
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.accounts.models import SignInAttempt
from registry.errors import NotPossible

# Failures with one account from one place; from one place with whatever account; with an account's right password and
# a wrong second factor, from wherever nobody knows; the same from known devices, until the owner is told.
OF_ONE_PLACE = 10
OF_A_SOURCE = 60
OF_THE_CODE = 20
OF_THE_CODE_KNOWN = 5
WINDOW = timedelta(minutes=15)


def key(kind: str, *parts: str) -> str:
    """Under which failures are counted; nothing of the parts can be read from it."""
    return crypto.keyed_hash(kind, " ".join(parts))


def source(address: str) -> str:
    """One household or office: an IPv4 address, or the /64 of an IPv6 address, whose rest anybody chooses at will."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"


def is_slow(session: Session, counted: str, allowed: int = OF_ONE_PLACE) -> bool:
    """Whether there were `allowed` failures or more under this key in the last quarter of an hour."""
    since = clock.now() - WINDOW
    query = select(func.count(SignInAttempt.id)).where(
        SignInAttempt.key_hash == counted, SignInAttempt.at > since
    )
    return (session.scalar(query) or 0) >= allowed


def slow_down(session: Session, counted: str, allowed: int = OF_ONE_PLACE) -> None:
    """Raise NotPossible("sign_in_slowed") when this key failed too often lately; open sessions go on."""
    if is_slow(session, counted, allowed):
        raise NotPossible("sign_in_slowed")


def count_failure(session: Session, *counted: str) -> None:
    session.add_all(SignInAttempt(key_hash=one, at=clock.now()) for one in counted)
    session.flush()

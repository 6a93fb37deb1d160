"""The receipt: sixteen digits, the only key of whoever reported.

16 digits are 53 bits. What is kept is HMAC(key, argon2id(digits)), with a salt that every receipt of the installation
shares and that comes from the same key: one slow computation finds a complaint by an index, however many there are.
Who holds the database without the key can test nothing; with the key, each guess costs one argon2id
(2^53 / 10,000 complaints at 30 ms are about 900 years of one processor for the first hit).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from argon2.low_level import Type, hash_secret_raw

from registry import clock, crypto
from registry.errors import NotPossible

DIGITS = 16
# OWASP's floor for argon2id: 30 to 140 ms on the two busy processors it was measured on.
MEMORY_KIB, PASSES = 19_456, 2
_SEPARATORS = re.compile(r"[\s.\-–—_/·]+")


class Room:
    """So many work at once and so many more wait; who comes on top is told to come back, and holds no thread."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._working = BoundedSemaphore(at_once)
        self._inside = BoundedSemaphore(at_once + waiting)

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Raises NotPossible("receipts_busy")."""
        if not self._inside.acquire(blocking=False):
            raise NotPossible("receipts_busy")
        try:
            with self._working:
                yield
        finally:
            self._inside.release()


# Guessing may use one processor and few threads, never the whole machine; who sends a report is not in this room.
LOOKING_UP = Room(at_once=1, waiting=5)
_AT_ONCE = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Receipt:
    """`sealed`: what is kept of it."""

    digits: str = field(repr=False)
    sealed: str = field(repr=False)


def new(digits: str | None = None) -> Receipt:
    """A receipt, drawn from the system's random source or with these repeatable digits. Slow: made before the one
    writer is taken."""
    digits = digits or f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return Receipt(digits, seal(digits))


def repeatable(key: str, content: str) -> str:
    """The digits for a report that a program sends with an Idempotency-Key: sent again, it gets the same one.

    It hangs on the content too, so that two programs with one weak key never share a receipt, and on a salt of the day
    that only the server knows: from midnight on the key opens nothing. Nothing is kept.
    """
    salt = crypto.keyed_hash("receipt-salt-of-day", clock.today().isoformat())
    digest = crypto.keyed_hash("receipt-of-key", f"{salt}:{len(key)}:{key}{content}")
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def read(text: str) -> str | None:
    """The sixteen digits of what was typed, with or without spaces and dashes; None when they are not sixteen."""
    digits = _SEPARATORS.sub("", text)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def grouped(digits: str) -> str:
    """Four groups of four, as it is shown and read aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def looked_up(digits: str) -> str:
    """What is kept of a receipt that somebody gives. Raises NotPossible("receipts_busy") when too many do at once."""
    with LOOKING_UP.enter():
        return seal(digits)


def seal(digits: str) -> str:
    """What is kept of a receipt, and looked up: slow on purpose."""
    salt = bytes.fromhex(crypto.keyed_hash("receipt-salt", "argon2id"))[:16]
    with _AT_ONCE:
        slow = hash_secret_raw(
            digits.encode(),
            salt,
            time_cost=PASSES,
            memory_cost=MEMORY_KIB,
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        )
    return crypto.keyed_hash("receipt", slow.hex())

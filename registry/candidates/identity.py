"""What a person is found by: the code of their slip, their DPI number, their telephone. Encrypted beside, hashed here.

The code is eight letters and figures and a check letter, printed `7K2P-9XQ4-M`: no I, L, O or U (Crockford's
alphabet), so it survives a bad print and being read aloud. 40 random bits stand behind a rate limit, never alone.
"""

from __future__ import annotations

import re
import secrets

from matching.text import phone_key
from registry import crypto

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
_READ_AS = str.maketrans("OIL", "011")


def new_code() -> str:
    """A new code, nine characters without dashes, as it is stored."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return body + _check_letter(body)


def read_code(typed: str) -> str | None:
    """The code as stored, from what a person typed; None when it cannot be one (the check letter tells)."""
    code = re.sub(r"[\s.\-\u2010-\u2015]+", "", typed).upper().translate(_READ_AS)
    if len(code) != _LENGTH + 1 or not set(code) <= set(ALPHABET) or code[-1] != _check_letter(code[:-1]):
        return None
    return code


def printed_code(code: str) -> str:
    """`7K2P-9XQ4-M`"""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def code_hash(code: str) -> str:
    return crypto.keyed_hash("code", code)


def dpi_hash(digits: str) -> str:
    return crypto.keyed_hash("dpi", digits)


def phone_hash(phone: str) -> str | None:
    """The same for every way of writing a number: only the last eight digits count. None when there are fewer."""
    key = phone_key(phone)
    return crypto.keyed_hash("phone", key) if key else None


def _check_letter(body: str) -> str:
    # Odd weights: no single wrong character goes unnoticed, and of neighbours swapped only those 16 apart do.
    return ALPHABET[
        sum(weight * ALPHABET.index(c) for weight, c in zip(range(1, 17, 2), body, strict=True)) % 32
    ]

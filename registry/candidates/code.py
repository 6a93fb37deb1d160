"""The code on the slip: eight characters and a check letter, `7K2P-9XQ4-M`.

31 of Crockford's 32 characters (no Z, which handwriting turns into 2), so that a weighted sum modulo 31, a prime,
notices every single wrong character and every swap of two. Codes whose check would be a digit are not given out:
the last character is always a letter. 31 to the power of 8: about 850 thousand million codes.
"""

from __future__ import annotations

import re
import secrets

from registry import crypto

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_VALUE = {char: value for value, char in enumerate(ALPHABET)}
# What people write or read instead.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "Z": "2", "U": "V"})
_SEPARATORS = re.compile(r"[\s.\-_/\u2010-\u2015\u2212]+")
LENGTH = 9


def new_code() -> str:
    """A fresh code in its stored form: nine characters, no dashes."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        check = _check(body)
        if check.isalpha():
            return body + check


def read_code(text: str) -> str | None:
    """The stored form of a code as typed: any case, any dashes, O for 0, I or L for 1. None when it cannot be one."""
    compact = _SEPARATORS.sub("", text).upper().translate(_READ_AS)
    if len(compact) != LENGTH or any(char not in _VALUE for char in compact):
        return None
    return compact if compact[-1].isalpha() and _check(compact[:-1]) == compact[-1] else None


def grouped(code: str) -> str:
    """As it stands on the slip and is read aloud: 4-4-1."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def code_hash(code: str) -> str:
    return crypto.keyed_hash("code", code)


def _check(body: str) -> str:
    return ALPHABET[sum(weight * _VALUE[char] for weight, char in enumerate(body, start=1)) % len(ALPHABET)]

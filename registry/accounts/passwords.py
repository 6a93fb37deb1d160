"""Passwords (argon2id), one-time codes (TOTP) and recovery codes.

Source: ASVS 5.0 chapter V6 (trust.md section 2): length over composition, common ones refused, a code works once.
"""

from __future__ import annotations

import base64
import re
import secrets
from functools import cache

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from registry import clock, crypto
from registry.errors import Invalid

MIN_LENGTH = 12
RECOVERY_CODES = 10
_SIX_DIGITS = re.compile(r"[0-9]{6}")
# 19 MiB, 2 passes: OWASP's floor for argon2id; a small office server signs in a queue of staff with it.
_hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
_COMMON_PARTS = (
    "password",
    "contrasena",
    "contraseña",
    "guatemala",
    "sendero",
    "123456",
    "qwerty",
    "mintrab",
)


@cache
def _nobody() -> str:
    """A hash nobody's password has: an unknown e-mail costs as much time as a known one (ASVS 6.3.8)."""
    return _hasher.hash(secrets.token_urlsafe(16))


def check_new_password(password: str) -> None:
    """Raise Invalid when a chosen password is too short or easy to guess."""
    if len(password) < MIN_LENGTH:
        raise Invalid("password_short", field="password")
    folded = password.casefold()
    rest = folded
    for part in _COMMON_PARTS:
        rest = rest.replace(part, "")
    if len(set(folded)) < 5 or len(rest) < 6:
        raise Invalid("password_common", field="password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """True when it matches. Takes the same time for an unknown account (`password_hash` None)."""
    matches = _hasher.verify(password, password_hash or _nobody())
    return matches and password_hash is not None


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_secret_of(token: str) -> str:
    """The second factor offered with an invitation: the server's choice, the same each time its page is opened."""
    digest = bytes.fromhex(crypto.keyed_hash("totp", token))
    return base64.b32encode(digest[:20]).decode()


def totp_address(secret: str, email: str) -> str:
    """The otpauth:// address that an authenticator application reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Sendero")


def totp_step(secret: str, code: str, last_step: int | None) -> int | None:
    """The time step `code` belongs to, within one step of now and later than `last_step`; None when wrong or used."""
    digits = code.replace(" ", "")
    if not _SIX_DIGITS.fullmatch(digits):
        return None
    totp = pyotp.TOTP(secret)
    moment = clock.now()
    this_step = totp.timecode(moment)
    for step in (this_step - 1, this_step, this_step + 1):
        if (last_step is None or step > last_step) and secrets.compare_digest(
            totp.generate_otp(step), digits
        ):
            return step
    return None


def current_code(secret: str) -> str:
    """The code an application would show now (for the demo's printed sign-ins)."""
    return pyotp.TOTP(secret).at(clock.now())


def new_recovery_codes() -> list[str]:
    """Ten codes of 50 bits, in two groups of five, shown once."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    groups = lambda: "".join(secrets.choice(alphabet) for _ in range(5))  # noqa: E731
    return [f"{groups()}-{groups()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    return crypto.keyed_hash("recovery", code.strip().upper().replace(" ", ""))

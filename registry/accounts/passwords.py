"""Passwords (argon2id), one-time codes (TOTP) and recovery codes.

Source: ASVS 5.0 chapter V6 (trust.md section 2): length over composition, common ones refused, a code works once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cache
from pathlib import Path

import pyotp
from cryptography.fernet import InvalidToken
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from matching.text import fold
from registry import clock, crypto
from registry.errors import Invalid

MIN_LENGTH = 12
RECOVERY_CODES = 10
FEW_CODES = 3
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_RECOVERY = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}")
# 19 MiB, 2 passes: OWASP's floor for argon2id; a small office server signs in a queue of staff with it.
_hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
# Words and runs of keys that most guessed passwords are made of, one a line, the longest first.
_COMMON = tuple(
    sorted(
        (Path(__file__).with_name("common_passwords.txt")).read_text(encoding="utf-8").split(),
        key=len,
        reverse=True,
    )
)
# How letters are written with figures and signs.
_LEET = str.maketrans("013457@$!", "oieastasi")
_UNLIKE = 5  # different characters
_LEFT = 5  # letters that are in no common word


@cache
def _nobody() -> str:
    """A hash nobody's password has: an unknown e-mail costs as much time as a known one (ASVS 6.3.8)."""
    return _hasher.hash(secrets.token_urlsafe(16))


def check_new_password(password: str, *about: str) -> None:
    """Raise Invalid when a chosen password is too short or easy to guess. `about`: the person's own name and mail.

    Which kinds of characters it has is nobody's business (ASVS 6.2.5); three words and more are long enough to be good,
    however common each of them is.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid("password_short", field="password")
    folded = fold(password)
    if len(set(folded)) < _UNLIKE or _is_guessed(folded, about):
        raise Invalid("password_common", field="password")


def _is_guessed(folded: str, about: tuple[str, ...]) -> bool:
    """Whether hardly anything is left without figures, signs, common words and the person's own; read with figures as
    figures, and as the letters they stand for."""
    own = [part for text in about for part in re.split(r"\W+", fold(text)) if len(part) > 3]
    for text in (folded, folded.translate(_LEET)):
        words = 0
        for part in (*own, *_COMMON):
            if part in text:
                words += part in _COMMON and not part.isdigit()
                text = text.replace(part, " ")
        if words < 3 and len(set(re.sub(r"[\W\d_]", "", text))) < _LEFT:
            return True
    return False


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """True when it matches. Takes the same time for an unknown account (`password_hash` None)."""
    matches = _hasher.verify(password, password_hash or _nobody())
    return matches and password_hash is not None


def new_totp_secret() -> str:
    return pyotp.random_base32()


def sealed_totp_secret(secret: str, place: str) -> str:
    """A secret on its way through a form. `place`: the public id of the account, or the hash of the link."""
    return crypto.encrypt_to_text(f"{place} {int(clock.now().timestamp())} {secret}")


def open_totp_secret(sealed: str, place: str) -> str | None:
    """The secret that was sealed for this place within the hour, or None."""
    try:
        sealed_for, made_at, secret = crypto.decrypt_text(sealed).split(" ")
    except (InvalidToken, ValueError):
        return None
    is_new = clock.now().timestamp() - int(made_at) < 3600
    return secret if sealed_for == place and is_new else None


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


def is_like_recovery_code(code: str) -> bool:
    """Whether it is worth the slow hash."""
    return _RECOVERY.fullmatch(code.strip().upper().replace(" ", "")) is not None


def recovery_hash(account: str, code: str) -> str:
    """Slow, because 50 bits can be tried out (ASVS 6.5.2). `account`: its public id, so that equal codes of two people
    do not look alike."""
    keyed = crypto.keyed_hash("recovery", code.strip().upper().replace(" ", ""))
    salt = hashlib.sha256(account.encode()).digest()[:16]
    return _hasher.hash(keyed, salt=salt).rpartition("$")[2]

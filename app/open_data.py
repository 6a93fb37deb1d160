"""The day's signed files, made with this installation's key and the exact public words of each status."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app import words
from app.config import Settings
from registry.opendata import dumps, signing
from registry.opendata.models import RegisterDump
from registry.organisations.register import PUBLIC_STATUS


def status_words() -> dict[str, str]:
    """The status codes in the Ministry's Spanish, whatever language is spoken here."""
    return {status: words.WORDS[f"agency.public.{status}"] for status in PUBLIC_STATUS.values()}


def make_due(session: Session, settings: Settings) -> RegisterDump | None:
    """Today's files unless they are there. The caller commits. Raises signing.BadKey."""
    return dumps.make_due(session, settings.data_dir, key_of(settings), status_words())


def key_of(settings: Settings) -> Ed25519PrivateKey:
    return _key(settings.signing_key, str(settings.data_dir))


@lru_cache(maxsize=8)
def _key(configured: str, folder: str) -> Ed25519PrivateKey:
    return signing.signing_key(configured, Path(folder))


def public_pem(settings: Settings) -> bytes:
    return signing.public_pem(signing.public_text(key_of(settings)))


def key_mark(settings: Settings) -> str:
    """The first 16 letters of the SHA-256 of the public key, to be told apart by eye."""
    return hashlib.sha256(key_of(settings).public_key().public_bytes_raw()).hexdigest()[:16]

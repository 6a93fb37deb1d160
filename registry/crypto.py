"""Keys: authenticated encryption of single fields, and keyed hashes to search what is encrypted.

Keys come from the settings once, at start (`use_keys`). The first key encrypts, all keys decrypt, so a key can be
replaced while old rows are still readable. Source: trust.md V11 (11.3.2, 11.2.2) and ethical-recruitment.md 4.5.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, MultiFernet

_fernet: MultiFernet | None = None
_hash_key: bytes | None = None


def use_keys(field_keys: list[str], hash_key: str) -> None:
    """Install the keys. `field_keys`: urlsafe base64 Fernet keys, newest first. `hash_key`: any secret text."""
    global _fernet, _hash_key
    _fernet = MultiFernet([Fernet(key) for key in field_keys])
    _hash_key = hash_key.encode()


def encrypt(text: str) -> bytes:
    if _fernet is None:
        raise RuntimeError("field keys are not installed: call registry.crypto.use_keys first")
    return _fernet.encrypt(text.encode())


def decrypt(data: bytes) -> str:
    if _fernet is None:
        raise RuntimeError("field keys are not installed: call registry.crypto.use_keys first")
    return _fernet.decrypt(data).decode()


def encrypt_bytes(data: bytes) -> bytes:
    """For files: the same seal as of a field, without its text armour."""
    if _fernet is None:
        raise RuntimeError("field keys are not installed: call registry.crypto.use_keys first")
    return base64.urlsafe_b64decode(_fernet.encrypt(data))


def decrypt_bytes(data: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when the bytes are not those that were sealed."""
    if _fernet is None:
        raise RuntimeError("field keys are not installed: call registry.crypto.use_keys first")
    return _fernet.decrypt(base64.urlsafe_b64encode(data))


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that only the holder of the key can compute; `purpose` keeps DPI, phone and code apart."""
    if _hash_key is None:
        raise RuntimeError("hash key is not installed: call registry.crypto.use_keys first")
    return hmac.new(_hash_key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """For random tokens of 128 bits and more a plain SHA-256 is enough: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)

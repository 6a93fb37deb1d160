"""Keys: authenticated, numbered encryption of single fields and files, and keyed hashes to search what is encrypted.

Keys come from the settings at start (`use_keys`). The first key seals, all keys open, so that a key can be replaced
while old values are still readable (registry/sealing/). A sealed value is: one byte of version, four bytes that name
the key, a nonce of twelve bytes, and what AES-256-GCM makes of the text; version and name are authenticated with it.
Values of before that are Fernet tokens without the name of a key; they open as long as their key is there.
Source: trust.md V11 (11.2.2, 11.3.2, 11.3.3) and ethical-recruitment.md 4.5.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.fernet import InvalidToken as InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NAME = 4
HEADER = len(_VERSION) + _NAME
_NONCE = 12
_FERNET_TEXT, _FERNET_BYTES = b"gAAAA", b"\x80"
# How long a server may go on with keys that were replaced in their file.
LOOK_AGAIN_SECONDS = 1.0

# The keys as they stand in their file now, newest first; None: unchanged since it was last asked.
Reread = Callable[[], Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class _Ring:
    first: bytes
    ciphers: dict[bytes, AESGCM]
    fernet: MultiFernet


_ring: _Ring | None = None
_hash_key: bytes | None = None
_reread: Reread | None = None
_looked_at = 0.0


def use_keys(field_keys: Sequence[str], hash_key: str, *, reread: Reread | None = None) -> None:
    """Install the keys. `field_keys`: 32 bytes in urlsafe base64 each, newest first. `hash_key`: any secret text.

    `reread`: asked once a second, and at once when a value names an unknown key: so a running server follows a change.
    """
    global _ring, _hash_key, _reread, _looked_at
    _ring, _hash_key, _reread, _looked_at = _ring_of(field_keys), hash_key.encode(), reread, monotonic()


def _ring_of(field_keys: Sequence[str]) -> _Ring:
    ciphers = {key_header(key): AESGCM(_derived(key, b"cipher")) for key in field_keys}
    return _Ring(key_header(field_keys[0]), ciphers, MultiFernet([Fernet(key) for key in field_keys]))


def _derived(key: str, use: bytes) -> bytes:
    """32 bytes for one use: the key is uniform already, so one keyed hash parts the uses."""
    return hmac.new(base64.urlsafe_b64decode(key), b"sendero-1-" + use, hashlib.sha256).digest()


def key_header(key: str) -> bytes:
    """The first bytes of every value sealed with this key: version and name. Says nothing about the key."""
    return _VERSION + _derived(key, b"name")[:_NAME]


def key_name(header: bytes) -> str:
    """The name of a key as people read it: eight hexadecimal digits."""
    return header[1:HEADER].hex()


def _keys(*, at_once: bool = False) -> _Ring:
    global _ring, _looked_at
    if _ring is None:
        raise RuntimeError("field keys are not installed: call registry.crypto.use_keys first")
    if _reread is not None and (at_once or monotonic() - _looked_at > LOOK_AGAIN_SECONDS):
        _looked_at = monotonic()
        found = _reread()
        if found:
            _ring = _ring_of(found)
    return _ring


def current_header() -> bytes:
    """The first bytes of what is sealed now."""
    return _keys().first


def encrypt_bytes(data: bytes) -> bytes:
    ring = _keys()
    nonce = os.urandom(_NONCE)
    return ring.first + nonce + ring.ciphers[ring.first].encrypt(nonce, data, ring.first)


def decrypt_bytes(data: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when the bytes are not those that were sealed, or their key is gone."""
    header = data[:HEADER]
    if header[:1] == _VERSION:
        ring = _keys()
        if header not in ring.ciphers:
            ring = _keys(at_once=True)
        cipher = ring.ciphers.get(header)
        try:
            if cipher is not None:
                start = HEADER + _NONCE
                return cipher.decrypt(data[HEADER:start], data[start:], header)
        except (InvalidTag, ValueError) as error:
            raise InvalidToken() from error
        raise InvalidToken()
    if header[:1] == _FERNET_BYTES:
        data = base64.urlsafe_b64encode(data)
    return _keys().fernet.decrypt(data)


def is_sealed(data: bytes) -> bool:
    """Begins as what `encrypt_bytes` makes; no picture, PDF or Office file begins so."""
    return data[:1] == _VERSION


def encrypt(text: str) -> bytes:
    return encrypt_bytes(text.encode())


def decrypt(data: bytes) -> str:
    """Raises as `decrypt_bytes`."""
    return decrypt_bytes(data).decode()


def encrypt_to_text(text: str) -> str:
    """The seal in letters, for JSON, cookies and forms."""
    return base64.urlsafe_b64encode(encrypt(text)).decode()


def decrypt_text(sealed: str) -> str:
    """What `encrypt_to_text` sealed. Raises as `decrypt_bytes`."""
    data = sealed.encode()
    if not data.startswith(_FERNET_TEXT):
        try:
            data = base64.urlsafe_b64decode(data)
        except (binascii.Error, ValueError) as error:
            raise InvalidToken() from error
    return decrypt(data)


def header_of_text(sealed: str) -> bytes:
    """The first bytes of what stands in such letters, which name its key."""
    data = sealed.encode()
    if data.startswith(_FERNET_TEXT):
        return data[:HEADER]
    return base64.urlsafe_b64decode(data[:8])[:HEADER]


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

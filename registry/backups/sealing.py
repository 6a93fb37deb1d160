"""A stream of bytes as a sealed file: AES-256-GCM in chunks, so that memory stays small however large the copy is.

    magic line | 8 bytes naming the key | 32 bytes of salt | chunks of 1 MiB, each with its tag; the last may be shorter

Every file has a key of its own (HKDF of the backup key and the salt). A chunk's nonce is its number and whether it is
the last one, and each is bound to the head of the file: a chunk that was changed, swapped, repeated, left out or taken
from another file does not open, and a file that was cut short has no last one (the STREAM construction; Hoang,
Reyhanitabar, Rogaway, Vizár 2015). No byte is handed on before its chunk was found whole.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"sendero backup 1\n"
CHUNK = 1024 * 1024
_TAG = 16
_NAME = 8
_SALT = 32


class Unusable(Exception):
    """The file cannot be used; its text is one sentence for the operator."""


class BadKey(ValueError):
    """A key is not 32 bytes in base64."""


def read_key(written: str) -> bytes:
    """32 bytes from urlsafe base64, as `sendero new-key` prints them. Raises BadKey."""
    try:
        key = base64.b64decode(written.strip(), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadKey() from error
    if len(key) != 32:
        raise BadKey()
    return key


def name_of(key: bytes) -> bytes:
    """What tells a key from others and nothing about it."""
    return hashlib.sha256(b"sendero backup key name" + key).digest()[:_NAME]


class Sealing:
    """Write-only: `write` what comes, `finish` once. Without `finish` the file has no end and is refused."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target = target
        self._head = MAGIC + name_of(key) + os.urandom(_SALT)
        self._cipher = _cipher(key, self._head)
        self._waiting = bytearray()
        self._number = 0
        target.write(self._head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        # The last chunk is told from the others, so one is held back until more comes.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), chunk, self._head))
        self._number += 1


class Opening:
    """Read-only: `read` gives what was sealed. Raises Unusable where the file is not, whole and in order, what was
    written with one of these keys."""

    def __init__(self, source: BinaryIO, keys: Iterable[bytes]) -> None:
        self._source = source
        self._head = source.read(len(MAGIC) + _NAME + _SALT)
        if not self._head.startswith(MAGIC):
            raise Unusable("this is no backup of Sendero")
        if len(self._head) < len(MAGIC) + _NAME + _SALT:
            raise Unusable("the backup is cut short")
        named = self._head[len(MAGIC) : len(MAGIC) + _NAME]
        key = next((one for one in keys if name_of(one) == named), None)
        if key is None:
            raise Unusable("the backup was sealed with another key than those in SENDERO_BACKUP_KEYS")
        self._cipher = _cipher(key, self._head)
        self._next = source.read(CHUNK + _TAG)
        self._ready = b""
        self._number = 0
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        parts, wanted = [], size
        while wanted != 0:
            if not self._ready and not self._open():
                break
            part = self._ready if wanted < 0 else self._ready[:wanted]
            self._ready = self._ready[len(part) :]
            parts.append(part)
            wanted -= len(part) if wanted > 0 else 0
        return b"".join(parts)

    def _open(self) -> bool:
        """The next chunk; False after the last."""
        if self._is_over:
            return False
        sealed, self._next = self._next, self._source.read(CHUNK + _TAG)
        self._is_over = not self._next
        try:
            self._ready = self._decrypt(sealed, is_last=self._is_over)
        except InvalidTag:
            raise Unusable(self._what_is_wrong(sealed)) from None
        self._number += 1
        return True

    def _what_is_wrong(self, sealed: bytes) -> str:
        try:
            self._decrypt(sealed, is_last=not self._is_over)
        except InvalidTag:
            return f"the backup is damaged: part {self._number + 1} is not what was written there"
        if self._is_over:
            return "the backup is cut short: its end is missing"
        return "the backup is damaged: something follows its end"

    def _decrypt(self, sealed: bytes, *, is_last: bool) -> bytes:
        if len(sealed) < _TAG:
            raise InvalidTag()
        return self._cipher.decrypt(_nonce(self._number, is_last=is_last), sealed, self._head)


def _cipher(key: bytes, head: bytes) -> AESGCM:
    salt = head[-_SALT:]
    return AESGCM(HKDF(SHA256(), 32, salt, b"sendero backup 1").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])

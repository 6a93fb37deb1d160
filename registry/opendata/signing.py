"""The key that signs the register's files: Ed25519, from the settings, or made once and kept in the data directory.

The private half leaves the server in sealed backups alone; the public half is at /datos/llave.pem.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FILE = "register-signing-key"


class BadKey(ValueError):
    """The key is not 32 bytes in base64."""


def signing_key(configured: str, folder: Path) -> Ed25519PrivateKey:
    """The key of the settings; without one, the key of the data directory, made the first time, for its owner alone.

    Raises BadKey.
    """
    if configured:
        return read_key(configured)
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another process was first; its key is the key.
            return read_key(path.read_text())
        with os.fdopen(handle, "w") as file:
            file.write(new_key() + "\n")
    return read_key(path.read_text())


def new_key() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()


def read_key(written: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(written.strip(), validate=True))
    except ValueError as error:
        raise BadKey(
            "the signing key is not 32 bytes in base64; make one with: sendero new-key --signing"
        ) from error


def public_text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def public_pem(public_key: str) -> bytes:
    """The public key as a file that openssl reads. `public_key`: base64 of its 32 bytes."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def holds(public_key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        public_key.verify(signature, data)
    except InvalidSignature:
        return False
    return True

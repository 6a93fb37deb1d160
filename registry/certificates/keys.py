"""The issuer's keys and the did:web document that publishes them.

Ed25519, newest first: the first signs, every one of them is published, so that a file that an older key signed can
still be checked. A key that was retired keeps its public half only (`pub:...`); one that leaked is taken out, and
whatever it signed no longer verifies. A key is named by its thumbprint (RFC 7638), which never changes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from registry.opendata.signing import BadKey, new_key, read_key

FILE = "credential-signing-keys"
_RETIRED = "pub:"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs. `did`: did:web of the portal's address; `keys`: public halves by name; `signer` signs as `kid`."""

    did: str
    address: str
    signer: Ed25519PrivateKey
    kid: str
    keys: dict[str, Ed25519PublicKey]


def issuer(address: str, configured: str, folder: Path) -> Issuer:
    """The issuer at this public address. `configured`: keys separated by commas; none: the file in `folder`, made the
    first time, for its owner alone. Raises BadKey."""
    lines = [line.strip() for line in (configured.split(",") if configured else _lines(folder))]
    lines = [line for line in lines if line]
    if not lines or lines[0].startswith(_RETIRED):
        raise BadKey(
            "the first credential key must be one that signs; make one with: sendero new-key --signing"
        )
    signer = read_key(lines[0])
    did = did_of(address)
    publics = [_public(line) for line in lines]
    keys = {f"{did}#{thumbprint(key)}": key for key in publics}
    return Issuer(did, address.rstrip("/"), signer, next(iter(keys)), keys)


def retired(key: str) -> str:
    """How a key stands among the others once it no longer signs. Raises BadKey."""
    return _RETIRED + base64.b64encode(read_key(key).public_key().public_bytes_raw()).decode()


def rotate(folder: Path) -> None:
    """A new key in the file of the data directory; the one that signed until now keeps its public half."""
    lines = _lines(folder)
    kept = [line if line.startswith(_RETIRED) else retired(line) for line in lines if line.strip()]
    half = folder / f"{FILE}.half"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join([new_key(), *kept]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / FILE)


def _lines(folder: Path) -> list[str]:
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            # Another process was first; its key is the key.
            return path.read_text().splitlines()
        with os.fdopen(handle, "w") as file:
            file.write(new_key() + "\n")
    return path.read_text().splitlines()


def _public(line: str) -> Ed25519PublicKey:
    if not line.startswith(_RETIRED):
        return read_key(line).public_key()
    try:
        return Ed25519PublicKey.from_public_bytes(
            base64.b64decode(line.removeprefix(_RETIRED), validate=True)
        )
    except ValueError as error:
        raise BadKey("a retired credential key is not pub: and 32 bytes in base64") from error


def did_of(address: str) -> str:
    """did:web for the portal's address; the colon of a port is written %3A (did:web method specification)."""
    return f"did:web:{quote(urlsplit(address).netloc, safe='.-')}"


def jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """RFC 8037: the public half, and nothing that could be the other."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public_bytes_raw())}


def thumbprint(key: Ed25519PublicKey) -> str:
    """RFC 7638: SHA-256 over the members that are needed, in their order."""
    canonical = json.dumps(jwk(key), sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(canonical.encode()).digest())


def encoded(data: bytes) -> str:
    """base64url without padding, as everything in JOSE is written."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def did_document(who: Issuer) -> dict[str, Any]:
    """What stands at /.well-known/did.json: every key, for signing what the issuer states."""
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": who.did,
        "verificationMethod": [
            {
                "id": kid,
                "type": "JsonWebKey",
                "controller": who.did,
                "publicKeyJwk": jwk(key) | {"kid": kid.partition("#")[2], "alg": "EdDSA", "use": "sig"},
            }
            for kid, key in who.keys.items()
        ],
        "assertionMethod": list(who.keys),
    }

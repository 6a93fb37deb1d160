"""Signed JSON: a JWT in compact form, Ed25519 (RFC 7515, 7519, 8037). Signs, and reads what the issuer signed."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature

from registry.certificates.keys import Issuer, encoded
from registry.errors import Invalid

# A credential of ours has some three thousand characters; whatever is much longer is not one.
LONGEST = 20_000


def sign(who: Issuer, payload: dict[str, Any], *, typ: str) -> str:
    """`typ`: "JWT" for an Open Badge, whose specification allows no other; "vc+jwt" for other credentials."""
    header = {"alg": "EdDSA", "kid": who.kid, "typ": typ}
    signed = f"{_part(header)}.{_part(payload)}"
    return f"{signed}.{encoded(who.signer.sign(signed.encode()))}"


def read(who: Issuer, text: str) -> dict[str, Any]:
    """The payload of a token that one of the issuer's keys signed.

    Raises Invalid on the field "file": credential_unreadable, credential_foreign (signed by a key that is not ours),
    credential_changed (our key's name, but not its signature).
    """
    token = "".join(text.split())
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3:
        raise Invalid("credential_unreadable", field="file")
    header, payload = _json(parts[0]), _json(parts[1])
    key = who.keys.get(str(header.get("kid")))
    # The algorithm is ours to say, never the token's: "none" and the like end here.
    if header.get("alg") != "EdDSA" or key is None:
        raise Invalid("credential_foreign", field="file")
    try:
        key.verify(_bytes(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    except InvalidSignature:
        raise Invalid("credential_changed", field="file") from None
    return payload


def _part(content: dict[str, Any]) -> str:
    return encoded(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _json(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("credential_unreadable", field="file")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("credential_unreadable", field="file") from None

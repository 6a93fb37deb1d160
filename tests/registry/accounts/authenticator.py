"""A passkey as a device holds it, in software: makes keys and signs challenges, and lies where a test wants it to."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as b64

from registry.accounts.passkeys import Site

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    site: Site
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    count: int = 0

    def make(self, options: str, **lies: Any) -> str:
        """The browser's answer to registration options (both JSON)."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = b"\0" * 16 + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(lies, PRESENT | VERIFIED | ATTESTED) + attested + cbor2.dumps(cose)
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client(options, "webauthn.create", lies)
        return self._answer({"clientDataJSON": b64(client), "attestationObject": b64(statement)})

    def give(self, options: str, *, user: str = "", **lies: Any) -> str:
        """The browser's answer to sign-in options. `lies`: origin, rp_id, challenge, flags, kind, signed_by, count."""
        self.count += 1
        data = self._data(lies, PRESENT | VERIFIED)
        client = self._client(options, "webauthn.get", lies)
        signed = data + hashlib.sha256(client).digest()
        signature = lies.get("signed_by", self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature),
        }  # fmt: skip
        return self._answer(answer | ({"userHandle": b64(user.encode())} if user else {}))

    def _data(self, lies: dict[str, Any], flags: int) -> bytes:
        rp_id = lies.get("rp_id", self.site.rp_id)
        count = lies.get("count", self.count)
        return (
            hashlib.sha256(rp_id.encode()).digest()
            + bytes([lies.get("flags", flags)])
            + count.to_bytes(4, "big")
        )

    def _client(self, options: str, kind: str, lies: dict[str, Any]) -> bytes:
        said = {
            "type": lies.get("kind", kind),
            "challenge": lies.get("challenge", json.loads(options)["challenge"]),
            "origin": lies.get("origin", self.site.origin),
        }
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        named = b64(self.credential_id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})

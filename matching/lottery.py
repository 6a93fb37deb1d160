"""The draw among equals."""

from __future__ import annotations

from hashlib import blake2b


class Lottery:
    """The draw among equals: a number in [0, 1) per id, the lowest first. Anyone can check it with blake2b
    alone:
    the first 53 bits of blake2b(id, key = 32-byte blake2b of the draw string, 8 bytes)."""

    def __init__(self, draw: str) -> None:
        self._keyed = blake2b(key=blake2b(draw.encode(), digest_size=32).digest(), digest_size=8)

    def of(self, ident: str) -> float:
        hashed = self._keyed.copy()
        hashed.update(ident.encode())
        return (int.from_bytes(hashed.digest(), "big") >> 11) / 2**53

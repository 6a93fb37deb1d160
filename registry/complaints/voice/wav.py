"""WAV: the format and the sound; titles, places and dates lie in other chunks and stay behind."""

from __future__ import annotations

import struct

from registry.complaints.voice.reading import need

# PCM, floating point, and the telephone's mu-law and A-law.
_FORMATS = {1, 3, 6, 7}


def clean(data: bytes) -> bytes:
    chunks: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if name in (b"fmt ", b"data"):
            chunks.setdefault(name, data[place + 8 : place + 8 + size])
        place += 8 + size + size % 2
    form, sound = chunks.get(b"fmt ", b"")[:16], chunks.get(b"data", b"")
    need(len(form) == 16 and sound)
    need(int.from_bytes(form[:2], "little") in _FORMATS)
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", sound)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)

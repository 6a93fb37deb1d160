"""How long a voice note is, in seconds. Reads what `clean` wrote: one track, known layout."""

from __future__ import annotations

import struct

from registry.complaints.voice import Voice, frames, mp4, webm

_OPUS_RATE = 48_000


def seconds(clean: Voice) -> float:
    """Raises LookupError, ValueError, struct.error or ZeroDivisionError for what cannot be read."""
    return {
        "ogg": _ogg, "m4a": mp4.seconds, "webm": webm.seconds, "wav": _wav, "amr": frames.amr_seconds,
        "aac": frames.aac_seconds, "mp3": frames.mp3_seconds,
    }[clean.ending](clean.data)  # fmt: skip


def _ogg(data: bytes) -> float:
    """The last page says how many samples there were, the head how many to leave out (RFC 7845)."""
    skipped = int.from_bytes(data[data.index(b"OpusHead") + 10 :][:2], "little")
    last = data.rindex(b"OggS\0")
    return (int.from_bytes(data[last + 6 : last + 14], "little") - skipped) / _OPUS_RATE


def _wav(data: bytes) -> float:
    rate = struct.unpack("<I", data[data.index(b"fmt ") + 16 :][:4])[0]
    return float(struct.unpack("<I", data[data.index(b"data") + 4 :][:4])[0] / rate)

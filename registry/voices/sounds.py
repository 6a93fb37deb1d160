"""Is this upload a short recording that every telephone plays? Told from its content, never from its name.

Whatever a telephone or a browser records is taken (M4A, MP3, AAC, OGG, WebM, WAV, AMR), at most ten seconds. Titles,
places and names of telephones stay behind (registry/complaints/voice). WAV is made small here; what is still large, or
in a form that old telephones do not play, goes through ffmpeg where the machine has it. Without it such a file is kept
as it is while it is small enough, and AMR and 3GP are refused.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from registry.complaints import voice
from registry.complaints.voice import length
from registry.errors import Invalid

MAX_UPLOAD_BYTES = 2 * 1024 * 1024
MAX_SECONDS = 10
# What a page may ask of a prepaid telephone for one tap, and from where on it is made smaller if it can be.
MAX_KEPT_BYTES = 120 * 1024
WANTED_BYTES = 40 * 1024
# A phone's button is pressed a little late, and frames are whole.
_TOLERANCE = 0.5
_TELEPHONE_RATE = 11_025
# Played by every browser of the last ten years.
_EVERYWHERE = {"mp3", "m4a", "wav", "aac"}
# Ten seconds of sound take a fraction of one.
_FFMPEG_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Sound:
    """What will be kept."""

    data: bytes
    media_type: str
    ending: str
    milliseconds: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(data: bytes) -> Sound:
    """Raises Invalid on the field "file": upload_empty, voice_large, voice_long, voice_short, voice_heavy,
    voice_unplayable, and what cleaning raises."""
    if not data:
        raise Invalid("upload_empty", field="file")
    if len(data) > MAX_UPLOAD_BYTES:
        raise Invalid("voice_large", field="file", megabytes=MAX_UPLOAD_BYTES // 1024 // 1024)
    clean = voice.clean(data)
    try:
        seconds = length.seconds(clean)
    except (LookupError, ValueError, struct.error, ZeroDivisionError) as error:
        raise Invalid("voice_unreadable", field="file") from error
    if seconds > MAX_SECONDS + _TOLERANCE:
        raise Invalid("voice_long", field="file", seconds=MAX_SECONDS)
    if seconds < _TOLERANCE:
        raise Invalid("voice_short", field="file")
    kept, media_type, ending = _small(clean)
    if ending == "amr" or (ending == "m4a" and b"samr" in kept[-8192:]):
        raise Invalid("voice_unplayable", field="file")
    if len(kept) > MAX_KEPT_BYTES:
        raise Invalid("voice_heavy", field="file", kilobytes=MAX_KEPT_BYTES // 1024)
    return Sound(kept, media_type, ending, round(seconds * 1000))


def _small(clean: voice.Voice) -> tuple[bytes, str, str]:
    kept = telephone_wav(clean.data) if clean.ending == "wav" else clean.data
    is_fine = clean.ending in _EVERYWHERE and len(kept) <= WANTED_BYTES
    made = None if is_fine else as_mp3(clean.data, clean.ending)
    return (made, "audio/mpeg", "mp3") if made else (kept, clean.media_type, clean.ending)


def as_mp3(data: bytes, ending: str) -> bytes | None:
    """One channel, 24 kbit/s: 30 KB in ten seconds. None where there is no ffmpeg, or it fails."""
    program = shutil.which("ffmpeg")
    if program is None:
        return None
    with TemporaryDirectory() as folder:
        source, made = Path(folder) / f"in.{ending}", Path(folder) / "out.mp3"
        source.write_bytes(data)
        command = [
            program, "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file", "-i", str(source), "-vn",
            "-ac", "1", "-ar", "22050", "-b:a", "24k", "-map_metadata", "-1", "-write_xing", "0", "-id3v2_version", "0",
            str(made),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_FFMPEG_SECONDS)  # noqa: S603  # nosec B603
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return None
        return made.read_bytes()


def telephone_wav(data: bytes) -> bytes:
    """PCM of 16 bits as one channel of mu-law at 11,025 samples a second (11 KB a second); any other WAV as it is."""
    kind, channels, rate, bits = _format(data)
    place = data.index(b"data") + 8
    if kind != 1 or bits != 16 or not 8000 <= rate <= 96_000 or channels not in (1, 2):
        return data
    samples = np.frombuffer(data[place : len(data) - (len(data) - place) % (2 * channels)], "<i2")
    mono = samples.reshape(-1, channels).mean(axis=1)
    if rate > _TELEPHONE_RATE:
        mono, rate = _slower(mono, rate), _TELEPHONE_RATE
    body = _mu_law(mono)
    head = b"fmt " + struct.pack("<IHHIIHHH", 18, 7, 1, rate, rate, 1, 8, 0)
    head += b"fact" + struct.pack("<II", 4, len(body))
    content = b"WAVE" + head + b"data" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _format(data: bytes) -> tuple[int, int, int, int]:
    """Format, channels, samples a second, bits a sample."""
    place = data.index(b"fmt ") + 8
    kind, channels, rate, _bytes, _align, bits = struct.unpack("<HHIIHH", data[place : place + 16])
    return kind, channels, rate, bits


def _slower(samples: np.ndarray, rate: int) -> np.ndarray:
    """At 11,025 samples a second, with what that cannot carry taken out first (a moving average)."""
    width = max(1, round(rate / _TELEPHONE_RATE))
    smooth = np.convolve(samples, np.ones(width) / width, mode="same")
    places = np.arange(int(len(samples) * _TELEPHONE_RATE / rate)) * (rate / _TELEPHONE_RATE)
    return np.asarray(np.interp(places, np.arange(len(smooth)), smooth))


def _mu_law(samples: np.ndarray) -> bytes:
    """ITU-T G.711, mu-law, of samples of 16 bits."""
    value = np.clip(np.rint(samples), -32_635, 32_635).astype(np.int32)
    sign = np.where(value < 0, 0x80, 0)
    size = np.abs(value) + 0x84
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    mantissa = (size >> (exponent + 3)) & 0x0F
    return bytes((~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8).tobytes())

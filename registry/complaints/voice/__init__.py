"""Voice notes of telephones, written anew: the sound and what a player needs, nothing else.

Ogg Opus (WhatsApp), MP4 and 3GP (recorders of Android and iPhone), WebM (browsers), MP3, AAC, AMR and WAV. The sound
itself is not touched: a voice stays recognisable, and whoever is told of a note is told so. What cannot be cleaned is
refused, with words on what to do instead. Holds no database; start at `clean`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from registry.complaints.voice import frames, mp4, ogg, wav, webm
from registry.complaints.voice.reading import NotClean
from registry.errors import Invalid


@dataclass(frozen=True, slots=True)
class Voice:
    data: bytes
    media_type: str
    ending: str


# How each kind begins, what rewrites it, and what it is called.
_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], bytes], str, str], ...] = (
    (lambda data: data.startswith(b"OggS"), ogg.clean, "audio/ogg", "ogg"),
    (lambda data: data[4:8] == b"ftyp", mp4.clean, "audio/mp4", "m4a"),
    (lambda data: data.startswith(b"\x1a\x45\xdf\xa3"), webm.clean, "audio/webm", "webm"),
    (lambda data: data.startswith(b"RIFF") and data[8:12] == b"WAVE", wav.clean, "audio/wav", "wav"),
    (lambda data: data.startswith(b"#!AMR\n"), frames.clean_amr, "audio/amr", "amr"),
    (frames.is_aac, frames.clean_aac, "audio/aac", "aac"),
    (frames.is_mp3, frames.clean_mp3, "audio/mpeg", "mp3"),
)


def clean(data: bytes) -> Voice:
    """Raises Invalid on "file": attachment_type (no kind of ours), voice_is_video, voice_unreadable."""
    for is_it, rewrite, media_type, ending in _KINDS:
        if is_it(data):
            try:
                return Voice(rewrite(data), media_type, ending)
            except NotClean as problem:
                raise Invalid(problem.code, field="file") from problem
            except (LookupError, ValueError, struct.error, OverflowError) as error:
                raise Invalid("voice_unreadable", field="file") from error
    raise Invalid("attachment_type", field="file")

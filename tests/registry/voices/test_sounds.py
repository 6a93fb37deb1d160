"""What staff upload: any telephone's recording, ten seconds at most, small in the end; told from content alone."""

from __future__ import annotations

import shutil
import struct

import pytest

from registry.complaints import voice
from registry.complaints.voice import length
from registry.errors import Invalid
from registry.voices import sounds
from tests.registry.complaints.sounds import ALL
from tests.registry.voices.spoken import mp3, wav


@pytest.fixture
def without_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no such program."""
    monkeypatch.setenv("PATH", "/nowhere")


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("wav", 0.037), ("ogg", 0.0335), ("mp3", 0.0784), ("aac", 0.0697), ("amr", 0.08)],
)
def test_how_long_it_is(name: str, seconds: float) -> None:
    assert length.seconds(voice.clean(ALL[name]())) == pytest.approx(seconds, abs=0.002)


@pytest.mark.parametrize("name", ["mp4", "webm"])
def test_how_long_the_others_are(name: str) -> None:
    assert 0 <= length.seconds(voice.clean(ALL[name]())) < 2


def test_a_wav_becomes_small_and_stays_as_long() -> None:
    kept = sounds.check(wav(3.0, rate=44_100, channels=2))
    assert (kept.ending, kept.media_type) == ("wav", "audio/wav")
    assert kept.milliseconds == 3000
    assert len(kept.data) < 40 * 1024
    kind, channels, rate = struct.unpack("<HHI", kept.data[20:28])
    assert (kind, channels, rate) == (7, 1, 11_025)
    # And once more: what it wrote is read as it is.
    assert sounds.check(kept.data).milliseconds == 3000


def test_silence_and_full_loudness_in_mu_law() -> None:
    """G.711: silence is 0xFF, the loudest positive sample 0x80, the loudest negative one 0x00."""
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16_000, 2, 16)
    data = struct.pack("<hhhh", 0, 32_767, -32_768, 1000)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    made = sounds.telephone_wav(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert made[-4:] == bytes([0xFF, 0x80, 0x00, 0xCE])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload_empty"),
        (b"%PDF-1.4 no sound at all", "attachment_type"),
        (b"\0" * (sounds.MAX_UPLOAD_BYTES + 1), "voice_large"),
        (wav(12.0), "voice_long"),
        (wav(0.2), "voice_short"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "voice_unreadable"),
        (b"OggS" + b"\0" * 40, "voice_unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sounds.check(data)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_without_ffmpeg_a_small_mp3_is_kept_as_it_is(without_ffmpeg: None) -> None:
    kept = sounds.check(mp3(60))
    assert (kept.ending, kept.data) == ("mp3", mp3(60))
    assert kept.milliseconds == 1567


def test_without_ffmpeg_what_telephones_cannot_play_is_refused(without_ffmpeg: None) -> None:
    spoken = b"#!AMR\n" + (bytes([0x3C]) + bytes(31)) * 100
    with pytest.raises(Invalid) as refused:
        sounds.check(spoken)
    assert refused.value.code == "voice_unplayable"


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the machine has no ffmpeg")
def test_with_ffmpeg_it_becomes_a_small_mp3() -> None:
    spoken = b"#!AMR\n" + (bytes([0x3C]) + bytes(31)) * 100
    kept = sounds.check(spoken)
    assert kept.ending == "mp3"
    assert len(kept.data) < 10 * 1024
    assert length.seconds(voice.clean(kept.data)) == pytest.approx(2.0, abs=0.2)

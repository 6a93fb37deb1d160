"""Voice notes are written anew: the sound stays, whatever was hidden beside it is gone, anything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from registry.complaints import attachments, voice
from registry.complaints.kinds import FileKind
from registry.errors import Invalid
from tests.registry.complaints import sounds

KINDS = pytest.mark.parametrize("make", sounds.ALL.values(), ids=sounds.ALL.keys())


@KINDS
def test_the_sound_stays_and_the_rest_is_gone(make: Callable[[], bytes]) -> None:
    cleaned = voice.clean(make()).data
    assert sounds.SOUND[:31] in cleaned
    assert sounds.MARK not in cleaned
    assert sounds.MARK[:8] not in cleaned


@KINDS
def test_what_was_cleaned_is_clean(make: Callable[[], bytes]) -> None:
    """A second time changes nothing: what is written can be read by the same rules."""
    once = voice.clean(make())
    assert voice.clean(once.data) == once


def test_times_and_languages_of_a_3gp_are_gone() -> None:
    cleaned = voice.clean(sounds.mp4()).data
    assert (3_900_000_000).to_bytes(4, "big") not in cleaned
    assert b"\x4d\xa1\0\0" not in cleaned
    assert cleaned.count(b"udta") == cleaned.count(b"uuid") == cleaned.count(b"free") == 0


def test_chunks_of_a_3gp_lie_where_its_table_says() -> None:
    cleaned = voice.clean(sounds.mp4()).data
    table = cleaned.index(b"stco") + 12
    places = [
        int.from_bytes(cleaned[table + 4 * number : table + 4 * number + 4], "big") for number in range(3)
    ]
    assert [cleaned[place : place + 10] for place in places] == [
        sounds.SOUND[start : start + 10] for start in (0, 100, 200)
    ]


def test_serial_numbers_of_an_ogg_are_not_kept() -> None:
    assert (777_777).to_bytes(4, "little") not in voice.clean(sounds.ogg()).data


@pytest.mark.parametrize("data", [sounds.video(), sounds.webm(kind=b"\1")], ids=["mp4", "webm"])
def test_a_video_is_refused_in_words_of_its_own(data: bytes) -> None:
    with pytest.raises(Invalid, match="voice_is_video"):
        voice.clean(data)


def refusal(data: bytes) -> str:
    """The code of the refusal; empty when the note was cleaned."""
    try:
        voice.clean(data)
    except Invalid as refused:
        return refused.code
    return ""


@KINDS
@given(place=st.integers(0, 2000), byte=st.integers(0, 255), cut=st.integers(0, 3000))
def test_damaged_notes_are_cleaned_or_refused(
    make: Callable[[], bytes], place: int, byte: int, cut: int
) -> None:
    data = bytearray(make())
    data[place % len(data)] = byte
    told = refusal(bytes(data[:cut]) if cut % 2 else bytes(data))
    assert told in {"", "voice_unreadable", "attachment_type", "voice_is_video"}


@given(st.binary(max_size=300), st.sampled_from([b"OggS\0", b"\0\0\0\x20ftyp", b"\x1a\x45\xdf\xa3", b"ID3"]))
def test_what_only_begins_like_a_note_is_refused(rest: bytes, start: bytes) -> None:
    assert refusal(start + rest) in {"voice_unreadable", "attachment_type"}


def _photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = sounds.MARK.decode()
    exif[0x9286] = sounds.MARK
    written = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(written, "JPEG", exif=exif, comment=sounds.MARK)
    return written.getvalue()


def test_a_photograph_loses_place_and_telephone() -> None:
    assert sounds.MARK in _photo()
    kind, checked = attachments.clean(_photo())
    assert kind is FileKind.PICTURE
    assert sounds.MARK not in checked.data
    with Image.open(BytesIO(checked.data)) as opened:
        assert not opened.getexif()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload_empty"),
        (b"%PDF-1.7 ...", "attachment_pdf"),
        (b"MZ\x90\0" * 50, "attachment_type"),
        (b"\0" * (attachments.MAX_BYTES + 1), "upload_too_large"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "attachment_type"),
    ],
    ids=["empty", "pdf", "program", "large", "svg"],
)
def test_other_files_are_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        attachments.clean(data)

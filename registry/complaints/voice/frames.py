"""MP3, AAC and AMR: sound in frames, one after the other. Whatever is no frame (ID3, covers, APE) stays behind."""

from __future__ import annotations

from collections.abc import Callable

from registry.complaints.voice.reading import need

_MP3_KBITS = {
    # (version 1?, ) layer III: kilobits a second by index.
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_AAC_RATES = (
    96_000,
    88_200,
    64_000,
    48_000,
    44_100,
    32_000,
    24_000,
    22_050,
    16_000,
    12_000,
    11_025,
    8_000,
    7_350,
)
_AMR_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6)
_AMR_NO_DATA = 15


def is_mp3(data: bytes) -> bool:
    place = _after_id3(data)
    return _mp3_length(data, place) > 0


def is_aac(data: bytes) -> bool:
    return _aac_length(data, _after_id3(data)) > 0


def clean_mp3(data: bytes) -> bytes:
    kept = _frames(data, _after_id3(data), _mp3_length)
    # The first frame may be no sound but a table, with the name of the program that wrote it.
    if any(mark in kept[0] for mark in (b"Xing", b"Info", b"VBRI")):
        kept = kept[1:]
    need(kept)
    return b"".join(kept)


def clean_aac(data: bytes) -> bytes:
    return b"".join(_frames(data, _after_id3(data), _aac_length))


def mp3_seconds(data: bytes) -> float:
    kept = _frames(data, 0, _mp3_length)
    version, rate = data[1] >> 3 & 3, data[2] >> 2 & 3
    return len(kept) * (1152 if version == 3 else 576) / _MP3_RATES[version][rate]


def aac_seconds(data: bytes) -> float:
    return len(_frames(data, 0, _aac_length)) * 1024 / _AAC_RATES[data[2] >> 2 & 15]


def amr_seconds(data: bytes) -> float:
    return len(_frames(data, 6, _amr_length)) * 0.02


def clean_amr(data: bytes) -> bytes:
    return b"#!AMR\n" + b"".join(_frames(data, 6, _amr_length))


def _frames(data: bytes, place: int, length_at: Callable[[bytes, int], int]) -> list[bytes]:
    """The frames from `place` on, up to the first thing that is none."""
    found = []
    while (length := length_at(data, place)) and place + length <= len(data):
        found.append(data[place : place + length])
        place += length
    need(len(found) >= 2)
    return found


def _after_id3(data: bytes) -> int:
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if data[5] & 0x10 else 0)


def _mp3_length(data: bytes, place: int) -> int:
    """Bytes of the frame of layer III at `place`; 0 when there is none."""
    head = data[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, kbits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        return 0
    samples = 144 if version == 3 else 72
    return samples * _MP3_KBITS[version == 3][kbits] * 1000 // _MP3_RATES[version][rate] + (head[2] >> 1 & 1)


def _aac_length(data: bytes, place: int) -> int:
    head = data[place : place + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0


def _amr_length(data: bytes, place: int) -> int:
    if place >= len(data) or data[place] & 0x83:
        return 0
    kind = data[place] >> 3 & 15
    if kind == _AMR_NO_DATA:
        return 1
    return _AMR_BYTES[kind] if kind < len(_AMR_BYTES) else 0

"""Voice notes as telephones make them, built by hand, each with MARK wherever its container can hide something."""

from __future__ import annotations

import struct

from registry.complaints.voice.ogg import _crc

MARK = b"MARCA-GPS+14.6349-90.5069-Moto"
SOUND = bytes(range(1, 200)) * 3


def wav() -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)
    chunks = [
        (b"fmt ", form),
        (b"LIST", b"INFOIART" + MARK),
        (b"bext", MARK * 3),
        (b"data", SOUND),
        (b"id3 ", MARK),
    ]
    body = b"WAVE" + b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _ogg_page(flags: int, granule: int, number: int, body: bytes) -> bytes:
    lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    header = b"OggS\0" + bytes([flags]) + struct.pack("<qII", granule, 777_777, number) + b"\0" * 4
    header += bytes([len(lacing)]) + lacing
    checksum = struct.pack("<I", _crc(header + body))
    return header[:22] + checksum + header[26:] + body


def ogg() -> bytes:
    head = b"OpusHead" + bytes([1, 1]) + struct.pack("<HIh", 312, 16000, 0) + b"\0"
    tags = b"OpusTags" + struct.pack("<I", len(MARK)) + MARK + struct.pack("<II", 1, len(MARK) * 9) + MARK * 9
    return (
        _ogg_page(2, 0, 0, head) + _ogg_page(0, 0, 1, tags)
        + _ogg_page(0, 960, 2, SOUND) + _ogg_page(4, 1920, 3, SOUND)
    )  # fmt: skip


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(*, handler: bytes = b"soun", extra_track: bytes = b"", sound: bytes = b"samr") -> bytes:
    """With the table of contents after the sound, as Android's recorder leaves it."""
    chunk_sizes = [100, 100, len(SOUND) - 200]
    start = 24 + 8 + len(MARK)
    ftyp = _box(b"ftyp", b"3gp4\0\0\0\x003gp43gp5")
    free = _box(b"free", MARK)
    places = [len(ftyp) + len(free) + 8 + sum(chunk_sizes[:index]) for index in range(3)]
    assert start
    settings = _box(b"damr", b"\0" * 9) if sound == b"samr" else _box(b"esds", b"\0" * 20)
    entry = _box(sound, b"\0" * 6 + b"\0\1" + b"\0" * 20 + settings + _box(b"uuid", MARK))
    stbl = (
        _box(b"stsd", struct.pack(">II", 0, 1) + entry)
        + _box(b"stts", struct.pack(">IIII", 0, 1, 3, 160))
        + _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1))
        + _box(b"stsz", struct.pack(">III", 0, 0, 3) + struct.pack(">III", *chunk_sizes))
        + _box(b"stco", struct.pack(">II", 0, 3) + struct.pack(">III", *places))
    )
    when = struct.pack(">II", 3_900_000_000, 3_900_000_000)
    mdia = (
        _box(b"mdhd", b"\0" * 4 + when + struct.pack(">II", 8000, 480) + b"\x4d\xa1\0\0")
        + _box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12 + MARK + b"\0")
        + _box(b"minf", _box(b"smhd", b"\0" * 8) + _box(b"stbl", stbl))
    )
    trak = _box(b"tkhd", b"\0\0\0\7" + when + b"\0" * 72) + _box(b"mdia", mdia) + _box(b"udta", MARK)
    moov = (
        _box(b"mvhd", b"\0" * 4 + when + struct.pack(">II", 1000, 60) + b"\0" * 80)
        + _box(b"trak", trak) + extra_track
        + _box(b"udta", _box(b"\xa9xyz", MARK) + _box(b"meta", MARK))
    )  # fmt: skip
    return ftyp + free + _box(b"mdat", SOUND + MARK) + _box(b"moov", moov) + _box(b"uuid", MARK)


def video() -> bytes:
    video_track = _box(b"trak", _box(b"mdia", _box(b"hdlr", b"\0" * 8 + b"vide" + b"\0" * 13)))
    return mp4(extra_track=video_track)


def _element(name: int, content: bytes, *, unknown: bool = False) -> bytes:
    code = name.to_bytes((name.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if unknown else struct.pack(">Q", 1 << 56 | len(content))
    return code + size + content


def webm(kind: bytes = b"\2") -> bytes:
    """With unknown lengths, as a browser that is still recording writes it."""
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    info = _element(0x2AD7B1, b"\x0f\x42\x40") + _element(0x4D80, MARK) + _element(0x4461, b"\0" * 8)
    private = b"OpusHead" + bytes([1, 1]) + struct.pack("<HIh", 312, 48000, 0) + b"\0"
    audio = _element(0xB5, struct.pack(">f", 48000.0)) + _element(0x9F, b"\1")
    track = (
        _element(0xD7, b"\1") + _element(0x73C5, MARK[:8]) + _element(0x83, kind) + _element(0x536E, MARK)
        + _element(0x86, b"A_OPUS") + _element(0x63A2, private) + _element(0xE1, audio)
    )  # fmt: skip
    blocks = _element(0xE7, b"\0") + _element(0xA3, b"\x81\0\0\x80" + SOUND) + _element(0xEC, MARK)
    cluster = _element(0x1F43B675, blocks, unknown=True)
    tags = _element(0x1254C367, MARK)
    inner = (
        _element(0x1549A966, info) + _element(0x1654AE6B, _element(0xAE, track)) + cluster + cluster + tags
    )
    return head + _element(0x18538067, inner, unknown=True)


def _id3() -> bytes:
    size = len(MARK)
    return b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + MARK


def mp3() -> bytes:
    # 128 kbit/s, 44.1 kHz, no padding: 417 bytes a frame.
    frame = b"\xff\xfb\x90\x00" + (SOUND * 2)[:413]
    table = b"\xff\xfb\x90\x00" + b"\0" * 32 + b"Xing" + MARK + b"\0" * (413 - 36 - len(MARK))
    return _id3() + table + frame * 3 + b"TAG" + MARK


def aac() -> bytes:
    length = 7 + 200
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC])
    return _id3() + (head + SOUND[:200]) * 3 + b"APETAGEX" + MARK


def amr() -> bytes:
    return b"#!AMR\n" + (bytes([0x3C]) + SOUND[:31]) * 4 + b"\xff" + MARK


ALL = {"wav": wav, "ogg": ogg, "mp4": mp4, "webm": webm, "mp3": mp3, "aac": aac, "amr": amr}

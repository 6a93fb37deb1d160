"""Ogg with Opus, as WhatsApp and Firefox write it: the pages are laid anew, with empty comments and another serial.

Source: RFC 3533 (pages, checksum) and RFC 7845 (Opus: the second packet holds encoder, title, place and date).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from registry.complaints.voice.reading import need

_SERIAL = 1
_EMPTY_TAGS = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<I", 0)
_CONTINUED, _FIRST, _LAST = 1, 2, 4


@dataclass(slots=True)
class _Page:
    flags: int
    granule: bytes
    serial: bytes
    lacing: bytes
    body: bytes


def clean(data: bytes) -> bytes:
    pages = list(_pages(data))
    need(len(pages) >= 3 and pages[0].body.startswith(b"OpusHead") and len(pages[0].body) >= 19)
    # One sound, nothing beside it.
    need(len({page.serial for page in pages}) == 1)
    sound = _after_tags(pages)
    need(sound)
    head = _Page(_FIRST, b"\0" * 8, b"", bytes([19]), pages[0].body[:19])
    need(head.body[18] == 0)
    tags = _Page(0, b"\0" * 8, b"", bytes([len(_EMPTY_TAGS)]), _EMPTY_TAGS)
    sound[-1].flags |= _LAST
    return b"".join(_written(page, number) for number, page in enumerate([head, tags, *sound]))


def _pages(data: bytes) -> Iterator[_Page]:
    place = 0
    while place < len(data):
        need(data[place : place + 5] == b"OggS\0" and place + 27 <= len(data))
        lacing = data[place + 27 : place + 27 + data[place + 26]]
        start = place + 27 + len(lacing)
        body = data[start : start + sum(lacing)]
        need(len(lacing) == data[place + 26] and len(body) == sum(lacing))
        yield _Page(
            data[place + 5], data[place + 6 : place + 14], data[place + 14 : place + 18], lacing, body
        )
        place = start + len(body)


def _after_tags(pages: list[_Page]) -> list[_Page]:
    """The pages of sound. The comments end with the page they end on (RFC 7845, section 3)."""
    need(pages[1].body.startswith(b"OpusTags"))
    for number in range(1, len(pages)):
        lacing = pages[number].lacing
        if any(length < 255 for length in lacing):
            need(lacing.index(min(lacing)) == len(lacing) - 1)
            sound = pages[number + 1 :]
            need(not sound or not sound[0].flags & _CONTINUED)
            return sound
    return []


def _written(page: _Page, number: int) -> bytes:
    flags = page.flags & (_CONTINUED | _LAST) | (_FIRST if number == 0 else 0)
    header = (
        b"OggS\0" + bytes([flags]) + page.granule + struct.pack("<II", _SERIAL, number)
        + b"\0\0\0\0" + bytes([len(page.lacing)]) + page.lacing
    )  # fmt: skip
    checksum = struct.pack("<I", _crc(header + page.body))
    return header[:22] + checksum + header[26:] + page.body


# The checksum of Ogg is the common one with its bits the other way round: zlib computes it from mirrored bytes.
_MIRRORED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
_ALL_ONES = 0xFFFFFFFF


def _crc(data: bytes) -> int:
    mirrored = zlib.crc32(data.translate(_MIRRORED), _ALL_ONES) ^ _ALL_ONES
    return int(f"{mirrored:032b}"[::-1], 2)

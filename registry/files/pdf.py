"""What a PDF may hold: pages. Programs, orders to start others and files in it or behind it are refused.

A PDF is kept as it is and only handed out as a download; yet an officer opens it with a reader that may obey it. The
file is searched in its plain part and in its object streams, unpacked up to a limit. Holds no database.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator

from registry.errors import Invalid

_LEAD = b"\xef\xbb\xbf\r\n\t "
_MOST_UNPACKED = 4 * 1024 * 1024
_MOST_TOGETHER = 24 * 1024 * 1024
# Where the dictionary of a stream begins, at most, before the word "stream".
_DICTIONARY = 1024
_TAIL = 2048


def _name(word: str) -> str:
    """A name of PDF, each letter as it is or as #41."""
    return "/" + "".join(rf"(?:{one}|#{ord(one):02x}|#{ord(one):02X})" for one in word)


_END = r"(?![A-Za-z0-9])"
_LOCKED = re.compile((_name("Encrypt") + r"\s*(?:\d+\s+\d+\s+R|<<)").encode())
_OBEYS = re.compile(
    "|".join(
        _name(word) + _END
        for word in (
            "JavaScript",
            "Launch",
            "EmbeddedFile",
            "EmbeddedFiles",
            "RichMedia",
            "ImportData",
            "SubmitForm",
        )
    ).encode()
)
_OBJECTS = re.compile((_name("ObjStm") + _END).encode())
_DEFLATED = re.compile((_name("FlateDecode") + "|" + _name("Fl") + _END).encode())
_FILTERED = re.compile(_name("Filter").encode())


def is_pdf(data: bytes) -> bool:
    """Some programs write a mark or an empty line before the first word."""
    return data[:16].lstrip(_LEAD).startswith(b"%PDF-")


def check(data: bytes) -> None:
    """Raises Invalid on "file": upload_unreadable, upload_locked, upload_active, upload_two_kinds."""
    if b"%%EOF" not in data[-_TAIL:] or b"startxref" not in data[-_TAIL:]:
        raise Invalid("upload_unreadable", field="file")
    if _LOCKED.search(data):
        raise Invalid("upload_locked", field="file")
    # A ZIP is read from its end: this file would be a PDF for one program and an archive for another.
    if b"PK\x05\x06" in data[-66_000:] and b"PK\x01\x02" in data:
        raise Invalid("upload_two_kinds", field="file")
    if _OBEYS.search(data) or any(_OBEYS.search(one) for one in _object_streams(data)):
        raise Invalid("upload_active", field="file")


def streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the content of each stream begins and ends, in one pass however the words are strewn. One without an end
    goes to the end of the file."""
    ends = [found.start() for found in re.finditer(rb"endstream", data)]
    for found in re.finditer(rb"(?<!end)stream\r?\n", data):
        place = bisect_left(ends, found.end())
        yield found.end(), ends[place] if place < len(ends) else len(data)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The objects that are packed together, unpacked. Raises Invalid("upload_unreadable")."""
    together, read, view = 0, 0, memoryview(data)
    for start, end in streams(data):
        head = data[max(0, start - _DICTIONARY) : start]
        head = head[head.rfind(b" obj") + 1 :]
        if not _OBJECTS.search(head):
            continue
        read += end - start
        if not _FILTERED.search(head):
            unpacked = data[start:end]
        elif _DEFLATED.search(head):
            unpacked = inflate(view[start:end]) or b""
        else:
            unpacked = b""
        together += len(unpacked)
        # Objects that nobody can look into, or that unfold without end, are none of an honest printer's.
        if not unpacked or together > _MOST_TOGETHER or read > 2 * len(data):
            raise Invalid("upload_unreadable", field="file")
        yield unpacked


def inflate(packed: bytes | memoryview, most: int = _MOST_UNPACKED) -> bytes | None:
    """Up to `most` bytes of what was deflated; None when it was not."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return None

"""What a PDF may hold: pages. Programs, orders to start others and files in it or behind it are refused.

A PDF is kept as it is and only handed out as a download; yet an officer opens it with a reader that may obey it. The
file is searched in its plain part and in its object streams, which are unpacked whole or refused. Holds no database.
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
# Words of dictionaries that are read in one file: more than any printer writes in 5 MB.
_MOST_WORDS = 1_500_000
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
# Without one of these two there are no objects packed together: readers ask for /First, writers say /ObjStm.
_PACKED = re.compile((f"(?:{_name('ObjStm')}|{_name('First')})" + _END).encode())
_BLANK = re.compile(rb"[\0\t\n\f\r ]+|%[^\r\n]*")
_STREAM = re.compile(rb"stream[\0\t\n\f\r ]*")
# What a dictionary is made of; numbers, brackets and blanks between two of them are one.
_WORD = re.compile(rb"<<|>>|<[^>]*>?|>|\(|\)|%[^\r\n]*|/[^\0\t\n\f\r ()<>\[\]{}/%]*|[^<>()%/]+", re.DOTALL)
_IN_STRING = re.compile(rb"[^()\\]+|\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEFLATED = {b"FlateDecode", b"Fl"}
# Ways to write a stream that this file does not undo.
_OTHER_WAYS = {b"AHx", b"A85", b"LZW", b"RL", b"CCF", b"DCT", b"Crypt", b"Predictor"}


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
    if not _PACKED.search(data):
        return
    together, read, view = 0, 0, memoryview(data)
    ends = [found.start() for found in re.finditer(rb"endstream", data)]
    for names, start in _with_stream(data):
        if b"ObjStm" not in names and not {b"First", b"N"} <= names:
            continue
        place = bisect_left(ends, start)
        end = ends[place] if place < len(ends) else len(data)
        read += end - start
        unpacked = _unpacked(names, view[start:end])
        together += len(unpacked)
        # Objects that nobody can look into, or that unfold without end, are none of an honest printer's.
        if not unpacked or together > _MOST_TOGETHER or read > 2 * len(data):
            raise Invalid("upload_unreadable", field="file")
        yield unpacked


def _unpacked(names: set[bytes], packed: memoryview) -> bytes:
    """All of what one object stream holds; nothing when it cannot be undone here to its very end."""
    if names & _OTHER_WAYS or any(one.endswith(b"Decode") for one in names - _DEFLATED):
        return b""
    if not names & {b"Filter", b"F"}:
        return bytes(packed)
    if not names & _DEFLATED:
        return b""
    undo = zlib.decompressobj()
    try:
        unpacked = undo.decompress(packed, _MOST_UNPACKED)
    except zlib.error:
        return b""
    return unpacked if undo.eof else b""


def _with_stream(data: bytes) -> Iterator[tuple[set[bytes], int]]:
    """The names in the dictionary of each object that has a stream, and where the stream begins.

    Each object is read from its own first word on, as a reader does that was sent there: whatever stands before it,
    in a string or in another stream, changes nothing. Raises Invalid("upload_unreadable") when that takes too long.
    """
    words = _Words(data)
    for found in re.finditer(rb"obj", data):
        words.place = found.end()
        words.skip_blank()
        if data.startswith(b"<<", words.place):
            names = words.dictionary()
            words.skip_blank()
            stream = _STREAM.match(data, words.place)
            if stream:
                yield names, stream.end()


class _Words:
    """Reads words of a file, wherever it is sent, as long as they are not too many in all."""

    def __init__(self, data: bytes) -> None:
        self.place = 0
        self._data, self._left = data, _MOST_WORDS

    def skip_blank(self) -> None:
        while self._next(_BLANK):
            pass

    def dictionary(self) -> set[bytes]:
        """The names in the dictionary that begins here, at any depth; stands behind it then. Raises
        Invalid("upload_unreadable")."""
        names: set[bytes] = set()
        depth, in_string = 0, 0
        while word := self._next(_IN_STRING if in_string else _WORD):
            if word in (b"(", b")"):
                in_string = max(0, in_string + (1 if word == b"(" else -1))
            elif not in_string and word.startswith(b"/"):
                names.add(_ESCAPED.sub(lambda one: bytes([int(one[1], 16)]), word[1:]))
            elif not in_string and word in (b"<<", b">>"):
                depth += 1 if word == b"<<" else -1
                if depth == 0:
                    return names
        # Open to the end of the file: another reader may see its end elsewhere.
        raise Invalid("upload_unreadable", field="file")

    def _next(self, kind: re.Pattern[bytes]) -> bytes:
        found = kind.match(self._data, self.place)
        word = found.group() if found else b""
        # A long word takes longer to read.
        self._left -= 1 + len(word) // 64
        if self._left < 0:
            raise Invalid("upload_unreadable", field="file")
        self.place += len(word)
        return word


def inflate(packed: bytes, most: int) -> bytes | None:
    """Up to `most` bytes of what was deflated; None when it was not."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return None

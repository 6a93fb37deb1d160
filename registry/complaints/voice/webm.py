"""WebM with one Opus track, as browsers record it: written anew with the track and its blocks alone.

Titles, programs, dates, tags and attachments lie in other elements. Source: RFC 8794 (EBML), RFC 9559 (Matroska).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from registry.complaints.voice.reading import NotClean, need

_EBML, _SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_SCALE, _TRACK = 0x2AD7B1, 0xAE
_NUMBER, _TYPE, _CODEC, _PRIVATE, _AUDIO, _DELAY, _PREROLL = 0xD7, 0x83, 0x86, 0x63A2, 0xE1, 0x56AA, 0x56BB
_RATE, _CHANNELS, _BITS = 0xB5, 0x9F, 0x6264
_TIME, _SIMPLE, _GROUP, _BLOCK, _DURATION = 0xE7, 0xA3, 0xA0, 0xA1, 0x9B
_PADDING = 0x75A2
_KEPT_OF_TRACK = (_NUMBER, _TYPE, _CODEC, _PRIVATE, _DELAY, _PREROLL)
_ENDS_CLUSTER = {_CLUSTER, 0x1C53BB6B, 0x1254C367, 0x114D9B74, 0x1941A469, 0x1043A770, _INFO, _TRACKS}


def clean(data: bytes) -> bytes:
    top = dict(_elements(data, 0, len(data)))
    need(_SEGMENT in top)
    start, end = top[_SEGMENT]
    scale, track, clusters = b"\x0f\x42\x40", b"", []
    for name, (first, last) in _elements(data, start, end):
        if name == _INFO:
            scale = dict(_values(data, first, last)).get(_SCALE, scale)
        elif name == _TRACKS:
            track = _track(data, first, last)
        elif name == _CLUSTER:
            clusters.append(_cluster(data, first, last))
    need(track and clusters)
    info = _element(_INFO, _element(_SCALE, scale) + _element(0x4D80, b"-") + _element(0x5741, b"-"))
    head = _element(
        _EBML,
        _element(0x4286, b"\1") + _element(0x42F7, b"\1") + _element(0x42F2, b"\4") + _element(0x42F3, b"\x08")
        + _element(0x4282, b"webm") + _element(0x4287, b"\4") + _element(0x4285, b"\2"),
    )  # fmt: skip
    return head + _element(_SEGMENT, info + _element(_TRACKS, track) + b"".join(clusters))


def seconds(data: bytes) -> float:
    """Of a file as `clean` writes it: when the last block begins. A block of Opus lasts 20 to 60 thousandths."""
    start, end = dict(_elements(data, 0, len(data)))[_SEGMENT]
    unit, last = 1_000_000, 0
    for name, (first, until) in _elements(data, start, end):
        if name == _INFO:
            unit = int.from_bytes(dict(_values(data, first, until))[_SCALE], "big")
        elif name == _CLUSTER:
            last = max(last, _last_block(data, first, until))
    return last * unit / 1e9


def _last_block(data: bytes, first: int, until: int) -> int:
    """The latest time of a cluster, in the units of the file: its own and what the block says beside it."""
    own, beside = 0, [0]
    for name, (start, end) in _elements(data, first, until):
        if name == _TIME:
            own = int.from_bytes(data[start:end], "big")
        elif name == _SIMPLE:
            beside.append(_beside(data, start))
        elif name == _GROUP:
            beside += [
                _beside(data, one) for kind, (one, _two) in _elements(data, start, end) if kind == _BLOCK
            ]
    return own + max(beside)


def _beside(data: bytes, place: int) -> int:
    _number, after = _size(data, place)
    return int.from_bytes(data[after : after + 2], "big", signed=True)


def _track(data: bytes, first: int, last: int) -> bytes:
    entries = list(_elements(data, first, last))
    values = [dict(_values(data, *place)) for name, place in entries if name == _TRACK]
    if any(value.get(_TYPE) == b"\1" for value in values):
        raise NotClean("voice_is_video")
    need(len(values) == 1 and values[0].get(_TYPE) == b"\2")
    value = values[0]
    need(value.get(_CODEC) and value.get(_NUMBER))
    private = value.get(_PRIVATE, b"")
    # The comments of Vorbis lie inside its settings: only Opus is plain.
    need(value[_CODEC] == b"A_OPUS" and private.startswith(b"OpusHead") and len(private) >= 19)
    value[_PRIVATE] = private[:19]
    audio = [place for name, place in _elements(data, *dict(entries)[_TRACK]) if name == _AUDIO]
    need(len(audio) == 1)
    sound = dict(_values(data, *audio[0]))
    inner = b"".join(_element(name, sound[name]) for name in (_RATE, _CHANNELS, _BITS) if name in sound)
    kept = b"".join(_element(name, value[name]) for name in _KEPT_OF_TRACK if name in value)
    return _element(_TRACK, kept + _element(0x73C5, b"\1") + _element(_AUDIO, inner))


def _cluster(data: bytes, first: int, last: int) -> bytes:
    kept = []
    for name, (start, end) in _elements(data, first, last):
        if name in (_TIME, _SIMPLE):
            kept.append(_element(name, data[start:end]))
        elif name == _GROUP:
            inner = [
                _element(kind, data[one:two])
                for kind, (one, two) in _elements(data, start, end)
                if kind in (_BLOCK, _DURATION, _PADDING)
            ]
            kept.append(_element(_GROUP, b"".join(inner)))
    return _element(_CLUSTER, b"".join(kept))


def _values(data: bytes, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    for name, (start, end) in _elements(data, first, last):
        yield name, data[start:end]


def _elements(data: bytes, place: int, end: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """Names and where their content lies. One of unknown length ends where its like begins, or with its parent."""
    while place < end:
        name, place = _name(data, place)
        size, place = _size(data, place)
        if size is None:
            need(name in (_SEGMENT, _CLUSTER))
            last = end if name == _SEGMENT else _end_of_cluster(data, place, end)
        else:
            last = place + size
        need(last <= end)
        yield name, (place, last)
        place = last


def _end_of_cluster(data: bytes, place: int, end: int) -> int:
    while place < end:
        name, after = _name(data, place)
        if name in _ENDS_CLUSTER:
            return place
        size, after = _size(data, after)
        need(size is not None)
        place = after + (size or 0)
    return end


def _name(data: bytes, place: int) -> tuple[int, int]:
    length = 9 - data[place].bit_length()
    need(1 <= length <= 4)
    return int.from_bytes(data[place : place + length], "big"), place + length


def _size(data: bytes, place: int) -> tuple[int | None, int]:
    length = 9 - data[place].bit_length()
    need(1 <= length <= 8 and place + length <= len(data))
    value = int.from_bytes(data[place : place + length], "big") & ((1 << 7 * length) - 1)
    is_unknown = value == (1 << 7 * length) - 1
    return (None if is_unknown else value), place + length


def _element(name: int, content: bytes) -> bytes:
    code = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return code + struct.pack(">Q", 1 << 56 | len(content)) + content

"""MP4, M4A and 3GP: the samples of the one sound track are laid out anew, with a table of contents of our own kind.

Places, dates, titles and the telephone's name lie in `udta`, `meta`, `uuid`, in the times of the headers and in
free space: none of it is copied. Source: ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from registry.complaints.voice.reading import NotClean, need

_SOUNDS = {b"mp4a", b"samr", b"sawb"}
_TABLES = (b"stts", b"stsc", b"stsz", b"ctts", b"stss")
_FTYP = b"M4A \0\0\0\0M4A isommp42"


def clean(data: bytes) -> bytes:
    top = dict(_boxes(data))
    if b"moof" in top:
        raise NotClean()
    need(b"moov" in top)
    movie = list(_boxes(top[b"moov"]))
    tracks = [content for name, content in movie if name == b"trak"]
    kinds = {_handler(track) for track in tracks}
    if b"vide" in kinds:
        raise NotClean("voice_is_video")
    sounds = [track for track in tracks if _handler(track) == b"soun"]
    need(len(sounds) == 1)
    media = dict(_boxes(dict(_boxes(sounds[0]))[b"mdia"]))
    table = dict(_boxes(dict(_boxes(media[b"minf"]))[b"stbl"]))
    chunks = list(_chunks(data, table))
    header = _box(b"ftyp", _FTYP)
    first = len(header) + 8
    movie_box = _movie(dict(movie)[b"mvhd"], sounds[0], media, table, chunks, first)
    return header + _box(b"mdat", b"".join(chunks)) + movie_box


def seconds(data: bytes) -> float:
    """Of a file as `clean` writes it: the samples and how long each is, in the units of the track."""
    media = dict(_boxes(dict(_boxes(dict(_boxes(dict(_boxes(data))[b"moov"]))[b"trak"]))[b"mdia"]))
    head = media[b"mdhd"]
    unit = int.from_bytes(head[20:24] if head[0] == 1 else head[12:16], "big")
    times = dict(_boxes(dict(_boxes(media[b"minf"]))[b"stbl"]))[b"stts"]
    runs = struct.iter_unpack(">II", times[8 : 8 + 8 * _count(times)])
    return float(sum(count * each for count, each in runs) / unit)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        size, name, head = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[place + 8 : place + 16], "big"), 16
        elif size == 0:
            size = len(data) - place
        need(size >= head and place + size <= len(data))
        yield name, data[place + head : place + size]
        place += size


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def _handler(track: bytes) -> bytes:
    media = dict(_boxes(dict(_boxes(track)).get(b"mdia", b"")))
    return media.get(b"hdlr", b"")[8:12]


def _chunks(data: bytes, table: dict[bytes, bytes]) -> Iterator[bytes]:
    """The bytes of each chunk, from the tables of sizes, chunks and places."""
    places = _places(table)
    sizes = _sizes(table[b"stsz"])
    runs = list(struct.iter_unpack(">III", table[b"stsc"][8 : 8 + 12 * _count(table[b"stsc"])]))
    need(places and sizes and runs)
    sample, run = 0, 0
    for number, place in enumerate(places, start=1):
        if run + 1 < len(runs) and runs[run + 1][0] == number:
            run += 1
        length = sum(sizes[sample : sample + runs[run][1]])
        sample += runs[run][1]
        need(length > 0 and place + length <= len(data))
        yield data[place : place + length]
    need(sample == len(sizes))


def _places(table: dict[bytes, bytes]) -> list[int]:
    if b"stco" in table:
        content, width, kind = table[b"stco"], 4, ">I"
    else:
        content, width, kind = table[b"co64"], 8, ">Q"
    return [place for (place,) in struct.iter_unpack(kind, content[8 : 8 + width * _count(content)])]


def _sizes(content: bytes) -> list[int]:
    same, count = struct.unpack(">II", content[4:12])
    need(count <= 4_000_000)
    if same:
        return [same] * count
    return [size for (size,) in struct.iter_unpack(">I", content[12 : 12 + 4 * count])]


def _count(content: bytes) -> int:
    return int.from_bytes(content[4:8], "big")


def _movie(
    head: bytes,
    track: bytes,
    media: dict[bytes, bytes],
    table: dict[bytes, bytes],
    chunks: list[bytes],
    first: int,
) -> bytes:
    places, place = [], first
    for chunk in chunks:
        places.append(place)
        place += len(chunk)
    tables = [_box(b"stsd", _description(table[b"stsd"]))]
    tables += [_box(name, table[name]) for name in _TABLES if name in table]
    tables.append(
        _box(b"stco", struct.pack(">II", 0, len(places)) + struct.pack(f">{len(places)}I", *places))
    )
    here = _box(b"dref", struct.pack(">II", 0, 1) + _box(b"url ", b"\0\0\0\1"))
    information = _box(b"smhd", b"\0" * 8) + _box(b"dinf", here) + _box(b"stbl", b"".join(tables))
    handler = _box(b"hdlr", b"\0" * 8 + b"soun" + b"\0" * 13)
    inner = _box(b"mdhd", _timeless(media[b"mdhd"], language_at=20)) + handler + _box(b"minf", information)
    outer = _box(b"tkhd", _timeless(dict(_boxes(track))[b"tkhd"])) + _box(b"mdia", inner)
    return _box(b"moov", _box(b"mvhd", _timeless(head)) + _box(b"trak", outer))


def _timeless(header: bytes, *, language_at: int | None = None) -> bytes:
    """A header without when it was made and changed, and without a language."""
    is_long = header[0] == 1
    times = 16 if is_long else 8
    clean_header = header[:4] + b"\0" * times + header[4 + times :]
    if language_at is not None:
        start = language_at + (12 if is_long else 0)
        clean_header = clean_header[:start] + b"\x55\xc4" + clean_header[start + 2 :]
    return clean_header


def _description(content: bytes) -> bytes:
    """How to decode the sound: one entry of a kind we know, with its decoder settings and nothing else."""
    entries = list(_boxes(content[8:]))
    need(len(entries) == 1 and entries[0][0] in _SOUNDS)
    name, entry = entries[0]
    need(len(entry) >= 28 and entry[8:10] == b"\0\0")
    settings = [_box(kind, inner) for kind, inner in _boxes(entry[28:]) if kind in (b"esds", b"damr")]
    need(settings)
    return content[:4] + struct.pack(">I", 1) + _box(name, entry[:28] + b"".join(settings))

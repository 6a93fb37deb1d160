"""An index as one file that processes map into memory: written whole or not at all, read back in a moment.

Layout: 8 bytes of magic, the length and the BLAKE2b of a JSON header, then arrays at multiples of 64 bytes, each with
its CRC-32 in the header. Confidential parts (places to avoid, groups of people) stand in one sealed blob: `seal` and
`unseal` are the caller's. `about` is the caller's too: what the file was made from.

`write` writes beside the file, syncs and renames: whoever is killed meanwhile leaves the old file as it was. `read`
maps privately: a change of the index in memory never reaches the file or another process.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from matching.index import CandidateIndex, Item, Kind
from matching.levels import Vocabulary
from matching.segment import ALIVE, COLUMNS, Items, Segment, ends_of

_MAGIC = b"SENDIDX1"
_FORMAT = 1
_ALIGNED = 64
_HEAD = len(_MAGIC) + 8 + 32
_ITEM_ARRAYS = ("ends", "tokens", "values", "posting_ends", "posting_rows", "posting_values")

Bytes = Callable[[bytes], bytes]


class Damaged(Exception):
    """The file is not a whole snapshot of this format: make the index anew."""


@dataclass(frozen=True)
class Snapshot:
    """What a file holds. `about`: what `write` was told."""

    base: Segment
    items: list[Item]
    labels: dict[str, dict[str, int]]
    about: dict[str, Any]

    def index(self, vocabulary: Vocabulary) -> CandidateIndex:
        return CandidateIndex.of(self.base, self.items, self.labels, vocabulary)


def write(path: Path, snapshot: Snapshot, *, seal: Bytes) -> None:
    """Write the file, readable by its owner alone. Everybody in the base counts as alive: a change since then is for
    the reader to catch up with."""
    arrays = _open_arrays(snapshot.base)
    sealed = np.frombuffer(seal(_sealed_bytes(snapshot.base)), np.uint8)
    header, places = _header(snapshot, arrays | {"sealed": sealed})
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f"{path.name}.*.tmp"):
        left.unlink(missing_ok=True)  # of somebody who was killed
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        _put(file, header, [(places[name], array) for name, array in (arrays | {"sealed": sealed}).items()])
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path, *, unseal: Bytes) -> Snapshot:
    """Map the file. Raises FileNotFoundError, and Damaged when any byte is not as written."""
    with path.open("rb") as file:
        header = _read_header(file)
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        except ValueError as error:
            raise Damaged("cannot be mapped") from error
    arrays = {one["name"]: _array(mapped, one) for one in header["arrays"]}
    with ThreadPoolExecutor(2) as threads:
        whole = list(threads.map(lambda one: zlib.crc32(_flat(arrays[one["name"]])), header["arrays"]))
    if any(found != one["crc"] for found, one in zip(whole, header["arrays"], strict=True)):
        raise Damaged("an array is not as written")
    return _assembled(header, arrays, unseal)


def _assembled(header: dict[str, Any], arrays: dict[str, NDArray[Any]], unseal: Bytes) -> Snapshot:
    try:
        blob = unseal(arrays["sealed"].tobytes())
    except Exception as error:  # whatever the caller's seal raises: another key, another file
        raise Damaged("cannot be unsealed") from error
    hidden = np.load(BytesIO(blob), allow_pickle=False)
    lengths = np.bincount(hidden["rows"], minlength=len(arrays["ids"]))
    base = Segment(
        ids=arrays["ids"],
        columns={name: arrays[name] for name, _ in COLUMNS},
        items=Items(*(arrays[f"items.{name}"] for name in _ITEM_ARRAYS)),
        sealed=Items.of(ends_of(lengths), hidden["tokens"], hidden["values"], len(header["items"])),
        traits={name: hidden[f"trait.{name}"] for name in header["traits"]},
        by_id=arrays["by_id"],
    )
    items = [(Kind(kind), code) for kind, code in header["items"]]
    return Snapshot(base, items, header["labels"], header["about"])


def _open_arrays(base: Segment) -> dict[str, NDArray[Any]]:
    columns = base.columns | {"flags": base.columns["flags"] | np.uint8(ALIVE)}
    arrays = {"ids": base.ids, "by_id": base.by_id} | {name: columns[name] for name, _ in COLUMNS}
    arrays |= {f"items.{name}": getattr(base.items, name) for name in _ITEM_ARRAYS}
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def _sealed_bytes(base: Segment) -> bytes:
    rows = np.repeat(np.arange(len(base), dtype=np.int32), np.diff(base.sealed.ends))
    buffer = BytesIO()
    hidden: dict[str, Any] = {"rows": rows, "tokens": base.sealed.tokens, "values": base.sealed.values}
    hidden |= {f"trait.{name}": codes for name, codes in base.traits.items()}
    np.savez(buffer, **hidden)
    return buffer.getvalue()


def _header(snapshot: Snapshot, arrays: Mapping[str, NDArray[Any]]) -> tuple[bytes, dict[str, int]]:
    """The header, padded, and where each array begins behind it."""
    told, places, at = [], {}, 0
    for name, array in arrays.items():
        at += -at % _ALIGNED
        places[name] = at
        told.append(
            {
                "name": name, "dtype": array.dtype.str, "length": len(array), "at": at,
                "crc": zlib.crc32(_flat(array)),
            }
        )  # fmt: skip
        at += array.nbytes
    header = {
        "format": _FORMAT, "about": snapshot.about, "items": [list(item) for item in snapshot.items],
        "labels": snapshot.labels, "traits": list(snapshot.base.traits), "arrays": told, "size": at,
    }  # fmt: skip
    text = json.dumps(header, ensure_ascii=False).encode()
    return text + b" " * (-(_HEAD + len(text)) % _ALIGNED), places


def _put(file: BinaryIO, header: bytes, arrays: list[tuple[int, NDArray[Any]]]) -> None:
    file.write(_MAGIC + len(header).to_bytes(8, "little") + blake2b(header, digest_size=32).digest() + header)
    at = 0
    for place, array in arrays:
        file.write(bytes(place - at))
        file.write(_flat(array))
        at = place + array.nbytes


def _read_header(file: BinaryIO) -> dict[str, Any]:
    head = file.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(_MAGIC):
        raise Damaged("is not a snapshot")
    length = int.from_bytes(head[8:16], "little")
    size = os.fstat(file.fileno()).st_size
    text = file.read(length) if length <= size else b""
    if blake2b(text, digest_size=32).digest() != head[16:]:
        raise Damaged("the header is not as written")
    header: dict[str, Any] = json.loads(text)
    if header["format"] != _FORMAT or size != _HEAD + length + header["size"]:
        raise Damaged("is of another format or cut short")
    header["begins"] = _HEAD + length
    for one in header["arrays"]:
        one["at"] += header["begins"]
    return header


def _array(mapped: mmap.mmap, told: dict[str, Any]) -> NDArray[Any]:
    return np.frombuffer(mapped, np.dtype(told["dtype"]), told["length"], told["at"])


def _flat(array: NDArray[Any]) -> memoryview:
    return array.view(np.uint8).reshape(-1).data

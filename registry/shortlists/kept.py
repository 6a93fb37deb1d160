"""The index of all candidates as a file in the data directory: written by one process at a time, mapped by all.

The file names the event it was made at, with its hash: it belongs to one log and to no other. It also names the code
that read the people (`_reading`), and is passed over when that has changed. Places to avoid and groups of people are
sealed in it with the keys of the fields; the rest is what matching knows under opaque ids. Nothing depends on it:
missing, old or damaged, it is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from matching import index, segment, snapshot
from matching.snapshot import Damaged, Snapshot
from registry import crypto
from registry.candidates import facts
from registry.shortlists import queries

Seen = tuple[int, str]  # id and hash of an event

FILE = "candidates.index"
_LOCK = "candidates.lock"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as read: the index, the event it was made at, and when."""

    snapshot: Snapshot
    seen: Seen
    made_at: datetime


def read(folder: Path) -> Kept | None:
    """The file of this folder; None where there is none that can be used."""
    path = folder / FILE
    try:
        found = snapshot.read(path, unseal=crypto.decrypt_bytes)
    except FileNotFoundError:
        return None
    except (Damaged, OSError) as error:
        _log.warning("the file of the index is passed over: %s", error)
        return None
    about = found.about
    if about["reading"] != _reading():
        return None
    return Kept(found, (about["event"], about["hash"]), datetime.fromisoformat(about["made_at"]))


def write(folder: Path, found: Snapshot, seen: Seen, made_at: datetime) -> bool:
    """Write the file, whole or not at all. False when another process is writing it or the disk refuses."""
    about = {"event": seen[0], "hash": seen[1], "reading": _reading(), "made_at": made_at.isoformat()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            snapshot.write(folder / FILE, replace(found, about=about), seal=crypto.encrypt_bytes)
    except BlockingIOError:
        return False
    except OSError as error:
        _log.warning("the file of the index could not be written: %s", error)
        return False
    return True


@cache
def _reading() -> str:
    """What a row of the file says depends on this code."""
    read_by = (facts, queries, index, segment, snapshot)
    content = b"".join(Path(str(module.__file__)).read_bytes() for module in read_by)
    return hashlib.sha256(content).hexdigest()[:16]

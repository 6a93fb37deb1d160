"""Pictures that were written again before the request took the one writer of SQLite.

A picture takes up to two seconds. The web looks at what is sent while nobody waits (app/deps.py), the verbs find it
done when they ask `checks.check` and `legible.doubt`, and nothing of it stays in memory when the request is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Checked:
    """What will be stored: bytes, media type, ending of the file's name; `pixels`: of the picture as it was sent."""

    data: bytes
    media_type: str
    ending: str
    pixels: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(slots=True)
class _Looked:
    checked: Checked
    doubt: str | None
    requests: int


# By the digest of what was sent, and of what was kept of it. Two requests may hold the same file at once.
_looked_at: dict[str, _Looked] = {}
_doubts: dict[str, tuple[str | None]] = {}
_gate = Lock()


def put(data: bytes, checked: Checked, doubt: str | None) -> None:
    with _gate:
        name = hashlib.sha256(data).hexdigest()
        held = _looked_at.setdefault(name, _Looked(checked, doubt, 0))
        held.requests += 1
        _doubts[held.checked.sha256] = (held.doubt,)


def get(data: bytes) -> Checked | None:
    held = _looked_at.get(hashlib.sha256(data).hexdigest()) if _looked_at else None
    return held.checked if held is not None else None


def doubt_of(checked: Checked) -> tuple[str | None] | None:
    """(the doubt,) when it was asked before."""
    return _doubts.get(checked.sha256) if _doubts else None


def forget(sent: Sequence[bytes]) -> None:
    """This request is over: what it put in goes, unless another one holds the same."""
    for data in sent:
        with _gate:
            name = hashlib.sha256(data).hexdigest()
            held = _looked_at.get(name)
            if held is None:
                continue
            held.requests -= 1
            if held.requests == 0:
                del _looked_at[name]
                _doubts.pop(held.checked.sha256, None)

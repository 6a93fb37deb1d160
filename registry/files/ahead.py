"""Pictures that were written again before the request took the one writer of SQLite.

A picture takes up to two seconds. The web looks at what is sent while nobody waits (app/deps.py), the verbs find it
done when they ask `checks.check` and `legible.doubt`, and nothing of it stays in memory when the request is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """What will be stored: bytes, media type and the ending of the file's name."""

    data: bytes
    media_type: str
    ending: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


# By digest: what came of a file that was sent, and the doubt about what was kept of it. One entry is one assignment, so
# threads need no lock; each request takes out what it put in.
_looked_at: dict[str, Checked] = {}
_doubts: dict[str, tuple[str | None]] = {}


def put(data: bytes, checked: Checked, doubt: str | None) -> None:
    _looked_at[hashlib.sha256(data).hexdigest()] = checked
    _doubts[checked.sha256] = (doubt,)


def get(data: bytes) -> Checked | None:
    return _looked_at.get(hashlib.sha256(data).hexdigest()) if _looked_at else None


def doubt_of(checked: Checked) -> tuple[str | None] | None:
    """(the doubt,) when it was asked before."""
    return _doubts.get(checked.sha256) if _doubts else None


def forget(sent: Sequence[bytes]) -> None:
    for data in sent:
        checked = _looked_at.pop(hashlib.sha256(data).hexdigest(), None)
        if checked is not None:
            _doubts.pop(checked.sha256, None)

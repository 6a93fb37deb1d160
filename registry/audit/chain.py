"""The whole chain walked on demand: one walk at a time, and what it found is told for a while.

To read every act since the first takes long and reads much; without this every click of everybody would do it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from registry import clock, events
from registry.audit import heads

FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk found. `broken`: (event, what is wrong); `head`: number and hash of the newest act it saw; `days`:
    how many heads it was compared with."""

    at: datetime
    broken: list[tuple[int, str]]
    head: tuple[int, str]
    days: int


class Walker:
    """Of one process: holds what the last walk found."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: Found | None = None

    def look(self, session: Session, handed_out: Sequence[heads.Head]) -> Found | None:
        """What was found within FRESH, or now; while somebody else walks what was found last, None for nothing yet."""
        if not self._lock.acquire(blocking=False):
            return self._found
        try:
            if self._found is None or not timedelta() <= clock.now() - self._found.at < FRESH:
                head = events.head(session)
                broken = list(events.breaks(session)) + heads.differences(session, handed_out)
                self._found = Found(clock.now(), broken, head, len(handed_out))
            return self._found
        finally:
            self._lock.release()

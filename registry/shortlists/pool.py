"""The index of all candidates who are looking for work, kept in step with the event log.

Every change of a candidate appends an event in the same transaction, and events are committed in the order of their
numbers (registry/events.py), so reading those since the last look is all it takes: a saved candidate is in the very
next ranking of every process. No clock is asked. Each look remembers the hash it stood at: where the log is another
than the one that was read (a rolled-back transaction, a restored backup), the index goes back, or is built anew.

With a folder, the index is also kept as a file (kept.py): the next start maps it into memory and reads only what has
changed since. Without the file, or with a damaged one, it is built from the database.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import RLock, Thread

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from matching import engine, group_scan
from matching.assign import auction
from matching.index import CandidateIndex, Frozen, Traits
from matching.levels import Vocabulary
from matching.snapshot import Snapshot
from matching.taxonomy import lexicon
from matching.types import CandidateFacts
from registry import clock, events
from registry.candidates.facts import facts_between, facts_by_ids, spans
from registry.candidates.models import Candidate
from registry.db import Database
from registry.events import Event
from registry.shortlists import kept
from registry.shortlists.boards import Boards
from registry.shortlists.kept import Seen
from registry.shortlists.queries import groups_between, groups_of

# Beyond this many changes building anew is quicker than putting one by one.
_TOO_MANY = 50_000
# So many rows behind the base cost a ranking nothing; then everything is laid out anew, beside the requests.
_TIDY_AT = 20_000
_STEPS_KEPT = 1_000
_AT_ONCE = 500
# Nouns whose events may change candidates; "population" is the bulk path: one event for all it wrote.
_NOUNS = ("candidate", "population")


@cache
def vocabulary() -> Vocabulary:
    """What the ranking knows about our codes; its version is a hash of the lexicon, stored with every list."""
    known = lexicon()
    content = repr((known.occupations, known.skills))
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    return Vocabulary(
        version=version,
        occupations={code: entry.isco08 for code, entry in known.occupations.items() if entry.isco08},
        broader={code: entry.broader for code, entry in known.skills.items() if entry.broader},
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """A look at the log: where it stood, and whom it changed in the index."""

    seen: Seen
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """How the index stands. kept_at: when its file was written, None without one. behind: rows changed since the base
    was laid out. megabytes: of the base in memory."""

    people: int
    behind: int
    megabytes: float
    event: int
    kept_at: datetime | None


class Pool:
    """The candidates of one database as an index. folder: where its file is kept. only_reads: the file, and never
    writes it. boards: the other direction."""

    def __init__(self, folder: Path | None = None, *, only_reads: bool = False) -> None:
        self.boards = Boards()
        self._folder = folder
        self._only_reads = only_reads
        self._lock = RLock()
        self._index: CandidateIndex | None = None
        self._steps: list[_Step] = []
        self._kept_at: datetime | None = None
        self._tending: Thread | None = None

    def index(self, session: Session) -> CandidateIndex:
        """The index, brought up to what this session can see."""
        with self._lock:
            if self._index is None:
                self._start(session)
            index = self._in_step(session)
            if not self._only_reads:
                self._tend(index)
            return index

    def state(self, session: Session) -> State:
        with self._lock:
            index = self.index(session)
            return State(len(index), index.behind, index.nbytes / 1e6, self._steps[-1].seen[0], self._kept_at)

    def standing(self) -> State | None:
        """How the index stood at its last look: at once, whoever is building it. None before there is one."""
        index, last = self._index, self._steps[-1:]
        if index is None or not last:
            return None
        return State(len(index), index.behind, index.nbytes / 1e6, last[0].seen[0], self._kept_at)

    def settle(self) -> None:
        """Wait until what is being laid out and written beside the requests is done."""
        if self._tending is not None:
            self._tending.join()

    def _start(self, session: Session) -> None:
        found = kept.read(self._folder) if self._folder else None
        if found is not None and found.seen[0] and _knows(session, found.seen):
            self._index = found.snapshot.index(vocabulary())
            self._steps = [_Step(found.seen, frozenset())]
            self._kept_at = found.made_at
        else:
            self._build(session)

    def _build(self, session: Session) -> CandidateIndex:
        seen = events.head(session)
        self._index = index = CandidateIndex.build_with_traits(_everybody(session), vocabulary())
        engine.mark(index.base, index.items)
        self._steps = [_Step(seen, frozenset())]
        self._kept_at = None
        return index

    def _in_step(self, session: Session) -> CandidateIndex:
        """Read what the log tells since the last look."""
        newest = events.head(session)
        if self._index is None or newest == self._steps[-1].seen:
            return self._index or self._build(session)
        changed: set[str] = set()
        if not _knows(session, self._steps[-1].seen):
            if _is_late(session) and _knows_now(session, self._steps[-1].seen):
                return self._index  # the session looks at the past; the index is ahead of it, and stays there
            while self._steps and not _knows(session, self._steps[-1].seen):
                changed |= self._steps.pop().changed
        if not self._steps:
            return self._build(session)
        rows = session.execute(
            select(Event.noun, Event.record_id).where(
                Event.noun.in_(_NOUNS), Event.id > self._steps[-1].seen[0]
            )
        ).all()
        changed |= {row.record_id for row in rows}
        if len(changed) > _TOO_MANY or any(row.noun == "population" for row in rows):
            return self._build(session)
        _put(session, self._index, changed)
        self._steps.append(_Step(newest, frozenset(changed)))
        del self._steps[:-_STEPS_KEPT]
        return self._index

    def _tend(self, index: CandidateIndex) -> None:
        """Lay the index out anew and write its file, in a thread of its own, when it is time."""
        is_unkept = self._folder is not None and self._kept_at is None and len(index) > 0
        if not (is_unkept or index.behind >= _TIDY_AT) or (
            self._tending is not None and self._tending.is_alive()
        ):
            return
        self._kept_at = clock.now()
        frozen = index.freeze() if index.behind else None
        names = Snapshot(
            index.base, list(index.items), {name: dict(codes) for name, codes in index.labels.items()}, {}
        )
        about = (self._steps[-1].seen, self._kept_at)
        self._tending = Thread(target=_lay_out, args=(index, frozen, names, self._folder, about), daemon=True)
        self._tending.start()


def ready_to_rank(pool: Pool, database: Database) -> None:
    """At the start of a server, beside the first requests: compile the inner loops and have the index at hand. What
    cannot be had (no numba, no database yet) is left to the first list. What stands then stays: the collector of cycles
    need not walk over it again while somebody waits for a list."""
    engine.warm()
    group_scan.warm()
    try:
        with suppress(SQLAlchemyError), database.session(write=False) as session:
            index = pool.index(session)
            with index.lock:  # a first list beside this would lay out the same
                engine.mark(index.base, index.items)
    finally:
        auction.warm()
        gc.collect()  # what nobody holds any more is not to stay for good
        gc.freeze()


def _lay_out(
    index: CandidateIndex,
    frozen: Frozen | None,
    found: Snapshot,
    folder: Path | None,
    about: tuple[Seen, datetime],
) -> None:
    if frozen is not None:
        found = replace(found, base=frozen.join())
        engine.mark(found.base, found.items)
        index.rest_on(found.base)
    if folder is not None:
        kept.write(folder, found, *about)


def _knows(session: Session, seen: Seen) -> bool:
    """Whether this event, with this hash, is in the log as the session sees it."""
    return (
        seen == (0, events.GENESIS)
        or session.scalar(select(Event.hash).where(Event.id == seen[0])) == seen[1]
    )


def _knows_now(session: Session, seen: Seen) -> bool:
    """As `_knows`, asked in a session that begins now."""
    with Session(session.get_bind()) as fresh:
        return _knows(fresh, seen)


def _is_late(session: Session) -> bool:
    """Whether the session may show the record as it was when it began: only a reading one of SQLite does. One that
    writes, and every one of PostgreSQL (read committed), sees what has been committed."""
    return session.get_bind().dialect.name == "sqlite" and session.info.get("writes") is False


def _put(session: Session, index: CandidateIndex, changed: Iterable[str]) -> None:
    """These people as the record has them now; whoever is not looking for work any more, or is gone, is taken out."""
    wanted = sorted(changed)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        ids = session.scalars(select(Candidate.id).where(Candidate.public_id.in_(part))).all()
        found = {facts.id: facts for facts in facts_by_ids(session, ids)}
        groups = groups_of(session, found)
        for public_id in part:
            if public_id in found:
                index.put(found[public_id], groups[public_id])
            elif public_id in index:
                index.remove(public_id)


def _everybody(session: Session) -> Iterator[tuple[CandidateFacts, Traits]]:
    """Everybody with the groups that only fairness reads."""
    for span in spans(session):
        groups = groups_between(session, span)
        yield from ((facts, groups[facts.id]) for facts in facts_between(session, span))

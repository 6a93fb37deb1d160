"""The index of all candidates who are looking for work, kept in step with the event log.

One per application. Every change of a candidate appends an event in the same transaction, so reading the events
since the last look is all it takes to be in step: a saved candidate is in the very next ranking.
"""

from __future__ import annotations

import hashlib
from functools import cache
from threading import RLock

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.index import CandidateIndex
from matching.levels import Vocabulary
from matching.taxonomy import lexicon
from registry import events
from registry.candidates.facts import all_facts, facts_by_ids
from registry.candidates.models import Candidate
from registry.events import Event

# Beyond this many changes building anew is quicker than putting one by one.
_TOO_MANY = 5_000
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
    )


class Pool:
    """The candidates of one database as an index."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._index: CandidateIndex | None = None
        self._seen = (0, events.GENESIS)

    def index(self, session: Session) -> CandidateIndex:
        """The index, brought up to what this session can see."""
        with self._lock:
            newest = session.execute(
                select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)
            ).first() or (0, events.GENESIS)
            if self._index is None or not self._is_before(session):
                self._index = CandidateIndex.build(all_facts(session), vocabulary())
            elif newest[0] > self._seen[0]:
                self._catch_up(session, self._index)
            self._seen = (newest[0], newest[1])
            return self._index

    def _is_before(self, session: Session) -> bool:
        """False when the last event seen is gone: its transaction was rolled back, and what it told was never true."""
        known = session.scalar(select(Event.hash).where(Event.id == self._seen[0]))
        return self._seen == (0, events.GENESIS) or known == self._seen[1]

    def _catch_up(self, session: Session, index: CandidateIndex) -> None:
        rows = session.execute(
            select(Event.noun, Event.record_id).where(Event.noun.in_(_NOUNS), Event.id > self._seen[0])
        ).all()
        if len(rows) > _TOO_MANY or any(row.noun == "population" for row in rows):
            self._index = CandidateIndex.build(all_facts(session), vocabulary())
            return
        changed = {row.record_id for row in rows}
        ids = session.scalars(select(Candidate.id).where(Candidate.public_id.in_(changed))).all()
        found = {facts.id: facts for facts in facts_by_ids(session, ids)}
        for public_id in changed:
            if public_id in found:
                index.put(found[public_id])
            elif public_id in index:
                index.remove(public_id)

"""All open vacancies laid out for the people who ask what fits them: made once, and again when something behind a
vacancy has changed.

What is open follows from vacancies, employers, agencies, holds and the day. Rather than know all of that here, the log
is asked: whatever happened since, except to candidates and accounts, has the board made anew; vacancies that ask the
same as before are taken over from the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from threading import RLock

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import ranking
from matching.asked import asked_codes
from matching.board import Board
from matching.index import CandidateIndex
from matching.types import CandidateFacts, VacancyRanking
from matching.weights import Weights
from registry import clock, events
from registry.events import Event
from registry.shortlists import firsts
from registry.vacancies import needs
from registry.vacancies import queries as vacancies

_HARMLESS = frozenset({"candidate", "account", "question", "complaint"})


class Boards:
    """The board of one application."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._board: Board | None = None
        self._made_for: tuple[date, date, str] | None = None
        self._seen = (0, events.GENESIS)
        self._counted_in: tuple[CandidateIndex | None, int] = (None, 0)
        self._rarity: Mapping[str, float] = {}

    def rank(
        self,
        session: Session,
        index: CandidateIndex,
        facts: CandidateFacts,
        *,
        weights: Weights,
        draw: str,
        as_of: date,
        top: int,
    ) -> VacancyRanking:
        """The open vacancies for one candidate, best first."""
        with self._lock:
            board = self._current(session, index, weights, as_of)
            # The index itself as well: one that was built anew may have come to the same number of changes.
            if self._counted_in != (index, index.changes):
                self._counted_in = (index, index.changes)
                self._rarity = ranking.rarity_of(index, board.codes, weights=weights)
            return board.rank(facts, draw=draw, rarity=self._rarity, top=top)

    def _current(self, session: Session, index: CandidateIndex, weights: Weights, as_of: date) -> Board:
        made_for = (clock.today(), as_of, weights.version)
        newest = events.head(session)
        if self._board is None or made_for != self._made_for or self._has_moved(session):
            open_now = [needs.kept_of(one) for one in vacancies.open_now(session)]
            codes = {code for asked in open_now for code in asked_codes(asked)}
            self._board = Board(
                open_now,
                weights=weights,
                vocabulary=index.vocabulary,
                as_of=as_of,
                rarity=ranking.rarity_of(index, codes, weights=weights),
                kept={vacancy: first.rarity for vacancy, first in firsts.of_published(session).items()},
                before=self._board if made_for == self._made_for else None,
            )
            self._made_for, self._counted_in = made_for, (None, 0)
        self._seen = newest
        return self._board

    def _has_moved(self, session: Session) -> bool:
        """Whether anything has happened that may open or close a vacancy, or what was read last never happened."""
        newest = events.head(session)
        if newest == self._seen:
            return False
        known = session.scalar(select(Event.hash).where(Event.id == self._seen[0]))
        if known != self._seen[1]:
            return True
        nouns = session.scalars(select(Event.noun).where(Event.id > self._seen[0]).distinct())
        return any(noun not in _HARMLESS for noun in nouns)

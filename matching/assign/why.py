"""Why this place and not another: codes and numbers for one person; the words are the app's.

- place.best{score}: the vacancy that fits this person best | place.next{score, own_rank}: their own_rank-th best
- better.full{vacancy, score, lowest}: a vacancy that fits this person better (with this score); the lowest score that
  got a place there. It may be lower than the person's: somebody who fits nowhere else took it, and all together fit
  better so.
- wanted{people, places}: how many people may take this vacancy, and how many places it has
- drawn{people}: so many others with the same score here have no place anywhere; the draw decided
- together{people}: placed as a group
- none.full{vacancies}: may take so many vacancies, and all places went to others | none.pair: may take none
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from matching.assign.auction import NOBODY, Ints
from matching.assign.plan import Plan
from matching.types import Reason
from matching.weights import UNITS

BETTER_TOLD = 3


class Why:
    """The reasons of one plan. Each is read from the market and the plan alone."""

    def __init__(self, plan: Plan, together: Collection[int] = ()) -> None:
        """together: positions of the people who go with somebody."""
        self._plan, self._together = plan, frozenset(together)
        market = plan.market
        self._people = np.bincount(market.vacancy, minlength=len(market.vacancies))
        self._lowest: Ints = np.full(len(market.vacancies), np.iinfo(np.int64).max)
        got = plan.pair[plan.pair >= 0]
        np.minimum.at(self._lowest, market.vacancy[got], market.score[got])
        without = plan.pair[market.person] == NOBODY
        key = market.vacancy[without] * (1 << 21) + market.score[without]
        self._unplaced = dict(
            zip(*(part.tolist() for part in np.unique(key, return_counts=True)), strict=True)
        )

    def own_rank(self, person: int) -> int:
        """The place of their vacancy among the person's own, from 1; equal scores share a place. 0 without one."""
        pair = self._plan.pair[person]
        if pair == NOBODY:
            return 0
        scores = self._plan.market.score[self._of(person)]
        return 1 + int(np.count_nonzero(scores > self._plan.market.score[pair]))

    def reasons(self, person: int) -> tuple[Reason, ...]:
        market, pair = self._plan.market, int(self._plan.pair[person])
        if pair == NOBODY:
            count = market.starts[person + 1] - market.starts[person]
            return (Reason("none.full", {"vacancies": int(count)}) if count else Reason("none.pair"),)
        rank, vacancy, score = self.own_rank(person), int(market.vacancy[pair]), int(market.score[pair])
        shown = {"score": score / UNITS}
        found = [Reason("place.best", dict(shown))]
        if rank > 1:
            found = [Reason("place.next", {**shown, "own_rank": rank}), *self._better(person, score)]
        people, places = int(self._people[vacancy]), int(market.capacity[vacancy])
        found.append(Reason("wanted", {"people": people, "places": places}))
        if drawn := self._unplaced.get(vacancy * (1 << 21) + score, 0):
            found.append(Reason("drawn", {"people": drawn}))
        if person in self._together:
            found.append(Reason("together"))
        return tuple(found)

    def _of(self, person: int) -> slice:
        return slice(int(self._plan.market.starts[person]), int(self._plan.market.starts[person + 1]))

    def _better(self, person: int, score: int) -> list[Reason]:
        market, own = self._plan.market, self._of(person)
        pairs = [
            (int(at), int(value))
            for at, value in zip(market.vacancy[own], market.score[own], strict=True)
            if value > score
        ]
        return [
            Reason(
                "better.full",
                {
                    "vacancy": market.vacancies[at],
                    "score": value / UNITS,
                    "lowest": int(self._lowest[at]) / UNITS,
                },
            )
            for at, value in pairs[:BETTER_TOLD]
            if self._lowest[at] < np.iinfo(np.int64).max
        ]

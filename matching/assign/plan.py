"""Who goes where: the highest total fit under the places there are, people who go together, and fairness shares.

A pair is worth its score and one ten-thousandth of a point more, so that of two plans with equal fit the one that
fills more places wins. One job a person: somebody who is free for two seasons gets the second one in a later plan.

**Proof.** `Plan.most` is what no allowed plan can exceed, worked out from prices (linear programming duality), not
from an estimate; `Plan.gap` is how far the plan can be from the best one at most. Without people who go together and
without shares it is at most `tolerance`; with them the problem is NP-hard, and the gap is told as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.assign.auction import NOBODY, Ints, gains
from matching.assign.market import Market, Rows
from matching.assign.selling import Kept, Round, sell
from matching.assign.together import Party, checked, most_of, settle

TOLERANCE = 0.001
_COARSEST, _FINER = 100, 4
_ROUNDS_TOGETHER = 4
# Above any score (1,000,000): with this bonus everybody of a group goes before everybody else.
_HIGHEST_BONUS = 1 << 21
_BONUS_STEP = 100  # a hundredth of a point


@dataclass(frozen=True, slots=True)
class Floor:
    """At least `share` (0 to 1) of the filled places for these people: of each vacancy, or of all together; as far as
    there are enough of them with an eligible pair. A floor leaves no place empty. members: shape (P,)."""

    members: NDArray[np.bool_]
    share: float
    of_each: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """pair: of the market, for each person (NOBODY: none), shape (P,). total: the scores, in ten-thousandths of a
    point. most: what no allowed plan over these pairs can be worth. price: of each vacancy's last place, (V,); gained:
    by each person beyond it, (P,); bonus: what a share over all adds to each person's pairs, (P,). bids: the work.
    """

    market: Market
    pair: Ints
    total: int
    most: int
    price: Ints
    gained: Ints
    bonus: Ints
    bids: int

    @property
    def place(self) -> Ints:
        """The vacancy of each person (NOBODY: none), shape (P,)."""
        place = np.full(len(self.pair), NOBODY)
        place[self.pair >= 0] = self.market.vacancy[self.pair[self.pair >= 0]]
        return place

    @property
    def placed(self) -> int:
        return int(np.count_nonzero(self.pair >= 0))

    @property
    def gap(self) -> float:
        """How much better another plan could be at most, as a share of the bound."""
        return (self.most - self.total - self.placed) / self.most if self.most else 0.0

    @property
    def filled(self) -> Ints:
        """Places filled, per vacancy."""
        return np.bincount(self.place[self.pair >= 0], minlength=len(self.market.vacancies))


def assign(
    market: Market,
    *,
    parties: Sequence[Party] = (),
    sites: Sequence[int] | Ints | None = None,
    floors: Sequence[Floor] = (),
    tolerance: float = TOLERANCE,
) -> Plan:
    """The plan with the highest total: never over capacity, only pairs of the market, one place a person.

    parties: groups who go together or not at all, as positions in market.people. sites: the site of each vacancy,
    shape (V,): equal numbers are the same place and dates; without them a group shares one vacancy.
    Raises ValueError for somebody in two groups.
    """
    value = market.score + 1
    attached = checked(parties, len(market.people))
    plain, epsilon = _within(market, value, tolerance)
    if not parties and not floors:
        return _plan(market, plain, np.zeros(len(market.people), np.int64), 0)
    solver = _Solver(
        market=market,
        parties=parties,
        attached=attached,
        sites=np.arange(len(market.vacancies)) if sites is None else np.asarray(sites, np.int64),
        kept=tuple((one.members, _shares(one.share, market.capacity)) for one in floors if one.of_each),
        epsilon=epsilon,
    )
    bonus, needed = _bonuses(solver, value, [one for one in floors if not one.of_each])
    return _plan(market, solver.solve(value + bonus[market.person]), bonus, needed)


def _plan(market: Market, found: _Found, bonus: Ints, needed: int) -> Plan:
    got = found.pair[found.pair >= 0]
    value = market.score + 1 + bonus[market.person]
    return Plan(
        market=market,
        pair=found.pair,
        total=int(market.score[got].sum()),
        most=found.most - needed,
        price=found.last.price,
        gained=gains(market.starts, value - found.last.cost),
        bonus=bonus,
        bids=found.bids,
    )


def _shares(share: float, capacity: Ints) -> Ints:
    """Places of each vacancy, rounded down: half a place is nobody's."""
    places: Ints = np.floor(capacity * share + 1e-9).astype(np.int64)
    return places


@dataclass(frozen=True, slots=True)
class _Found:
    pair: Ints
    most: int
    last: Round
    bids: int


def _within(market: Market, value: Ints, tolerance: float) -> tuple[_Found, int]:
    """The plan of everybody on their own, and the least step of prices that brought it within the tolerance: finer
    steps take longer, so the coarse ones are tried first and the proof says when it is enough."""
    step, bids = max(int(value.max(initial=0)) // _COARSEST, 1), 0
    while True:
        sold = sell(market, value, market.capacity, (), step)
        bids += sold.bids
        most = sold.rent + int(gains(market.starts, value - sold.cost).sum())
        if step == 1 or most - int(value[sold.pair[sold.pair >= 0]].sum()) <= most * tolerance:
            return _Found(sold.pair, most, sold, bids), step
        step = max(step // _FINER, 1)


@dataclass(frozen=True, slots=True)
class _Solver:
    """One problem without shares over all; those only change what the pairs are worth."""

    market: Market
    parties: Sequence[Party]
    attached: NDArray[np.bool_]
    sites: Ints
    kept: tuple[Kept, ...]
    epsilon: int

    def solve(self, value: Ints) -> _Found:
        alone = sell(self.market, value, self.market.capacity, self.kept, self.epsilon)
        most = self._most(value, alone)
        if not self.parties:
            return _Found(alone.pair, most, alone, alone.bids)
        if self.kept:  # the kept places may change when groups are settled: the bound must not lean on them
            most = self._most(value, sell(self.market, value, self.market.capacity, (), self.epsilon))
        return self._together(value, alone, most)

    def _most(self, value: Ints, prices: Round) -> int:
        """What no plan can be worth: all places at these prices, and what everybody could gain beyond them."""
        net = value - prices.cost
        on_their_own = gains(self.market.starts, net)[~self.attached].sum()
        groups = sum(most_of(self.market, self.sites, party, net) for party in self.parties)
        return prices.rent + int(on_their_own) + groups

    def _together(self, value: Ints, alone: Round, most: int) -> _Found:
        """Settle the groups by the prices, then sell the rest; the new prices may settle them better. The best of a
        few rounds is taken."""
        best: _Found | None = None
        prices, bids, best_worth = alone, alone.bids, -1
        for _ in range(_ROUNDS_TOGETHER):
            settled = settle(self.market, self.sites, self.parties, value - prices.cost)
            prices = self._sell_rest(value, settled)
            bids += prices.bids
            pair = prices.pair.copy()
            pair[list(settled)] = list(settled.values())
            worth = int(value[pair[pair >= 0]].sum())
            if worth > best_worth:
                best, best_worth = _Found(pair, most, prices, bids), worth
            if most - best_worth <= most * TOLERANCE:
                break
        assert best is not None
        return best

    def _sell_rest(self, value: Ints, settled: dict[int, int]) -> Round:
        market = self.market
        people, pairs = np.array(list(settled), np.int64), np.array(list(settled.values()), np.int64)
        used = np.bincount(market.vacancy[pairs], minlength=len(market.vacancies))
        room = market.capacity - used
        kept = []
        for members, count in self.kept:
            inside = np.bincount(market.vacancy[pairs[members[people]]], minlength=len(room))
            kept.append((members, np.minimum(np.maximum(count - inside, 0), room)))
        free = np.where(self.attached[market.person] | (room[market.vacancy] == 0), 0, value)
        return sell(market, free, room, kept, self.epsilon)


def _bonuses(solver: _Solver, value: Ints, floors: Sequence[Floor]) -> tuple[Ints, int]:
    """What to add to the pairs of each group so that its share over all is reached: the least that does, found by
    halving. Returns it per person, and what the bonuses of the asked places add to the bound."""
    market = solver.market
    bonus = np.zeros(len(market.people), np.int64)
    if not floors:
        return bonus, 0
    pair = solver.solve(value).pair
    places, needed = int(np.count_nonzero(pair >= 0)), 0
    for floor in floors:
        if np.count_nonzero((pair >= 0) & floor.members) >= int(floor.share * places + 1e-9):
            continue
        reached = partial(_reached, solver, value + bonus[market.person], floor.members)
        asked = min(int(floor.share * places + 1e-9), reached(_HIGHEST_BONUS))
        extra = _least(reached, asked)
        bonus += extra * floor.members
        needed += extra * asked
        pair = solver.solve(value + bonus[market.person]).pair
    return bonus, needed


def _reached(solver: _Solver, value: Ints, members: NDArray[np.bool_], extra: int) -> int:
    """How many of the group are placed when each of their pairs is worth so much more."""
    pair = solver.solve(value + extra * members[solver.market.person]).pair
    return int(np.count_nonzero((pair >= 0) & members))


def _least(reached: Callable[[int], int], asked: int) -> int:
    """The least bonus, to a hundredth of a point, with which as many as asked are placed."""
    if reached(0) >= asked:
        return 0
    low, high = 0, _HIGHEST_BONUS
    while high - low > _BONUS_STEP:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) >= asked else (middle, high)
    return high


def could_gain(
    plan: Plan, lists: Iterable[tuple[Rows, Rows]], *, rows: int, id_of: Callable[[int], str]
) -> int:
    """How much the pairs that were left out of the market could add to the total at most, in ten-thousandths of a
    point. lists: every eligible pair, by vacancy in the order of market.vacancies. lists, rows, id_of: as `gather` was
    given them."""
    position = {ident: at for at, ident in enumerate(plan.market.people)}
    most = np.zeros(rows, np.int64)
    for price, (who, scores) in zip(plan.price.tolist(), lists, strict=True):
        most[who] = np.maximum(most[who], scores.astype(np.int64) + 1 - price)
    gained = plan.gained + 0
    extra = 0
    some = np.flatnonzero(most)
    for row, net in zip(some.tolist(), most[some].tolist(), strict=True):
        at = position.get(id_of(row))
        already, bonus = (int(gained[at]), int(plan.bonus[at])) if at is not None else (0, 0)
        extra += max(net + bonus - already, 0)
    return extra

"""The auction: everybody bids for the place that is worth most to them beyond its price, and prices only rise.

After D. P. Bertsekas and D. A. Castanon, "The auction algorithm for the transportation problem", Annals of Operations
Research 20 (1989): places of one vacancy are alike, so a bid is for its cheapest place and is measured against the
second best vacancy. Prices start at 0 and nobody is forced to bid, so places that nobody wants stay at 0, and the
result is within (people placed) x epsilon of the optimum. The prices are a proof too: all places at their prices and
what everybody could gain beyond them (`gains`) is more than any plan can be worth, whatever epsilon was.

Whole numbers only, and one order of bidding: the same result on every machine, compiled or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Sold:
    """pair: which pair each person got (NOBODY: none), shape (P,). price: of each vacancy's cheapest place, (V,)."""

    pair: Ints
    price: Ints
    bids: int


def auction(
    starts: Ints, vacancy: Ints, value: Ints, capacity: Ints, epsilon: int, *, compiled: bool = True
) -> Sold:
    """Sell the places. starts, vacancy: as in Market. value: what each pair is worth, shape (E,); at most 0 for one
    that nobody may take, as of a vacancy without a place. epsilon: the least step of a price, at least 1.
    """
    seats = np.zeros(len(capacity) + 1, np.int64)
    np.cumsum(capacity, out=seats[1:])
    people = len(starts) - 1
    # One more than there are: a vacancy without a place may stand last.
    price, holder = np.zeros(seats[-1] + 1, np.int64), np.full(seats[-1] + 1, NOBODY)
    waiting, pair_of = np.arange(people)[::-1].copy(), np.full(people, NOBODY)
    bid = _compiled() if compiled else None
    if bid is not None:
        bids = bid(starts, vacancy, value, seats, price, holder, waiting, pair_of, epsilon)
    else:
        # Lists: an array hands out its numbers one by one ten times slower.
        prices, pairs = price.tolist(), pair_of.tolist()
        columns = (starts.tolist(), vacancy.tolist(), value.tolist(), seats.tolist())
        bids = _bid(*columns, prices, holder.tolist(), waiting.tolist(), pairs, epsilon)
        price, pair_of = np.array(prices, np.int64), np.array(pairs, np.int64)
    cheapest = np.zeros(len(capacity), np.int64)
    cheapest[capacity > 0] = price[seats[:-1][capacity > 0]]
    return Sold(pair_of, cheapest, int(bids))


def gains(starts: Ints, net: Ints) -> Ints:
    """The most each person could gain, at least 0, shape (P,). net: worth less price of each pair, shape (E,)."""
    gained = np.zeros(len(starts) - 1, np.int64)
    some = np.diff(starts) > 0
    if some.any():
        gained[some] = np.maximum.reduceat(net, starts[:-1][some])
    return np.maximum(gained, 0)


def _bid(
    starts: Any,
    vacancy: Any,
    value: Any,
    seats: Any,
    price: Any,
    holder: Any,
    waiting: Any,
    pair_of: Any,
    epsilon: int,
) -> int:
    """Let everybody in `waiting` (a stack) bid until nobody waits. Returns the number of bids.

    Vacancy v has the places seats[v] to seats[v + 1] of `price` and `holder`: a heap, the cheapest first. price,
    holder, waiting and pair_of are changed in place.
    """
    bids, left = 0, len(waiting)
    while left > 0:
        left -= 1
        person = waiting[left]
        best, second, pair = 0, 0, -1
        for at in range(starts[person], starts[person + 1]):
            net = value[at] - price[seats[vacancy[at]]]
            if net > best:
                second, best, pair = best, net, at
            elif net > second:
                second = net
        pair_of[person] = pair
        if pair < 0:
            continue  # no place is worth its price to them; prices only rise, so they are done
        bids += 1
        here, end = seats[vacancy[pair]], seats[vacancy[pair] + 1]
        loser, first = holder[here], here
        bid = price[here] + best - second + epsilon
        below = here + 1
        while below < end:
            if below + 1 < end and price[below + 1] < price[below]:
                below += 1
            if price[below] >= bid:
                break
            price[here], holder[here] = price[below], holder[below]
            here = below
            below = first + 2 * (here - first) + 1
        price[here], holder[here] = bid, person
        if loser >= 0:
            waiting[left] = loser
            left += 1
    return bids


def warm() -> None:
    """Sell one place to one person, so that nothing is left to compile when somebody waits."""
    one = np.ones(1, np.int64)
    auction(np.array([0, 1]), np.zeros(1, np.int64), one, one, 1)


@cache
def _compiled() -> Callable[..., int] | None:
    """`_bid` as machine code; None on a machine without the compiler (the same code then runs uncompiled, slower).
    Asked for by `warm` at the start of a server, so that nobody waits a second for it in a request."""
    try:
        from numba import njit

        compiled: Callable[..., int] = njit(nogil=True, cache=True)(_bid)
    except (ImportError, RuntimeError):  # the latter: no folder to keep the compiled code in
        return None
    return compiled

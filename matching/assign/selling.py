"""One round of the auction for people on their own, with places kept for groups where a floor asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.assign.auction import Ints, auction
from matching.assign.market import Market

Kept = tuple[NDArray[np.bool_], Ints]  # people of the group (P,), places kept for them per vacancy (V,)


@dataclass(frozen=True, slots=True)
class Round:
    """pair: what each person got, as a pair of the market (-1: none), (P,). cost: what a pair's cheapest place costs
    this person, (E,). price: the same per vacancy for whoever pays least, (V,). rent: all places at their prices."""

    pair: Ints
    cost: Ints
    price: Ints
    rent: int
    bids: int


def sell(market: Market, value: Ints, capacity: Ints, kept: Sequence[Kept], epsilon: int) -> Round:
    """Sell the places of `capacity`; pairs worth 0 are nobody's. A kept place that nobody of its group wants is open
    to everybody: the auction is held again until no kept place stays empty."""
    keep = [np.minimum(count, _suitors(market, value, members)) for members, count in kept]
    _within(keep, capacity)
    bids = 0
    while True:
        done, empty = _hold(market, value, capacity, [members for members, _ in kept], keep, epsilon)
        bids += done.bids
        if not any(unused.any() for unused in empty):
            return Round(done.pair, done.cost, done.price, done.rent, bids)
        keep = [count - unused for count, unused in zip(keep, empty, strict=True)]


def _suitors(market: Market, value: Ints, members: NDArray[np.bool_]) -> Ints:
    """How many of the group have a pair with each vacancy."""
    wanted = members[market.person] & (value > 0)
    return np.bincount(market.vacancy[wanted], minlength=len(market.vacancies))


def _within(keep: list[Ints], capacity: Ints) -> None:
    """Together never more kept places than there are: the first group's go before the next one's."""
    left = capacity.copy()
    for count in keep:
        np.minimum(count, left, out=count)
        left -= count


def _hold(
    market: Market,
    value: Ints,
    capacity: Ints,
    groups: list[NDArray[np.bool_]],
    keep: list[Ints],
    epsilon: int,
) -> tuple[Round, list[Ints]]:
    """One auction, and the kept places that stayed empty, per group."""
    vacancies, pairs = len(market.vacancies), len(market.vacancy)
    origin, kind = [np.arange(pairs)], [market.vacancy]
    for number, (members, count) in enumerate(zip(groups, keep, strict=True), start=1):
        own = np.flatnonzero(members[market.person] & (count[market.vacancy] > 0))
        origin.append(own)
        kind.append(market.vacancy[own] + number * vacancies)
    of_pair, of_kind = np.concatenate(origin), np.concatenate(kind)
    order = np.argsort(of_pair, kind="stable") if keep else np.arange(pairs)
    of_pair, of_kind = of_pair[order], of_kind[order]
    open_places = capacity - sum(keep, np.zeros(vacancies, np.int64))
    places = np.concatenate([open_places, *keep])
    starts = np.zeros_like(market.starts)
    np.cumsum(np.bincount(market.person[of_pair], minlength=len(market.people)), out=starts[1:])
    worth = np.where(places[of_kind] > 0, value[of_pair], 0)
    sold = auction(starts, of_kind, worth, places, epsilon)
    got = sold.pair >= 0
    pair = np.full(len(market.people), -1)
    pair[got] = of_pair[sold.pair[got]]
    # A place that does not exist is no bargain: its price is beyond any value.
    price = np.where(places > 0, sold.price, _dear(value))
    cost = np.full(pairs, _dear(value))
    np.minimum.at(cost, of_pair, price[of_kind])
    taken = np.bincount(of_kind[sold.pair[got]], minlength=len(places)).reshape(-1, vacancies)
    empty = [count - used for count, used in zip(keep, taken[1:], strict=True)]
    cheapest = price.reshape(-1, vacancies).min(axis=0)
    return Round(pair, cost, cheapest, int(places @ sold.price), sold.bids), empty


def _dear(value: Ints) -> int:
    return int(value.max(initial=0)) + 1

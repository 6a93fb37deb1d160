"""What other ways of giving out the places would give: best pair first, and every vacancy by its own list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.assign.auction import NOBODY, Ints
from matching.assign.market import Market
from matching.assign.together import Party, checked, fitting


def greedy(market: Market, *, parties: Sequence[Party] = (), sites: Ints | None = None) -> Ints:
    """The pair of each person (NOBODY: none), shape (P,), when the best pair of all is taken first, then the next.
    Equal scores go by the draw. A group is placed with the best pair of any of its members, if they all fit there."""
    where = np.arange(len(market.vacancies)) if sites is None else sites
    attached = checked(parties, len(market.people))
    party_of = {person: party for party in parties for person in party}
    pair = np.full(len(market.people), NOBODY)
    room = market.capacity.copy()
    order = np.lexsort((market.person, -market.score))
    owner, vacancy = market.person[order].tolist(), market.vacancy[order].tolist()
    for at, person, place in zip(order.tolist(), owner, vacancy, strict=True):
        if pair[person] != NOBODY or room[place] <= 0:
            continue
        party = party_of[person] if attached[person] else (person,)
        taken = fitting(market, where, party, at, room) if attached[person] else [at]
        for member, chosen in zip(party, taken, strict=False):
            pair[member] = chosen
            room[market.vacancy[chosen]] -= 1
    return pair


@dataclass(frozen=True, slots=True)
class Separate:
    """Every vacancy by its own list, as long as it has places. people: different people on these lists. most_lists:
    how many lists the most wanted person is on. topped: how many lists one person is first of, at most."""

    people: int
    places: int
    most_lists: int
    topped: int


def separate(market: Market) -> Separate:
    """What happens when every vacancy looks at its own list alone. Equal scores go by the draw."""
    order = np.lexsort((market.person, -market.score, market.vacancy))
    vacancy, person = market.vacancy[order], market.person[order]
    wanted = np.bincount(vacancy, minlength=len(market.vacancies))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    listed = person[rank < market.capacity[vacancy]]
    first = person[(rank == 0) & (market.capacity[vacancy] > 0)]
    often = np.bincount(listed, minlength=1)
    return Separate(
        people=int(np.count_nonzero(often)),
        places=int(market.capacity.sum()),
        most_lists=int(often.max(initial=0)),
        topped=int(np.bincount(first, minlength=1).max(initial=0)),
    )

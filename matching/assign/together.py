"""People who go together: all of them at one site, or none of them.

A site is a set of vacancies at the same place and dates; of one vacancy where nothing else is. Prices say what each
place is worth to others, so a group goes where its members together gain most beyond the prices, the groups that gain
most first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.assign.auction import Ints
from matching.assign.market import Market

Party = tuple[int, ...]  # positions of people in the market


def checked(parties: Sequence[Party], people: int) -> NDArray[np.bool_]:
    """Who goes with somebody, shape (P,). Raises ValueError for a group of one and for somebody in two groups."""
    attached = np.zeros(people, np.bool_)
    for party in parties:
        if len(party) < 2 or attached[list(party)].any() or len(set(party)) != len(party):
            raise ValueError("a group needs two people or more, and nobody is in two groups")
        attached[list(party)] = True
    return attached


def most_of(market: Market, sites: Ints, party: Party, net: Ints) -> int:
    """The most this group can gain at one site, at least 0; no plan can give it more."""
    offers = (sum(best[0][0] for best in options) for options in _options(market, sites, party, net))
    return max([0, *offers])


def settle(market: Market, sites: Ints, parties: Sequence[Party], net: Ints) -> dict[int, int]:
    """Person to pair for everybody of the groups that are placed: never over capacity, all of a group or none."""
    room = market.capacity.copy()
    settled: dict[int, int] = {}
    order = sorted(parties, key=lambda party: (-most_of(market, sites, party, net), party))
    for party in order:
        offers = [_fit(market, options, room) for options in _options(market, sites, party, net)]
        gain, pairs = max(offers, key=lambda offer: offer[0], default=(0, []))
        if gain <= 0:
            continue
        for person, pair in zip(party, pairs, strict=True):
            settled[person] = pair
            room[market.vacancy[pair]] -= 1
    return settled


def fitting(market: Market, sites: Ints, party: Party, pair: int, room: Ints) -> list[int]:
    """A pair for each member at the site of `pair`, each member's best scores first; nothing when they do not fit."""
    site = sites[market.vacancy[pair]]
    for options in _options(market, sites, party, market.score):
        if sites[market.vacancy[options[0][0][1]]] == site:
            return _fit(market, options, room)[1]
    return []


Options = list[list[tuple[int, int]]]  # per member: (net, pair), the best first


def _options(market: Market, sites: Ints, party: Party, net: Ints) -> list[Options]:
    """For each site that every member has a pair at: what each of them could have there."""
    of_member = []
    for person in party:
        at_site: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for pair in range(market.starts[person], market.starts[person + 1]):
            at_site[int(sites[market.vacancy[pair]])].append((int(net[pair]), pair))
        for pairs in at_site.values():
            pairs.sort(key=lambda one: (-one[0], one[1]))
        of_member.append(at_site)
    common = sorted(set(of_member[0]).intersection(*of_member[1:]))
    return [[member[site] for member in of_member] for site in common]


def _fit(market: Market, options: Options, room: Ints) -> tuple[int, list[int]]:
    """(gain, a pair for each member) within the room; (0, []) when they do not all fit."""
    taken: defaultdict[int, int] = defaultdict(int)
    gain, pairs = 0, []
    for member in options:
        for net, pair in member:
            vacancy = int(market.vacancy[pair])
            if taken[vacancy] < room[vacancy]:
                taken[vacancy] += 1
                gain += net
                pairs.append(pair)
                break
        else:
            return 0, []
    return gain, pairs

"""Who is shown first: a minimum share at every prefix for the groups that the pool holds, and nothing else moved.

After FA*IR (Zehlike, Bonchi, Castillo, Hajian, Megahed and Baeza-Yates, CIKM 2017), with three changes, each so that a
ministry can explain it:

- **Hypergeometric**: the pool is a real one, often small, so places are drawn without putting anybody back. In the
  first k of a pool of N with K of a group, a group has its minimum m(k): the smallest m with P(X <= m) > alpha, where X
  is how many a blind draw of k would hold. Fewer than that is what chance alone hardly ever does.
- **Every group** that the pool holds has a minimum, men and women alike; nobody is named "protected". `share` says of
  how much of its own part in the pool: .8 is the four-fifths rule, 1 its whole part. Who did not say has none.
- **Several groups** split alpha between them (Bonferroni). Then all minimums of one trait fit together at every prefix:
  in a blind draw each fails with at most alpha / groups, so some draw fails none, so their sum is never more than k.

- **Alpha holds for the whole list**, not at each prefix: it is lowered to the largest of 64 steps at which a group of
  a blindly drawn list falls below its minimum anywhere with no more than its part of alpha (the paper's alpha_c, by the
  recursive probability of success). Uncorrected, a third of blind lists of 50 places from 120 and 80 fall at share 1
  and alpha .1. Lists of the first of `METHODS` were made without it, and come out as they were.

Of all orders that keep every minimum of the first trait, the one that is first in the plain order's own terms: at each
place the best person whom the coming minimums still allow. Inside a group (of one trait; of a combination of several)
the plain order stands. A second trait chooses among whom the first one leaves, and so on; where it falls short because
nobody fits both, it catches up at the next place, and `short` says so. Whole numbers only: the same on every machine.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matching import group_scan
from matching.fairness import NOT_SAID

# What a policy may follow: its version says which, and a stored list is repeated by its own.
METHODS = ("fa-star-ir hypergeometric 1", "fa-star-ir hypergeometric 2")
METHOD = METHODS[-1]
_STEPS = 64  # of the search for the alpha of a prefix


@dataclass(frozen=True, slots=True)
class FairPolicy:
    """traits: in the order in which they count. share: the part of its own share that each group is promised, above 0
    and at most 1. alpha: above 0 and at most 1/2, of the whole list; by the first of METHODS of each prefix. Raises
    ValueError for anything else."""

    traits: tuple[str, ...]
    share: Fraction
    alpha: Fraction
    method: str = METHOD

    def __post_init__(self) -> None:
        if not self.traits or len(set(self.traits)) != len(self.traits):
            raise ValueError("a fair order needs traits, each once")
        if not 0 < self.share <= 1:
            raise ValueError("share must be above 0 and at most 1")
        if not 0 < self.alpha <= Fraction(1, 2):
            raise ValueError("alpha must be above 0 and at most 1/2")
        if self.method not in METHODS:
            raise ValueError(f"no fair order is made by {self.method}")


class Line(NamedTuple):
    """One person of the plain order: row of the index, score in units, the number drawn."""

    row: int
    score: int
    drawn: float


@dataclass(frozen=True, slots=True)
class Trait:
    """codes: of every row of the index, a place in `labels`."""

    name: str
    codes: NDArray[np.int16]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Placed:
    """One person in the fair order. place: from 1. plain: their place in the plain order; for somebody from beyond the
    first `top` of it, 1 + how many people have more points, or `top` + 1. groups: trait -> group."""

    line: Line
    place: int
    plain: int
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Short:
    """A group of a later trait that has fewer people in the first `prefix` than its minimum."""

    trait: str
    group: str
    prefix: int


@dataclass(frozen=True, slots=True)
class FairOrder:
    """people: the first `top` in the fair order, then those whom it took from there, in the plain order.
    pools: trait -> group -> how many of it the pool holds."""

    people: tuple[Placed, ...]
    top: int
    pools: Mapping[str, Mapping[str, int]]
    short: tuple[Short, ...]


class Pool(Protocol):
    """Everybody who may be on the list."""

    @property
    def rows(self) -> NDArray[np.int32]:
        """Of the index, ascending."""

    def first(self, rows: NDArray[np.int32], count: int) -> Sequence[Line]:
        """The first so many of these rows in the total order."""

    def above(self, score: int) -> NDArray[Any]:
        """The scores of everybody with more than `score`."""


def fair_first(
    pool: Pool,
    traits: Sequence[Trait],
    policy: FairPolicy,
    top: int,
    *,
    pools: Mapping[str, Mapping[str, int]] | None = None,
) -> FairOrder:
    """The fair order of a pool. traits: those of the policy, in its order. Only the first `top` of the plain order are
    looked at, and of each group that is missing there the first so many as its minimum asks. pools: how many of each
    group there are, where somebody has counted them already."""
    top = min(top, len(pool.rows))
    plain = list(pool.first(pool.rows, top))
    if pools is None:
        pools = {one.name: group_scan.counted(pool.rows, one.codes, one.labels) for one in traits}
    pools = {trait.name: pools[trait.name] for trait in traits}
    asked = [minimums(pools[trait.name], policy, top) for trait in traits]
    wanted = [_missing(trait, least, plain, top) for trait, least in zip(traits, asked, strict=True)]
    people = _with_those_from_below(pool, traits, wanted, plain)
    groups = [{trait.name: trait.labels[trait.codes[line.row]] for trait in traits} for line in people]
    below = _beyond(pool, people[top:], top)
    places = [*range(1, top + 1), *below]
    return _arranged(people, places, groups, pools, policy, top)


def _beyond(pool: Pool, people: Sequence[Line], top: int) -> list[int]:
    """Plain places of people from beyond the first `top`: 1 + how many have more points, and never within `top`."""
    if not people:
        return []
    higher = pool.above(min(line.score for line in people))
    return [max(top + 1, 1 + int(np.count_nonzero(higher > line.score))) for line in people]


def fair_again(
    people: Sequence[tuple[Line, int, Mapping[str, str]]],
    pools: Mapping[str, Mapping[str, int]],
    policy: FairPolicy,
    top: int,
) -> FairOrder:
    """The same order from what was kept of it: everybody of the list as (line, plain place, groups), in any sequence,
    and what the pool held. Whom the first calculation looked at and left aside cannot change it."""
    known = sorted(people, key=lambda one: (-one[0].score, one[0].drawn, one[0].row))
    return _arranged(
        [line for line, _place, _groups in known],
        [place for _line, place, _groups in known],
        [groups for _line, _place, groups in known],
        pools,
        policy,
        min(top, len(known)),
    )


def _arranged(
    people: Sequence[Line],
    places: Sequence[int],
    groups: Sequence[Mapping[str, str]],
    pools: Mapping[str, Mapping[str, int]],
    policy: FairPolicy,
    top: int,
) -> FairOrder:
    least = {trait: minimums(pools[trait], policy, top) for trait in policy.traits}
    order = arrange(groups, least, top)
    shown = set(order)
    order += [at for at in range(len(people)) if at not in shown and places[at] <= top]
    placed = tuple(
        Placed(people[at], place, places[at], groups[at]) for place, at in enumerate(order, start=1)
    )
    return FairOrder(placed, top, pools, shortfalls([groups[at] for at in order[:top]], least))


def arrange(
    groups: Sequence[Mapping[str, str]], least: Mapping[str, Mapping[str, Sequence[int]]], top: int
) -> list[int]:
    """Positions of the first `top` people in the fair order. groups: of each person, best first. least: trait -> group
    -> its minimum in the first 0, 1, ... top."""
    watches = [_Watch(trait, minimum, top) for trait, minimum in least.items()]
    left = list(range(len(groups)))
    order: list[int] = []
    while len(order) < top and left:
        allowed = [watch.allowed(len(order)) for watch in watches]
        chosen = _best(
            left, groups, [(watch.trait, only) for watch, only in zip(watches, allowed, strict=True)]
        )
        left.remove(chosen)
        order.append(chosen)
        for watch in watches:
            watch.take(groups[chosen].get(watch.trait, NOT_SAID), len(order))
    return order


def _best(
    left: Sequence[int], groups: Sequence[Mapping[str, str]], allowed: Sequence[tuple[str, set[str] | None]]
) -> int:
    """The first person whom every trait allows; if there is none, whom the most of the first traits allow."""
    asking = [(trait, only) for trait, only in allowed if only is not None]
    while asking:
        # One trait after another: a generator per person would take most of a list's time.
        some = left
        for trait, only in asking:
            some = [at for at in some if groups[at].get(trait, NOT_SAID) in only]
        if some:
            return some[0]
        asking.pop()
    return left[0]


class _Watch:
    """How much room one trait leaves: `room[k]` places of the first k are not spoken for by a minimum."""

    def __init__(self, trait: str, least: Mapping[str, Sequence[int]], top: int) -> None:
        self.trait = trait
        self._least = least
        self._have = dict.fromkeys(least, 0)
        self._room = [k - sum(minimum[k] for minimum in least.values()) for k in range(top + 1)]

    def allowed(self, placed: int) -> set[str] | None:
        """The groups of which somebody must come now, because a prefix has no place to spare; None: anybody may."""
        for prefix in range(placed + 1, len(self._room)):
            if self._room[prefix] <= 0:
                found = {group for group, least in self._least.items() if least[prefix] > self._have[group]}
                if found:
                    return found
        return None

    def take(self, group: str, placed: int) -> None:
        """Somebody of that group got place `placed`: from the prefix on that asked for them it costs no room."""
        least = self._least.get(group)
        until = len(self._room)
        if least is not None:
            have = self._have[group]
            until = next((k for k in range(placed, len(self._room)) if least[k] > have), until)
            self._have[group] = have + 1
        for prefix in range(placed, until):
            self._room[prefix] -= 1


def shortfalls(
    groups: Sequence[Mapping[str, str]], least: Mapping[str, Mapping[str, Sequence[int]]]
) -> tuple[Short, ...]:
    """Every group with the first prefix of the order at which it has fewer people than its minimum."""
    found = []
    for trait, minimum in least.items():
        for group, asked in minimum.items():
            have = 0
            for prefix, one in enumerate(groups, start=1):
                have += one.get(trait, NOT_SAID) == group
                if have < asked[prefix]:
                    found.append(Short(trait, group, prefix))
                    break
    return tuple(found)


def minimums(pool: Mapping[str, int], policy: FairPolicy, top: int) -> dict[str, tuple[int, ...]]:
    """Group -> how many of it there must be in the first 0, 1, ... `top`. pool: group -> people in the pool.
    A pool with one group, or with none that said, has no minimum."""
    groups = sorted(group for group, count in pool.items() if count and group != NOT_SAID)
    if len(groups) < 2:
        return {}
    alpha = policy.alpha / len(groups)
    everybody = sum(pool.values())
    found = {}
    for group in groups:
        members = math.floor(pool[group] * policy.share)
        own = alpha if policy.method == METHODS[0] else corrected(everybody, members, top, alpha)
        found[group] = minimum(everybody, members, top, own)
    return found


@lru_cache(maxsize=4096)
def corrected(pool: int, members: int, top: int, alpha: Fraction) -> Fraction:
    """The alpha of each prefix at which a blind draw of `top` has no more than alpha to fall below a minimum anywhere:
    alpha itself, or the most of its 64ths that holds. X as in `minimum`."""

    def holds(step: int) -> bool:
        least = minimum(pool, members, top, alpha * step / _STEPS)
        return not any(least) or falls_below(pool, members, least) <= alpha

    if holds(_STEPS):
        return alpha
    low, high = 0, _STEPS  # `low` holds, `high` does not: minimums, and so the chance, rise with the step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return alpha * low / _STEPS


def falls_below(pool: int, members: int, least: Sequence[int]) -> Fraction:
    """The chance that a blind draw has fewer than `least` (which never falls) of a group in any of its first 0, 1, ...
    people. Counted in ordered draws, as in `minimum`."""
    of_members, of_others = _draws(members, least[-1]), _draws(pool - members, len(least))
    # In how many ways members and others can alternate and none has been too few, by how many members there are: from
    # `low` up, and less than the last minimum. Whoever has that many is safe.
    low, ways = 0, [1]
    failed, draws = 0, 1
    for k, asked in enumerate(least[1:], start=1):
        ways = [ways[0], *map(add, ways, ways[1:]), ways[-1]][: least[-1] - low]
        failed *= pool - k + 1
        draws *= pool - k + 1
        while low < asked:
            failed += ways.pop(0) * of_members[low] * of_others[k - low]
            low += 1
        if not ways:
            return Fraction(failed, draws)
    return Fraction(failed, draws)


def _draws(people: int, top: int) -> list[int]:
    """In how many orders 0, 1, ... `top` of so many people can be drawn."""
    return list(accumulate(range(top), lambda ways, drawn: ways * (people - drawn), initial=1))


@lru_cache(maxsize=4096)
def minimum(pool: int, members: int, top: int, alpha: Fraction) -> tuple[int, ...]:
    """The smallest m with P(X <= m) > alpha for X of the first k, k = 0, 1, ... `top`, in whole numbers.

    X is hypergeometric: k people drawn from `pool`, of whom `members` are of the group. Counted in ordered draws, so
    that nothing is rounded. `top` is at most `pool`.
    """
    others = pool - members
    if math.perm(others, top) * alpha.denominator > alpha.numerator * math.perm(pool, top):
        return (0,) * (top + 1)  # even `top` draws without any of them are not rare
    found = [0]
    least, exactly, at_most, draws = 0, 1, 1, 1
    for k in range(top):
        # One more draw: of those with `least` so far, pool members that are left take some past it.
        at_most = at_most * (pool - k) - exactly * (members - least)
        exactly = exactly * (k + 1) * max(others - (k - least), 0) // (k + 1 - least)
        draws *= pool - k
        while at_most * alpha.denominator <= alpha.numerator * draws:
            least += 1
            fewer = others - (k + 1 - least)  # others left when one of the draws is a member instead
            if fewer:
                exactly = exactly * (k + 2 - least) * (members - least + 1) // (least * fewer)
            else:
                exactly = math.comb(k + 1, least) * math.perm(members, least) * math.perm(others, others)
            at_most += exactly
        found.append(least)
    return tuple(found)


def _missing(
    trait: Trait, least: Mapping[str, Sequence[int]], plain: Sequence[Line], top: int
) -> dict[int, int]:
    """Code -> how many of it may have to come from below: the minimum of each group that the first `top` of the plain
    order do not hold themselves."""
    have = Counter(trait.codes[line.row] for line in plain)
    return {
        code: least[group][top]
        for code, group in enumerate(trait.labels)
        if group in least and have[code] < least[group][top]
    }


def _with_those_from_below(
    pool: Pool, traits: Sequence[Trait], wanted: Sequence[Mapping[int, int]], plain: list[Line]
) -> list[Line]:
    """The first of the plain order and the first of each group that is missing among them, best first, each once."""
    found = {line.row: line for line in plain}
    for trait, codes in zip(traits, wanted, strict=True):
        for code, count in codes.items():
            members = group_scan.of_group(pool.rows, trait.codes, code)
            found |= {line.row: line for line in pool.first(members, count)}
    above = {line.row for line in plain}
    below = [line for row, line in found.items() if row not in above]
    return plain + sorted(below, key=lambda line: (-line.score, line.drawn, line.row))

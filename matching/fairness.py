"""How a list treats groups of people: figures for those who answer for it. Nothing here changes an order.

Pure: groups in, figures out. The groups (sex, department, language, ...) come from columns that no score reads. Figures
per group (see `GroupFigures`): adverse impact ratio after the four-fifths rule (29 CFR 1607.4 D); exposure with the
discount 1/log2(1 + place) of Singh and Joachims 2018; skew@k after Geyik and others 2019; and, because a ratio says
little about a few people, how often a blind draw would have listed so few (hypergeometric, one-sided).

`masked` is for readers who may not see individuals: no figure of a group of fewer than five people in the pool, and
none from which it could be worked out.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SMALLEST_GROUP = 5
FOUR_FIFTHS = 0.8
SMALLEST_PART = 0.02
UNLIKELY = 0.05
NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Seen:
    """One group counted: in the pool, on the list, attention (sum of 1/log2(1 + place)), and k -> among the first k."""

    group: str
    pool: int
    shown: int
    attention: float
    first: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group within one trait. Shares are of the people in groups that have figures.

    impact_ratio: selection rate divided by the highest of a large group; None if nobody of such was shown.
    exposure: share of attention. exposure_ratio: exposure divided by share_pool.
    skew: k -> ln(share among the first k / share_pool); None where the group is absent from the first k.
    p_value: how often a blind draw of the same length from the same pool holds as few of them, or fewer.
    """

    group: str
    pool: int
    shown: int
    share_pool: float
    share_shown: float
    impact_ratio: float | None
    exposure: float
    exposure_ratio: float
    skew: dict[int, float | None]
    p_value: float

    @property
    def is_adverse(self) -> bool:
        """Below four fifths of the best group's rate: a question to answer, not yet a proof."""
        return self.group != NOT_SAID and self.impact_ratio is not None and self.impact_ratio < FOUR_FIFTHS

    @property
    def is_unlikely(self) -> bool:
        """Adverse, and chance alone would seldom do it: the question is urgent."""
        return self.is_adverse and self.p_value < UNLIKELY


@dataclass(frozen=True, slots=True)
class TraitReport:
    """One trait: groups with figures, largest in the pool first; `too_small`: the names of those without. `seen` has
    what was counted, of every group with figures."""

    trait: str
    groups: tuple[GroupFigures, ...]
    too_small: tuple[str, ...]
    seen: tuple[Seen, ...]


def report(
    shown: Sequence[Mapping[str, str]],
    pools: Mapping[str, Mapping[str, int]],
    *,
    at: Iterable[int] = (10, 50),
) -> tuple[TraitReport, ...]:
    """Figures for each trait of `pools` (trait -> group -> people who could have been listed), sorted by trait.

    shown: the groups (trait -> group) of each person, in the order of the list. at: the k of skew@k; only those that
    the list reaches are given. Raises ValueError if a group has more people on the list than in its pool.
    """
    return tuple(
        figures(trait, _counted(trait, shown, pools[trait], sorted(set(at)))) for trait in sorted(pools)
    )


def masked(found: TraitReport) -> TraitReport:
    """The same for readers who may not see individuals. The smallest groups go without figures until nobody can tell
    how many fewer than five people are by subtracting the others; shares are taken without them."""
    by_size = sorted(found.seen, key=lambda one: (one.pool, one.group))
    hidden: list[Seen] = []
    for one in by_size:
        if one.pool >= SMALLEST_GROUP and (not hidden or sum(few.pool for few in hidden) >= SMALLEST_GROUP):
            break
        hidden.append(one)
    left = [one for one in found.seen if one not in hidden]
    kept = figures(found.trait, left)
    names = sorted({*found.too_small, *(one.group for one in hidden)})
    return TraitReport(found.trait, kept.groups, tuple(names), kept.seen)


def rarely(pool: int, members: int, drawn: int, found: int) -> float:
    """P(X <= found) for X members among `drawn` people of `pool`, nobody put back (hypergeometric)."""
    others = pool - members
    least, most = max(0, drawn - others), min(drawn, members)
    if found >= most:
        return 1.0
    if found < least:
        return 0.0
    probability = math.exp(
        _log_ways(members, found) + _log_ways(others, drawn - found) - _log_ways(pool, drawn)
    )
    if probability == 0.0 and found * pool > drawn * members:
        return 1.0  # so far above what is expected that the figure cannot be held
    total = 0.0
    for count in range(found, least - 1, -1):
        total += probability
        probability *= count * (others - drawn + count) / ((members - count + 1) * (drawn - count + 1))
    return min(total, 1.0)


def _log_ways(people: int, chosen: int) -> float:
    return math.lgamma(people + 1) - math.lgamma(chosen + 1) - math.lgamma(people - chosen + 1)


def _counted(
    trait: str, shown: Sequence[Mapping[str, str]], pool: Mapping[str, int], at: Sequence[int]
) -> list[Seen]:
    listed = [one.get(trait) or NOT_SAID for one in shown]
    in_list = Counter(listed)
    if any(count > pool.get(group, 0) for group, count in in_list.items()):
        raise ValueError("somebody on the list is not in the pool")
    attention: dict[str, float] = defaultdict(float)
    for place, group in enumerate(listed, start=1):
        attention[group] += 1 / math.log2(1 + place)
    first = {k: Counter(listed[:k]) for k in at if k <= len(listed)}
    return [
        Seen(group, count, in_list[group], attention[group], {k: first[k][group] for k in first})
        for group, count in pool.items()
        if count
    ]


def figures(trait: str, seen: Sequence[Seen]) -> TraitReport:
    """The figures of groups that were counted, the largest in the pool first."""
    ordered = sorted(seen, key=lambda one: (-one.pool, one.group))
    pool, shown = sum(one.pool for one in ordered), sum(one.shown for one in ordered)
    attention = math.fsum(one.attention for one in ordered)
    first: Counter[int] = Counter()
    for one in ordered:
        first.update(one.first)
    best_rate = _reference(ordered, pool)
    found = []
    for one in ordered:
        share_pool = one.pool / pool
        exposure = _share(one.attention, attention)
        found.append(
            GroupFigures(
                group=one.group,
                pool=one.pool,
                shown=one.shown,
                share_pool=share_pool,
                share_shown=_share(one.shown, shown),
                impact_ratio=one.shown / one.pool / best_rate if best_rate else None,
                exposure=exposure,
                exposure_ratio=exposure / share_pool,
                skew={k: _skew(_share(count, first[k]), share_pool) for k, count in one.first.items()},
                p_value=rarely(pool, one.pool, shown, one.shown),
            )
        )
    return TraitReport(trait, tuple(found), (), tuple(ordered))


def _reference(ordered: Sequence[Seen], pool: int) -> float:
    """The highest selection rate among groups that are large enough to be compared with: five people and 2 % of the
    pool (29 CFR 1607.15 A(2)), or else the largest. One person who is listed makes no rate of 100 %."""
    said = [one for one in ordered if one.group != NOT_SAID]
    large = [one for one in said if one.pool >= max(SMALLEST_GROUP, pool * SMALLEST_PART)] or said[:1]
    return max((one.shown / one.pool for one in large), default=0.0)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _skew(share: float, share_pool: float) -> float | None:
    return math.log(share / share_pool) if share else None

"""How a list treats groups of people: figures for those who answer for it. Nothing here changes an order.

Pure: ids and groups in, figures out. The groups (sex, department, language, ...) come from sealed fields that
no score reads. A group of fewer than five people in the pool is named "too small" and gets no figure, and the
shares of the other groups are taken without it.

Figures per group (see `GroupFigures`): adverse impact ratio after the four-fifths rule (29 CFR 1607.4 D);
exposure with the discount 1/log2(1 + place) of Singh and Joachims 2018; skew@k after Geyik and others 2019.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 5
FOUR_FIFTHS = 0.8
NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group within one trait. Shares are of the people in groups large enough to have figures.

    impact_ratio: selection rate divided by the highest group's; None if nobody was shown.
    exposure: share of attention. exposure_ratio: exposure divided by share_pool.
    skew: k -> ln(share among the first k / share_pool); None where the group is absent from the first k.
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

    @property
    def is_adverse(self) -> bool:
        """Below four fifths of the best group's rate: a question to answer, not yet a proof."""
        return self.impact_ratio is not None and self.impact_ratio < FOUR_FIFTHS


@dataclass(frozen=True, slots=True)
class TraitReport:
    """One trait: groups with figures, largest in the pool first, and the names of those too small for any."""

    trait: str
    groups: tuple[GroupFigures, ...]
    too_small: tuple[str, ...]


def report(
    shown: Sequence[str],
    eligible: Collection[str],
    groups: Mapping[str, Mapping[str, str]],
    *,
    at: Iterable[int] = (10, 50),
) -> tuple[TraitReport, ...]:
    """Figures for each trait of `groups` (id -> {trait: group}), sorted by trait.

    shown: ids in the order of the list. eligible: ids of the pool it was drawn from. at: the k of skew@k;
    only those that the list reaches are given. Raises ValueError if somebody is shown twice or is not in the
    pool.
    """
    pool = set(eligible)
    if len(set(shown)) != len(shown):
        raise ValueError("somebody is on the list twice")
    if not pool.issuperset(shown):
        raise ValueError("somebody on the list is not in the pool")
    traits = sorted({trait for ident in pool for trait in groups.get(ident, {})})
    return tuple(_trait(trait, shown, pool, groups, sorted(set(at))) for trait in traits)


def _trait(
    trait: str,
    shown: Sequence[str],
    pool: Collection[str],
    groups: Mapping[str, Mapping[str, str]],
    at: Sequence[int],
) -> TraitReport:
    def group_of(ident: str) -> str:
        return groups.get(ident, {}).get(trait) or NOT_SAID

    in_pool = Counter(group_of(ident) for ident in pool)
    large = {group: count for group, count in in_pool.items() if count >= SMALLEST_GROUP}
    listed = [
        (place, group) for place, ident in enumerate(shown, start=1) if (group := group_of(ident)) in large
    ]
    in_list = Counter(group for _, group in listed)
    seen: dict[str, float] = defaultdict(float)
    for place, group in listed:
        seen[group] += 1 / math.log2(1 + place)
    best_rate = max((in_list[group] / count for group, count in large.items()), default=0.0)
    figures = []
    for group, count in sorted(large.items(), key=lambda pair: (-pair[1], pair[0])):
        share_pool = count / sum(large.values())
        exposure = _share(seen[group], sum(seen.values()))
        figures.append(
            GroupFigures(
                group=group,
                pool=count,
                shown=in_list[group],
                share_pool=share_pool,
                share_shown=_share(in_list[group], len(listed)),
                impact_ratio=in_list[group] / count / best_rate if best_rate else None,
                exposure=exposure,
                exposure_ratio=exposure / share_pool,
                skew={k: _skew(group, listed, k, share_pool) for k in at if k <= len(shown)},
            )
        )
    return TraitReport(trait, tuple(figures), tuple(sorted(set(in_pool) - set(large))))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _skew(group: str, listed: Sequence[tuple[int, str]], k: int, share_pool: float) -> float | None:
    first = [other for place, other in listed if place <= k]
    share = _share(first.count(group), len(first))
    return math.log(share / share_pool) if share else None

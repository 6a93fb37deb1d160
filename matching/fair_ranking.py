"""A list with its fair order and its figures, from one pass over the pool.

`rank_fairly` is ranking.rank with the third stage: the same scores, the same people's parts; then, where a policy says
so, fair_order.py says who is shown first; fairness.py says how the list treats the groups. `again` makes the same list
from what was stored of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching import fairness, group_scan, obstacles, ranking
from matching.fair_order import FairOrder, FairPolicy, Line, Placed, Trait, fair_again, fair_first
from matching.fairness import TraitReport
from matching.index import CandidateIndex
from matching.levels import Vocabulary
from matching.types import CandidateFacts, Ranked, Ranking, VacancyNeeds
from matching.weights import Weights


@dataclass(frozen=True, slots=True)
class FairRanking:
    """ranking: everybody in the order in which they are shown; behind the first `shown` come those whom the fair order
    took from there. plain: id -> place in the plain order. groups: id -> trait -> group, for the traits of the policy.
    order: how it came about; None without a policy. report: of the first `shown`. facts: id -> what was read."""

    ranking: Ranking
    shown: int
    plain: Mapping[str, int]
    groups: Mapping[str, Mapping[str, str]]
    order: FairOrder | None
    report: tuple[TraitReport, ...]
    facts: Mapping[str, CandidateFacts]


def rank_fairly(
    index: CandidateIndex,
    needs: VacancyNeeds,
    *,
    weights: Weights,
    draw: str,
    as_of: date,
    top: int,
    traits: Sequence[str],
    policy: FairPolicy | None = None,
    rarity: Mapping[str, float] | None = None,
    is_strict: bool = False,
) -> FairRanking:
    """The list of a vacancy. traits: what is reported, whether or not the policy orders by it. rarity: that of the
    vacancy's first list; codes that it lacks are as rare as the index has them now."""
    with index.lock:
        asked = ranking.prepared(
            index, needs, weights=weights, as_of=as_of, rarity=rarity, is_strict=is_strict
        )
        pool = _Pool(index, draw, ranking.listed(index, asked))
        known = {name: Trait(name, *index.trait(name)) for name in traits}
        pools = {one.name: group_scan.counted(pool.rows, one.codes, one.labels) for one in known.values()}
        order = None
        if policy is None:
            lines = pool.first(pool.rows, top)
        else:
            followed = [known[name] for name in policy.traits]
            order = fair_first(pool, followed, policy, top, pools=pools)
            lines = [one.line for one in order.people]
        people = [index.facts_at(line.row) for line in lines]
        shown = min(top, len(pool.rows))
        found = _groups([line.row for line in lines[:shown]], known.values())
        report = fairness.report(found, pools)
    ranked = ranking.explained(asked, people, np.array([line.drawn for line in lines], np.float64))
    ids = [one.candidate for one in ranked]
    placed = order.people if order else ()
    return FairRanking(
        Ranking(
            vacancy=needs.id,
            weights_version=weights.version,
            draw=draw,
            as_of=as_of,
            counts=pool.listed.counts | obstacles.both(asked.requirements, pool.listed.failed),
            ranked=ranked,
            rarity=asked.rarity,
            vocabulary_version=index.vocabulary.version,
        ),
        shown=shown,
        plain={ident: one.plain for ident, one in zip(ids, placed, strict=True)}
        if order
        else _by_rank(ranked),
        groups={ident: one.groups for ident, one in zip(ids, placed, strict=False)},
        order=order,
        report=report,
        facts=dict(zip(ids, people, strict=True)),
    )


class _Pool:
    """Everybody on a list, as fair_order.Pool asks."""

    def __init__(self, index: CandidateIndex, draw: str, listed: ranking.Listed) -> None:
        self.index, self.draw, self.listed, self.rows = index, draw, listed, listed.rows

    def first(self, rows: NDArray[np.int32], count: int) -> list[Line]:
        found = ranking.first(self.index, *self.listed.best(rows, count), self.draw, count)
        return [Line(*one) for one in zip(*(array.tolist() for array in found), strict=True)]

    def above(self, score: int) -> NDArray[np.int32]:
        return self.listed.best(self.rows, bar=score + 1)[1]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored of one person of a list. plain: their place in the plain order. groups: as the policy read them
    that day."""

    facts: CandidateFacts
    plain: int
    groups: Mapping[str, str]


def again(
    people: Iterable[Kept],
    needs: VacancyNeeds,
    *,
    weights: Weights,
    vocabulary: Vocabulary,
    draw: str,
    as_of: date,
    rarity: Mapping[str, float],
    policy: FairPolicy | None = None,
    pools: Mapping[str, Mapping[str, int]] | None = None,
    shown: int | None = None,
) -> tuple[Ranked, ...]:
    """The same people in the order in which they come out now: from their facts, or with other weights.

    pools, shown: of the list's fair order, where a policy made one; `shown` how many places it had. Somebody from
    beyond the plain list keeps the place they had there: the people in between were not stored.
    """
    kept = {one.facts.id: one for one in people}
    plain = ranking.replay(
        [one.facts for one in kept.values()],
        needs,
        weights=weights,
        vocabulary=vocabulary,
        draw=draw,
        as_of=as_of,
        rarity=rarity,
    ).ranked
    if policy is None or pools is None or shown is None:
        return plain
    lines = [
        (Line(at, round(one.score * 10_000), one.draw), _place(kept[one.candidate], at, shown), one)
        for at, one in enumerate(plain)
    ]
    order = fair_again(
        [(line, place, kept[one.candidate].groups) for line, place, one in lines], pools, policy, shown
    )
    placed = [_placed(plain, one) for one in order.people]
    here = {one.candidate for one in placed}
    left = [one for one in plain if one.candidate not in here]  # called up that day, by these weights not
    return (*placed, *(replace(one, rank=rank) for rank, one in enumerate(left, start=len(placed) + 1)))


def _place(one: Kept, at: int, shown: int) -> int:
    """Where somebody stands in the plain order: the first `shown` in the sequence they have now."""
    return at + 1 if at < shown else max(one.plain, shown + 1)


def _placed(plain: Sequence[Ranked], one: Placed) -> Ranked:
    return replace(plain[one.line.row], rank=one.place)


def _by_rank(ranked: Iterable[Ranked]) -> dict[str, int]:
    return {one.candidate: one.rank for one in ranked}


def _groups(rows: Sequence[int], traits: Iterable[Trait]) -> list[dict[str, str]]:
    known = list(traits)
    return [{trait.name: trait.labels[trait.codes[row]] for trait in known} for row in rows]

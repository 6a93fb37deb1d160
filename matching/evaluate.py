"""Is a learned order better than the transparent one, and for whom? Judged on later vacancies than it learned from.

Per vacancy: nDCG (Jarvelin and Kekalainen 2002) and average precision of the people with outcomes; equal scores count
against the order. The chance of being chosen: calibration in ten bins of equal size, expected calibration error. Per
group (from columns kept apart; no score reads them): who would be among as many as were chosen, as an impact ratio
(29 CFR 1607.4 D). The difference of nDCG is drawn again 1,000 times over vacancies, always with the same dice.

A model is offered only when the difference is above 0 in all but one of forty such drawings and no group is worse off
(`Slice.is_worse`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.fairness import FOUR_FIFTHS
from matching.learn import Floats, Learned, Outcomes

AT = 10
BINS = 10
_DRAWINGS = 1_000
# A group is judged from so many people with outcomes on; fewer are told as too few.
LEAST_PEOPLE = 20
# An impact ratio moves this much by a single person; less is not "worse".
SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Slice:
    """One group: how many had outcomes, how many were chosen, and its impact ratio under either order. is_surely_lower:
    lower after than before in 39 of 40 drawings of vacancies."""

    trait: str
    group: str
    people: int
    chosen: int
    before: float
    after: float
    is_surely_lower: bool

    @property
    def is_worse(self) -> bool:
        """Surely further below the best group than before; or below four fifths of it, where no doubt counts for the
        model, and further than before at all."""
        return self.is_surely_lower or (self.after < FOUR_FIFTHS and self.after < self.before - SLACK)


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one order. calibration: (mean chance, share chosen, people) per bin; error: expected calibration error."""

    ndcg: float
    average_precision: float
    calibration: tuple[tuple[float, float, int], ...]
    error: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """before: the transparent score; after: the learned one. gain: of nDCG, with the bounds of 95 of 100 drawings.
    too_few: groups with too few people to be judged."""

    trained: int
    judged: int
    vacancies: int
    before: Quality
    after: Quality
    gain: float
    gain_low: float
    gain_high: float
    slices: tuple[Slice, ...]
    too_few: tuple[tuple[str, str], ...]

    @property
    def is_offered(self) -> bool:
        return self.gain_low > 0 and not any(one.is_worse for one in self.slices)


def evaluate(
    learned: Learned,
    trained: Outcomes,
    judged: Outcomes,
    groups: Mapping[str, Sequence[str]],
) -> Evaluation:
    """groups: trait to the group of each judged outcome, length N."""
    before, after = judged.score, learned.strengths(judged)
    lists = [rows for rows in _by_vacancy(judged) if 0 < judged.chosen[rows].sum() < len(rows)]
    gained = np.array([ndcg(after[r], judged.chosen[r]) - ndcg(before[r], judged.chosen[r]) for r in lists])
    low, high = _bounds(gained)
    slices, too_few = _slices(judged, before, after, groups)
    return Evaluation(
        trained=len(trained),
        judged=len(judged),
        vacancies=len(lists),
        before=_quality(judged, lists, before, _scaled(trained, judged)),
        after=_quality(judged, lists, after, learned.chances(judged)),
        gain=_mean(gained),
        gain_low=low,
        gain_high=high,
        slices=slices,
        too_few=too_few,
    )


def ndcg(score: Floats, chosen: NDArray[np.bool_], at: int = AT) -> float:
    """nDCG@at of one list; 0 when nobody was chosen."""
    ranked = chosen[_worst_first_among_equals(score, chosen)]
    discount = 1.0 / np.log2(2.0 + np.arange(min(at, len(ranked))))
    best = discount[: int(chosen.sum())].sum()
    return float((ranked[:at] * discount).sum() / best) if best else 0.0


def average_precision(score: Floats, chosen: NDArray[np.bool_]) -> float:
    """Average precision of one list; 0 when nobody was chosen."""
    ranked = chosen[_worst_first_among_equals(score, chosen)]
    hits = np.cumsum(ranked)
    return float((hits / np.arange(1, len(ranked) + 1))[ranked].mean()) if ranked.any() else 0.0


def calibration(chance: Floats, chosen: NDArray[np.bool_]) -> tuple[tuple[float, float, int], ...]:
    """(mean chance, share chosen, people) in bins of equal size, from the lowest chance on."""
    order = np.argsort(chance, kind="stable")
    bins = [rows for rows in np.array_split(order, BINS) if len(rows)]
    return tuple((_mean(chance[rows]), _mean(chosen[rows]), len(rows)) for rows in bins)


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float:
    people = sum(count for _, _, count in bins)
    return sum(abs(told - was) * count for told, was, count in bins) / people if people else 0.0


def _quality(judged: Outcomes, lists: list[NDArray[np.intp]], score: Floats, chance: Floats) -> Quality:
    bins = calibration(chance, judged.chosen)
    return Quality(
        ndcg=_mean(np.array([ndcg(score[rows], judged.chosen[rows]) for rows in lists])),
        average_precision=_mean(np.array([average_precision(score[r], judged.chosen[r]) for r in lists])),
        calibration=bins,
        error=calibration_error(bins),
    )


def _scaled(trained: Outcomes, judged: Outcomes) -> Floats:
    """The transparent score as a chance: it was never meant as one, so it is scaled on the training half (Platt)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression().fit(trained.score[:, None] / 100, trained.chosen)
    chance: Floats = model.predict_proba(judged.score[:, None] / 100)[:, 1]
    return chance


def _slices(
    judged: Outcomes, before: Floats, after: Floats, groups: Mapping[str, Sequence[str]]
) -> tuple[tuple[Slice, ...], tuple[tuple[str, str], ...]]:
    taken = [_would_be_chosen(judged, score) for score in (before, after)]
    slices, too_few = [], []
    for trait in sorted(groups):
        group = np.array(groups[trait])
        names = sorted(set(groups[trait]))
        large = [name for name in names if np.count_nonzero(group == name) >= LEAST_PEOPLE]
        too_few += [(trait, name) for name in names if name not in large]
        inside = np.array([group == name for name in large], np.float64).reshape(len(large), -1).T
        ratios = [_ratios(inside, one) for one in taken]
        surely = _surely_lower(judged, inside, taken)
        for at, name in enumerate(large):
            rows = inside[:, at] > 0
            people, chosen = int(rows.sum()), int(judged.chosen[rows].sum())
            slices.append(
                Slice(
                    trait, name, people, chosen, float(ratios[0][at]), float(ratios[1][at]), bool(surely[at])
                )
            )
    return tuple(slices), tuple(too_few)


def _ratios(inside: Floats, taken: Floats) -> Floats:
    """The share of each group that would be chosen, divided by the highest. inside: (N, groups), 1 where a member."""
    rates = (taken @ inside) / np.maximum(inside.sum(axis=0), 1)
    best = rates.max(initial=0.0)
    ratios: Floats = rates / best if best else np.ones_like(rates)
    return ratios


def _surely_lower(judged: Outcomes, inside: Floats, taken: list[Floats]) -> NDArray[np.bool_]:
    """Groups whose ratio is lower after than before in 39 of 40 drawings of vacancies."""
    lists = _by_vacancy(judged)
    people = np.array([inside[rows].sum(axis=0) for rows in lists])
    drawn = np.random.default_rng(0).multinomial(len(lists), np.full(len(lists), 1 / len(lists)), _DRAWINGS)
    ratios = []
    for one in taken:
        rates = (drawn @ np.array([one[rows] @ inside[rows] for rows in lists])) / np.maximum(
            drawn @ people, 1
        )
        ratios.append(rates / np.maximum(rates.max(axis=1, keepdims=True), 1e-12))
    lower: NDArray[np.bool_] = np.quantile(ratios[1] - ratios[0], 0.975, axis=0) < 0
    return lower


def _would_be_chosen(judged: Outcomes, score: Floats) -> Floats:
    """Of each vacancy as many as were chosen, the highest scores; equal ones at the edge count by their share."""
    taken = np.zeros(len(judged))
    for rows in _by_vacancy(judged):
        count = int(judged.chosen[rows].sum())
        if not count:
            continue
        edge = np.sort(score[rows])[-count]
        above, equal = rows[score[rows] > edge], rows[score[rows] == edge]
        taken[above] = 1.0
        taken[equal] = (count - len(above)) / len(equal)
    return taken


def _by_vacancy(outcomes: Outcomes) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(outcomes.vacancy == one) for one in np.unique(outcomes.vacancy)]


def _worst_first_among_equals(score: Floats, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
    return np.lexsort((chosen, -score))


def _bounds(gained: Floats) -> tuple[float, float]:
    """Of the mean, in 95 of 100 drawings of as many vacancies."""
    if not len(gained):
        return 0.0, 0.0
    drawn = np.random.default_rng(0).integers(0, len(gained), (_DRAWINGS, len(gained)))
    low, high = np.quantile(gained[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _mean(values: Any) -> float:
    return float(np.mean(values)) if len(values) else 0.0

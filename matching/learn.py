"""Weights learned from outcomes: which parts of the transparent score told who was chosen.

The model is a logistic regression (scikit-learn) whose features are the values of the named parts of the score and
nothing else, with no coefficient below zero. Within one vacancy its order is therefore that of a sum of the same parts
with other points, so it is kept as a weights file: additive, monotone, every reason stays, and what is asked of a
vacancy is split as ever. Whether a part was asked at all enters too, so that vacancies that choose many do not lend
their luck to the parts they ask; that is the same for everybody of a vacancy and moves nobody.

**What it cannot know.** Only people who were proposed and agreed have an outcome: the model learns what employers did
with those, prejudice included, and nothing about anybody else. evaluate.py looks at groups for that reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.weights import PARTS, UNITS, WHOLE, shares

LEAST_OUTCOMES = 400
LEAST_OF_EACH = 80
LEAST_VACANCIES = 40
TRAINED_SHARE = 0.7
_STRENGTH = 10.0  # weak L2: a hundred outcomes already outweigh it
_MOST_STEPS = 4 * len(PARTS)

Floats = NDArray[np.float64]


class TooFew(ValueError):
    """Not enough outcomes to learn from. what: outcomes, chosen, not_chosen, vacancies or halves."""

    def __init__(self, what: str, have: int, least: int) -> None:
        super().__init__(f"{have} {what}, at least {least} are needed")
        self.what, self.have, self.least = what, have, least


class NothingLearned(ValueError):
    """No part of the score told anything about who was chosen."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Ended referrals. value: of each part in the order of PARTS, 0 to 1, shape (N, 6); asked: whether the vacancy
    asked it, (N, 6). score: the transparent score, 0 to 100. chosen: selected or placed. vacancy: a number for each
    vacancy. day: ordinal of the day it ended. All of shape (N,) but the first two."""

    value: Floats
    asked: NDArray[np.bool_]
    score: Floats
    chosen: NDArray[np.bool_]
    vacancy: NDArray[np.int64]
    day: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.chosen)

    def part(self, rows: NDArray[np.bool_]) -> Outcomes:
        return Outcomes(
            self.value[rows],
            self.asked[rows],
            self.score[rows],
            self.chosen[rows],
            self.vacancy[rows],
            self.day[rows],
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """coefficients: of each part, 0 or more. asked: what its being asked adds. base: the constant. Together they give
    the chance of being chosen, on the scale of the logarithm of the odds."""

    coefficients: dict[str, float]
    asked: dict[str, float]
    base: float

    def chances(self, outcomes: Outcomes) -> Floats:
        """The chance of being chosen, shape (N,)."""
        return _logistic(self.base + self.strengths(outcomes) + outcomes.asked @ _column(self.asked))

    def strengths(self, outcomes: Outcomes) -> Floats:
        """What the parts add, shape (N,): within a vacancy, the order of the learned weights."""
        total: Floats = outcomes.value @ _column(self.coefficients)
        return total

    def points(self) -> dict[str, float]:
        """The coefficients as points that add up to 100."""
        units = shares([self.coefficients[name] for name in PARTS], WHOLE)
        return {name: unit / UNITS for name, unit in zip(PARTS, units, strict=True)}


def split(outcomes: Outcomes) -> tuple[Outcomes, Outcomes]:
    """(to train on, to judge by): the vacancies whose first outcome came first, about seven of ten outcomes, and the
    later ones. No vacancy is in both. Raises TooFew("halves") where the earlier half lacks people who were chosen, or
    who were not, or no vacancy of the later half has both: a few large vacancies can be most of the outcomes."""
    vacancies, which = np.unique(outcomes.vacancy, return_inverse=True)
    first = np.full(len(vacancies), np.iinfo(np.int64).max)
    np.minimum.at(first, which, outcomes.day)
    count = np.bincount(which, minlength=len(vacancies))
    order = np.lexsort((vacancies, first))
    early = np.zeros(len(vacancies), np.bool_)
    early[order[np.cumsum(count[order]) <= TRAINED_SHARE * len(outcomes)]] = True
    trained, judged = outcomes.part(early[which]), outcomes.part(~early[which])
    if len(set(trained.chosen.tolist())) < 2 or not _vacancies_with_both(judged):
        raise TooFew("halves", 0, 1)
    return trained, judged


def _vacancies_with_both(outcomes: Outcomes) -> int:
    """Vacancies with people who were chosen and people who were not."""
    with_either = [set(outcomes.vacancy[outcomes.chosen == chosen].tolist()) for chosen in (True, False)]
    return len(set.intersection(*with_either))


def require_enough(outcomes: Outcomes) -> None:
    """Raises TooFew."""
    chosen = int(np.count_nonzero(outcomes.chosen))
    for what, have, least in (
        ("outcomes", len(outcomes), LEAST_OUTCOMES),
        ("chosen", chosen, LEAST_OF_EACH),
        ("not_chosen", len(outcomes) - chosen, LEAST_OF_EACH),
        ("vacancies", _vacancies_with_both(outcomes), LEAST_VACANCIES),
    ):
        if have < least:
            raise TooFew(what, have, least)


def train(outcomes: Outcomes) -> Learned:
    """Fit. Parts that would count against a person are left out one by one, and come back if they would not any more
    (an active set; the problem is convex). Raises NothingLearned."""
    used = [at for at in range(len(PARTS)) if np.ptp(outcomes.value[:, at]) > 0]
    found = _model_of(outcomes, used)
    for _ in range(_MOST_STEPS):
        pull = outcomes.value.T @ (outcomes.chosen - found.chances(outcomes))
        worst = min(used, key=lambda at: found.coefficients[PARTS[at]], default=None)
        left_out = [at for at in range(len(PARTS)) if at not in used and pull[at] > 1e-6 * len(outcomes)]
        if worst is not None and found.coefficients[PARTS[worst]] < 0:
            used = [at for at in used if at != worst]
        elif left_out:
            used = sorted([*used, max(left_out, key=lambda at: float(pull[at]))])
        else:
            break
        found = _model_of(outcomes, used)
    if max(found.coefficients.values()) <= 0:
        raise NothingLearned("no part of the score told anything about who was chosen")
    return found


def _model_of(outcomes: Outcomes, used: list[int]) -> Learned:
    """The best model of these parts, whatever the signs of its coefficients; 0 for the others."""
    from sklearn.linear_model import LogisticRegression

    nuisance = [at for at in range(len(PARTS)) if np.ptp(outcomes.asked[:, at].astype(float)) > 0]
    coefficients, asked = np.zeros(len(PARTS)), np.zeros(len(PARTS))
    features = np.hstack([outcomes.value[:, used], outcomes.asked[:, nuisance].astype(float)])
    if not features.shape[1]:
        rate = outcomes.chosen.mean()
        return Learned(_named(coefficients), _named(asked), float(np.log(rate / (1 - rate))))
    model = LogisticRegression(C=_STRENGTH, tol=1e-6, max_iter=2_000).fit(features, outcomes.chosen)
    coefficients[used], asked[nuisance] = model.coef_[0][: len(used)], model.coef_[0][len(used) :]
    return Learned(_named(coefficients), _named(asked), float(model.intercept_[0]))


def weights_file(
    learned: Learned,
    shipped: Mapping[str, Any],
    *,
    version: str,
    dated_on: date,
    trained_on: Mapping[str, Any],
) -> dict[str, Any]:
    """The learned weights as a weights file (weights.parse_weights): the shipped one with other points, and beside
    them the coefficients and what they were learned from. JSON-safe; nothing in it is code."""
    return {
        **{name: shipped[name] for name in shipped if name not in ("points", "source")},
        "version": version,
        "dated_on": dated_on.isoformat(),
        "source": "learned from recorded outcomes; additive and monotone in the parts of the transparent score",
        "points": learned.points(),
        "learned": {
            "coefficients": learned.coefficients,
            "asked": learned.asked,
            "base": learned.base,
            "trained_on": dict(trained_on),
            "from_weights": shipped["version"],
        },
    }


def _named(column: Floats) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(PARTS, column, strict=True)}


def _column(named: Mapping[str, float]) -> Floats:
    return np.array([named[name] for name in PARTS])


def _logistic(odds: Floats) -> Floats:
    chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -40, 40)))
    return chance

"""How the weights come about: pairs of invented registrations, who is who known, one logistic regression.

Every pair that shares a key is an example. All levels are fitted together (one column each, missing fixed at 0 by
having none), lightly regularised, weights rounded to whole thousandths. Fitting needs scikit-learn; using does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.same_person.batch import every_pair
from matching.same_person.columns import People
from matching.same_person.levels import COMPARISONS, MISSING, MOST_LEVELS
from matching.same_person.told import Told
from matching.same_person.weights import Weights

# Lower is smoother. Chosen once, on a third set of invented people; of no consequence between 0.1 and 10.
_FREEDOM = 1.0
_FOR_PEOPLE = 1_000_000


def examples(told: Sequence[Told], who: Sequence[int]) -> tuple[NDArray[np.uint8], NDArray[np.bool_], int]:
    """Levels (p, 9) of every pair that shares a key, whether each is one person, and how many pairs of one person
    share no key at all: those that no weight will ever find."""
    people = People(told)
    none = Weights("none", people.size, 1.0, 0, np.zeros((len(COMPARISONS), MOST_LEVELS), dtype=np.int32))
    found = every_pair(people, none, threshold=-1)
    number = np.asarray(who)
    same = number[found.rows[:, 0]] == number[found.rows[:, 1]]
    _one, counts = np.unique(number, return_counts=True)
    true_pairs = int((counts * (counts - 1) // 2).sum())
    return found.levels, same, true_pairs - int(same.sum())


def fit(levels: NDArray[np.uint8], same: NDArray[np.bool_], size: int, twice: float) -> dict[str, Any]:
    """Bias and weights as they stand in matching/data/same-person-*.json, for a register of a million."""
    from sklearn.linear_model import LogisticRegression

    rows, _at, counts = np.unique(
        np.column_stack((levels, same)), axis=0, return_inverse=True, return_counts=True
    )
    columns = [(name, level) for name, codes in COMPARISONS.items() for level in codes if level != MISSING]
    names = list(COMPARISONS)
    features = np.column_stack([rows[:, names.index(name)] == int(level) for name, level in columns])
    model = LogisticRegression(C=_FREEDOM, max_iter=2000, tol=1e-6)
    model.fit(features.astype(np.float64), rows[:, -1], sample_weight=counts)
    weights: dict[str, dict[str, float]] = {name: {} for name in names}
    for (name, level), worth, column in zip(columns, model.coef_[0], features.T, strict=True):
        if column.any():
            weights[name][level.name.lower()] = round(float(worth), 3)
    bias = float(model.intercept_[0]) - log(_FOR_PEOPLE / size)
    return {"people": _FOR_PEOPLE, "twice": twice, "bias": round(bias, 3), "weights": weights}


def shares(told: Sequence[Told]) -> list[tuple[str, float, float]]:
    """(sound, of 100,000 people how many bear it as a given name, and as a surname), for name-shares-*.csv."""
    found = People(told).shares().of.items()
    # Slips of the pen are not names: whatever fewer than three in a hundred thousand bear is left to "seldom".
    return sorted((sound, round(a, 1), round(b, 1)) for sound, (a, b) in found if max(a, b) >= 3)

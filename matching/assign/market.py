"""People, vacancies with their places, and the eligible pairs with their scores, in one order for everybody.

The order of people and of vacancies follows the stored draw (ranking.Lottery), never an id's age or the order of the
input: whoever repeats a plan gets the same one, and among equals it is a lottery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking import Lottery

Ints = NDArray[np.int64]
Rows = NDArray[np.integer]
_VACANCY_BITS = 20  # of a key that holds score and vacancy: a million vacancies


@dataclass(frozen=True, slots=True)
class Market:
    """people, vacancies: public ids in the order of the draw. capacity: free places per vacancy, shape (V,).

    Pairs lie by person, the best score first: person p has the pairs starts[p] to starts[p + 1] (starts: shape
    (P + 1,)) of `vacancy` (which one) and `score` (ten-thousandths of a point), shape (E,) each. No pair twice, none
    of a vacancy without a place. left_out: eligible pairs that were not kept.
    """

    people: tuple[str, ...]
    vacancies: tuple[str, ...]
    capacity: Ints
    starts: Ints
    vacancy: Ints
    score: Ints
    draw: str
    left_out: int = 0

    @property
    def person(self) -> Ints:
        """Whose pair each one is, shape (E,)."""
        return np.repeat(np.arange(len(self.people)), np.diff(self.starts))


def market_of(
    people: Sequence[str],
    vacancies: Sequence[str],
    capacity: Sequence[int] | Ints,
    pairs: tuple[Ints, Ints, Ints],
    *,
    draw: str,
    left_out: int = 0,
) -> Market:
    """Put everything into the order of the draw. pairs: (position in `people`, position in `vacancies`, score).

    People without a pair stay, without one. Raises ValueError for an id given twice, a pair given twice, a negative
    capacity or score.
    """
    if len(set(people)) != len(people) or len(set(vacancies)) != len(vacancies):
        raise ValueError("an id is given twice")
    places = np.asarray(capacity, np.int64)
    person, vacancy, score = (np.asarray(column, np.int64) for column in pairs)
    if (len(places) and places.min() < 0) or (len(score) and score.min() < 0):
        raise ValueError("a capacity or score is negative")
    if len(np.unique(person * max(len(vacancies), 1) + vacancy)) != len(person):
        raise ValueError("a pair is given twice")
    of_person, of_vacancy = _order(people, draw), _order(vacancies, draw)
    filled = places[vacancy] > 0
    person, vacancy, score = _rank_of(of_person)[person[filled]], vacancy[filled], score[filled]
    vacancy = _rank_of(of_vacancy)[vacancy]
    by_person = np.lexsort((vacancy, -score, person))
    starts = np.zeros(len(people) + 1, np.int64)
    np.cumsum(np.bincount(person, minlength=len(people)), out=starts[1:])
    return Market(
        people=tuple(people[at] for at in of_person.tolist()),
        vacancies=tuple(vacancies[at] for at in of_vacancy.tolist()),
        capacity=places[of_vacancy],
        starts=starts,
        vacancy=vacancy[by_person],
        score=score[by_person],
        draw=draw,
        left_out=left_out,
    )


def gather(
    lists: Iterable[tuple[Rows, Rows]],
    *,
    rows: int,
    id_of: Callable[[int], str],
    vacancies: Sequence[str],
    capacity: Sequence[int],
    draw: str,
    best: int | None = None,
) -> Market:
    """The market from the (rows, scores) of one vacancy after another, as `ranking.scored` gives them.

    rows: how many rows the index has; id_of: who stands in a row. Only people with a pair come into the market.
    best: keep of each person only that many pairs, and of each vacancy twice as many people as it has places; None
    keeps all. What that can lose is said by `plan.could_gain`. Equal scores at the edge are kept by the draw.
    Raises ValueError for more vacancies than a key can hold.
    """
    if len(vacancies) >= 1 << _VACANCY_BITS:
        raise ValueError("too many vacancies")
    if best is None:
        (person, vacancy, score), seen = _all_pairs(lists), 0
        seen = len(person)
    else:
        (person, vacancy, score), seen = _best_pairs(lists, rows, id_of, vacancies, capacity, draw, best)
    found, position = np.unique(person, return_inverse=True)
    return market_of(
        [id_of(row) for row in found.tolist()],
        vacancies,
        capacity,
        (position, vacancy, score),
        draw=draw,
        left_out=seen - len(person),
    )


def _best_pairs(
    lists: Iterable[tuple[Rows, Rows]],
    rows: int,
    id_of: Callable[[int], str],
    vacancies: Sequence[str],
    capacity: Sequence[int],
    draw: str,
    best: int,
) -> tuple[tuple[Ints, Ints, Ints], int]:
    """The pairs worth keeping, and how many there were. A key holds score and vacancy; higher is better."""
    lottery = Lottery(draw)
    drawn = _rank_of(_order(vacancies, draw))
    last = (1 << _VACANCY_BITS) - 1
    kept = np.full((rows, best), -1, np.int64)
    people, keys, seen = [], [], 0
    for at, (who, scores) in enumerate(lists):
        seen += len(who)
        key = (scores.astype(np.int64) << _VACANCY_BITS) | (last - drawn[at])
        _keep_best(kept, who, key)
        few = _highest(who, scores, 2 * capacity[at], lambda row: lottery.of(id_of(row)))
        people.append(who[few].astype(np.int64))
        keys.append(key[few])
    row, column = np.nonzero(kept >= 0)
    person, key = np.concatenate([*people, row]), np.concatenate([*keys, kept[row, column]])
    vacancy = _order(vacancies, draw)[last - (key & last)]
    _, once = np.unique(person * len(vacancies) + vacancy, return_index=True)
    return (person[once], vacancy[once], key[once] >> _VACANCY_BITS), seen


def _all_pairs(lists: Iterable[tuple[Rows, Rows]]) -> tuple[Ints, Ints, Ints]:
    found = [
        (rows.astype(np.int64), np.full(len(rows), at), scores.astype(np.int64))
        for at, (rows, scores) in enumerate(lists)
    ]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    person, vacancy, score = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return person, vacancy, score


def _keep_best(kept: Ints, rows: Rows, key: Ints) -> None:
    """Put each key in the place of its row's lowest where it is higher; the lowest stands in column 0."""
    better = key > kept[rows, 0]
    where = rows[better]
    block = kept[where]
    block[:, 0] = key[better]
    lowest = block.argmin(axis=1)
    each = np.arange(len(where))
    block[each, lowest], block[each, 0] = block[:, 0].copy(), block[each, lowest].copy()
    kept[where] = block


def _highest(rows: Rows, scores: Rows, count: int, drawn: Callable[[int], float]) -> NDArray[np.intp]:
    """Positions of the `count` highest scores; of those equal at the edge, the lowest draws."""
    if count >= len(scores):
        return np.arange(len(scores))
    if count == 0:
        return np.arange(0)
    bar = np.partition(scores, len(scores) - count)[len(scores) - count]
    above, equal = np.flatnonzero(scores > bar), np.flatnonzero(scores == bar)
    by_draw = sorted(equal.tolist(), key=lambda at: drawn(int(rows[at])))
    return np.concatenate([above, np.array(by_draw[: count - len(above)], np.intp)])


def _order(ids: Sequence[str], draw: str) -> Ints:
    lottery = Lottery(draw)
    drawn = [(lottery.of(ident), ident, at) for at, ident in enumerate(ids)]
    return np.array([at for _, _, at in sorted(drawn)], np.int64)


def _rank_of(order: Ints) -> Ints:
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank

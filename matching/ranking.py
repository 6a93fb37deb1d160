"""Who comes first: hard rules, then a score of named parts, then a lottery among equals.

`rank` reads the index as columns, for all candidates at once (compiled.py, or plain.py where numba is missing);
explain.py computes the same numbers for the people shown.
Order: score from high to low, then a draw per candidate, blake2b keyed with the stored draw string of the
list: the same for whoever repeats it, not known to anybody before, and blind to the id's age. Unknown facts
lower nothing but the part they belong to. Nobody is moved for fairness here: fairness.py reports.

Monotone: more of an asked thing never lowers a score or a place. A new holder makes a skill a little less
rare (under 2 %), which is less than what the new skill earns them (checked in weights.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching import engine, explain, obstacles
from matching.asked import Asked, ask, asked_codes
from matching.index import CandidateIndex, as_read
from matching.levels import Vocabulary
from matching.lottery import Lottery as Lottery
from matching.types import (
    CandidateFacts,
    Ranked,
    RankedVacancy,
    Ranking,
    VacancyNeeds,
    VacancyRanking,
    Verdict,
)
from matching.weights import Weights

Kept = Mapping[str, Mapping[str, float]]  # vacancy -> rarities of its own, where a first list has fixed them


def rank(
    index: CandidateIndex,
    needs: VacancyNeeds,
    *,
    weights: Weights,
    draw: str,
    as_of: date,
    top: int | None = 50,
    rarity: Mapping[str, float] | None = None,
    is_strict: bool = False,
) -> Ranking:
    """The candidates for a vacancy, best first; at most `top` (None: all).

    draw: the stored random string of this vacancy. as_of: the day the question is asked. rarity: that of an
    earlier list, to repeat it; codes that it lacks are as rare as the index has them now. is_strict:
    leave out people of whom a requirement is unknown; the others keep their score and order, and the counts speak of
    everybody in both modes.
    """
    with index.lock:
        asked = prepared(index, needs, weights=weights, as_of=as_of, rarity=rarity, is_strict=is_strict)
        found = listed(index, asked)
        order = first(index, *found.best(found.rows, top), draw, top)
        ranked = explained(asked, [index.facts_at(row) for row in order.rows.tolist()], order.draws)
    return Ranking(
        vacancy=needs.id,
        weights_version=weights.version,
        draw=draw,
        as_of=as_of,
        counts=found.counts,
        ranked=ranked,
        rarity=asked.rarity,
        vocabulary_version=index.vocabulary.version,
    )


def prepared(
    index: CandidateIndex,
    needs: VacancyNeeds,
    *,
    weights: Weights,
    as_of: date,
    rarity: Mapping[str, float] | None = None,
    is_strict: bool = False,
) -> Asked:
    """What `rank` asks of this index; then come `listed`, its `best`, `first` and `explained`."""
    fixed = {} if rarity is None else dict(rarity)
    today = rarity_of(index, set(asked_codes(needs)) - fixed.keys(), weights=weights)
    return ask(
        needs,
        weights=weights,
        vocabulary=index.vocabulary,
        rarity=today | fixed,
        as_of=as_of,
        is_strict=is_strict,
    )


def explained(
    asked: Asked, people: Sequence[CandidateFacts], drawn: NDArray[np.float64]
) -> tuple[Ranked, ...]:
    """People in their order (facts as the index reads them, and draws) with the parts and reasons of their scores."""
    placed = enumerate(zip(people, drawn.tolist(), strict=True), start=1)
    return tuple(_ranked(asked, facts, place, draw) for place, (facts, draw) in placed)


def replay(
    candidates: Iterable[CandidateFacts],
    needs: VacancyNeeds,
    *,
    weights: Weights,
    vocabulary: Vocabulary,
    draw: str,
    as_of: date,
    rarity: Mapping[str, float],
) -> Ranking:
    """The same list again from what was stored with it (counts are those of the stored people)."""
    index = CandidateIndex.build(candidates, vocabulary)
    return rank(index, needs, weights=weights, draw=draw, as_of=as_of, top=None, rarity=rarity)


def rank_vacancies(
    candidate: CandidateFacts,
    vacancies: Iterable[VacancyNeeds],
    *,
    weights: Weights,
    vocabulary: Vocabulary,
    draw: str,
    as_of: date,
    rarity: Mapping[str, float],
    kept: Kept | None = None,
    top: int | None = 50,
) -> VacancyRanking:
    """The vacancies for a candidate, best first, with the parts and score that each vacancy's own list would
    show.

    rarity: of all asked skills (`rarity_of`); skills are as rare as the other candidates make them. kept:
    where a vacancy's first list has fixed them. Equal scores are ordered by a draw per vacancy.
    """
    facts = as_read(candidate)
    counts: Counter[str] = Counter(all=0, eligible=0, unknown=0, not_eligible=0)
    found: list[RankedVacancy] = []
    used: dict[str, float] = {}
    lottery = Lottery(draw)
    for needs in vacancies:
        own = rarity_for(needs, rarity, kept or {})
        asked = ask(needs, weights=weights, vocabulary=vocabulary, rarity=own, as_of=as_of)
        outcomes = explain.verdicts(asked, facts)
        failed = [name for name, verdict in outcomes.items() if verdict is Verdict.NOT_MET]
        unknown = Verdict.UNKNOWN in outcomes.values()
        counts["all"] += 1
        counts["not_eligible" if failed else "unknown" if unknown else "eligible"] += 1
        counts.update(f"failed_{name}" for name in failed)
        counts.update(f"only_{name}" for name in failed if len(failed) == 1)
        if failed:
            continue
        used |= asked.rarity
        parts = explain.parts(asked, facts)
        missing = explain.missing(outcomes, parts)
        found.append(RankedVacancy(needs.id, 0, explain.score(parts), parts, missing, lottery.of(needs.id)))
    found.sort(key=lambda one: (-one.score, one.draw, one.vacancy))
    return VacancyRanking(
        candidate=candidate.id,
        weights_version=weights.version,
        draw=draw,
        as_of=as_of,
        counts=dict(counts),
        ranked=tuple(_placed(one, place) for place, one in enumerate(found[:top], start=1)),
        rarity=used,
        vocabulary_version=vocabulary.version,
    )


def rarity_of(index: CandidateIndex, codes: Iterable[str], *, weights: Weights) -> dict[str, float]:
    """How rare each skill or licence is among all candidates of the index."""
    return {code: weights.rarity(index.holders(code), len(index)) for code in codes}


def rarity_for(needs: VacancyNeeds, rarity: Mapping[str, float], kept: Kept) -> dict[str, float]:
    """Of the codes that one vacancy asks for: its own where a first list has fixed them, else these."""
    own = kept.get(needs.id, {})
    return {code: float(own[code] if code in own else rarity.get(code, 1.0)) for code in asked_codes(needs)}


def _ranked(asked: Asked, facts: CandidateFacts, place: int, drawn: float) -> Ranked:
    parts = explain.parts(asked, facts)
    missing = explain.missing(explain.verdicts(asked, facts), parts)
    return Ranked(facts.id, place, explain.score(parts), parts, missing, drawn)


def _placed(one: RankedVacancy, place: int) -> RankedVacancy:
    return RankedVacancy(one.vacancy, place, one.score, one.parts, one.missing, one.draw)


class Order(NamedTuple):
    """People in the total order: row of the index, score in units, draw in [0, 1). Three arrays of one length."""

    rows: NDArray[np.int32]
    scores: NDArray[np.int32]
    draws: NDArray[np.float64]


class Listed(NamedTuple):
    """Everybody on the list: rows of the index, ascending; the counts of types.Ranking; people by mask of the
    requirements they fail (obstacles.py). best: scores in units (1,000,000 is 100 points), of those who matter, as
    plain.Sweep.best says."""

    rows: NDArray[np.int32]
    counts: dict[str, int]
    failed: obstacles.Failed
    best: Callable[..., tuple[NDArray[np.int32], NDArray[np.int32]]]


def listed(index: CandidateIndex, asked: Asked) -> Listed:
    """Rules and counts in one pass over everybody. Hold `index.lock` while the rows are used: a change may renumber
    them."""
    sweep = engine.sweep(index, asked)
    rows, unknown, failed = sweep.lawful()
    return Listed(rows, obstacles.counted(asked.requirements, unknown, failed), failed, sweep.best)


def scored(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Everybody on the list, rows ascending, and their scores in units."""
    with index.lock:
        found = listed(index, asked)
        return found.best(found.rows)


def first(
    index: CandidateIndex, rows: NDArray[Any], scores: NDArray[Any], draw: str, top: int | None
) -> Order:
    """The first `top` (None: all) of these rows in the total order: score from high to low, then draw, then id. Only
    who can still be on the list is drawn for."""
    if top is not None and len(rows) > top:
        if top <= 0:
            return Order(rows[:0].astype(np.int32), scores[:0].astype(np.int32), np.zeros(0))
        near = scores >= engine.bar(scores, top)
        rows, scores = rows[near], scores[near]
    drawn = draws(index, rows, draw)
    if top is not None and len(rows) > 2 * top:
        near = _within(scores, drawn, top)
        rows, scores, drawn = rows[near], scores[near], drawn[near]
    ids = [index.id_at(row) for row in rows.tolist()]
    keys = zip((-scores).tolist(), drawn.tolist(), ids, range(len(ids)), strict=True)
    order = np.array([key[-1] for key in sorted(keys)[:top]], np.intp)
    return Order(rows[order].astype(np.int32), scores[order].astype(np.int32), drawn[order])


def draws(index: CandidateIndex, rows: NDArray[Any], draw: str) -> NDArray[np.float64]:
    """The draw of each of these rows, as `Lottery` draws."""
    return engine.draws(index, rows, draw)


def _within(scores: NDArray[Any], drawn: NDArray[np.float64], top: int) -> NDArray[np.bool_]:
    """Who can be among the first `top` of people who all reach the bar: those above it, and of those at it the lowest
    draws."""
    bar = scores.min()
    above = scores > bar
    free = top - int(np.count_nonzero(above))
    limit = np.partition(drawn[~above], free - 1)[free - 1]
    return np.asarray(above | (drawn <= limit))

"""Who comes first: hard rules, then a score of named parts, then a lottery among equals.

`rank` reads the index as columns, for all candidates at once; explain.py computes the same numbers for the
people shown.
Order: score from high to low, then a draw per candidate, blake2b keyed with the stored draw string of the
list: the same for whoever repeats it, not known to anybody before, and blind to the id's age. Unknown facts
lower nothing but the part they belong to. Nobody is moved for fairness here: fairness.py reports.

Monotone: more of an asked thing never lowers a score or a place. A new holder makes a skill a little less
rare (under 2 %), which is less than what the new skill earns them (checked in weights.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching import explain
from matching.asked import DAYS_A_MONTH, Asked, AskedSkill, ask, asked_codes
from matching.index import NOT_SAID, UNKNOWN_DAY, CandidateIndex, Kind, as_read
from matching.levels import Vocabulary
from matching.types import (
    CandidateFacts,
    Ranked,
    RankedVacancy,
    Ranking,
    VacancyNeeds,
    VacancyRanking,
    Verdict,
)
from matching.weights import FULL_CREDIT, WHOLE, Weights

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def rank(
    index: CandidateIndex,
    needs: VacancyNeeds,
    *,
    weights: Weights,
    draw: str,
    as_of: date,
    top: int | None = 50,
    rarity: Mapping[str, float] | None = None,
) -> Ranking:
    """The candidates for a vacancy, best first; at most `top` (None: all).

    draw: the stored random string of this vacancy. as_of: the day the question is asked. rarity: that of an
    earlier list, to repeat it; else as the index stands now.
    """
    with index.lock:
        rarity = rarity_of(index, asked_codes(needs), weights=weights) if rarity is None else rarity
        asked = ask(needs, weights=weights, vocabulary=index.vocabulary, rarity=rarity, as_of=as_of)
        rows, counts = _lawful(index, asked)
        order = first(index, rows, _scores(index, asked, rows), draw, top)
        ranked = tuple(
            _ranked(asked, index.facts_of(index.id_at(row)), place, drawn)
            for place, (row, drawn) in enumerate(
                zip(order.rows.tolist(), order.draws.tolist(), strict=True), start=1
            )
        )
    return Ranking(
        vacancy=needs.id,
        weights_version=weights.version,
        draw=draw,
        as_of=as_of,
        counts=counts,
        ranked=ranked,
        rarity=asked.rarity,
        vocabulary_version=index.vocabulary.version,
    )


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
    top: int | None = 50,
) -> VacancyRanking:
    """The vacancies for a candidate, best first, with the parts and score that each vacancy's own list would
    show.

    rarity: of all asked skills (`rarity_of`); skills are as rare as the other candidates make them. Equal
    scores are ordered by a draw per vacancy.
    """
    facts = as_read(candidate)
    counts: Counter[str] = Counter(all=0, eligible=0, unknown=0, not_eligible=0)
    found: list[RankedVacancy] = []
    used: dict[str, float] = {}
    lottery = Lottery(draw)
    for needs in vacancies:
        asked = ask(needs, weights=weights, vocabulary=vocabulary, rarity=rarity, as_of=as_of)
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


class Lottery:
    """The draw among equals: a number in [0, 1) per id, the lowest first. Anyone can check it with blake2b
    alone:
    the first 53 bits of blake2b(id, key = 32-byte blake2b of the draw string, 8 bytes)."""

    def __init__(self, draw: str) -> None:
        self._keyed = blake2b(key=blake2b(draw.encode(), digest_size=32).digest(), digest_size=8)

    def of(self, ident: str) -> float:
        hashed = self._keyed.copy()
        hashed.update(ident.encode())
        return (int.from_bytes(hashed.digest(), "big") >> 11) / 2**53


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


def scored(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Everybody who may be on the list (met or unknown): rows of the index, ascending, and their scores in units
    (1,000,000 is 100 points). Hold `index.lock` while the rows are used: a change may renumber them."""
    with index.lock:
        rows, _counts = _lawful(index, asked)
        return rows.astype(np.int32), _scores(index, asked, rows).astype(np.int32)


def first(
    index: CandidateIndex, rows: NDArray[Any], scores: NDArray[Any], draw: str, top: int | None
) -> Order:
    """The first `top` (None: all) of these rows in the total order: score from high to low, then draw, then id. Only
    who can still be on the list is drawn for."""
    if top is not None and len(rows) > top:
        bar = np.partition(scores, len(scores) - top)[len(scores) - top] if top > 0 else np.inf
        near = scores >= bar
        rows, scores = rows[near], scores[near]
    lottery = Lottery(draw)
    ids = [index.id_at(row) for row in rows.tolist()]
    drawn = [lottery.of(ident) for ident in ids]
    keys = zip((-score for score in scores.tolist()), drawn, ids, range(len(ids)), strict=True)
    order = np.array([key[-1] for key in sorted(keys)[:top]], np.intp)
    return Order(
        rows[order].astype(np.int32), scores[order].astype(np.int32), np.array(drawn, np.float64)[order]
    )


# Stage 1: may this person lawfully take this job?


def _lawful(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.intp], dict[str, int]]:
    """Rows that stay on the list (met or unknown), and the counts that say why the others do not."""
    alive = index.alive
    failures = np.zeros(len(alive), np.uint8)
    open_questions = np.zeros(len(alive), np.bool_)
    failed_of: dict[str, Flags] = {}
    for (failed, unknown), name in zip(_outcomes(index, asked), asked.requirements, strict=True):
        failed_of[name] = failed & alive
        failures += failed_of[name]
        if unknown is not None:
            open_questions |= unknown
    stays = alive & (failures == 0)
    kept = int(np.count_nonzero(stays))
    unknown_count = int(np.count_nonzero(stays & open_questions))
    counts = {
        "all": len(index),
        "eligible": kept - unknown_count,
        "unknown": unknown_count,
        "not_eligible": len(index) - kept,
    }
    once = failures == 1
    for name, failed in failed_of.items():
        counts[f"failed_{name}"] = int(np.count_nonzero(failed))
        counts[f"only_{name}"] = int(np.count_nonzero(failed & once))
    return np.flatnonzero(stays), counts


def _outcomes(index: CandidateIndex, asked: Asked) -> Iterator[tuple[Flags, Flags | None]]:
    """(not met, unknown) per requirement, in the order of asked.requirements; the same rules as levels.py, by
    column."""
    adult_on = index.column("adult_on")
    yield adult_on > asked.adult_by.toordinal(), adult_on == UNKNOWN_DAY
    if asked.free is not None:
        free_from, free_to = index.column("available_from"), index.column("available_to")
        first, last = (day.toordinal() for day in asked.free)
        yield (free_from > first) | (free_to < last), free_from == UNKNOWN_DAY
    yield ~(index.column("any_country") | _having(index, Kind.COUNTRY, [asked.needs.country])), None
    yield _having(index, Kind.AVOID, asked.places), None
    answered = index.column("licences_answered")
    for code in dict.fromkeys(asked.needs.licences):
        lacking = ~_having(index, Kind.SKILL, [code])
        yield lacking & answered, lacking & ~answered
    named = index.column("named_language")
    for code, level, _ in asked.languages:
        yield named & (_level(index, code) < level), ~named


def _having(index: CandidateIndex, kind: Kind, codes: Sequence[str]) -> Flags:
    flags = np.zeros(len(index.alive), np.bool_)
    for code in codes:
        flags[index.posting(kind, code)[0]] = True
    return flags


def _level(index: CandidateIndex, language: str) -> NDArray[np.int32]:
    spoken = np.zeros(len(index.alive), np.int32)
    rows, levels = index.posting(Kind.LANGUAGE, language)
    spoken[rows] = levels
    return spoken


# Stage 2: how well does the person fit? The same whole numbers as explain.py, for every row at once.


def _scores(index: CandidateIndex, asked: Asked, rows: NDArray[np.intp]) -> Ints:
    """Score in units for the given rows."""
    value_of: dict[str, Callable[[], NDArray[Any]]] = {
        "skills_required": lambda: _skills(index, asked, asked.skills["skills_required"]),
        "skills_desired": lambda: _skills(index, asked, asked.skills["skills_desired"]),
        "occupation": lambda: _nearest(index, asked, Kind.WORK) * (WHOLE // FULL_CREDIT),
        "experience": lambda: _experience(index, asked),
        "languages": lambda: _languages(index, asked),
        "wishes": lambda: _wishes(index, asked),
    }
    total = np.zeros(len(rows), np.int64)
    for name, weight in asked.points.items():
        value = value_of[name]()[rows].astype(np.int64)
        total += (weight * value + WHOLE // 2) // WHOLE
    return total


def _skills(index: CandidateIndex, asked: Asked, wanted: tuple[AskedSkill, ...]) -> NDArray[np.int32]:
    total = np.zeros(len(index.alive), np.int32)  # at most WHOLE x FULL_CREDIT, which fits
    for skill in wanted:
        if len(skill.near) == 1:
            rows, credit = _credit(index, asked, skill, skill.code)
            total[rows] += skill.share * credit
            continue
        best = np.zeros(len(total), np.int32)
        for code in skill.near:
            rows, credit = _credit(index, asked, skill, code)
            best[rows] = np.maximum(best[rows], credit)
        total += skill.share * best
    return total // FULL_CREDIT


def _credit(
    index: CandidateIndex, asked: Asked, skill: AskedSkill, code: str
) -> tuple[NDArray[np.int32], NDArray[np.int32] | int]:
    """Who has `code`, and the credit it earns them where `skill` is asked."""
    rows, months = index.posting(Kind.SKILL, code)
    nearness = skill.near[code][1]
    if skill.months <= 0:
        return rows, nearness
    floor = asked.weights.without_months
    by_months = floor + (FULL_CREDIT - floor) * np.minimum(months, skill.months) // skill.months
    return rows, nearness * by_months // FULL_CREDIT


def _nearest(index: CandidateIndex, asked: Asked, kind: Kind) -> NDArray[np.int32]:
    """Best occupation credit per row, among occupations worked in (WORK) or wished for (WANTED)."""
    best = np.zeros(len(index.alive), np.int32)
    for code, (_, credit) in asked.occupations.items():
        rows, _ = index.posting(kind, code)
        best[rows] = np.maximum(best[rows], credit)
    return best


def _experience(index: CandidateIndex, asked: Asked) -> Ints:
    thousandths = np.zeros(len(index.alive), np.int64)
    nearness = {code: credit for code, (_, credit) in asked.occupations.items()}
    if not asked.needs.occupation:
        nearness = dict.fromkeys(index.codes(Kind.WORK), FULL_CREDIT)
    for code, credit in nearness.items():
        rows, months = index.posting(Kind.WORK, code)
        thousandths[rows] += months * credit
    wanted = asked.needs.experience_months
    return np.minimum(thousandths, wanted * FULL_CREDIT) * (WHOLE // FULL_CREDIT) // wanted


def _languages(index: CandidateIndex, asked: Asked) -> NDArray[np.int32]:
    total = np.zeros(len(index.alive), np.int32)
    for code, level, share in asked.languages:
        total += share * (FULL_CREDIT * np.minimum(_level(index, code), level) // level)
    return total // FULL_CREDIT


def _wishes(index: CandidateIndex, asked: Asked) -> NDArray[np.int32]:
    total = np.zeros(len(index.alive), np.int32)
    if "occupation" in asked.wishes:
        any_work = index.column("any_occupation")
        total += asked.wishes["occupation"] * np.where(
            any_work, FULL_CREDIT, _nearest(index, asked, Kind.WANTED)
        )
    if "length" in asked.wishes and asked.days is not None:
        wished = index.column("max_months_away").astype(np.int64)
        credit = FULL_CREDIT * np.minimum(wished * DAYS_A_MONTH, asked.days) // asked.days
        total += (asked.wishes["length"] * np.where(wished == NOT_SAID, FULL_CREDIT, credit)).astype(np.int32)
    return total // FULL_CREDIT


def on_the_list(index: CandidateIndex, needs: VacancyNeeds, *, weights: Weights, as_of: date) -> list[str]:
    """The ids of everybody who may be on the list of this vacancy (met or unknown): the pool that fairness figures
    compare with. In the order of the index."""
    with index.lock:
        asked = ask(needs, weights=weights, vocabulary=index.vocabulary, rarity={}, as_of=as_of)
        rows, _counts = _lawful(index, asked)
        return [index.id_at(row) for row in rows.tolist()]

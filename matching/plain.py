"""Rules and scores of everybody at once with numpy: what ranks where numba is missing or not yet warm.

The same whole numbers as explain.py (one person at a time) and compiled.py (block by block); tests hold the three
together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.asked import DAYS_A_MONTH, Asked, AskedSkill
from matching.index import NOT_SAID, UNKNOWN_DAY, CandidateIndex, Kind
from matching.weights import FULL_CREDIT, WHOLE

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_MOST = 63  # bits of a mask


class Sweep:
    """Everybody of an index before one vacancy. Hold `index.lock`. Raises ValueError for more than 63 requirements."""

    def __init__(self, index: CandidateIndex, asked: Asked) -> None:
        self._index = index
        self._asked = asked

    def lawful(self) -> tuple[NDArray[np.int32], int, dict[int, int]]:
        """Rows that are on the list, ascending; how many fail nothing and have something unknown; people by mask of
        the requirements they fail."""
        rows, unknown, failed = self._lawful
        return rows.astype(np.int32), unknown, failed

    def best(
        self, rows: NDArray[np.int32], top: int | None = None, bar: int = 0
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Of these rows of the list (ascending) at least all with `bar` units or more who may be among their first
        `top` (None: all), and their scores."""
        found = self._scores[np.searchsorted(self._lawful[0], rows)]
        near = found >= bar
        return rows[near], found[near]

    @cached_property
    def _lawful(self) -> tuple[NDArray[np.intp], int, dict[int, int]]:
        return lawful(self._index, self._asked)

    @cached_property
    def _scores(self) -> NDArray[np.int32]:
        """Of everybody on the list: `best` is asked more than once of one list, and columns are read whole."""
        return scores(self._index, self._asked, self._lawful[0]).astype(np.int32)


# Stage 1: may this person lawfully take this job?


def lawful(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.intp], int, dict[int, int]]:
    """Rows that are on the list; how many fail nothing and have something unknown; people by mask of what they fail."""
    masks, open_questions = failing(index, asked)
    alive = index.alive
    stays = alive & (masks == 0)
    patterns, people = np.unique(masks[alive], return_counts=True)
    failed = dict(zip(patterns.tolist(), people.tolist(), strict=True))
    listed = stays & ~open_questions if asked.is_strict else stays
    return np.flatnonzero(listed), int(np.count_nonzero(stays & open_questions)), failed


def failing(index: CandidateIndex, asked: Asked) -> tuple[NDArray[np.int64], Flags]:
    """Of every row, dead ones too: a mask of the requirements not met, bit i for asked.requirements[i]; and whether any
    is unknown. Raises ValueError for more than 63 requirements."""
    if len(asked.requirements) > _MOST:
        raise ValueError(f"a vacancy with more than {_MOST} requirements")
    masks = np.zeros(len(index.alive), np.int64)
    open_questions = np.zeros(len(masks), np.bool_)
    for bit, (failed, unknown) in enumerate(_outcomes(index, asked)):
        masks |= failed.astype(np.int64) << bit
        if unknown is not None:
            open_questions |= unknown
    return masks, open_questions


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


def scores(index: CandidateIndex, asked: Asked, rows: NDArray[np.intp]) -> Ints:
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

"""Invented people for benches, by the million: a few thousand whole ones, drawn again and again with changes.

Making a person one by one takes half a millisecond; a million is drawn from `SEEDS` of them as arrays: the same codes,
other months, days and lengths, some items left out, some dates moved, ids of their own. Seeded, so every run is alike.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching import segment
from matching.index import OPEN_END, CandidateIndex
from matching.levels import Vocabulary
from matching.segment import COLUMNS, Segment
from matching.types import CandidateFacts, Skill, VacancyNeeds, Work
from registry.candidates.registration import adult_on
from registry.seeds.market import InventedVacancy
from registry.seeds.people import InventedCandidate
from registry.seeds.population import population

SEEDS = 4_000
_ALPHABET = np.frombuffer(b"23456789abcdefghjkmnpqrstuvwxyz", np.uint8)
_KEPT = 0.85  # of a person's items; the rest is left out


def invented(
    candidates: int, vacancies: int, today: date
) -> tuple[list[tuple[CandidateFacts, dict[str, str]]], list[VacancyNeeds]]:
    """Whole people with their groups, and what vacancies ask."""
    people, needs = [], []
    for one in population(1, candidates, vacancies, 4, as_of=today):
        if isinstance(one, InventedCandidate):
            people.append((facts_of(one), {"sex": one.sex, "department": one.municipality[:2]}))
        elif isinstance(one, InventedVacancy):
            needs.append(one.needs)
    return people, needs


def facts_of(one: InventedCandidate) -> CandidateFacts:
    return CandidateFacts(
        id=one.public_id,
        work=tuple(Work(job.occupation, job.months) for job in one.work if job.occupation),
        skills=tuple(Skill(skill.code, skill.months) for skill in one.skills if skill.code),
        languages=one.languages,
        adult_on=adult_on(one.birth_date),
        available_from=one.available_from,
        available_to=one.available_to,
        countries=frozenset(one.countries),
        occupations_wanted=frozenset(one.occupations_wanted),
        avoid=frozenset(one.avoid),
        max_months_away=one.max_months_away,
        licences_answered=True,
    )


def crowd(
    count: int, vacancies: int, today: date, vocabulary: Vocabulary
) -> tuple[CandidateIndex, list[VacancyNeeds]]:
    """An index of `count` people, and vacancies to rank them for."""
    people, needs = invented(min(count, SEEDS), vacancies, today)
    few = CandidateIndex.build_with_traits(people, vocabulary)
    if count <= SEEDS:
        return few, needs
    return CandidateIndex.of(drawn(few.base, count, len(few.items)), few.items, few.labels, vocabulary), needs


def richer(needs: list[VacancyNeeds]) -> list[VacancyNeeds]:
    """The same vacancies asking for the skills of two neighbours too, some with months: 3 to 12 skills each."""
    asked = []
    for at, one in enumerate(needs):
        skills = {need.code: need for near in range(3) for need in needs[(at + near) % len(needs)].skills}
        months = (0, 6, 12)
        asked.append(
            replace(
                one,
                skills=tuple(replace(need, months=months[n % 3]) for n, need in enumerate(skills.values())),
                experience_months=one.experience_months or 6,
            )
        )
    return asked


def drawn(few: Segment, count: int, known: int, seed: int = 1) -> Segment:
    """`count` people drawn from the rows of `few`."""
    chance = np.random.default_rng(seed)
    who = chance.integers(0, len(few), count)
    columns = {name: few.columns[name][who] for name, _ in COLUMNS}
    for name in ("adult_on", "available_from", "available_to"):
        said = (columns[name] != 0) & (columns[name] != OPEN_END)
        columns[name] = np.where(
            said, columns[name] + chance.integers(-30, 31, count, np.int32), columns[name]
        )
    items = _some(few.items, who, chance)
    return segment.join(
        ids=[_ids(count, chance)],
        columns={name: [column] for name, column in columns.items()},
        items=[items],
        sealed=[_whole(few.sealed, who)],
        traits={name: [codes[who]] for name, codes in few.traits.items()},
        known=known,
    )


def _whole(items: segment.Items, who: NDArray[np.int64]) -> segment.Rows:
    lengths = np.diff(items.ends)[who]
    ends = segment.ends_of(lengths)
    at = np.repeat(items.ends[:-1][who] - ends[:-1], lengths) + np.arange(ends[-1])
    return lengths, items.tokens[at], items.values[at]


def _some(items: segment.Items, who: NDArray[np.int64], chance: np.random.Generator) -> segment.Rows:
    """Most of each person's items, months moved by up to a fifth. Countries, languages and wishes stay whole: flags
    speak of them."""
    lengths, tokens, values = _whole(items, who)
    counted = values > 5  # months; levels of languages and marks without a number are smaller
    keep = ~counted | (chance.random(len(tokens)) < _KEPT)
    moved = np.where(counted, (values * chance.uniform(0.8, 1.2, len(values))).astype(np.int16), values)
    rows = np.repeat(np.arange(len(who)), lengths)
    return np.bincount(rows[keep], minlength=len(who)), tokens[keep], moved[keep]


def _ids(count: int, chance: np.random.Generator) -> NDArray[np.bytes_]:
    letters = _ALPHABET[chance.integers(0, len(_ALPHABET), (count, 20))]
    return np.ascontiguousarray(letters).view("S20").reshape(count)

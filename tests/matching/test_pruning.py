"""Whom the compiled loops leave unread could not have been among the first: in pools of many blocks, in several
threads, over a base, a tail and rows that are nobody's any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from matching import engine, everybody, plain, ranking
from matching.asked import Asked
from matching.everybody import Wanted, first_of_each
from matching.index import CandidateIndex
from matching.types import CandidateFacts, Skill, SkillNeed, VacancyNeeds, Work
from matching.weights import load_weights
from tests.matching.invented import (
    AS_OF,
    END,
    LANGUAGES,
    LICENCES,
    OCCUPATIONS,
    SKILLS,
    START,
    VOCABULARY,
    candidate,
    vacancy,
)

pytest.importorskip("numba")
WEIGHTS = load_weights()
PEOPLE = 20_000  # several blocks of the loops, many strides, and with few rows at once several threads


@pytest.fixture(autouse=True)
def _many_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert engine.warm()
    monkeypatch.setattr(engine, "_LEAST_AT_ONCE", 9_000)
    monkeypatch.setattr(engine, "_LEAST_SCORED", 1_000)
    yield
    engine.cool()


def somebody(ident: str, chance: np.random.Generator) -> CandidateFacts:
    """Common and rare codes (more of them than marks have bits), months around what is asked."""

    def some(codes: list[str], most: int) -> list[str]:
        return [
            codes[at]
            for at in sorted({*chance.integers(0, len(codes), chance.integers(0, most + 1)).tolist()})
        ]

    def months() -> int:
        return int(chance.integers(0, 30))

    rare = [f"skill:rare-{at}" for at in range(300)]
    day = timedelta(days=int(chance.integers(-3, 2)))
    return candidate(
        ident,
        work=tuple(Work(code, months()) for code in some(OCCUPATIONS, 2)),
        skills=tuple(Skill(code, months()) for code in some(SKILLS, 2) + some(LICENCES, 1) + some(rare, 2)),
        languages=tuple((code, int(chance.integers(0, 6))) for code in some(LANGUAGES, 2)),
        available_from=None if chance.random() < 0.2 else START + day,
        available_to=None if chance.random() < 0.5 else END - day,
        countries=frozenset(some(["US", "CA", "GT"], 2)),
        occupations_wanted=frozenset(some(OCCUPATIONS, 2)),
        avoid=frozenset(some(["US-GA", "US-TX", "FR", "ES"], 1)),
        max_months_away=None if chance.random() < 0.3 else int(chance.integers(1, 12)),
        licences_answered=bool(chance.random() < 0.5),
    )


@pytest.fixture(scope="module")
def index() -> CandidateIndex:
    chance = np.random.default_rng(7)
    people = [somebody(f"p{at}", chance) for at in range(2_000)]
    many = (replace(people[at % 2_000], id=f"q{at}") for at in chance.permutation(PEOPLE).tolist())
    made = CandidateIndex.build(many, VOCABULARY)
    for at in range(300):
        made.put(somebody(f"q{at * 7}", chance))
    for at in range(5_000, 5_400):
        made.remove(f"q{at}")
    return made


ASKED = [
    vacancy("plain"),
    vacancy("nothing", occupation=None, start_on=None, end_on=None),
    vacancy(
        "much",
        experience_months=12,
        skills=(SkillNeed("skill:apples", months=12), SkillNeed("skill:rare-4"), SkillNeed("skill:pruning", False)),
        languages=(("en", 2),),
    ),
    vacancy("driver", occupation="occ:driver", licences=("lic:truck",), skills=(SkillNeed("skill:ladder"),)),
    vacancy("any work", occupation=None, experience_months=6, skills=(SkillNeed("skill:fruit", months=24),)),
    vacancy("nobody has it", occupation="occ:unheard", skills=(SkillNeed("skill:unheard"),)),
]  # fmt: skip


def ready(index: CandidateIndex, asked: VacancyNeeds, *, is_strict: bool = False) -> Asked:
    return ranking.prepared(index, asked, weights=WEIGHTS, as_of=AS_OF, is_strict=is_strict)


@pytest.mark.parametrize("is_strict", [False, True])
@pytest.mark.parametrize("asked", ASKED, ids=lambda one: one.id)
def test_the_first_of_many_are_those_of_numpy(
    index: CandidateIndex, asked: VacancyNeeds, is_strict: bool
) -> None:
    prepared = ready(index, asked, is_strict=is_strict)
    sweep, whole = engine.sweep(index, prepared), plain.Sweep(index, prepared)
    assert isinstance(sweep, engine.Sweep)
    (rows, *counts), (those, *their_counts) = sweep.lawful(), whole.lawful()
    assert rows.tolist() == those.tolist() and counts == their_counts
    everybody_of = dict(zip(*(column.tolist() for column in whole.best(those)), strict=True))
    for some in (rows, rows[::3], rows[rows >= len(index.base)], rows[:0]):
        for top in (None, 1, 50, 4_000):
            found = dict(zip(*(column.tolist() for column in sweep.best(some, top)), strict=True))
            assert found.items() <= everybody_of.items()
            scores = sorted((everybody_of[row] for row in some.tolist()), reverse=True)
            bar = scores[top - 1] if top and top <= len(scores) else 0
            assert sorted((score for score in found.values() if score >= bar), reverse=True) == [
                score for score in scores if score >= bar
            ]
    middle = sorted(everybody_of.values())[len(everybody_of) // 2] if everybody_of else 0
    above = sweep.best(rows, bar=middle + 1)[1]
    assert sorted(above.tolist()) == sorted(score for score in everybody_of.values() if score > middle)


def test_few_people_are_read_for_the_first_places(index: CandidateIndex) -> None:
    """The bound is worth having: it spares most of a pool, and nobody who is among the first."""
    sweep = engine.sweep(index, ready(index, ASKED[2]))
    assert isinstance(sweep, engine.Sweep)
    rows = sweep.lawful()[0]
    assert len(sweep.best(rows, 20)[0]) < len(rows) / 10


@pytest.mark.parametrize("threads", [1, 2])
def test_all_lists_at_once_are_those_of_each_alone(
    index: CandidateIndex, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everybody, "BLOCK", 10_000)
    wanted = [Wanted(ready(index, one), one.id) for one in ASKED]
    size = len(index.base) + len(index.tail)
    cuts = [0, 11_111, size - 5, size]
    parts = [first_of_each(index, wanted, top=60, threads=threads, between=pair) for pair in pairwise(cuts)]
    found = [everybody.merged(each, 60) for each in zip(*parts, strict=True)]
    whole = first_of_each(index, wanted, top=60, threads=threads)
    engine.cool()
    for one, each, again in zip(ASKED, found, whole, strict=True):
        alone = ranking.rank(index, one, weights=WEIGHTS, draw=one.id, as_of=AS_OF, top=60).ranked
        assert [ident.decode() for ident in each.ids.tolist()] == [person.candidate for person in alone]
        assert each.scores.tolist() == [round(person.score * 10_000) for person in alone]
        assert [column.tolist() for column in each] == [column.tolist() for column in again]

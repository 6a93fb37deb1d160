"""Compiled loops and numpy give the same rows, scores, counts and draws, whatever is asked of whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import engine, plain, ranking
from matching.index import CandidateIndex
from matching.lottery import Lottery
from matching.types import CandidateFacts, VacancyNeeds
from matching.weights import load_weights
from tests.matching.invented import AS_OF, VOCABULARY, facts, needs, people

pytest.importorskip("numba")
WEIGHTS = load_weights()


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    assert engine.warm()
    yield
    engine.cool()


def changed(pool: list[CandidateFacts], later: list[tuple[int, CandidateFacts]]) -> CandidateIndex:
    """A base, a tail, and rows that are no longer anybody's."""
    index = CandidateIndex.build(pool, VOCABULARY)
    for number, one in later:
        index.put(replace(one, id=f"p{number}"))
    return index


@given(people(), st.lists(st.tuples(st.integers(0, 11), facts()), max_size=4), needs(), st.booleans())
def test_compiled_and_numpy_are_one_ranking(
    pool: list[CandidateFacts],
    later: list[tuple[int, CandidateFacts]],
    asked: VacancyNeeds,
    is_strict: bool,
) -> None:
    index = changed(pool, later)
    ready = ranking.prepared(index, asked, weights=WEIGHTS, as_of=AS_OF, is_strict=is_strict)
    compiled, by_numpy = engine.sweep(index, ready), plain.Sweep(index, ready)
    assert isinstance(compiled, engine.Sweep)
    (rows, *counts), (those, *their_counts) = compiled.lawful(), by_numpy.lawful()
    assert rows.tolist() == those.tolist() and counts == their_counts
    found, by_them = compiled.best(rows), by_numpy.best(rows)
    assert [column.tolist() for column in found] == [column.tolist() for column in by_them]


@given(people(), st.lists(st.tuples(st.integers(0, 11), facts()), max_size=4), st.text(max_size=40))
def test_the_compiled_draw_is_the_one_that_anybody_can_check(
    pool: list[CandidateFacts], later: list[tuple[int, CandidateFacts]], draw: str
) -> None:
    index = changed(pool, later)
    rows = np.flatnonzero(index.alive).astype(np.int32)
    by_hand = [Lottery(draw).of(index.id_at(row)) for row in rows.tolist()]
    assert engine.draws(index, rows, draw).tolist() == by_hand


@given(people(), needs(), st.sampled_from([1, 2, 5, None]))
def test_the_whole_list_is_the_same_either_way(
    pool: list[CandidateFacts], asked: VacancyNeeds, top: int | None
) -> None:
    index = CandidateIndex.build(pool, VOCABULARY)
    engine.warm()
    compiled = ranking.rank(index, asked, weights=WEIGHTS, draw="d", as_of=AS_OF, top=top)
    engine.cool()
    by_numpy = ranking.rank(index, asked, weights=WEIGHTS, draw="d", as_of=AS_OF, top=top)
    engine.warm()
    assert compiled == by_numpy


def test_more_rules_than_the_mask_holds_go_the_numpy_way() -> None:
    asked = VacancyNeeds("v", "H2A", None, "US", licences=tuple(f"lic:{at}" for at in range(20)))
    index = CandidateIndex.build([CandidateFacts("ana", countries=frozenset({"US"}))], VOCABULARY)
    ready = ranking.prepared(index, asked, weights=WEIGHTS, as_of=AS_OF)
    assert isinstance(engine.sweep(index, ready), plain.Sweep)
    assert ranking.scored(index, ready)[0].tolist() == [0]

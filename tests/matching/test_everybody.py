"""All vacancies against everybody give the lists that each vacancy alone gives: in ranges, with either engine, on the
workers of a cluster, and when one of them is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import engine, everybody, ranking
from matching.everybody import First, Wanted, first_of_each, merged
from matching.index import CandidateIndex
from matching.types import CandidateFacts, VacancyNeeds
from matching.weights import load_weights
from tests.matching.invented import AS_OF, VOCABULARY, candidate, needs, people, vacancy

WEIGHTS = load_weights()


@pytest.fixture(params=["compiled", "numpy"])
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.param == "compiled" and not engine.warm():
        pytest.skip("numba is not installed")
    if request.param == "numpy":
        engine.cool()
    yield
    engine.cool()


def wanted(index: CandidateIndex, asked: list[VacancyNeeds]) -> list[Wanted]:
    return [
        Wanted(ranking.prepared(index, one, weights=WEIGHTS, as_of=AS_OF), f"lot {at}")
        for at, one in enumerate(asked)
    ]


def alone(index: CandidateIndex, asked: list[VacancyNeeds], top: int) -> list[list[tuple[str, float, float]]]:
    lists = [
        ranking.rank(index, one, weights=WEIGHTS, draw=f"lot {at}", as_of=AS_OF, top=top).ranked
        for at, one in enumerate(asked)
    ]
    return [[(one.candidate, one.score, one.draw) for one in each] for each in lists]


def told(found: list[First]) -> list[list[tuple[str, float, float]]]:
    return [
        [
            (ident.decode(), score / 10_000, drawn)
            for ident, score, drawn in zip(
                one.ids.tolist(), one.scores.tolist(), one.draws.tolist(), strict=True
            )
        ]
        for one in found
    ]


@pytest.mark.usefixtures("_engine")
@pytest.mark.parametrize("threads", [1, 2])
def test_the_lists_are_those_of_each_vacancy_alone(threads: int) -> None:
    @given(pool=people(), later=people(), asked=st.lists(needs(), max_size=4), top=st.integers(1, 12))
    def check(
        pool: list[CandidateFacts], later: list[CandidateFacts], asked: list[VacancyNeeds], top: int
    ) -> None:
        index = CandidateIndex.build(pool, VOCABULARY)
        for one in later:
            index.put(one)
        found = first_of_each(index, wanted(index, asked), top=top, threads=threads)
        assert told(found) == alone(index, asked, top)

    check()


@given(
    pool=people(),
    asked=st.lists(needs(), min_size=1, max_size=3),
    top=st.integers(1, 12),
    cut=st.integers(0, 10),
)
def test_ranges_put_together_are_the_whole(
    pool: list[CandidateFacts], asked: list[VacancyNeeds], top: int, cut: int
) -> None:
    index = CandidateIndex.build(pool, VOCABULARY)
    those, cut = wanted(index, asked), min(cut, len(pool))
    parts = [
        first_of_each(index, those, top=top, between=between) for between in ((0, cut), (cut, len(pool)))
    ]
    assert told([merged(pair, top) for pair in zip(*parts, strict=True)]) == alone(index, asked, top)


@pytest.mark.usefixtures("_engine")
def test_a_crowd_of_equals_is_drawn_for_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everybody, "BLOCK", 64)
    monkeypatch.setattr(everybody, "_ROOM", 100)
    index = CandidateIndex.build([candidate(f"p{at:04}") for at in range(1_000)], VOCABULARY)
    assert told(first_of_each(index, wanted(index, [vacancy()]), top=20)) == alone(index, [vacancy()], 20)


def test_workers_of_a_cluster_find_the_same_lists_and_one_may_die(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="install the extra `scale` to test the cluster")
    # A process of its own: the workers import what they run by its name.
    done = subprocess.run(
        [sys.executable, "-m", "tests.matching.cluster", str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["the same", "one killed", "the same"], done.stderr[-2000:]

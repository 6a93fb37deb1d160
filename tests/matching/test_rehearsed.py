"""Nothing is left to compile when somebody waits for a list."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from matching import engine, group_scan, ranking, snapshot
from matching.board import Board
from matching.everybody import Wanted, first_of_each
from matching.fair_order import FairPolicy
from matching.fair_ranking import rank_fairly
from matching.index import CandidateIndex
from matching.weights import load_weights
from tests.matching.invented import AS_OF, VOCABULARY, candidate, vacancy

pytest.importorskip("numba")
WEIGHTS = load_weights()


def signatures() -> list[int]:
    from matching import compiled, group_loops

    ranking = (
        len(compiled.lawful.signatures),
        len(compiled.best.signatures),
        len(compiled.walk.signatures),
        len(compiled.mark.signatures),
        len(compiled.bar_of_all.signatures),
        len(compiled.draws.signatures),
    )
    return [*ranking, len(group_loops.count.signatures), len(group_loops.members.signatures)]


def test_a_list_after_the_rehearsal_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many people as well, who are looked at in several stretches at once."""
    monkeypatch.setattr(engine, "_LEAST_AT_ONCE", 2)
    monkeypatch.setattr(engine, "_LEAST_SCORED", 2)
    assert engine.warm() and group_scan.warm()
    try:
        rehearsed = signatures()
        built = CandidateIndex.build([candidate(f"p{at}") for at in range(8)], VOCABULARY)
        file = tmp_path / "candidates.index"
        snapshot.write(file, snapshot.Snapshot(built.base, built.items, built.labels, {}), seal=bytes)
        mapped = snapshot.read(file, unseal=bytes).index(VOCABULARY)
        asked = vacancy("v")
        for index in (built, mapped):
            index.put(candidate("later"), {"sex": "F"})
            for policy in (None, FairPolicy(("sex",), Fraction(1), Fraction(1, 10))):
                rank_fairly(
                    index,
                    asked,
                    weights=WEIGHTS,
                    draw="d",
                    as_of=AS_OF,
                    top=2,
                    traits=("sex",),
                    policy=policy,
                )
            ready = ranking.prepared(index, asked, weights=WEIGHTS, as_of=AS_OF)
            first_of_each(index, [Wanted(ready, "d")], top=2)
        board = Board([asked], weights=WEIGHTS, vocabulary=VOCABULARY, as_of=AS_OF, rarity={})
        board.rank(candidate("p1"), draw="d", rarity={}, top=1)
        assert signatures() == rehearsed
    finally:
        engine.cool()
        group_scan.cool()

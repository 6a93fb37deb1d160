"""A change is seen by the next ranking, and an index that changed a lot answers like a new one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import CandidateIndex, as_read
from matching.ranking import rank
from matching.types import CandidateFacts, Ranking, Skill, SkillNeed, Work
from matching.weights import load_weights
from tests.matching.invented import AS_OF, VOCABULARY, candidate, facts, needs, people, vacancy


def listed(index: CandidateIndex, asked=None) -> Ranking:
    return rank(index, asked or vacancy(), weights=load_weights(), draw="d", as_of=AS_OF)


def test_a_new_candidate_is_on_the_next_list():
    index = CandidateIndex.build([candidate("ana")], VOCABULARY)
    index.put(candidate("beto", work=(Work("occ:apple-picker", 12),)))
    assert [one.candidate for one in listed(index).ranked] == ["beto", "ana"]


def test_a_changed_candidate_is_ranked_by_the_new_facts_only():
    index = CandidateIndex.build(
        [candidate("ana", skills=(Skill("skill:ladder"),)), candidate("beto")], VOCABULARY
    )
    asked = vacancy(skills=(SkillNeed("skill:ladder"),))
    assert listed(index, asked).ranked[0].candidate == "ana"
    index.put(candidate("ana"))
    index.put(candidate("beto", skills=(Skill("skill:ladder"),)))
    assert [one.candidate for one in listed(index, asked).ranked] == ["beto", "ana"]
    assert len(index) == 2


def test_somebody_removed_is_gone_and_cannot_be_removed_twice():
    index = CandidateIndex.build([candidate("ana"), candidate("beto")], VOCABULARY)
    index.remove("ana")
    assert [one.candidate for one in listed(index).ranked] == ["beto"]
    assert listed(index).counts["all"] == len(index) == 1
    assert "ana" not in index
    with pytest.raises(KeyError):
        index.remove("ana")
    with pytest.raises(KeyError):
        index.facts_of("ana")


def test_an_empty_index_gives_an_empty_list():
    ranking = listed(CandidateIndex.build([], VOCABULARY))
    assert ranking.ranked == ()
    assert ranking.counts["all"] == 0


def test_the_last_entry_of_an_id_counts():
    index = CandidateIndex.build(
        [candidate("ana", skills=(Skill("skill:apples"),)), candidate("beto"), candidate("ana")], VOCABULARY
    )
    assert len(index) == 2
    assert index.facts_of("ana") == candidate("ana")
    assert index.holders("skill:apples") == 0


def test_repeated_and_impossible_statements_are_read_once_and_within_bounds():
    said = candidate(
        skills=(Skill("skill:apples", 3), Skill("skill:apples", 9), Skill("skill:ladder", -4)),
        work=(Work("occ:driver", 6), Work("occ:driver", 6), Work("occ:builder", 365_000)),
        languages=(("en", 1), ("en", 3)),
    )
    read = CandidateIndex.build([said], VOCABULARY).facts_of("ana")
    assert read == as_read(said)
    assert read.skills == (Skill("skill:apples", 9), Skill("skill:ladder", 0))
    assert read.work == (Work("occ:driver", 12), Work("occ:builder", 1_200))
    assert read.languages == (("en", 3),)


@given(people())
def test_facts_come_back_as_they_went_in(pool: list[CandidateFacts]):
    index = CandidateIndex.build(pool, VOCABULARY)
    assert [index.facts_of(one.id) for one in pool] == pool
    assert set(index) == {one.id for one in pool}


@given(people(6), st.lists(st.tuples(st.integers(0, 7), st.none() | facts())), needs())
def test_changes_one_by_one_equal_a_new_index(pool, changes, asked):
    now = {one.id: one for one in pool}
    index = CandidateIndex.build(pool, VOCABULARY)
    for number, changed in changes:
        ident = f"p{number}"
        if changed is not None:
            now[ident] = _as(ident, changed)
            index.put(now[ident])
        elif ident in now:
            del now[ident]
            index.remove(ident)
    assert listed(index, asked) == listed(CandidateIndex.build(now.values(), VOCABULARY), asked)


def test_sweeping_out_old_rows_changes_nothing():
    pool = {f"p{at}": candidate(f"p{at}", skills=(Skill(f"skill:{at % 7}", at),)) for at in range(300)}
    index = CandidateIndex.build(pool.values(), VOCABULARY)
    for round_ in range(12):  # 3,600 changes: several sweeps
        for at, ident in enumerate(pool):
            pool[ident] = candidate(
                ident, skills=(Skill(f"skill:{(at + round_) % 5}", at), Skill("skill:apples"))
            )
            index.put(pool[ident])
    for at in range(0, 300, 3):
        del pool[f"p{at}"]
        index.remove(f"p{at}")
    asked = vacancy(skills=(SkillNeed("skill:3", months=200), SkillNeed("skill:apples")))
    assert len(index) == 200
    assert index.holders("skill:apples") == 200
    assert index.facts_of("p1") == pool["p1"]
    assert listed(index, asked) == listed(CandidateIndex.build(pool.values(), VOCABULARY), asked)


def test_lists_and_changes_may_come_from_several_threads():
    index = CandidateIndex.build((candidate(f"p{at}") for at in range(50)), VOCABULARY)

    def change(at: int) -> None:
        index.put(candidate(f"q{at % 40}", skills=(Skill("skill:apples", at),)))

    with ThreadPoolExecutor(4) as threads:
        changed = [threads.submit(change, at) for at in range(2_000)]
        lists = [threads.submit(listed, index) for _ in range(40)]
        for done in changed:
            done.result()
        assert all(len(made.result().ranked) == 50 for made in lists)
    assert len(index) == 90


def _as(ident: str, known: CandidateFacts) -> CandidateFacts:
    fields = {name: getattr(known, name) for name in CandidateFacts.__slots__}
    return CandidateFacts(**(fields | {"id": ident}))

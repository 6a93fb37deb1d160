"""Which two requirements together keep people off a list, counted and not estimated."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings

from matching import explain
from matching.asked import Asked, ask
from matching.index import CandidateIndex
from matching.obstacles import together
from matching.plain import failing
from matching.ranking import listed
from matching.types import CandidateFacts, VacancyNeeds, Verdict
from matching.weights import load_weights
from tests.matching.invented import AS_OF, END, START, VOCABULARY, candidate, needs, people, vacancy


def ready(asked: VacancyNeeds) -> Asked:
    return ask(asked, weights=load_weights(), vocabulary=VOCABULARY, rarity={}, as_of=AS_OF)


def pairs(index: CandidateIndex, asked: VacancyNeeds) -> dict[tuple[str, str], int]:
    question = ready(asked)
    return together(question.requirements, listed(index, question).failed)


@settings(max_examples=30)
@given(people(), needs())
def test_pairs_are_what_counting_by_hand_gives(pool: list[CandidateFacts], asked: VacancyNeeds) -> None:
    index = CandidateIndex.build(pool[1:], VOCABULARY)
    index.put(pool[0])
    index.put(candidate("gone"))
    index.remove("gone")
    question = ready(asked)
    fails = {
        one.id: {name for name, found in explain.verdicts(question, one).items() if found is Verdict.NOT_MET}
        for one in pool
    }
    assert sorted(
        mask.bit_count() for mask in failing(index, question)[0][index.alive].tolist() if mask
    ) == sorted(len(names) for names in fails.values() if names)
    expected = {}
    for pair in combinations(question.requirements, 2):
        if any(names == set(pair) for names in fails.values()):
            expected[pair] = sum(bool(names) and names <= set(pair) for names in fails.values())
    failed = listed(index, question).failed
    assert together(question.requirements, failed, most=100) == expected
    few = together(question.requirements, failed, most=1)
    assert list(few.values()) == sorted(expected.values(), reverse=True)[:1]


def test_a_list_that_is_empty_twice_over() -> None:
    """Nobody has the licence and nobody is free: dropping either alone brings nobody, dropping both brings all."""
    pool = [
        candidate(f"p{at}", licences_answered=True, available_from=START + timedelta(9)) for at in range(6)
    ]
    pool += [candidate("young", adult_on=END, licences_answered=True)]
    index = CandidateIndex.build(pool, VOCABULARY)
    assert pairs(index, vacancy(licences=("lic:truck",))) == {
        ("availability", "licence:lic:truck"): 6,
        ("adult", "licence:lic:truck"): 1,
    }
    assert pairs(index, vacancy()) == {}

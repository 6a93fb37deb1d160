"""All vacancies for one person: the arrays give the same lists as one vacancy after another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching.board import Board
from matching.ranking import rank_vacancies
from matching.types import CandidateFacts, VacancyNeeds
from matching.weights import load_weights
from tests.matching.invented import AS_OF, LICENCES, SKILLS, VOCABULARY, facts, needs

WEIGHTS = load_weights()
rarities = st.dictionaries(st.sampled_from(SKILLS + LICENCES), st.sampled_from([1.0, 1.5, 2.25, 3.1234]))


def numbered(found: list[VacancyNeeds]) -> list[VacancyNeeds]:
    return [replace(one, id=f"v{at}") for at, one in enumerate(found)]


@given(st.lists(needs(), max_size=6), facts(), rarities, rarities, st.sampled_from([None, 0, 1, 3]))
def test_the_board_and_one_by_one_are_one_list(
    found: list[VacancyNeeds],
    person: CandidateFacts,
    before: dict[str, float],
    rarity: dict[str, float],
    top: int | None,
) -> None:
    vacancies = numbered(found)
    board = Board(vacancies, weights=WEIGHTS, vocabulary=VOCABULARY, as_of=AS_OF, rarity=before)
    one_by_one = rank_vacancies(
        person,
        vacancies,
        weights=WEIGHTS,
        vocabulary=VOCABULARY,
        draw="d",
        as_of=AS_OF,
        rarity=rarity,
        top=top,
    )
    assert board.rank(person, draw="d", rarity=rarity, top=top) == one_by_one
    best = board.best(person, draw="d", rarity=rarity, top=top)
    assert best == [(one.vacancy, round(one.score * 10_000)) for one in one_by_one.ranked]


@given(needs(), facts(), rarities, rarities)
def test_a_vacancy_with_rarities_of_its_own_keeps_them(
    asked: VacancyNeeds, person: CandidateFacts, own: dict[str, float], rarity: dict[str, float]
) -> None:
    vacancies = [replace(asked, id="v0"), replace(asked, id="v1")]
    board = Board(vacancies, weights=WEIGHTS, vocabulary=VOCABULARY, as_of=AS_OF, rarity={}, kept={"v0": own})
    found = {one.vacancy: one for one in board.rank(person, draw="d", rarity=rarity).ranked}
    for ident, its in (("v0", rarity | own), ("v1", rarity)):
        alone = rank_vacancies(
            person, [replace(asked, id=ident)], weights=WEIGHTS, vocabulary=VOCABULARY, draw="d", as_of=AS_OF,
            rarity=its,
        )  # fmt: skip
        assert [replace(found[one.vacancy], rank=1) for one in alone.ranked] == list(alone.ranked)

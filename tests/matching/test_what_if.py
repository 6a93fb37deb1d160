"""What would make me fit: the answer is what the ranking itself says when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.ranking import rank_vacancies
from matching.types import CandidateFacts, Skill, SkillNeed, VacancyNeeds
from matching.weights import load_weights
from matching.what_if import Market, Question, Step, StepKind, WhatIf, what_if, with_steps
from tests.matching.invented import AS_OF, VOCABULARY, candidate, facts, needs, vacancy

WEIGHTS = load_weights()
TRUCK, FORKLIFT = "lic:truck", "lic:forklift"


def market(*vacancies: VacancyNeeds, standing: dict[str, list[int]] | None = None) -> Market:
    return Market(
        vacancies,
        weights=WEIGHTS,
        vocabulary=VOCABULARY,
        as_of=AS_OF,
        rarity={},
        standing={key: np.array(scores) for key, scores in (standing or {}).items()},
    )


def scores(known: CandidateFacts, asked: Market) -> dict[str, float]:
    found = rank_vacancies(
        known,
        asked.vacancies,
        weights=WEIGHTS,
        vocabulary=VOCABULARY,
        draw="other",
        as_of=AS_OF,
        rarity={},
        top=None,
    )
    return {one.vacancy: one.score for one in found.ranked}


def steps(found: WhatIf) -> list[tuple[Step, ...]]:
    return [one.steps for one in found.openings]


@settings(max_examples=25)
@given(facts(), st.lists(needs(), max_size=6))
def test_every_promise_is_what_the_ranking_says(known: CandidateFacts, asked: list[VacancyNeeds]) -> None:
    open_now = market(*(replace(one, id=f"v{at}") for at, one in enumerate(asked)))
    today = scores(known, open_now)
    found = what_if(known, open_now)
    assert (found.vacancies, found.on_list) == (len(asked), len(today))
    for one in [*found.openings, *([found.pair] if found.pair else [])]:
        then = scores(with_steps(known, one.steps), open_now)
        assert set(one.opens) == then.keys() - today.keys()
        assert set(one.lifts) == {key for key in today if then[key] > today[key]}
        assert one.opens or one.lifts
        assert today.keys() <= then.keys(), "nothing learned closes a door"


@settings(max_examples=25)
@given(facts(), st.lists(needs(), max_size=6))
def test_no_licence_or_language_opens_more_than_the_first(
    known: CandidateFacts, asked: list[VacancyNeeds]
) -> None:
    open_now = market(*(replace(one, id=f"v{at}") for at, one in enumerate(asked)))
    today = scores(known, open_now)
    best = len(what_if(known, open_now).openings[0].opens) if what_if(known, open_now).openings else 0
    for one in asked:
        wanted = [Step(StepKind.LICENCE, code) for code in one.licences]
        wanted += [Step(StepKind.LANGUAGE, code, level) for code, level in one.languages]
        for step in wanted:
            assert len(scores(with_steps(known, [step]), open_now)) - len(today) <= best


def test_the_licence_that_opens_most_comes_first() -> None:
    known = candidate(licences_answered=True)
    found = what_if(
        known,
        market(
            vacancy("a", licences=(TRUCK,)),
            vacancy("b", licences=(FORKLIFT,)),
            vacancy("c", licences=(FORKLIFT,)),
            vacancy("d"),
        ),
    )
    assert found.on_list == 1
    assert steps(found) == [(Step(StepKind.LICENCE, FORKLIFT),), (Step(StepKind.LICENCE, TRUCK),)]
    assert set(found.openings[0].opens) == {"b", "c"}
    assert found.pair is None


def test_two_things_together_where_neither_is_enough_alone() -> None:
    known = candidate(licences_answered=True, languages=(("es", 5),))
    found = what_if(known, market(vacancy("both", licences=(TRUCK,), languages=(("en", 3),))))
    assert found.openings == ()
    assert found.pair is not None
    assert set(found.pair.steps) == {Step(StepKind.LICENCE, TRUCK), Step(StepKind.LANGUAGE, "en", 3)}
    assert found.pair.opens == ("both",)


def test_a_skill_counts_by_the_people_one_would_pass() -> None:
    asked = vacancy("v", skills=(SkillNeed("skill:apples"), SkillNeed("skill:ladder")))
    known = candidate(skills=(Skill("skill:apples"),))
    learned = with_steps(known, [Step(StepKind.SKILL, "skill:ladder")])
    before, after = (round(scores(one, market(asked))["v"] * 10_000) for one in (known, learned))
    between = (before + after) // 2
    found = what_if(known, market(asked, standing={"v": [0, before, between, between, after]}))
    assert steps(found) == [(Step(StepKind.SKILL, "skill:ladder"),)]
    assert (found.openings[0].lifts, found.openings[0].passed) == (("v",), 2)


def test_what_nobody_can_learn_is_never_advised() -> None:
    """Too young, busy, elsewhere by wish, afraid of the place: no step leads there, not even with a licence beside."""
    asked = (vacancy("plain"), vacancy("truck", licences=(TRUCK,)))
    for kept_out in (
        {"adult_on": date(2027, 12, 1)},
        {"available_from": date(2027, 12, 1)},
        {"countries": frozenset({"CA"})},
        {"avoid": frozenset({"US-GA"})},
    ):
        found = what_if(candidate(licences_answered=True, **kept_out), market(*asked))
        assert (found.on_list, found.openings, found.pair) == (0, (), None)


def test_open_questions_are_counted_and_not_guessed() -> None:
    known = CandidateFacts("ana")
    found = what_if(
        known, market(vacancy("a", licences=(TRUCK,)), vacancy("b"), vacancy("c", occupation=None))
    )
    waits = {one.steps[0].code: one.waits for one in found.answers}
    assert waits == {
        Question.BIRTH_DATE: ("a", "b", "c"),
        Question.AVAILABLE_FROM: ("a", "b", "c"),
        Question.WORK: ("a", "b"),
        Question.LICENCES: ("a",),
    }
    assert found.openings == (), "a licence nobody asked about is a question first"

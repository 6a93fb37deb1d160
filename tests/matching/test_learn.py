"""Learned weights: the truth behind invented outcomes is found again; only what is better and no worse is offered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from matching import evaluate, learn
from matching.learn import Learned, NothingLearned, Outcomes, TooFew
from matching.weights import PARTS, WHOLE, load_weights, parse_weights

TRUTH = np.array(
    [1.0, 0.0, 0.5, 3.0, 0.0, 1.5]
)  # experience tells most, desired skills and languages nothing
TRANSPARENT = np.array([40, 10, 20, 15, 5, 10]) / 100


def invented(people: int = 6_000, truth: np.ndarray = TRUTH, seed: int = 1, vacancies: int = 300) -> Outcomes:
    """Outcomes that follow `truth`; each vacancy asks some of the parts and is more or less generous."""
    dice = np.random.default_rng(seed)
    vacancy = np.sort(dice.integers(0, vacancies, people))
    asked = (dice.random((vacancies, len(PARTS))) < 0.8)[vacancy]
    value = np.round(dice.random((people, len(PARTS))), 2) * asked
    generous = (asked[:, 4] * 0.8) - 2.0
    chance = 1 / (1 + np.exp(-(value @ truth + generous)))
    score = 100 * (value @ TRANSPARENT) / np.maximum(asked @ TRANSPARENT, 1e-9)
    return Outcomes(
        value=value,
        asked=asked,
        score=np.round(score, 4),
        chosen=dice.random(people) < chance,
        vacancy=vacancy,
        day=date(2026, 1, 1).toordinal() + vacancy,
    )


def test_the_truth_behind_the_outcomes_is_found_again() -> None:
    found = learn.train(invented(25_000))
    assert np.allclose([found.coefficients[name] for name in PARTS], TRUTH, atol=0.2)
    points = found.points()
    assert points["experience"] == pytest.approx(50, abs=3)
    assert points["skills_desired"] < 2


def test_nothing_ever_counts_against_a_person() -> None:
    found = learn.train(invented(8_000, truth=np.array([1.0, -2.0, 0.5, 3.0, -1.0, 1.0])))
    assert min(found.coefficients.values()) == 0
    assert found.coefficients["skills_desired"] == 0 and found.coefficients["languages"] == 0


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(-2, 3), min_size=6, max_size=6))
def test_learned_weights_are_weights(seed: int, truth: list[float]) -> None:
    try:
        found = learn.train(invented(600, np.array(truth), seed, vacancies=40))
    except NothingLearned:
        return
    file = learn.weights_file(found, shipped(), version="x", dated_on=date(2026, 5, 1), trained_on={})
    weights = parse_weights(json.dumps(file))
    assert sum(weights.points.values()) == WHOLE and min(weights.points.values()) >= 0
    assert weights.skill_credit == load_weights().skill_credit


def shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (resources.files("matching") / "data/weights-1.json").read_text("utf-8")
    )
    return found


def test_the_learned_weights_order_a_vacancy_as_the_model_does() -> None:
    outcomes = invented(2_000)
    found = learn.train(outcomes)
    points = np.array([found.points()[name] for name in PARTS])
    for one in range(20):
        rows = outcomes.vacancy == one
        mine = outcomes.part(rows)
        by_points = mine.value @ points
        pairs = np.sign(np.round(by_points[:, None] - by_points, 3))
        assert (pairs * np.sign(found.strengths(mine)[:, None] - found.strengths(mine)) >= 0).all()


def test_nothing_to_learn_is_said() -> None:
    with pytest.raises(NothingLearned):
        learn.train(invented(3_000, truth=-np.ones(6)))


def test_too_few_outcomes_are_refused_with_the_number_that_is_missing() -> None:
    with pytest.raises(TooFew) as refused:
        learn.require_enough(invented(300))
    assert (refused.value.what, refused.value.have, refused.value.least) == ("outcomes", 300, 400)
    with pytest.raises(TooFew) as refused:
        learn.require_enough(invented(2_000, vacancies=20))
    assert refused.value.what == "vacancies"
    learn.require_enough(invented(2_000))


def test_it_is_judged_on_later_vacancies_than_it_learned_from() -> None:
    trained, judged = learn.split(invented(3_000))
    assert set(trained.vacancy).isdisjoint(judged.vacancy)
    assert trained.day.max() < judged.day.min()
    assert 0.6 < len(trained) / 3_000 <= 0.7


def judged_on(outcomes: Outcomes, groups: dict[str, list[str]] | None = None) -> evaluate.Evaluation:
    trained, judged = learn.split(outcomes)
    return evaluate.evaluate(learn.train(trained), trained, judged, groups or {})


def test_a_model_that_knows_more_is_offered() -> None:
    found = judged_on(invented())
    assert found.after.ndcg > found.before.ndcg and found.gain_low > 0
    assert found.after.error < 0.05
    assert found.is_offered


def test_a_model_that_knows_no_more_is_not_offered() -> None:
    same = invented(truth=TRANSPARENT * 5)
    assert not judged_on(same).is_offered


def test_a_model_that_leaves_a_group_further_behind_is_not_offered() -> None:
    outcomes = invented()
    _, judged = learn.split(outcomes)
    # A group with little experience, which the outcomes reward and the transparent score does less.
    groups = {"sex": ["F" if value < 0.4 else "M" for value in judged.value[:, 3]]}
    found = judged_on(outcomes, groups)
    assert found.gain_low > 0
    assert [one.group for one in found.slices if one.is_worse] == ["F"]
    assert not found.is_offered


def test_a_group_too_small_to_judge_is_named_and_not_judged() -> None:
    outcomes = invented()
    _, judged = learn.split(outcomes)
    groups = {"language": ["itz" if at < 7 else "es" for at in range(len(judged))]}
    found = judged_on(outcomes, groups)
    assert found.too_few == (("language", "itz"),)
    assert [one.group for one in found.slices] == ["es"]


@given(
    st.lists(
        st.tuples(st.integers(0, 1_000), st.booleans()), min_size=2, max_size=12, unique_by=lambda x: x[0]
    )
)
def test_the_measures_are_those_of_scikit_learn(rows: list[tuple[int, bool]]) -> None:
    score, chosen = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    if not chosen.any():
        assert evaluate.ndcg(score, chosen) == 0
        return
    assert evaluate.ndcg(score, chosen) == pytest.approx(ndcg_score([chosen], [score], k=evaluate.AT))
    assert evaluate.average_precision(score, chosen) == pytest.approx(average_precision_score(chosen, score))


def test_chances_are_those_of_the_coefficients() -> None:
    model = Learned(dict.fromkeys(PARTS, 1.0), dict.fromkeys(PARTS, 0.0), -3.0)
    one = Outcomes(
        np.full((1, 6), 0.5),
        np.ones((1, 6), bool),
        np.ones(1),
        np.ones(1, bool),
        np.zeros(1, int),
        np.zeros(1, int),
    )
    assert model.chances(one)[0] == pytest.approx(0.5)


@pytest.mark.parametrize("share", [0.75, 0.99])
def test_an_oldest_vacancy_with_most_outcomes_leaves_nothing_to_learn_from(share: float) -> None:
    outcomes = invented(2_000)
    vacancy = np.where(np.arange(2_000) < share * 2_000, 0, outcomes.vacancy)
    with pytest.raises(TooFew, match="halves"):
        learn.split(replace(outcomes, vacancy=vacancy, day=vacancy))


def test_a_half_without_anybody_chosen_is_refused() -> None:
    outcomes = invented(2_000)
    nobody = replace(outcomes, chosen=outcomes.chosen & (outcomes.vacancy > 250))
    with pytest.raises(TooFew, match="halves"):
        learn.split(nobody)

"""What must hold of every ranking, whoever is in the pool and whatever is asked; each over invented pools.

monotone - more of an asked thing never lowers a score or a place; order-stable - a person who cannot be on the list,
or a skill that is not asked, moves nobody; the same list whatever order people came in and however the index came
about; parts add up; both directions show the same score; equals are ordered by a uniform lottery that is blind to
ids and to who registered first. (Swapping protected facts: tests/registry/shortlists/test_paired.py.)
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.asked import asked_codes
from matching.index import CandidateIndex
from matching.ranking import Lottery, rank, rank_vacancies, rarity_of
from matching.types import CandidateFacts, Ranking, Skill, VacancyNeeds, Work
from matching.weights import load_weights
from tests.matching.invented import (
    AS_OF,
    LICENCES,
    OCCUPATIONS,
    SKILLS,
    VOCABULARY,
    candidate,
    facts,
    needs,
    people,
)

WEIGHTS = load_weights()
# Each example is a whole pool ranked several times.
few = settings(max_examples=20)


def listed(
    index: CandidateIndex, asked: VacancyNeeds, rarity: dict[str, float] | None = None, draw: str = "d"
) -> Ranking:
    return rank(index, asked, weights=WEIGHTS, draw=draw, as_of=AS_OF, top=None, rarity=rarity)


def built(pool: list[CandidateFacts]) -> CandidateIndex:
    return CandidateIndex.build(pool, VOCABULARY)


def order(ranking: Ranking) -> list[str]:
    return [one.candidate for one in ranking.ranked]


def lines(ranking: Ranking) -> list[object]:
    """Everything of a list but the places: who, with what score, parts, gaps and draw."""
    return [replace(one, rank=0) for one in ranking.ranked]


# Monotone


def _gains(asked: VacancyNeeds, known: CandidateFacts) -> list[CandidateFacts]:
    """The same person with one more of each thing that is asked for."""
    found = [replace(known, skills=(*known.skills, Skill(code, 24))) for code in asked_codes(asked)]
    found += [replace(known, skills=(*known.skills, Skill(code))) for code in asked_codes(asked)]
    found += [
        replace(known, languages=(*known.languages, (code, top)))
        for code, level in asked.languages
        for top in (level, 5)
    ]
    if asked.occupation:
        found.append(replace(known, work=(*known.work, Work(asked.occupation, 6))))
    return found


@few
@given(people(8), needs())
def test_more_of_an_asked_thing_never_lowers_a_score_or_a_place(
    pool: list[CandidateFacts], asked: VacancyNeeds
) -> None:
    """Told through the living index: the person's new facts are put, the others stay."""
    index = built(pool)
    before = {one.candidate: one for one in listed(index, asked).ranked}
    for known in pool:
        if known.id not in before:
            continue
        for better in _gains(asked, known):
            index.put(better)
            (after,) = [one for one in listed(index, asked).ranked if one.candidate == known.id]
            assert after.score >= before[known.id].score
            assert after.rank <= before[known.id].rank
        index.put(known)


@few
@given(people(8), needs(), st.data())
def test_knowing_more_keeps_nobody_off_a_list(
    pool: list[CandidateFacts], asked: VacancyNeeds, data: st.DataObject
) -> None:
    """A licence or a language more can open a list and never closes one."""
    index = built(pool)
    on_it = set(order(listed(index, asked)))
    known = data.draw(st.sampled_from(pool))
    for better in _gains(asked, known):
        index.put(better)
        assert set(order(listed(index, asked))) >= on_it
    index.put(known)


# Order-stable


@few
@given(people(8), needs(), facts("outsider"), st.sampled_from(["adult", "country", "place"]))
def test_a_person_who_cannot_be_on_the_list_moves_nobody(
    pool: list[CandidateFacts], asked: VacancyNeeds, outsider: CandidateFacts, why: str
) -> None:
    """Under the rarity that the vacancy's first list has fixed, as the service asks every later one."""
    index = built(pool)
    first = listed(index, asked)
    kept_out = {
        "adult": {"adult_on": AS_OF.replace(year=2090)},
        "country": {"countries": frozenset({"ZZ"})},
        "place": {"avoid": frozenset({asked.country})},
    }
    index.put(replace(outsider, **kept_out[why]))  # type: ignore[arg-type]
    again = listed(index, asked, first.rarity)
    assert again.ranked == first.ranked
    assert again.counts["not_eligible"] == first.counts["not_eligible"] + 1


@few
@given(people(8), needs(), st.data())
def test_a_skill_that_is_not_asked_moves_nobody(
    pool: list[CandidateFacts], asked: VacancyNeeds, data: st.DataObject
) -> None:
    index = built(pool)
    first = listed(index, asked)
    near = {other for code in asked_codes(asked) for other in VOCABULARY.skills_near(code)}
    unasked = sorted({*SKILLS, *LICENCES, "skill:juggling"} - near - set(asked_codes(asked)))
    known = data.draw(st.sampled_from(pool))
    index.put(replace(known, skills=(*known.skills, *(Skill(code, 9) for code in unasked))))
    again = listed(index, asked)
    assert again.ranked == first.ranked and again.counts == first.counts


@few
@given(people(8), needs(), st.data())
def test_who_leaves_the_list_only_closes_the_gap(
    pool: list[CandidateFacts], asked: VacancyNeeds, data: st.DataObject
) -> None:
    index = built(pool)
    first = listed(index, asked)
    gone = data.draw(st.sampled_from(pool)).id
    index.remove(gone)
    again = listed(index, asked, first.rarity)
    assert lines(again) == [one for one in lines(first) if one.candidate != gone]  # type: ignore[attr-defined]


# The same list however it came about


@few
@given(people(8), needs(), st.data())
def test_the_list_does_not_know_how_the_index_came_about(
    pool: list[CandidateFacts], asked: VacancyNeeds, data: st.DataObject
) -> None:
    """Built at once; one by one in another order; with earlier lives of the same people overwritten or removed."""
    whole = listed(built(pool), asked)
    grown = built(data.draw(st.lists(facts("ghost"), max_size=2)))
    shuffled = data.draw(st.permutations(pool))
    for known in shuffled:
        grown.put(data.draw(facts(known.id)))
    for known in shuffled:
        grown.put(known)
    if "ghost" in grown:
        grown.remove("ghost")
    assert listed(grown, asked) == whole


@few
@given(people(8), needs())
def test_one_question_asked_twice_has_one_answer(pool: list[CandidateFacts], asked: VacancyNeeds) -> None:
    index = built(pool)
    assert listed(index, asked) == listed(index, asked)


# Parts, and both directions


@few
@given(people(8), st.lists(needs(), min_size=1, max_size=5))
def test_parts_add_up_and_both_directions_say_the_same(
    pool: list[CandidateFacts], asked: list[VacancyNeeds]
) -> None:
    vacancies = [replace(one, id=f"v{at}") for at, one in enumerate(asked)]
    index = built(pool)
    rarity = rarity_of(index, {code for one in vacancies for code in asked_codes(one)}, weights=WEIGHTS)
    forth = {
        (one.id, entry.candidate): (entry.score, entry.parts, entry.missing)
        for one in vacancies
        for entry in listed(index, one).ranked
    }
    back = {
        (entry.vacancy, known.id): (entry.score, entry.parts, entry.missing)
        for known in pool
        for entry in rank_vacancies(
            known,
            vacancies,
            weights=WEIGHTS,
            vocabulary=VOCABULARY,
            draw="x",
            as_of=AS_OF,
            rarity=rarity,
            top=None,
        ).ranked
    }
    assert forth == back
    for score, parts, _missing in forth.values():
        assert round(sum(part.points for part in parts), 4) == score
        assert 0 <= score <= 100
        assert not parts or round(sum(part.weight for part in parts), 4) == 100


# The lottery


@given(
    st.lists(st.text("abcdefghijkmnpqrstuvwxyz23456789", min_size=20, max_size=20), unique=True, min_size=2)
)
def test_the_lottery_alone_orders_equals_and_is_blind_to_age_of_ids(idents: list[str]) -> None:
    equals = [candidate(ident) for ident in idents]
    asked = VacancyNeeds("v", "H2A", None, "US")
    oldest_first = order(listed(built(equals), asked))
    newest_first = order(listed(built(equals[::-1]), asked))
    lottery = Lottery("d")
    assert oldest_first == newest_first == sorted(idents, key=lambda ident: (lottery.of(ident), ident))


def test_the_lottery_is_uniform() -> None:
    """Every place is as likely for the first registered as for the last: chi square over ten bins, and over lists.

    Fixed draws, so this holds today and for ever; the bounds are the .999 quantiles.
    """
    numbers = [Lottery(f"list-{at}").of(f"person-{who}") for at in range(20) for who in range(500)]
    bins = [0] * 10
    for number in numbers:
        bins[int(number * 10)] += 1
    assert sum((count - 1_000) ** 2 / 1_000 for count in bins) < 27.88  # 9 degrees of freedom
    firsts = [0] * 8
    for at in range(4_000):
        lottery = Lottery(f"list-{at}")
        firsts[min(range(8), key=lambda who: lottery.of(f"person-{who}"))] += 1
    assert sum((count - 500) ** 2 / 500 for count in firsts) < 24.32  # 7 degrees of freedom


@pytest.mark.parametrize("draw", ["one", "two", "three"])
def test_a_lottery_among_equals_says_nothing_about_the_unequal(draw: str) -> None:
    """Whatever is drawn, a better score stands before a worse one."""
    pool = [candidate(f"p{at:02}", work=(Work("occ:apple-picker", 4 * (at % 5)),)) for at in range(40)]
    asked = VacancyNeeds("v", "H2A", OCCUPATIONS[0], "US", experience_months=20)
    scores = [one.score for one in listed(built(pool), asked, draw=draw).ranked]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 5


@few
@given(people(8), needs())
def test_another_lottery_changes_no_score(pool: list[CandidateFacts], asked: VacancyNeeds) -> None:
    assume(len(pool) > 1)
    index = built(pool)
    one, two = listed(index, asked, draw="one"), listed(index, asked, draw="two")
    assert {each.candidate: each.parts for each in one.ranked} == {
        each.candidate: each.parts for each in two.ranked
    }


# Strict and wide


@few
@given(people(8), needs())
def test_a_strict_list_is_the_wide_one_without_the_unknown(
    pool: list[CandidateFacts], asked: VacancyNeeds
) -> None:
    """The same scores in the same order, and counts that speak of everybody in both."""
    index = built(pool)
    wide = listed(index, asked)
    strict = rank(index, asked, weights=WEIGHTS, draw="d", as_of=AS_OF, top=None, is_strict=True)
    known = [
        one for one in wide.ranked if not any(reason.code in _UNKNOWN_REQUIREMENTS for reason in one.missing)
    ]
    assert lines(strict) == [replace(one, rank=0) for one in known]
    assert strict.counts == wide.counts and len(strict.ranked) == wide.counts["eligible"]


_UNKNOWN_REQUIREMENTS = {"adult.unknown", "availability.unknown", "licence.unknown", "language.unknown"}

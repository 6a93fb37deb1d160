"""What an auditor asks of a ranking: it adds up, it repeats, it reads no protected fact, and asking pays."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching
from matching import explain
from matching.asked import ask, asked_codes
from matching.index import CandidateIndex
from matching.ranking import rank, rank_vacancies, rarity_of, replay
from matching.types import CandidateFacts, Ranking, Reason, Skill, SkillNeed, VacancyNeeds, Verdict, Work
from matching.weights import load_weights, parse_weights, shares
from tests.matching.invented import AS_OF, END, START, VOCABULARY, candidate, facts, needs, people, vacancy

WEIGHTS = load_weights()
WEIGHTS_TEXT = (Path(matching.__file__).parent / "data" / "weights-1.json").read_text(encoding="utf-8")


def ranking_of(
    pool, asked: VacancyNeeds | None = None, *, draw: str = "d", top: int | None = None
) -> Ranking:
    index = CandidateIndex.build(pool, VOCABULARY)
    return rank(index, asked or vacancy(), weights=WEIGHTS, draw=draw, as_of=AS_OF, top=top)


def order(ranking: Ranking) -> list[str]:
    return [one.candidate for one in ranking.ranked]


def score_of(known: CandidateFacts, asked: VacancyNeeds) -> float:
    (one,) = ranking_of([known], asked).ranked
    return one.score


# The score


def test_a_score_worked_out_by_hand():
    asked = vacancy(
        skills=(
            SkillNeed("skill:apples", months=12),
            SkillNeed("skill:ladder"),
            SkillNeed("skill:pruning", False),
        ),
        experience_months=12,
    )
    ana = candidate(
        work=(Work("occ:berry-picker", 10),),
        skills=(Skill("skill:apples", 6), Skill("skill:ladder"), Skill("skill:grafting")),
        max_months_away=3,
    )
    (one,) = ranking_of([ana], asked).ranked
    parts = {part.name: part for part in one.parts}
    # Asked: 40 + 10 + 20 + 15 + 10 of 95 points (no language). Both required skills are equally rare.
    assert {name: part.weight for name, part in parts.items()} == {
        "skills_required": 42.1053,
        "skills_desired": 10.5263,
        "occupation": 21.0526,
        "experience": 15.7895,
        "wishes": 10.5263,
    }
    assert parts["skills_required"].value == pytest.approx((0.85 + 1) / 2)  # 6 of 12 months: .7 + .3 x half
    assert parts["skills_desired"].value == 0.4  # grafting is beside pruning
    assert parts["occupation"].value == 0.8  # same unit group of ISCO-08
    assert parts["experience"].value == pytest.approx(8 / 12, abs=1e-6)  # 10 months x .8 of 12
    assert parts["wishes"].value == pytest.approx(
        (1 + 93 / 184) / 2, abs=1e-3
    )  # any work; 3 months of 184 days
    assert one.score == pytest.approx(
        42.1053 * 0.925 + 10.5263 * 0.4 + 21.0526 * 0.8 + 15.7895 * 2 / 3 + 10.5263 * 0.7525, abs=0.01
    )
    assert one.missing == (Reason("experience.gap", {"have": 8.0, "asked": 12}),)


@given(people(), needs())
def test_the_parts_add_up_exactly_for_everybody(pool, asked):
    for one in ranking_of(pool, asked).ranked:
        assert round(sum(part.points for part in one.parts), 4) == one.score
        assert not one.parts or round(sum(part.weight for part in one.parts), 4) == 100
        for part in one.parts:
            assert 0 <= part.value <= 1
            assert part.points == pytest.approx(part.weight * part.value, abs=0.000051)


@given(people(), needs())
def test_columns_and_explanations_are_one_model(pool, asked):
    """The order comes from arrays over everybody, the parts from one person at a time: the same numbers."""
    index = CandidateIndex.build(pool, VOCABULARY)
    ranking = rank(index, asked, weights=WEIGHTS, draw="d", as_of=AS_OF, top=None)
    ready = ask(asked, weights=WEIGHTS, vocabulary=VOCABULARY, rarity=ranking.rarity, as_of=AS_OF)
    outcomes = {one.id: explain.verdicts(ready, one) for one in pool}
    may = {ident for ident, found in outcomes.items() if Verdict.NOT_MET not in found.values()}
    assert set(order(ranking)) == may
    assert [(-one.score, one.draw) for one in ranking.ranked] == sorted(
        (-one.score, one.draw) for one in ranking.ranked
    )
    unknown = [ident for ident in may if Verdict.UNKNOWN in outcomes[ident].values()]
    assert ranking.counts["unknown"] == len(unknown)
    assert ranking.counts["eligible"] == len(may) - len(unknown)
    assert ranking.counts["not_eligible"] == len(pool) - len(may)
    for name in ready.requirements:
        failed = [one.id for one in pool if outcomes[one.id][name] is Verdict.NOT_MET]
        alone = [ident for ident in failed if list(outcomes[ident].values()).count(Verdict.NOT_MET) == 1]
        assert ranking.counts[f"failed_{name}"] == len(failed)
        assert ranking.counts[f"only_{name}"] == len(alone)


def test_all_that_is_asked_is_100_and_nothing_of_it_is_0():
    asked = vacancy(skills=(SkillNeed("skill:apples", months=6),), experience_months=6)
    whole = candidate("ana", skills=(Skill("skill:apples", 6),), work=(Work("occ:apple-picker", 6),))
    none = candidate("beto", occupations_wanted=frozenset({"occ:driver"}), work=(Work("occ:driver", 90),))
    asked = replace(asked, start_on=None)  # without a length there is no wish about it
    assert [one.score for one in ranking_of([none, whole], asked).ranked] == [100, 0]


def test_more_than_is_asked_earns_nothing():
    asked = vacancy(skills=(SkillNeed("skill:apples", months=6),), experience_months=6)
    enough = candidate(skills=(Skill("skill:apples", 6),), work=(Work("occ:apple-picker", 6),))
    more = candidate(
        skills=(Skill("skill:apples", 60), Skill("skill:ladder")), work=(Work("occ:apple-picker", 99),)
    )
    assert score_of(enough, asked) == score_of(more, asked)


def test_a_rare_skill_counts_more_than_a_common_one():
    common = [candidate(f"p{at}", skills=(Skill("skill:ladder"),)) for at in range(400)]
    rare = candidate("rare", skills=(Skill("skill:pruning"),))
    asked = vacancy(skills=(SkillNeed("skill:ladder"), SkillNeed("skill:pruning")))
    ranking = ranking_of([*common, rare], asked)
    assert order(ranking)[0] == "rare"
    assert ranking.rarity["skill:pruning"] > ranking.rarity["skill:ladder"] >= 1


def test_a_licence_has_no_partial_credit():
    vocabulary_licence = "skill:apples"  # has near skills, and yet as a licence only itself counts
    near = candidate(skills=(Skill("skill:gala-apples"),))
    (one,) = ranking_of([near], vacancy(licences=(vocabulary_licence,))).ranked
    assert one.parts[0].value == 0
    assert Reason("licence.missing", {"licence": vocabulary_licence}) in one.parts[0].reasons


# More of an asked thing never lowers a score or a place


@st.composite
def improvement(draw: st.DrawFn, asked: VacancyNeeds, known: CandidateFacts) -> CandidateFacts:
    """The same person with one more of what this vacancy asks for."""
    months = draw(st.integers(0, 30))
    codes = asked_codes(asked)
    ways = ["language"] * bool(asked.languages) + ["skill"] * bool(codes) + ["work"] * bool(asked.occupation)
    way = draw(st.sampled_from(ways)) if ways else ""
    if way == "skill":
        return replace(known, skills=(*known.skills, Skill(draw(st.sampled_from(codes)), months)))
    if way == "work" and asked.occupation:
        return replace(known, work=(*known.work, Work(asked.occupation, months)))
    if way == "language":
        code, level = draw(st.sampled_from(asked.languages))
        return replace(known, languages=(*known.languages, (code, draw(st.integers(level, 5)))))
    return known


@given(st.data(), people(8), needs())
def test_gaining_what_is_asked_never_costs(data, pool, asked):
    ranking = ranking_of(pool, asked)
    if not ranking.ranked:
        return
    before = data.draw(st.sampled_from(ranking.ranked))
    better = data.draw(improvement(asked, next(one for one in pool if one.id == before.candidate)))
    again = ranking_of([better if one.id == better.id else one for one in pool], asked)
    after = next(one for one in again.ranked if one.candidate == better.id)
    assert after.score >= before.score
    newcomers = set(order(again)) - set(order(ranking))
    assert not newcomers
    assert after.rank <= before.rank


@pytest.mark.parametrize("others", [0, 3, 60])
def test_the_skill_itself_beats_one_near_it_though_it_is_rarer_no_more(others):
    """Rarity falls with the new holder; in a small pool that must not eat what the skill earns."""
    asked = vacancy(skills=(SkillNeed("skill:apples", months=24), SkillNeed("skill:ladder")))
    pool = [candidate(f"p{at}", skills=(Skill("skill:pears"),)) for at in range(others)]
    near = candidate(skills=(Skill("skill:gala-apples", 24),))
    both = replace(near, skills=(*near.skills, Skill("skill:apples")))
    before, after = ranking_of([*pool, near], asked), ranking_of([*pool, both], asked)
    assert after.rarity["skill:apples"] < before.rarity["skill:apples"]
    assert after.ranked[0].score > before.ranked[0].score


# The order


@given(st.data(), people(), needs())
def test_the_same_list_whatever_order_people_came_in(data, pool, asked):
    first = ranking_of(pool, asked)
    assert ranking_of(pool, asked) == first
    assert ranking_of(data.draw(st.permutations(pool)), asked) == first


@given(people(), needs(), st.integers(0, 11))
def test_a_short_list_is_the_head_of_the_long_one(pool, asked, top):
    assert ranking_of(pool, asked, top=top).ranked == ranking_of(pool, asked).ranked[:top]


def test_equals_are_ordered_by_lot_and_not_by_id():
    pool = [candidate(f"p{at:03}") for at in range(200)]
    first, second = ranking_of(pool, draw="one"), ranking_of(pool, draw="two")
    assert {one.score for one in first.ranked} == {first.ranked[0].score}
    assert len({tuple(order(first)), tuple(order(second)), tuple(sorted(order(first)))}) == 3
    early = sum(int(ident[1:]) < 100 for ident in order(first)[:100])
    assert 30 < early < 70


def test_anyone_can_check_a_draw():
    one = ranking_of([candidate("ana")], draw="7f3a").ranked[0]
    key = blake2b(b"7f3a", digest_size=32).digest()
    drawn = int.from_bytes(blake2b(b"ana", key=key, digest_size=8).digest(), "big") >> 11
    assert one.draw == drawn / 2**53


@given(people(), needs())
def test_a_stored_list_is_replayed_exactly(pool, asked):
    ranking = ranking_of(pool, asked, top=5)
    shown = [one for one in reversed(pool) if one.id in order(ranking)]
    again = replay(
        shown,
        asked,
        weights=WEIGHTS,
        vocabulary=VOCABULARY,
        draw="d",
        as_of=AS_OF,
        rarity=json.loads(json.dumps(ranking.rarity)),
    )
    assert again.ranked == ranking.ranked


@given(people(), st.lists(needs(), max_size=6))
def test_both_directions_agree(pool, asked):
    vacancies = [replace(one, id=f"v{at}") for at, one in enumerate(asked)]
    index = CandidateIndex.build(pool, VOCABULARY)
    rarity = rarity_of(index, {code for one in vacancies for code in asked_codes(one)}, weights=WEIGHTS)
    for known in pool:
        back = rank_vacancies(
            known,
            vacancies,
            weights=WEIGHTS,
            vocabulary=VOCABULARY,
            draw="x",
            as_of=AS_OF,
            rarity=rarity,
            top=None,
        )
        forth = {
            one.id: entry
            for one in vacancies
            for entry in rank(index, one, weights=WEIGHTS, draw="d", as_of=AS_OF, top=None).ranked
            if entry.candidate == known.id
        }
        assert {entry.vacancy for entry in back.ranked} == set(forth)
        assert back.counts["eligible"] + back.counts["unknown"] == len(forth)
        for entry in back.ranked:
            same = forth[entry.vacancy]
            assert (entry.score, entry.parts, entry.missing) == (same.score, same.parts, same.missing)
        assert [entry.rank for entry in back.ranked] == list(range(1, len(forth) + 1))
        assert [(-one.score, one.draw) for one in back.ranked] == sorted(
            (-one.score, one.draw) for one in back.ranked
        )


# Hard rules


def test_an_unknown_fact_keeps_the_person_and_says_what_to_ask():
    unknown = CandidateFacts("ana")
    asked = vacancy(licences=("lic:truck",), languages=(("en", 2),))
    ranking = ranking_of([unknown], asked)
    assert [reason.code for reason in ranking.ranked[0].missing] == [
        "adult.unknown",
        "availability.unknown",
        "licence.unknown",
        "language.unknown",
    ]
    assert ranking.counts["unknown"] == 1
    assert ranking.counts["eligible"] == 0


def test_a_list_says_which_requirement_empties_it():
    pool = [
        candidate("young", adult_on=START + timedelta(days=1)),
        candidate("late", available_from=END),
        candidate("late-too", available_from=END),
        candidate("elsewhere", countries=frozenset({"CA"}), avoid=frozenset({"US-GA"})),
    ]
    ranking = ranking_of(pool)
    assert ranking.ranked == ()
    assert {name: count for name, count in ranking.counts.items() if count} == {
        "all": 4,
        "not_eligible": 4,
        "failed_adult": 1,
        "only_adult": 1,
        "failed_availability": 2,
        "only_availability": 2,
        "failed_country": 1,
        "failed_place": 1,
    }


def test_lacking_experience_and_skills_are_gaps_and_no_refusal():
    asked = vacancy(
        experience_months=24, skills=(SkillNeed("skill:apples"), SkillNeed("skill:ladder", False))
    )
    (one,) = ranking_of([candidate()], asked).ranked
    assert one.missing == (
        Reason("skill.missing", {"skill": "skill:apples"}),
        Reason("experience.gap", {"have": 0.0, "asked": 24}),
    )


def test_a_past_vacancy_is_ranked_as_of_its_own_day():
    past = vacancy(start_on=date(2020, 3, 1), end_on=date(2020, 8, 31))
    then = candidate("then", available_from=date(2020, 1, 1))
    young_then = candidate("young", available_from=date(2020, 1, 1), adult_on=date(2020, 4, 1))
    assert order(ranking_of([then, young_then], past)) == ["then"]


@given(facts(), needs())
def test_what_a_person_avoids_is_told_to_nobody(known, asked):
    for one in ranking_of([known], asked).ranked:
        told = json.dumps(
            [[reason.code, reason.args] for part in one.parts for reason in (*part.reasons, *one.missing)]
        )
        assert "US-GA" not in told
        assert "place" not in told


def test_no_protected_fact_has_a_field():
    """Whoever adds a field must first ask whether it may ever be ranked on, and then change this list."""
    assert {field.name for field in fields(CandidateFacts)} == {
        "id",
        "work",
        "skills",
        "languages",
        "adult_on",
        "available_from",
        "available_to",
        "countries",
        "occupations_wanted",
        "avoid",
        "max_months_away",
        "licences_answered",
    }
    with pytest.raises(TypeError):
        CandidateFacts(id="ana", sex="woman")  # type: ignore[call-arg]


def test_age_above_18_and_a_mother_tongue_change_nothing():
    asked = vacancy(skills=(SkillNeed("skill:apples"),))
    alike = [
        candidate("a", adult_on=START),
        candidate("b", adult_on=date(1975, 1, 1)),
        candidate("c", languages=(("quc", 5),)),
    ]
    first, *others = ranking_of(alike, asked).ranked
    assert all(one.parts == first.parts for one in others)


# Weights


def test_shipped_weights_add_up_to_100():
    assert sum(WEIGHTS.points.values()) == 1_000_000
    assert WEIGHTS.version == "1"


@pytest.mark.parametrize(
    "change, complaint",
    [
        ({"points": {"occupation": 21}}, "exactly the parts"),
        ({"points": json.loads(WEIGHTS_TEXT)["points"] | {"wishes": 11}}, "100 points"),
        ({"skill_credit": json.loads(WEIGHTS_TEXT)["skill_credit"] | {"narrower": 0.7}}, "clearly less"),
        ({"skill_credit": json.loads(WEIGHTS_TEXT)["skill_credit"] | {"exact": 0.9}}, "credit 1"),
        ({"skill_without_months_credit": 1.5}, "between 0 and 1"),
        ({"rarity_prior_people": 1}, "at least 50"),
    ],
)
def test_odd_weights_are_refused(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse_weights(json.dumps(json.loads(WEIGHTS_TEXT) | change))


@given(st.lists(st.floats(0.1, 50), min_size=1, max_size=20))
def test_shares_are_whole_and_add_up(sizes):
    split = shares(sizes)
    assert sum(split) == 1_000_000
    assert all(
        abs(part - size / sum(sizes) * 1_000_000) <= 1 for part, size in zip(split, sizes, strict=True)
    )

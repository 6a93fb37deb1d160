"""Each hard rule has three outcomes, and nearness has names."""

from __future__ import annotations

from datetime import date

import pytest

from matching import levels
from matching.levels import OccupationLevel, SkillLevel
from matching.types import Verdict
from tests.matching.invented import END, START, VOCABULARY

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.mark.parametrize(
    "adult_on, outcome",
    [(date(2027, 3, 1), MET), (date(2027, 3, 2), NOT_MET), (date(1950, 1, 1), MET), (None, UNKNOWN)],
)
def test_adult_on_the_first_day_of_work(adult_on, outcome):
    assert levels.adult(adult_on, START) is outcome


@pytest.mark.parametrize(
    "free_from, free_to, outcome",
    [
        (START, END, MET),
        (date(2027, 2, 1), None, MET),  # no end named: open
        (date(2027, 3, 2), END, NOT_MET),
        (START, date(2027, 8, 30), NOT_MET),
        (None, None, UNKNOWN),
        (None, END, UNKNOWN),
        (None, date(2027, 8, 30), NOT_MET),  # what is known is enough to say no
    ],
)
def test_availability_covers_the_whole_contract(free_from, free_to, outcome):
    assert levels.availability(free_from, free_to, START, END) is outcome


@pytest.mark.parametrize(
    "start_on, end_on, travel_days, days",
    [
        (START, END, 0, (START, END)),
        (START, END, 3, (date(2027, 2, 26), END)),
        (START, None, 0, (START, START)),
        (None, END, 0, (END, END)),
        (None, None, 3, None),
        (END, START, 0, (END, END)),  # typed the wrong way round: never a negative contract
    ],
)
def test_days_that_must_be_free(start_on, end_on, travel_days, days):
    assert levels.needed_days(start_on, end_on, travel_days) == days


@pytest.mark.parametrize("wished, outcome", [({"US"}, MET), (set(), MET), ({"CA", "ES"}, NOT_MET)])
def test_country_wished(wished, outcome):
    assert levels.country(wished, "US") is outcome


@pytest.mark.parametrize(
    "avoided, outcome", [(set(), MET), ({"US-TX"}, MET), ({"US-GA"}, NOT_MET), ({"US"}, NOT_MET)]
)
def test_avoided_place(avoided, outcome):
    assert levels.place(avoided, ("US", "US-GA")) is outcome


@pytest.mark.parametrize(
    "held, answered, outcome",
    [
        ({"lic:truck"}, False, MET),
        (set(), True, NOT_MET),
        (set(), False, UNKNOWN),
        ({"lic:car"}, False, UNKNOWN),
    ],
)
def test_licence(held, answered, outcome):
    assert levels.licence(held, answered, "lic:truck") is outcome


@pytest.mark.parametrize(
    "spoken, outcome",
    [({"en": 3}, MET), ({"en": 2}, NOT_MET), ({"quc": 5}, NOT_MET), ({}, UNKNOWN), ({"en": 0}, NOT_MET)],
)
def test_language_the_work_needs(spoken, outcome):
    assert levels.language(spoken, "en", 3) is outcome


def test_nearness_of_occupations():
    assert VOCABULARY.occupations_near("occ:apple-picker") == {
        "occ:apple-picker": OccupationLevel.SAME,
        "occ:berry-picker": OccupationLevel.UNIT_GROUP,
        "occ:cattle-hand": OccupationLevel.MINOR_GROUP,
    }
    assert VOCABULARY.occupations_near("occ:unlisted") == {"occ:unlisted": OccupationLevel.SAME}


def test_same_two_digits_are_the_furthest_level():
    vocabulary = levels.Vocabulary(
        occupations={"a": "9211", "b": "9329", "c": "9213", "d": "9250", "e": "92"}
    )
    near = vocabulary.occupations_near("a")
    assert near == {
        "a": OccupationLevel.SAME,
        "c": OccupationLevel.MINOR_GROUP,
        "d": OccupationLevel.SUB_MAJOR_GROUP,
        "e": OccupationLevel.SUB_MAJOR_GROUP,
    }


def test_nearness_of_skills():
    assert VOCABULARY.skills_near("skill:apples") == {
        "skill:apples": SkillLevel.EXACT,
        "skill:gala-apples": SkillLevel.NARROWER,
        "skill:fruit": SkillLevel.BROADER,
        "skill:pears": SkillLevel.SIBLING,
    }
    assert VOCABULARY.skills_near("skill:grafting") == {
        "skill:grafting": SkillLevel.EXACT,
        "skill:pruning": SkillLevel.RELATED,
    }

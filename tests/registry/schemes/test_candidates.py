"""Every case of tests/rules/candidates.yaml; what holds for any person: exact dates, and words instead of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.types import CandidateFacts
from registry.candidates.registration import adult_on
from registry.schemes.counter import birthday, h2_count
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.loader import ruleset
from registry.schemes.people import ANSWERS, Pathway, PersonOutcome, pathway
from registry.schemes.person import Offer, PersonFacts, Season, Stay, Told
from registry.schemes.person_checks import ELIGIBLE, NOT_APPLICABLE, NOT_BEFORE, OUTCOMES, PERSON_CHECKS

CASES = yaml.safe_load((Path(__file__).parents[2] / "rules/candidates.yaml").read_text(encoding="utf-8"))
_KEYS = {
    "rule",
    "name",
    "scheme",
    "with",
    "offer",
    "asked_on",
    "outcome",
    "answer",
    "date",
    "says",
    "confidence",
}


def cases() -> Iterator[Any]:
    for case in CASES["cases"]:
        yield pytest.param(case, id=f"{case.get('rule', 'answer')}: {case['name']}")


def answer_to(case: dict[str, Any]) -> Pathway:
    person = PersonFacts.model_validate({**CASES["base"], **case.get("with", {})})
    offer = Offer(start=case["offer"][0], end=case["offer"][1]) if "offer" in case else None
    return pathway(ruleset(), person, case["scheme"], offer, case.get("asked_on", CASES["asked_on"]))


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: dict[str, Any]) -> None:
    assert not set(case) - _KEYS
    found = answer_to(case)
    said = [one.message["es"] for one in found.because]
    if "rule" in case:
        (rule,) = (one for one in found.outcomes if one.rule == case["rule"])
        assert rule.outcome == case["outcome"], rule.message["es"]
        assert rule.not_before == case.get("date")
        assert rule.confidence == case.get("confidence", rule.confidence)
        said = [rule.message["es"]]
        assert bool(rule.message["en"]) is (rule.outcome != NOT_APPLICABLE)
    else:
        assert found.not_before == case.get("date")
    assert found.answer == case.get("answer", found.answer)
    assert case.get("says", "") in " ".join(said)


def test_every_checked_rule_has_two_cases_and_one_that_is_not_met() -> None:
    law = ruleset()
    checked = [rule for rule in law.person_rules if rule.run is not None]
    assert len(checked) == 17
    for rule in checked:
        outcomes = [case["outcome"] for case in CASES["cases"] if case.get("rule") == rule.id]
        assert len(outcomes) >= 2, rule.id
        assert rule.otherwise in outcomes, rule.id


def test_every_check_is_used_and_every_message_can_be_said() -> None:
    law = ruleset()
    used = {rule.check for rule in law.person_rules if rule.check}
    assert used == set(PERSON_CHECKS)
    for rule in law.person_rules:
        assert bool(rule.not_checked) is (rule.check is None)
        assert rule.ranking == "never" or rule.id in {"CD-14", "CD-17", "CD-18", "CD-20"}


def test_answers_are_words_and_dates_and_stand_under_the_hash() -> None:
    law = ruleset()
    for scheme in MODELLED_SCHEMES:
        found = pathway(law, PersonFacts(), scheme, None, date(2026, 11, 22))
        assert found.answer in ANSWERS
        for one in found.outcomes:
            assert one.outcome in OUTCOMES
            assert one.ruleset == law.hash
    assert not {field.type for field in fields(PersonOutcome)} & {"int", "float"}
    assert '"CD-05"' in law.text
    assert "Tiene que estar {reset} días seguidos en casa." in law.text


def test_nothing_of_it_has_a_field_in_the_ranking() -> None:
    ranked = {field.name for field in fields(CandidateFacts)}
    assert not ranked & {*Told.model_fields, "adviser", "birth_date"}


def test_of_age_means_the_same_as_at_registration() -> None:
    for born in (date(2008, 2, 29), date(2008, 2, 28), date(1990, 12, 31)):
        assert birthday(born, 18) == adult_on(born)


# ------------------------------------------------------------------ properties of the counter

DAYS = st.dates(date(2021, 1, 1), date(2028, 12, 31))
LIMIT, RESET = 1095, 60


@st.composite
def stays(draw: Any) -> tuple[Stay, ...]:
    """Up to five stays in any order; they may overlap; the last may be open."""
    found = []
    for _number in range(draw(st.integers(0, 5))):
        arrived = draw(DAYS)
        length = draw(st.integers(0, 700))
        found.append(Stay(arrived=arrived, left=arrived + timedelta(days=length)))
    if found and draw(st.booleans()):
        newest = max(found, key=lambda one: one.arrived)
        found = [one for one in found if one != newest] + [Stay(arrived=newest.arrived)]
    return tuple(found)


@st.composite
def offers(draw: Any) -> Offer:
    start = draw(st.dates(date(2025, 2, 1), date(2029, 6, 30)))
    return Offer(start=start, end=start + timedelta(days=draw(st.integers(0, 400))))


def count(known: tuple[Stay, ...], offer: Offer, on: date) -> Any:
    return h2_count(known, offer, on=on, limit=LIMIT, reset=RESET)


def the_rule(known: tuple[Stay, ...], offer: Offer, on: date) -> PersonOutcome:
    facts = PersonFacts(birth_date=date(1980, 1, 1), h2_stays=known)
    found = pathway(ruleset(), facts, "H2A", offer, on)
    return next(one for one in found.outcomes if one.rule == "CD-05")


@settings(max_examples=150, deadline=None)
@given(stays(), offers(), st.integers(1, 200))
def test_a_longer_offer_never_turns_not_before_into_eligible(
    known: tuple[Stay, ...], offer: Offer, more: int
) -> None:
    on = offer.start - timedelta(days=10)
    longer = Offer(start=offer.start, end=offer.end + timedelta(days=more))
    if the_rule(known, offer, on).outcome == NOT_BEFORE:
        assert the_rule(known, longer, on).outcome == NOT_BEFORE


@settings(max_examples=150, deadline=None)
@given(stays(), offers(), st.integers(1, 90), st.data())
def test_more_days_at_home_never_make_the_date_later(
    known: tuple[Stay, ...], offer: Offer, fewer: int, data: Any
) -> None:
    """One stay ends earlier: fits stays fits, and a date never moves back."""
    closed = [one for one in known if one.left is not None and one.left > one.arrived]
    assume(closed)
    one = data.draw(st.sampled_from(closed))
    assert one.left is not None
    earlier = Stay(arrived=one.arrived, left=max(one.arrived, one.left - timedelta(days=fewer)))
    shorter = tuple(earlier if each is one else each for each in known)
    on = offer.start - timedelta(days=10)
    before, after = count(known, offer, on), count(shorter, offer, on)
    assert after.used <= before.used
    if before.fits:
        assert after.fits
    elif not after.fits and before.not_before and after.not_before:
        assert after.not_before <= before.not_before


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(800, 1095), st.integers(1, 59), st.integers(0, 400))
def test_who_waits_until_the_date_can_go_and_a_day_before_cannot(
    arrived: date, stayed: int, home: int, length: int
) -> None:
    """The date is exact, for an offer of the same length."""
    known = (Stay(arrived=arrived, left=arrived + timedelta(days=stayed - 1)),)

    def asked(start: date) -> Any:
        return count(known, Offer(start=start, end=start + timedelta(days=length)), start)

    found = asked(arrived + timedelta(days=stayed - 1 + home))
    if found.fits:
        assert stayed + length + 1 <= LIMIT + 1
    else:
        assert found.not_before == arrived + timedelta(days=stayed - 1 + RESET)
        assert asked(found.not_before).fits
        assert not asked(found.not_before - timedelta(days=1)).fits


@settings(max_examples=100, deadline=None)
@given(stays(), offers())
def test_order_and_repetition_of_stays_change_nothing(known: tuple[Stay, ...], offer: Offer) -> None:
    on = offer.start - timedelta(days=10)
    assert count(known, offer, on) == count(tuple(reversed(known)) + known, offer, on)


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, max_size=4), offers(), st.integers(1, 120))
def test_a_longer_season_in_spain_never_turns_not_before_into_eligible(
    arrivals: list[date], offer: Offer, more: int
) -> None:
    seasons = tuple(Season(arrived=day, left=day + timedelta(days=150)) for day in arrivals)
    facts = PersonFacts(birth_date=date(1980, 1, 1), spain_seasons=seasons)
    longer = Offer(start=offer.start, end=offer.end + timedelta(days=more))

    def outcome(asked: Offer) -> str:
        found = pathway(ruleset(), facts, "ES_GECCO", asked, offer.start)
        return next(one.outcome for one in found.outcomes if one.rule == "CD-06")

    assume(outcome(offer) in (NOT_BEFORE, ELIGIBLE))
    if outcome(offer) == NOT_BEFORE:
        assert outcome(longer) == NOT_BEFORE

"""What must hold for any vacancy: no crash, more pay never turns met into not met, silence never passes."""

import json
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.schemes.evaluate import evaluate
from registry.schemes.facts import MODELLED_SCHEMES, Circumstances, VacancyFacts, Worksite
from registry.schemes.loader import ruleset
from tests.registry.schemes.invented import ANY_DAY, CIRCUMSTANCES, DAYS, FACTS, WILD, WILD_HOUSING, money

# More pay asks for more overtime pay, and the order's own figures do not rise with the wage.
WAGE_RULES = {
    "H2A-01",
    "H2A-02",
    "H2A-03",
    "H2A-04",
    "H2A-05",
    "H2A-27",
    "H2B-01",
    "H2B-09",
    "CA-01",
    "CA-10",
    "ES-01",
    "GT-01",
    "ALL-08",
}
# Minimums and limits that longer work can only make harder to keep. The daily wage of Spain is left out below: over
# 120 days another minimum counts, with Sundays paid apart.
DATED_RULES = {
    "H2A-01",
    "H2A-02",
    "H2A-05",
    "H2A-09",
    "H2A-12",
    "H2A-27",
    "H2B-01",
    "H2B-03",
    "H2B-09",
    "CA-01",
    "CA-05",
    "ES-01",
    "ES-03",
    "ES-04",
    "ES-07",
    "GT-01",
}
# Facts whose absence has a meaning that the law gives: no stated level is level I, a domestic job without an
# end is permanent, and a reclaimed piece rate makes it hourly work.
MEANINGFUL_ABSENCE = {"skill_level", "end_date"}


def outcomes(facts, asked_on, circumstances):
    found = evaluate(ruleset(), VacancyFacts.model_validate(facts), asked_on, circumstances)
    return {item.rule: item for item in found}


@settings(max_examples=60, deadline=None)
@given(FACTS, DAYS, CIRCUMSTANCES)
def test_any_vacancy_gets_an_answer_in_words(facts, asked_on, circumstances):
    words = ruleset().words["missing"]
    for item in outcomes(facts, asked_on, circumstances).values():
        assert item.outcome in ("met", "not_met", "unknown", "not_applicable")
        assert item.message_es
        assert item.message_en
        assert "{" not in item.message_es
        assert json.dumps(item.to_json())
        if item.outcome == "unknown":
            said = item.message_es.rsplit("Falta: ", 1)[-1].rsplit("confirmar: ", 1)[-1]
            assert any(text["es"] in said for text in words.values()), item.message_es


@settings(max_examples=60, deadline=None)
@given(FACTS, DAYS, CIRCUMSTANCES, money("0.01", 20))
def test_more_pay_never_turns_met_into_not_met(facts, asked_on, circumstances, more):
    names = ("wage", "wage_foreign_worker", "piece_hourly_estimate")
    raised = facts | {name: facts[name] + more for name in names if facts.get(name) is not None}
    before, after = (outcomes(each, asked_on, circumstances) for each in (facts, raised))
    for rule in WAGE_RULES & before.keys():
        assert (before[rule].outcome, after[rule].outcome) != ("met", "not_met"), rule


@settings(max_examples=60, deadline=None)
@given(FACTS, DAYS, CIRCUMSTANCES, st.data())
def test_a_fact_removed_never_turns_not_met_into_met(facts, asked_on, circumstances, data):
    said = sorted(name for name, value in facts.items() if value is not None)
    removable = [name for name in said if name != "scheme" and name not in MEANINGFUL_ABSENCE]
    if not removable:
        return
    name = data.draw(st.sampled_from(removable))
    before, after = (outcomes(each, asked_on, circumstances) for each in (facts, facts | {name: None}))
    for rule, item in before.items():
        assert (item.outcome, after[rule].outcome) != ("not_met", "met"), f"{rule} without {name}"


@settings(max_examples=80, deadline=None)
@given(FACTS, DAYS, CIRCUMSTANCES, st.integers(1, 400))
def test_longer_work_never_hides_what_is_not_met(facts, asked_on, circumstances, more):
    start, end = facts.get("start_date"), facts.get("end_date")
    if start is None or end is None or end < start:
        return
    longer = facts | {"end_date": end + timedelta(days=more)}
    before, after = (outcomes(each, asked_on, circumstances) for each in (facts, longer))
    by_day_in_spain = facts["scheme"] == "ES_GECCO" and facts["wage_unit"] == "day"
    for rule in (DATED_RULES - {"ES-01"} if by_day_in_spain else DATED_RULES) & before.keys():
        if before[rule].outcome == "not_met":
            assert after[rule].outcome == "not_met", rule


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(MODELLED_SCHEMES), FACTS, WILD, WILD_HOUSING, ANY_DAY, CIRCUMSTANCES)
def test_no_amount_and_no_day_is_too_much(scheme, facts, wild, housing, asked_on, circumstances):
    """Whatever the money and the dates, and even with the facts of another scheme, there is an answer."""
    given_facts = facts | {name: value for name, value in wild.items() if value is not None}
    found = outcomes(given_facts | {"scheme": scheme, "housing": housing}, asked_on, circumstances)
    assert found.keys() >= {"ALL-01", "ALL-13"}
    for item in found.values():
        assert json.dumps(item.to_json())


@settings(max_examples=120, deadline=None)
@given(FACTS, WILD, DAYS, CIRCUMSTANCES)
def test_nothing_that_is_not_verified_blocks(facts, wild, asked_on, circumstances):
    rules = {rule.id: rule for rule in ruleset().rules(facts["scheme"])}
    kept = {name: value for name, value in wild.items() if name not in facts}
    for item in outcomes(kept | facts, asked_on, circumstances).values():
        if item.severity != "blocks":
            continue
        assert (item.confidence, rules[item.rule].confidence) == ("verified", "verified"), item.rule
        rests_on = [used for used in item.used if (used["value"], used["since"]) == (item.value, item.since)]
        if item.outcome == "not_met" and item.value is not None:
            assert any(used["confidence"] == "verified" for used in rests_on), item.rule


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 800), money(5, 25))
def test_a_wage_is_asked_on_every_day_of_work(offset, wage):
    """A contract that includes a day whose rate it misses is never met."""
    start = date(2025, 1, 1) + timedelta(days=offset)
    facts = {
        "scheme": "H2A",
        "occupation_code": "45-2092",
        "worksites": (Worksite(region="CA"),),
        "wage": wage,
        "wage_unit": "hour",
        "currency": "USD",
        "prevailing_wage": 0,
        "agreement_wage": 0,
        "start_date": start,
        "end_date": start + timedelta(days=200),
    }
    whole = outcomes(facts, start, Circumstances())["H2A-01"].outcome
    for step in range(0, 201, 25):
        day = start + timedelta(days=step)
        single = outcomes(facts | {"start_date": day, "end_date": day}, start, Circumstances())[
            "H2A-01"
        ].outcome
        assert not (whole == "met" and single == "not_met")
        assert not (single == "not_met" and whole == "unknown")

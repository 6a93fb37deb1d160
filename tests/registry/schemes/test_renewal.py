"""Values come due again and again: what was loaded for one renewal does not approve after the next."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from registry.schemes.evaluate import evaluate
from registry.schemes.explain import stale
from registry.schemes.facts import Circumstances, VacancyFacts
from registry.schemes.law import Reference
from registry.schemes.loader import ExtraValue, ruleset
from registry.schemes.renewal import Every

RULES = Path(__file__).parents[2] / "rules"
YEAR = Every(12, "months")
QUARTER = Every(13, "weeks")


def loaded(parameter, key, starts_on, amount):
    return ExtraValue(parameter, key, starts_on, Decimal(amount), "verified", Reference("Notice"))


def outcome(file, rule, extra, asked_on, **changes):
    content = yaml.safe_load((RULES / file).read_text(encoding="utf-8"))
    facts = VacancyFacts.model_validate({**content["base"], **changes})
    circumstances = Circumstances.model_validate(content["circumstances"])
    outcomes = evaluate(ruleset(tuple(extra)), facts, asked_on, circumstances)
    return next(item for item in outcomes if item.rule == rule)


@pytest.mark.parametrize(
    "every, starts_on, due",
    [
        (YEAR, date(2024, 1, 1), date(2026, 7, 1)),
        (YEAR, date(2026, 5, 1), date(2026, 7, 1)),
        (YEAR, date(2026, 6, 20), date(2027, 7, 1)),  # a little before the day: its renewal
        (YEAR, date(2026, 7, 1), date(2027, 7, 1)),
        (YEAR, date(2026, 7, 17), date(2027, 7, 1)),
        (YEAR, date(2028, 12, 31), date(2029, 7, 1)),
        (QUARTER, date(2026, 7, 1), date(2026, 9, 30)),
        (QUARTER, date(2026, 9, 25), date(2026, 12, 30)),
    ],
)
def test_a_value_is_due_at_the_first_renewal_clearly_after_its_start(every, starts_on, due):
    assert every.due(starts_on, date(2026, 7, 1)) == due


CALIFORNIA = ("CA", "field_livestock", "II")


@pytest.mark.parametrize(
    "end, expected",
    [(date(2027, 6, 30), "met"), (date(2027, 7, 1), "unknown"), (date(2028, 3, 1), "unknown")],
)
def test_one_renewal_loaded_approves_until_the_next(end, expected):
    renewed = [
        loaded("us-h2a-aewr", CALIFORNIA, date(2026, 7, 1), "19.00"),
        loaded("us-state-minimum", ("CA",), date(2027, 1, 1), "17.00"),
        loaded("us-state-minimum", ("CA",), date(2028, 1, 1), "17.00"),
    ]
    start = date(2027, 2, 1)
    work = {"start_date": start, "end_date": end, "worksites": [{"region": "CA"}]}
    offer = {"wage": "25.00", "skill_level": "II"}
    found = outcome("us/h2a.yaml", "H2A-01", renewed, date(2026, 11, 1), **work, **offer)
    assert found.outcome == expected
    if expected == "unknown":
        assert "renovada" in found.message_es


def test_a_spanish_minimum_loaded_for_2027_does_not_approve_2028():
    renewed = [
        loaded(name, (), date(2027, 1, 1), amount)
        for name, amount in (
            ("es-smi-month", "1250"),
            ("es-smi-day", "42"),
            ("es-smi-year", "17500"),
            ("es-smi-short-day", "60"),
        )
    ]
    smi = ruleset(tuple(renewed)).parameters["es-smi-month"]
    assert not smi.during(date(2027, 2, 1), date(2027, 12, 31)).overdue
    assert smi.during(date(2027, 2, 1), date(2028, 1, 1)).overdue
    assert smi.next_renewal == date(2028, 1, 1)


def test_a_value_that_was_followed_late_is_overdue_in_between_only():
    late = loaded("us-h2a-range-monthly", (), date(2026, 9, 1), "2100")
    rate = ruleset((late,)).parameters["us-h2a-range-monthly"]
    assert rate.during(date(2025, 3, 1), date(2026, 10, 1)).overdue
    assert not rate.during(date(2026, 9, 1), date(2026, 12, 31)).overdue
    assert rate.during(date(2026, 9, 1), date(2027, 1, 1)).overdue


def test_provinces_have_their_own_days():
    minimum = ruleset().parameters["ca-minimum-wage"]
    assert not minimum.during(date(2026, 6, 1), date(2027, 5, 31), "BC").overdue
    assert minimum.during(date(2026, 6, 1), date(2027, 6, 1), "BC").overdue
    assert minimum.during(date(2026, 10, 1), date(2027, 4, 1), "NS").overdue
    assert not minimum.during(date(2026, 10, 1), date(2027, 9, 30), "ON").overdue
    # No amount of 2024 was found: that of 2023 approves nothing from the day of its successor on.
    assert not minimum.during(date(2024, 1, 1), date(2024, 5, 31), "BC").overdue
    assert minimum.during(date(2024, 1, 1), date(2024, 6, 1), "BC").overdue


def test_the_next_row_of_a_province_is_due_a_year_later():
    october = loaded("ca-minimum-wage", ("SK",), date(2026, 10, 1), "15.70")
    minimum = ruleset((october,)).parameters["ca-minimum-wage"]
    assert not minimum.during(date(2026, 10, 1), date(2027, 9, 30), "SK").overdue
    assert minimum.during(date(2026, 10, 1), date(2027, 10, 1), "SK").overdue


def test_a_table_is_stale_until_every_row_that_goes_on_is_renewed():
    today = date(2027, 11, 1)
    one = ruleset((loaded("us-h2a-aewr", CALIFORNIA, date(2026, 7, 1), "19.00"),))
    due = {item.parameter: item.renewal_due for item in stale(one, today) if item.reason == "renewal"}
    assert due["us-h2a-aewr"] == date(2026, 7, 1)
    range_rate = ruleset((loaded("us-h2a-range-monthly", (), date(2026, 1, 1), "2100"),))
    due = {item.parameter: item.renewal_due for item in stale(range_rate, today) if item.reason == "renewal"}
    assert due["us-h2a-range-monthly"] == date(2027, 1, 1)


ADJUSTMENT = "us-h2a-housing-adjustment"


@pytest.mark.parametrize("rule, wage", [("H2A-02", "16.90"), ("H2A-03", "15.71")])
def test_every_housing_adjustment_of_the_period_counts(rule, wage):
    """California level II is 18.71 less 3.00; from March less 0.50, so that the floor rises to 18.21."""
    work = {"worksites": [{"region": "CA"}], "wage": "18.71", "skill_level": "II"}
    march = [loaded(ADJUSTMENT, ("CA",), date(2026, 3, 1), "0.50")]
    day = date(2025, 12, 1)
    assert outcome("us/h2a.yaml", rule, [], day, **work, wage_foreign_worker=wage).outcome == "met"
    found = outcome("us/h2a.yaml", rule, march, day, **work, wage_foreign_worker=wage)
    assert (found.outcome, found.severity) == ("not_met", "blocks" if rule == "H2A-02" else found.severity)
    assert ("18.21" if rule == "H2A-02" else "0.50") in found.message_es
    enough = outcome("us/h2a.yaml", rule, march, day, **work, wage_foreign_worker="18.21")
    assert enough.outcome == "met"

"""Outcomes as records: complete, archived as JSON, explained in words; and the arithmetic behind them."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from registry.schemes.checks.united_states import guarantee_blocks, guaranteed_hours
from registry.schemes.checks.wages import hourly
from registry.schemes.evaluate import Outcome, evaluate, summary
from registry.schemes.explain import explain, rules_listing, stale, values_count
from registry.schemes.facts import MODELLED_SCHEMES, Circumstances, VacancyFacts, read_facts
from registry.schemes.law import Reference, add_months, days, last_day
from registry.schemes.loader import DATA, ExtraValue, load, ruleset

DAY = date(2025, 12, 1)
BASE = yaml.safe_load((Path(__file__).parents[2] / "rules/us/h2a.yaml").read_text(encoding="utf-8"))["base"]
CLEAR = Circumstances(agency_standing="none", debarred="no", official_ref_unique=True, recruiters={})


def one(outcomes, rule):
    return next(item for item in outcomes if item.rule == rule)


def test_an_outcome_keeps_facts_value_reference_day_and_ruleset():
    found = one(evaluate(ruleset(), VacancyFacts(**BASE | {"wage": "12.00"}), DAY, CLEAR), "H2A-01")
    assert found.facts["wage"] == "12.00"
    assert found.facts["worksites"] == [{"city": "Vidalia", "region": "GA", "country": "US"}]
    assert (found.value, found.unit, found.since) == ("12.27", "usd-per-hour", "2025-10-02")
    assert found.reference is not None
    assert "Job orders of the US Department of Labor" in str(found.reference["title"])
    assert found.asked_on == "2025-12-01"
    assert found.ruleset == ruleset().hash
    assert {item["parameter"] for item in found.used} == {"us-h2a-aewr", "us-federal-minimum"}


def test_outcomes_survive_the_archive():
    outcomes = evaluate(ruleset(), VacancyFacts(**BASE), DAY, CLEAR)
    stored = json.loads(json.dumps([item.to_json() for item in outcomes]))
    assert [Outcome.from_json(item) for item in stored] == outcomes


def test_an_old_decision_reads_the_same_after_the_law_changed():
    facts = VacancyFacts(**BASE)
    old = evaluate(ruleset(), facts, DAY, CLEAR)
    stored = json.dumps([item.to_json() for item in old])
    dearer = ExtraValue(
        "us-h2a-aewr",
        ("GA", "field_livestock", "I"),
        date(2025, 10, 2),
        Decimal("13.00"),
        "verified",
        Reference("correction"),
    )
    new = evaluate(load(DATA, (dearer,)), facts, DAY, CLEAR)
    assert one(new, "H2A-01").outcome == "not_met"
    read = [Outcome.from_json(item) for item in json.loads(stored)]
    assert explain(read, "es") == explain(old, "es")
    assert one(read, "H2A-01").outcome == "unknown"


def test_summary_blocks_warns_or_is_clean():
    blocked = summary(evaluate(ruleset(), VacancyFacts(**BASE | {"wage": "12.00"}), DAY, CLEAR))
    assert blocked.state == "blocked"
    assert [item.rule for item in blocked.blocking] == ["H2A-01"]
    officer = summary(evaluate(ruleset(), VacancyFacts(**BASE), DAY, CLEAR))
    assert officer.state == "needs_officer"
    assert not officer.blocking
    met = [item for item in evaluate(ruleset(), VacancyFacts(**BASE), DAY, CLEAR) if item.outcome == "met"]
    assert summary(met).state == "clean"


def test_nothing_unverified_blocks():
    long = VacancyFacts(**BASE | {"end_date": date(2028, 1, 1)})
    found = one(evaluate(ruleset(), long, DAY, CLEAR), "H2A-09")
    assert (found.outcome, found.severity, found.confidence) == ("not_met", "warns", "unverified")
    assert "sin verificar" in found.message_es
    assert "unverified" in found.message_en


def test_an_empty_vacancy_is_unknown_everywhere_and_never_passes():
    for scheme in MODELLED_SCHEMES:
        outcomes = evaluate(ruleset(), VacancyFacts(scheme=scheme), DAY)
        passed = {item.rule for item in outcomes if item.outcome == "met"}
        assert passed == {"ALL-01"}
        assert not [item for item in outcomes if item.outcome == "not_met"]


def test_a_wrong_wage_table_is_noticed():
    wrong = ExtraValue(
        "gt-monthly-minimum",
        ("CE2", "agricola"),
        date(2026, 1, 1),
        Decimal("3700.00"),
        "verified",
        Reference("typing error"),
    )
    job = VacancyFacts(
        scheme="GT_SNE", department="Escuintla", activity_class="agricola", start_date=date(2026, 3, 2)
    )
    found = one(evaluate(load(DATA, (wrong,)), job, DAY), "GT-07")
    assert (found.outcome, found.severity) == ("not_met", "warns")
    assert "3625.97" in found.message_es


@pytest.mark.parametrize("lang, word", [("es", "Hechos usados"), ("en", "Facts used")])
def test_explain_shows_the_working(lang, word):
    outcomes = evaluate(ruleset(), VacancyFacts(**BASE | {"wage": "12.00"}), DAY, CLEAR)
    text = explain(outcomes, lang)
    assert "H2A-01" in text
    assert word in text
    assert "wage = 12.00" in text
    assert "us-h2a-aewr GA field_livestock I: 12.27 usd-per-hour" in text
    assert ruleset().hash[:12] in text
    assert len(text.split("\n\n")) == len(outcomes)


def test_stale_names_overdue_tables_first_then_unchecked_ones():
    law = ruleset()
    now = stale(law, date(2026, 11, 21))
    assert {"us-h2a-aewr", "us-h2a-range-monthly"} <= {item.parameter for item in now}
    assert {item.reason for item in now} == {"renewal"}
    later = stale(law, date(2026, 11, 21) + timedelta(days=181))
    assert later[0].reason == "renewal"
    assert {item.parameter for item in later} == set(law.parameters)


# The rules of sections 3.1 to 3.6 and 4 of the design, as it numbers them.
SECTIONS = {
    "ALL": (1, 13),
    "H2A": (1, 28),
    "H2B": (1, 14),
    "CA": (0, 18),
    "ES": (1, 17),
    "GT": (1, 7),
    "CD": (1, 20),
}


def test_every_rule_of_the_design_is_listed():
    listing = [item["id"] for item in rules_listing(ruleset())]
    wanted = [f"{name}-{n:02}" for name, (first, last) in SECTIONS.items() for n in range(first, last + 1)]
    assert sorted(listing) == sorted(wanted)


def test_every_rule_on_a_vacancy_is_checked_and_the_others_say_why_not():
    listing = rules_listing(ruleset())
    unchecked = {item["id"]: item["not_checked"] for item in listing if not item["checked"]}
    assert unchecked.keys() == {"CD-14", "CD-17", "CD-18"}
    assert all(reason["es"] and reason["en"] for reason in unchecked.values())
    assert all(item["citation"] for item in listing)


def test_what_a_rule_leaves_out_is_said():
    listing = {item["id"]: item for item in rules_listing(ruleset())}
    assert "alojamiento durante el viaje" in listing["H2B-07"]["partly"]["es"]


def test_every_parameter_and_check_is_used():
    law = ruleset()
    used = {item for rule in rules_listing(law) for item in rule["parameters"]}
    assert used == set(law.parameters)
    count = values_count(law)
    assert count["verified"] > 100
    assert count["unverified"] > 100


# ------------------------------------------------------------------ arithmetic of the test vectors


def test_three_fourths_of_ten_weeks():
    assert guaranteed_hours(Decimal("0.75"), Decimal(48), 6, 60) == 360
    assert guaranteed_hours(Decimal("0.75"), Decimal(48), 6, 60, holiday_hours=Decimal(8)) == 354


def test_h2b_guarantee_by_blocks_of_six_weeks():
    start = date(2026, 3, 1)
    assert guarantee_blocks(Decimal("0.75"), Decimal(40), start, start + timedelta(days=69)) == [180, 120]


def test_h2b_guarantee_by_blocks_of_twelve_weeks():
    start = date(2026, 3, 1)
    assert guarantee_blocks(Decimal("0.75"), Decimal(40), start, start + timedelta(days=24 * 7 - 1)) == [
        360,
        360,
    ]


@pytest.mark.parametrize(
    "wage, unit, hours, expected",
    [
        ("12.27", "hour", None, "12.27"),
        ("480", "week", "40", "12"),
        ("960", "biweek", "40", "12"),
        ("2080", "month", "40", "12"),
        ("24960", "year", "40", "12"),
        ("480", "week", None, None),
        ("480", "week", "0", None),
        ("0.50", "piece", "40", None),
    ],
)
def test_hourly(wage, unit, hours, expected):
    found = hourly(Decimal(wage), unit, Decimal(hours) if hours else None)
    assert found == (Decimal(expected) if expected else None)


def test_days_count_both_ends_and_months_are_calendar_months():
    assert days(date(2026, 3, 1), date(2026, 12, 31)) == 306
    assert last_day(date(2026, 3, 1), 10) == date(2026, 12, 31)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_adjustments_run_from_1_12_to_3_18():
    series = ruleset().parameters["us-h2a-housing-adjustment"].series.values()
    amounts = [amount for values in series if isinstance(amount := values[-1].amount, Decimal)]
    assert len(amounts) == 46
    assert (min(amounts), max(amounts)) == (Decimal("1.12"), Decimal("3.18"))


# ------------------------------------------------------------------ dirty input


def test_impossible_values_are_dropped_and_reported():
    facts, misread = read_facts(
        {"scheme": "H2A", "wage": "12.27", "hours_week": "200", "end_date": "3025-03-01", "colour": "red"}
    )
    assert facts.wage == Decimal("12.27")
    assert facts.hours_week is None
    assert {item.field for item in misread} == {"hours_week", "end_date", "colour"}


def test_facts_go_to_json_and_back():
    facts = VacancyFacts(**BASE)
    assert VacancyFacts.model_validate(facts.model_dump(mode="json")) == facts
    assert VacancyFacts.model_validate_json(facts.model_dump_json()) == facts

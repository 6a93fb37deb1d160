"""What the Canadian rules say once the Ministry has loaded the tables that ship empty, in part or old."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from registry.law.queries import known_values
from registry.schemes.evaluate import evaluate
from registry.schemes.explain import stale
from registry.schemes.facts import Circumstances, VacancyFacts
from registry.schemes.law import Reference
from registry.schemes.loader import ExtraValue, ruleset

RULES = Path(__file__).parents[2] / "rules" / "canada"


def outcome(file, rule, extra, asked_on=date(2026, 3, 1), **changes):
    content = yaml.safe_load((RULES / file).read_text(encoding="utf-8"))
    facts = VacancyFacts.model_validate({**content["base"], **changes})
    circumstances = Circumstances.model_validate(content["circumstances"])
    outcomes = evaluate(ruleset(tuple(extra)), facts, asked_on, circumstances)
    return next(item for item in outcomes if item.rule == rule)


def loaded(parameter, key, starts_on, amount):
    return ExtraValue(
        parameter, key, starts_on, Decimal(amount), "verified", Reference("List of the quarter")
    )


@pytest.mark.parametrize(
    "rate, sector, expected",
    [
        ("5.9", "none", "met"),
        ("6.0", "none", "not_met"),
        ("8.1", "none", "not_met"),
        ("8.1", "food_manufacturing", "met"),
        ("8.1", "primary_agriculture", "met"),
        ("8.1", "short", "unknown"),
        ("8.1", None, "unknown"),
    ],
)
def test_high_unemployment_stops_a_low_wage_vacancy_but_in_exempt_sectors(rate, sector, expected):
    quarter = [loaded("ca-unemployment", ("Windsor",), date(2026, 1, 10), rate)]
    found = outcome("low_wage.yaml", "CA-06", quarter, low_wage_sector=sector)
    assert found.outcome == expected
    if expected == "not_met":
        assert found.severity == "blocks"
        assert f"El desempleo en Windsor desde 10-ene-2026 es {rate} %" in found.message_es


@pytest.mark.parametrize(
    "received, expected",
    [
        (date(2026, 1, 9), "unknown"),  # before the list
        (date(2026, 1, 10), "not_met"),
        (date(2026, 4, 10), "not_met"),  # the last day of thirteen weeks
        (date(2026, 4, 11), "unknown"),  # the next list is not loaded
    ],
)
def test_a_list_counts_for_the_quarter_in_which_the_application_was_received(received, expected):
    quarter = [loaded("ca-unemployment", ("Windsor",), date(2026, 1, 10), "7.0")]
    assert outcome("low_wage.yaml", "CA-06", quarter, lmia_received_on=received).outcome == expected


def test_the_name_of_an_area_is_read_whatever_its_accents_and_capitals():
    quarter = [loaded("ca-unemployment", ("Montréal",), date(2026, 1, 10), "7.0")]
    assert outcome("low_wage.yaml", "CA-06", quarter, cma="montreal").outcome == "not_met"
    assert outcome("low_wage.yaml", "CA-06", quarter, cma="Chilliwack").outcome == "unknown"


def test_a_loaded_rate_of_the_national_list_makes_a_farm_wage_certain():
    rates = [loaded("ca-ncl-wage", ("fruits_vegetables", "ON", "any"), date(2025, 12, 31), "17.80")]
    assert outcome("agricultural.yaml", "CA-01", rates, wage="17.80").outcome == "met"
    found = outcome("agricultural.yaml", "CA-01", rates, wage="17.79")
    assert (found.outcome, found.severity, found.value) == ("not_met", "blocks", "17.80")


@pytest.mark.parametrize(
    "wage, expected", [("17.79", "not_met"), ("17.80", "unknown"), ("20.99", "unknown"), ("21.00", "met")]
)
def test_between_the_rates_of_two_skills_an_officer_looks(wage, expected):
    rates = [
        loaded("ca-ncl-wage", ("dairy", "ON", "lower"), date(2025, 12, 31), "17.80"),
        loaded("ca-ncl-wage", ("dairy", "ON", "higher"), date(2025, 12, 31), "21.00"),
    ]
    found = outcome("agricultural.yaml", "CA-01", rates, wage=wage, commodity="dairy")
    assert found.outcome == expected
    assert ("mayor destreza" in found.message_es) == (expected == "unknown")


def test_the_rent_off_the_farm_is_compared_once_its_province_is_loaded():
    rule = [loaded("ca-off-farm-rent", ("ON",), date(2026, 1, 1), "35.00")]
    housing = {"provided": True, "on_farm": False, "cost_period": "week"}
    dear = outcome("agricultural.yaml", "CA-10", rule, housing={**housing, "cost_worker": "35.01"})
    assert (dear.outcome, dear.severity, dear.value) == ("not_met", "blocks", "35.00")
    fair = outcome("agricultural.yaml", "CA-10", rule, housing={**housing, "cost_worker": "35.00"})
    assert fair.outcome == "met"


def test_a_verified_threshold_takes_the_place_of_the_unverified_one():
    july = [loaded("ca-high-wage-threshold", ("ON",), date(2026, 7, 17), "37.00")]
    changes = {"lmia_received_on": date(2026, 7, 17), "wage": "36.99"}
    found = outcome("low_wage.yaml", "CA-02", july, **changes)
    assert (found.outcome, found.confidence) == ("met", "verified")
    found = outcome("low_wage.yaml", "CA-02", july, **(changes | {"wage": "37.00"}))
    assert (found.outcome, found.severity, found.value) == ("not_met", "blocks", "37.00")


def test_what_canada_has_not_loaded_is_listed_as_due():
    due = {item.parameter for item in stale(ruleset(), date(2026, 11, 21)) if item.reason == "renewal"}
    assert {"ca-ncl-wage", "ca-unemployment"} <= due


def test_both_streams_ask_the_rules_the_country_shares():
    rules = {scheme: {rule.id for rule in ruleset().rules(scheme)} for scheme in ("CA_AG", "CA_LOW", "H2A")}
    canadian = {f"CA-{number:02}" for number in range(19)}
    assert rules["CA_AG"] & canadian == canadian - {"CA-02", "CA-06", "CA-07"}
    assert rules["CA_LOW"] & canadian == canadian - {"CA-03", "CA-04", "CA-09"}
    assert not rules["H2A"] & canadian


def test_the_rates_of_every_listed_commodity_can_be_loaded():
    law = ruleset()
    held = law.parameters["ca-ncl-commodities"].on(date(2026, 11, 21))
    assert held is not None and isinstance(held.amount, tuple)
    listed = held.amount
    assert set(listed) == set(law.parameters["ca-ncl-wage"].key_values["commodity"])
    assert set(listed) <= set(known_values(law.parameters["ca-ncl-wage"])["commodity"])
    assert len(known_values(law.parameters["ca-unemployment"])["cma"]) == 41

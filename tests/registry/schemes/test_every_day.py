"""Every day of work counts: a value that changes inside the work is asked too, as officers load it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from registry.schemes.evaluate import Outcome, evaluate
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Reference
from registry.schemes.loader import ExtraValue, amended, ruleset

RULES = Path(__file__).parents[2] / "rules"


def loaded(parameter: str, starts_on: date, amount: str, *key: str) -> ExtraValue:
    return ExtraValue(parameter, key, starts_on, Decimal(amount), "verified", Reference("invented"))


def asked(file: str, rule: str, extra: ExtraValue, **facts: Any) -> Outcome:
    base = yaml.safe_load((RULES / file).read_text(encoding="utf-8"))
    vacancy = VacancyFacts.model_validate(base["base"] | facts)
    found = evaluate(amended(ruleset(), (extra,)), vacancy, base["asked_on"])
    return next(item for item in found if item.rule == rule)


def test_a_share_of_the_rent_that_falls_inside_the_season_is_the_one_that_counts() -> None:
    falls = loaded("es-rent-share", date(2026, 4, 1), "5")
    found = asked("spain/gecco.yaml", "ES-07", falls)
    assert found.outcome == "not_met"
    assert "30.00 EUR: 5 % del IPREM (desde 1-abr-2026)" in found.message_es
    after = loaded("es-rent-share", date(2026, 7, 1), "5")
    assert asked("spain/gecco.yaml", "ES-07", after).outcome == "met"
    rises = loaded("es-rent-share", date(2026, 4, 1), "30")
    assert asked("spain/gecco.yaml", "ES-07", rises).outcome == "met"


def test_a_job_without_an_end_meets_the_minimum_already_loaded_for_later() -> None:
    raised = loaded("gt-monthly-minimum", date(2027, 1, 1), "4000.00", "CE1", "agricola")
    begins = {"department": "Guatemala", "start_date": date(2026, 12, 15), "wage": "3791.20"}
    found = asked("guatemala/sne.yaml", "GT-01", raised, **begins)
    assert (found.outcome, found.value) == ("not_met", "4000.00")
    assert asked("guatemala/sne.yaml", "GT-01", raised, **begins | {"wage": "4000.00"}).outcome == "met"
    ends = begins | {"end_date": date(2026, 12, 31)}
    assert asked("guatemala/sne.yaml", "GT-01", raised, **ends).outcome == "met"

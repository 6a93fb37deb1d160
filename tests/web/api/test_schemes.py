"""The schemes through the API: the same law as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.loader import ruleset
from tests.web.test_reading_level import on_one_engine


@on_one_engine
@pytest.mark.parametrize("name", MODELLED_SCHEMES)
def test_a_scheme_is_whole(client: TestClient, name: str) -> None:
    law = ruleset()
    scheme = law.scheme(name)
    assert scheme is not None
    found: dict[str, Any] = client.get(f"/api/v1/schemes/{name}").json()
    assert found["ruleset"] == law.hash
    assert [rule["id"] for rule in found["rules"]] == [rule.id for rule in law.rules(name)]
    assert [step["id"] for step in found["steps"]] == [step.id for step in scheme.clocks]
    assert [fact["id"] for fact in found["worker"]] == [fact.id for fact in scheme.worker_facts]
    named = {one["id"] for one in found["parameters"]}
    assert {one for rule in found["rules"] for one in rule["parameters"]} == named


@on_one_engine
def test_clocks_and_values_carry_their_source(client: TestClient) -> None:
    found = client.get("/api/v1/schemes/H2A").json()
    order = next(step for step in found["steps"] if step["id"] == "job_order")
    assert order["since"] == {
        "anchor": "first_day", "is_step": False, "amount": -75, "unit": "days", "calendar": None,
    }  # fmt: skip
    assert (order["confidence"], order["reference"]["title"]) == ("verified", "20 CFR 655.121")
    aewr = next(one for one in found["parameters"] if one["id"] == "us-h2a-aewr")
    georgia = next(value for value in aewr["values"] if value["key"] == ["GA", "field_livestock", "I"])
    assert (georgia["amount"], georgia["since"]) == ("12.27", "2025-10-02")
    assert aewr["renewal_due"] == "2026-07-01"


@on_one_engine
@pytest.mark.parametrize("name", ["SAWP", "ALL", "h2a"])
def test_what_is_no_scheme(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/schemes/{name}").status_code == 404

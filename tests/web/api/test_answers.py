"""What every endpoint promises: keys and scopes, problem details, one act per Idempotency-Key, a frozen description."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.api.description import describe
from app.config import ROOT
from registry import clock
from registry.access import Role
from registry.accounts import service
from registry.accounts.models import ApiKey
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import answer
from tests.factories import new_account

PERSON: dict[str, Any] = {
    "given_names": "Persona",
    "surnames": "Ficticia de Prueba",
    "birth_date": "1990-05-04",
    "municipality": "0901",
    "languages": [{"language": "es", "level": 5}],
    "consents": [],
}

Headers = dict[str, str]


@pytest.fixture
def key(session: Session) -> Callable[..., Headers]:
    def make(role: Role, *scopes: str) -> Headers:
        account = new_account(session, role)
        return {
            "Authorization": "Bearer " + service.new_api_key(session, account, name="t", scopes=list(scopes))
        }

    return make


def test_errors_are_problem_details(client: TestClient) -> None:
    response = client.get("/api/v1/vacancies/no-existe")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not_found" and response.json()["status"] == 404


def test_no_key_bad_key_and_wrong_scope(client: TestClient, key: Callable[..., Headers]) -> None:
    refused = client.post("/api/v1/candidates", json=PERSON, headers={"Authorization": "Bearer sdr_false"})
    assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    read_only = key(Role.COUNSELLOR, "candidates:read")
    assert client.post("/api/v1/candidates", json=PERSON, headers=read_only).status_code == 404


def test_a_revoked_key_and_a_disabled_account_are_out_at_once(
    client: TestClient, session: Session, key: Callable[..., Headers]
) -> None:
    headers = key(Role.COUNSELLOR, "candidates:write")
    session.scalars(select(ApiKey)).one().revoked_at = clock.now()
    assert client.post("/api/v1/candidates", json=PERSON, headers=headers).status_code == 401


def test_the_cookie_is_nobody_to_the_api(as_role: Callable[..., TestClient]) -> None:
    """A browser cannot be talked into an API call: only a key signs in there."""
    counsellor = as_role(Role.COUNSELLOR)
    assert counsellor.post("/api/v1/candidates", json=PERSON).status_code in {401, 404}


def test_the_same_idempotency_key_is_one_registration(
    client: TestClient, session: Session, key: Callable[..., Headers]
) -> None:
    consent = answer(Purpose.REGISTER, is_given=True, how=How.READ_ALOUD)
    person = PERSON | {"consents": [consent.model_dump(mode="json")]}
    headers = key(Role.COUNSELLOR, "candidates:write") | {"Idempotency-Key": "fila-17"}
    first = client.post("/api/v1/candidates", json=person, headers=headers)
    again = client.post("/api/v1/candidates", json=person, headers=headers)
    assert first.status_code == 201, first.text
    assert again.json() == first.json()
    assert session.scalar(select(func.count(Candidate.id))) == 1


def test_a_wrong_field_is_named(client: TestClient, key: Callable[..., Headers]) -> None:
    response = client.post(
        "/api/v1/candidates",
        json=PERSON | {"birth_date": "ayer"},
        headers=key(Role.COUNSELLOR, "candidates:write"),
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "birth_date"


def test_a_list_is_walked_by_its_cursor(client: TestClient) -> None:
    assert client.get("/api/v1/vacancies").json() == {"items": [], "next": None}
    assert client.get("/api/v1/vacancies", params={"cursor": "otro"}).status_code == 422
    assert client.get("/api/v1/vacancies", params={"limit": 0}).status_code == 422


def test_the_frozen_description_is_todays(app: FastAPI) -> None:
    frozen = json.loads((ROOT / "docs/openapi.json").read_text())
    assert describe(app) == frozen, (
        "the API changed: say so in CHANGELOG.md and run: sendero openapi > docs/openapi.json"
    )


def test_every_endpoint_declares_every_error(app: FastAPI) -> None:
    described = describe(app)
    assert described["openapi"].startswith("3.1")
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert len(operations) >= 11
    for operation in operations:
        assert {"400", "401", "403", "404", "409", "413", "422", "429"} <= operation["responses"].keys()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"])
def test_a_method_that_is_not_there_is_told_which_are(client: TestClient, method: str) -> None:
    refused = client.request(method, "/api/v1/complaints/follow")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "POST"
    assert refused.json()["code"] == "method_not_allowed"
    assert client.request(method, "/api/v1/vacancies").headers["allow"] == "GET, POST"

"""Vacancies and schemes over the API: posted as a draft, checked, submitted, read by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.organisations.models import Employer
from registry.vacancies.models import Vacancy
from tests.factories import new_account
from tests.registry.vacancies.offers import AT_HOME, employer_of, facts, published

pytestmark = pytest.mark.usefixtures("frozen_now")

Headers = dict[str, str]
KeyFor = Callable[[Account], Headers]


@pytest.fixture
def key_for(session: Session) -> KeyFor:
    def make(account: Account) -> Headers:
        secret = accounts.new_api_key(
            session, account, name="t", scopes=["vacancies:write", "shortlists:read"]
        )
        return {"Authorization": f"Bearer {secret}"}

    return make


@pytest.fixture
def poster(session: Session, key_for: KeyFor) -> Headers:
    return key_for(employer_of(session)[1])


def test_posted_checked_and_submitted(client: TestClient, session: Session, poster: Headers) -> None:
    posted = client.post("/api/v1/vacancies", json={"facts": AT_HOME | {"wage": "3600"}}, headers=poster)
    assert posted.status_code == 201, posted.text
    answer = posted.json()
    assert (answer["status"], [one["rule"] for one in answer["blocked_by"]]) == ("draft", ["GT-01"])
    assert answer["blocked_by"][0]["reference"]["title"]
    refused = client.post(f"/api/v1/vacancies/{answer['id']}/submit", headers=poster)
    assert refused.status_code == 409 and refused.json()["code"] == "rule_blocks"
    lawful = client.post("/api/v1/vacancies", json={"facts": AT_HOME}, headers=poster).json()
    sent = client.post(f"/api/v1/vacancies/{lawful['id']}/submit", headers=poster)
    assert (sent.status_code, sent.json()["status"]) == (200, "in_review")
    assert client.get(f"/api/v1/vacancies/{lawful['id']}").status_code == 404


def test_the_same_idempotency_key_posts_once(client: TestClient, session: Session, poster: Headers) -> None:
    twice = [
        client.post("/api/v1/vacancies", json={"facts": AT_HOME}, headers=poster | {"Idempotency-Key": "x1"})
        for _ in range(2)
    ]
    assert twice[0].json() == twice[1].json()
    assert session.query(Vacancy).count() == 1


def test_nobody_posts_or_submits_for_another(
    client: TestClient, session: Session, key_for: KeyFor, poster: Headers
) -> None:
    other, account = employer_of(session, 2)
    sent = {"employer": other.public_id, "facts": AT_HOME}
    assert client.post("/api/v1/vacancies", json=sent, headers=poster).status_code == 404
    mine = client.post("/api/v1/vacancies", json={"facts": AT_HOME}, headers=key_for(account)).json()
    assert client.post(f"/api/v1/vacancies/{mine['id']}/submit", headers=poster).status_code == 404
    assert client.get(f"/api/v1/vacancies/{mine['id']}/shortlist", headers=poster).status_code == 404


def test_an_agency_says_for_whom(client: TestClient, session: Session, key_for: KeyFor) -> None:
    from tests.registry.vacancies.test_publish import agency_of, introduced

    agency = agency_of(session, "registered")
    employer, _actor = introduced(session, agency)
    key = key_for(new_account(session, Role.AGENCY, agency_id=agency.id))
    posted = client.post(
        "/api/v1/vacancies", json={"employer": employer.public_id, "facts": AT_HOME}, headers=key
    )
    assert posted.status_code == 201, posted.text
    vacancy = session.query(Vacancy).one()
    assert (vacancy.agency_id, vacancy.employer_id) == (agency.id, employer.id)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"scheme": "SAWP"}, 422),
        ({"scheme": "h2a"}, 422),
        ({"hours_week": "200"}, 422),
        ({"wage": "NaN"}, 422),
        ({"unknown_field": 1}, 422),
        ({"title": "Corte\u0000 de caña"}, 201),
    ],
)
def test_odd_facts(client: TestClient, poster: Headers, changes: dict[str, object], status: int) -> None:
    posted = client.post("/api/v1/vacancies", json={"facts": AT_HOME | changes}, headers=poster)
    assert posted.status_code == status, posted.text


def test_the_public_list_has_no_private_field(client: TestClient, session: Session) -> None:
    vacancy, _actor, _by = published(session, apply_channel={"email": "rh@example.org"})
    [item] = client.get("/api/v1/vacancies").json()["items"]
    assert (item["number"], item["wage"], item["places_left"]) == (vacancy.number, "3700.00", 10)
    assert "rh@example.org" not in client.get(f"/api/v1/vacancies/{vacancy.number}").text
    assert client.get("/api/v1/vacancies", params={"country": "US"}).json()["items"] == []


def test_the_law_is_asked_without_storing(client: TestClient, session: Session) -> None:
    low = facts(wage="3600").model_dump(mode="json", exclude_none=True)
    answer = client.post("/api/v1/schemes/GT_SNE/check", json=low)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    wage = next(one for one in found["outcomes"] if one["rule"] == "GT-01")
    assert (found["state"], wage["outcome"], wage["value"]) == ("blocked", "not_met", "3625.89")
    earlier = client.post("/api/v1/schemes/GT_SNE/check?as_of=2025-01-15", json=low).json()
    assert earlier["asked_on"] == "2025-01-15"
    assert client.post("/api/v1/schemes/GT_SNE/check?as_of=0", json=low).status_code == 422, "not a day"
    assert session.query(Vacancy).count() == session.query(Employer).count() == 0
    assert client.post("/api/v1/schemes/H2A/check", json=low).status_code == 422
    assert client.post("/api/v1/schemes/SAWP/check", json=low).status_code == 404


def test_the_schemes_are_listed(client: TestClient) -> None:
    items = {item["id"]: item for item in client.get("/api/v1/schemes").json()["items"]}
    assert {"H2A", "GT_SNE"} <= items.keys() and items["H2A"]["rules"] > 30

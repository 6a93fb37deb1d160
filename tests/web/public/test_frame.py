"""What surrounds every page: headers, language, cross-site refusal, one act per form, plain errors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import Role
from registry.accounts.models import Account
from tests.conftest import QueryBudget
from tests.web.conftest import AsRole


def token_of(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found
    return found.group(1)


def test_every_page_has_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/entrar", "/no-existe", "/healthz"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert (
            "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_the_language_is_switched_and_kept(client: TestClient) -> None:
    assert 'lang="es"' in client.get("/").text
    assert 'lang="en"' in client.get("/?lang=en").text
    assert "What do you want to do?" in client.get("/").text
    assert "¿Qué quiere hacer?" in client.get("/?lang=es").text
    assert 'lang="es"' in client.get("/?lang=quc").text or 'lang="en"' not in client.get("/?lang=quc").text


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://malo.example"}],
)
def test_a_form_from_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post(
        "/entrar", data={"email": "a@b.example", "password": "x", "code": "1"}, headers=headers
    )
    assert answer.status_code == 403
    assert client.post("/entrar", data={}, headers={"sec-fetch-site": "same-origin"}).status_code == 422


def test_a_form_sent_twice_is_one_act(as_role: AsRole, session: Session) -> None:
    admin = as_role(Role.ADMIN)
    officer = session.scalars(select(Account).where(Account.role == Role.ADMIN)).one()
    other = as_role(Role.OFFICER)
    account = session.scalars(select(Account).where(Account.role == Role.OFFICER)).one()
    assert other is not admin and officer.id != account.id
    form = {
        "form_token": token_of(admin.get(f"/admin/cuentas/{account.public_id}").text),
        "reason": "prueba doble",
    }
    first = admin.post(f"/admin/cuentas/{account.public_id}/disable", data=form)
    second = admin.post(f"/admin/cuentas/{account.public_id}/disable", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]


def test_signing_in_and_out(
    client: TestClient, session: Session, as_role: AsRole, new_client: Callable[[], TestClient]
) -> None:
    officer = as_role(Role.OFFICER)
    assert officer.get("/cuenta").status_code == 200
    gone = officer.post("/salir")
    assert gone.status_code == 303 and "storage" in gone.headers["clear-site-data"]
    again = officer.get("/cuenta")
    assert again.status_code == 303 and again.headers["location"].startswith("/entrar?next=")


def test_a_wrong_sign_in_keeps_the_email_but_not_the_password(client: TestClient) -> None:
    answer = client.post(
        "/entrar", data={"email": "rosa@example.org", "password": "secreto9", "code": "123456"}
    )
    assert answer.status_code == 422
    assert "rosa@example.org" in answer.text and "secreto9" not in answer.text
    assert "<title>Error:" in answer.text and 'id="error-summary"' in answer.text


@pytest.mark.parametrize(
    "target", ["https://malo.example", "//malo.example", "/\\malo.example", "javascript:alert(1)"]
)
def test_the_way_back_after_signing_in_stays_on_this_site(client: TestClient, target: str) -> None:
    page = client.get("/entrar", params={"next": target}).text
    assert re.search(r'name="next" value="([^"]*)"', page).group(1) == ""  # type: ignore[union-attr]
    kept = client.get("/entrar", params={"next": "/ministerio/vacantes"}).text
    assert 'name="next" value="/ministerio/vacantes"' in kept


def test_absent_and_forbidden_look_the_same(as_role: AsRole) -> None:
    employer = as_role(Role.COUNSELLOR)
    absent, forbidden = employer.get("/no-existe"), employer.get("/admin/cuentas")

    def without_id(html: str) -> str:
        html = re.sub(r'[0-9a-f]{12}|href="[^"]*lang=[^"]*"|name="form_token" value="[^"]*"', "", html)
        return html.replace(' aria-current="page"', "")

    assert (absent.status_code, forbidden.status_code) == (404, 404)
    assert without_id(absent.text) == without_id(forbidden.text)


def test_a_body_over_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post("/entrar", data={"email": "a" * 70_000})
    assert answer.status_code == 413
    assert "Es muy grande" in answer.text and "lo que escribió sigue ahí" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    told = client.post("/api/v1/complaints", json={"text": "a" * 70_000})
    assert (told.status_code, told.json()["code"]) == (413, "too_large")


def test_a_page_costs_few_queries(as_role: AsRole, query_budget: QueryBudget) -> None:
    """The frame of a signed-in page: one look at the session, one at its holder, and what the page itself asks."""
    admin = as_role(Role.ADMIN)
    with query_budget(5):
        assert admin.get("/admin/cuentas").status_code == 200

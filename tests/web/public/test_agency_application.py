"""Applying without an account: told before, told after, the same for every e-mail, nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry.access import Role
from registry.accounts.models import Account
from registry.organisations.models import Agency
from registry.vetting.models import Case
from tests.factories import new_account
from tests.web.conftest import AsRole

FORM = "/agencias/solicitud/datos"


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "legal_name": "Caminos del Norte, S.A.",
        "trade_name": "",
        "nit": "576937-K",
        "municipality": "0101",
        "address": "6 avenida 10-20, zona 1",
        "corridors": ["US", "CA"],
        "kind": "company",
        "contact_name": "Rosa Xol",
        "email": "rosa@caminos.example",
        "phone": "2232 0101",
    } | changes


def test_what_will_be_asked_is_said_first(client: TestClient) -> None:
    text = client.get("/agencias/solicitud").text
    for words in (
        "Declaración de cero cobros",
        "3 años",
        "30 días hábiles",
        "60 días",
        "gratis",
        "Fianza o seguro",
    ):
        assert words in text


def test_applying(client: TestClient, session: Session) -> None:
    answer = client.post(FORM, data=sent())
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "Recibimos su solicitud" in page.text
    agency = session.scalars(select(Agency)).one()
    assert (agency.state, agency.corridors, agency.trade_names) == ("applied", ["US", "CA"], [])
    assert session.scalars(select(Case.state)).one() == "draft"
    link = re.search(r'href="(/invitacion/[^"]+)"', page.text)
    assert link
    assert client.get(link.group(1)).status_code == 200


def test_a_second_click_changes_nothing(client: TestClient, session: Session) -> None:
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(FORM).text)
    assert token
    answers = [client.post(FORM, data=sent(form_token=token.group(1))) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert session.scalar(select(func.count(Agency.id))) == 1


def test_a_known_address_gets_the_same_answer(
    client: TestClient, session: Session, settings: Settings
) -> None:
    known = new_account(session, Role.EMPLOYER)
    first = client.post(FORM, data=sent(email=known.email))
    other = client.post(FORM, data=sent())
    # Outside the demo the two are the same to the letter; in the demo the link is on the page.
    assert first.status_code == other.status_code == 303
    assert first.headers["location"].partition("?")[0] == other.headers["location"].partition("?")[0]
    assert session.scalar(select(func.count(Account.id)).where(Account.role == Role.AGENCY)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"legal_name": ""}, "legal_name"),
        ({"legal_name": "x" * 300}, "legal_name"),
        ({"nit": "no tengo"}, "nit"),
        ({"municipality": "9999"}, "municipality"),
        ({"municipality": ""}, "municipality"),
        ({"corridors": []}, "corridors"),
        ({"corridors": ["XX"]}, "corridors"),
        ({"kind": "bank"}, "kind"),
        ({"email": "rosa"}, "email"),
        ({"phone": "abc"}, "phone"),
        ({"address": "1"}, "address"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: TestClient, session: Session, changes: dict[str, Any], field: str
) -> None:
    answer = client.post(FORM, data=sent(**changes))
    assert answer.status_code == 422
    assert "Hay un problema" in answer.text
    assert f'href="#{field}"' in answer.text
    kept = sent(**changes)["contact_name"]
    assert f'value="{kept}"' in answer.text
    assert session.scalar(select(func.count(Agency.id))) == 0


def test_staff_have_nothing_to_apply_for(as_role: AsRole) -> None:
    assert as_role(Role.OFFICER).get("/agencias/solicitud").status_code == 404

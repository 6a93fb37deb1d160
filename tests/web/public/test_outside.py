"""What strangers put beside the form: foreign hosts, forwarded addresses, further fields, fields twice, huge bodies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.testclient import TestClient

from app.forms import FormModel, bind, clean
from app.security import address_of, source_of
from registry.access import Role
from registry.accounts.models import Account
from registry.organisations.models import Employer
from tests.web.conftest import AsRole

_PAGES = (
    "/",
    "/verificar",
    "/vacantes",
    "/agencias",
    "/datos",
    "/entrar",
    "/informacion",
    "/nowhere",
    "/mi",
    "/api/v1/agencies",
)


@pytest.mark.parametrize("path", _PAGES)
def test_a_foreign_host_appears_nowhere(client: TestClient, path: str) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Original-URL": "/admin/cuentas"}
    answer = client.get(path, headers=headers)
    assert "evil.example" not in answer.text
    assert "evil.example" not in answer.headers.get("location", "")
    assert answer.headers.get("location", "/").startswith("/")


def test_who_names_another_address_is_counted_all_the_same() -> None:
    """X-Forwarded-For is believed of nobody but the proxy of the settings (sendero serve hands it to uvicorn)."""
    headers = [
        (b"x-forwarded-for", b"10.0.0.1"),
        (b"x-real-ip", b"10.0.0.2"),
        (b"forwarded", b"for=10.0.0.3"),
    ]
    request = Request({"type": "http", "headers": headers, "client": ("203.0.113.5", 5000)})
    assert address_of(request) == source_of(request) == "203.0.113.5"


class Named(FormModel):
    name: str


def test_fields_that_no_form_has_are_not_taken() -> None:
    sent = FormData(
        [
            ("name", "Rosa"),
            ("name", "Otra"),
            ("role", "admin"),
            ("id", "1"),
            ("name[]", "x"),
            ("__class__", "x"),
        ]
    )
    bound = bind(Named, sent)
    assert bound.checked.model_dump() == {"name": "Rosa"}
    assert bound.values == {"name": "Rosa"}


def test_an_application_cannot_make_itself_verified(client: TestClient, session: Session) -> None:
    page = {
        "legal_name": "Finca Doble, S.A.", "country": "GT", "region": "GT-05", "contact_name": "Gerencia",
        "contact_email": "doble@finca.example", "contact_phone": "7888 0000",
        "state": "verified", "verified_at": "2026-01-01", "role": "admin", "id": "1", "public_id": "a" * 20,
    }  # fmt: skip
    client.post("/empleadores/solicitud/datos", data=page)
    states = session.scalars(select(Employer.state).where(Employer.legal_name == "Finca Doble, S.A.")).all()
    assert all(str(state) == "applied" for state in states)
    assert session.scalars(select(Account.role).where(Account.role == Role.ADMIN)).first() is None


@pytest.mark.parametrize("typed", ["a\x00b", "a\x1b[31mb", "a\x7fb", "a\x85b", "e\u0301", "\r\n"])
def test_what_is_typed_is_cleaned_in_one_place(typed: str) -> None:
    cleaned = clean(typed)
    assert not any(char in cleaned for char in "\x00\x1b\x7f\x85\r\u0301")


@pytest.mark.parametrize("path", ["/entrar", "/registro", "/verificar", "/api/v1/complaints"])
def test_huge_bodies_are_refused_before_they_are_read(client: TestClient, path: str) -> None:
    answer = client.post(
        path, content=b"a=" + b"x" * 70_000, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code in (404, 413)


def test_many_small_fields_are_refused(client: TestClient) -> None:
    answer = client.post("/entrar", data={f"a{number}": "1" for number in range(500)})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"[" * 30_000, b'{"a":' * 10_000, b"9" * 60_000, b'{"kinds": NaN}', b"\xff", b"{"]
)
def test_deep_and_broken_json_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/complaints", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert json.loads(answer.text)["code"]


def test_a_form_model_never_takes_more_than_it_names(client: TestClient) -> None:
    """Every form there is says so itself, so that a model made from a dictionary refuses what is not its own."""

    def below(kind: type[Any]) -> list[type[Any]]:
        children: list[type[Any]] = kind.__subclasses__()
        return [one for child in children for one in (child, *below(child))]

    models = below(FormModel)
    assert len(models) > 100
    assert {one.__qualname__ for one in models if one.model_config.get("extra") != "forbid"} == set()


def test_a_line_break_in_an_address_makes_no_header(as_role: AsRole, client: TestClient) -> None:
    for browser in (client, as_role(Role.OFFICER)):
        answer = browser.get("/vacantes?lang=es%0d%0aX-Odd:%201&pagina=%0d%0aX-Odd:1")
        assert "x-odd" not in answer.headers

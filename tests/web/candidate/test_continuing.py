"""A registration goes on, on another device, with a code that works once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from registry.candidates.code import new_code
from registry.candidates.models import Candidate, RegistrationDraft
from tests.web.candidate.walk import register_here, send, walk

CODE = re.compile(r'class="sd-code" translate="no">([^<]+)<')


def code_for(browser) -> str:
    page = send(browser, "/registro/otro-telefono")
    found = CODE.search(page.text)
    assert found is not None, page.text
    return found.group(1)


def test_what_was_said_is_there_and_is_not_asked_again(client, new_client, session) -> None:
    walk(client, until="/registro/telefono")
    assert "Seguir en otro teléfono" in client.get("/registro/telefono").text
    code = code_for(client)
    assert code.replace("-", "") not in repr(session.scalars(select(RegistrationDraft.code_hash)).all())
    other = new_client()
    assert "Ya empecé en otro teléfono" in other.get("/registro").text
    answer = send(other, "/registro/seguir", {"code": code.lower().replace("-", " ")})
    assert answer.headers["location"] == "/registro/telefono"
    assert 'value="Caal Pop"' in other.get("/registro/apellidos").text
    assert client.get("/registro/apellidos").status_code == 303, "the device before shows nothing any more"
    assert send(new_client(), "/registro/seguir", {"code": code}).status_code == 422, "the code works once"


def test_a_new_code_ends_the_one_before(client, new_client) -> None:
    walk(client, until="/registro/sexo")
    first, second = code_for(client), code_for(client)
    assert send(new_client(), "/registro/seguir", {"code": first}).status_code == 422
    assert send(new_client(), "/registro/seguir", {"code": second}).status_code == 303


def test_who_answered_everything_goes_on_at_the_check_page(client, new_client, session) -> None:
    walk(client)
    other = new_client()
    answer = send(other, "/registro/seguir", {"code": code_for(client)})
    assert answer.headers["location"] == "/registro/revisar"
    register_here(other)
    assert len(session.scalars(select(Candidate)).all()) == 1


def test_a_code_of_what_was_sent_opens_nothing(client, new_client) -> None:
    walk(client)
    code = code_for(client)
    slip = register_here(client)
    for typed in (code, slip):
        assert send(new_client(), "/registro/seguir", {"code": typed}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Escriba el código."),
        ("hola", "tiene un error"),
        ("7777-8888-K", "tiene un error"),
        ("x" * 80, ""),
    ],
)
def test_what_cannot_be_a_code(client, typed: str, words: str) -> None:
    page = send(client, "/registro/seguir", {"code": typed})
    assert page.status_code == 422 and words in page.text


def test_guessing_is_braked_and_a_right_code_still_opens(client, new_client) -> None:
    walk(client, until="/registro/sexo")
    code, stranger = code_for(client), new_client()
    for _number in range(10):
        assert send(stranger, "/registro/seguir", {"code": new_code()}).status_code == 422
    assert "15 minutos" in send(stranger, "/registro/seguir", {"code": new_code()}).text
    assert send(new_client(), "/registro/seguir", {"code": code}).status_code == 303


def test_without_answers_there_is_no_code(client) -> None:
    assert client.get("/registro/otro-telefono").headers["location"] == "/registro?sin-respuestas=1"

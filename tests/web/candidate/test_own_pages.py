"""A candidate's own pages and the stage by code."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry.access import PUBLIC, Role
from registry.candidates import identity, queries
from registry.candidates.code import grouped, new_code
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate
from registry.candidates.service import register
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import send, words_of


@pytest.fixture
def candidate(session: Session) -> Candidate:
    return register(session, PUBLIC, registration(agrees_to=(Purpose.REGISTER,)))[0]


@pytest.fixture
def own(as_role, candidate: Candidate):
    return as_role(Role.CANDIDATE, candidate=candidate)


def test_code_and_telephone_lead_in(client, candidate: Candidate) -> None:
    assert client.get("/mi").headers["location"].startswith("/mi/entrar")
    sent = {"code": grouped(candidate.code).lower(), "phone": "55550101", "next": "/mi/datos"}
    response = send(client, "/mi/entrar", sent)
    assert response.headers["location"] == "/mi/datos"
    assert "Caal Pop" in client.get("/mi/datos").text


@pytest.mark.parametrize("away", ["https://evil.example", "//evil.example", "/ministerio", "/mientras"])
def test_the_way_on_stays_on_the_own_pages(client, candidate: Candidate, away: str) -> None:
    sent = {"code": candidate.code, "phone": "55550101", "next": away}
    assert send(client, "/mi/entrar", sent).headers["location"] == "/mi"


def test_a_wrong_telephone_and_an_unknown_code_look_the_same(client, candidate: Candidate) -> None:
    wrong = send(client, "/mi/entrar", {"code": candidate.code, "phone": "4444 4444"})
    unknown = send(client, "/mi/entrar", {"code": new_code(), "phone": "5555 0101"})
    said = "El código y el teléfono no coinciden"
    assert wrong.status_code == unknown.status_code == 422
    assert said in wrong.text and said in unknown.text
    assert 'value="4444 4444"' in wrong.text


def test_guessing_is_braked(client, candidate: Candidate) -> None:
    for number in range(10):
        send(client, "/mi/entrar", {"code": candidate.code, "phone": f"4444 00{number:02d}"})
    braked = send(client, "/mi/entrar", {"code": candidate.code, "phone": "5555 0101"})
    assert braked.status_code == 422 and "15 minutos" in braked.text


def test_correct_ones_own(own, candidate: Candidate, session: Session) -> None:
    assert send(own, "/mi/datos/telefono", {"owner": "own", "phone": "123"}).status_code == 422
    assert (
        send(own, "/mi/datos/telefono", {"owner": "own", "phone": "4444 0101"}).headers["location"]
        == "/mi/datos"
    )
    assert "4444 0101" in own.get("/mi/datos").text
    assert queries.own(session, candidate.actor()).phone_hash == queries.phone_hash("44440101")


def test_a_change_with_two_halves_waits_for_the_second(own, candidate: Candidate, session: Session) -> None:
    first = send(own, "/mi/datos/idiomas", {"languages": ["es", "kek", "en"]})
    assert first.headers["location"].startswith("/mi/datos/niveles")
    assert len(queries.own(session, candidate.actor()).languages) == 2
    second = send(own, first.headers["location"], {"level_es": "3", "level_kek": "5", "level_en": "1"})
    assert second.headers["location"] == "/mi/datos"
    assert [one.level for one in queries.own(session, candidate.actor()).languages] == [3, 5, 1]
    send(own, "/mi/datos/departamento", {"department": "13"})
    assert queries.own(session, candidate.actor()).municipality == "1601"
    send(own, "/mi/datos/municipio", {"municipality": "1301"})
    assert queries.own(session, candidate.actor()).municipality == "1301"


def test_a_job_is_added_on_the_own_pages(own, candidate: Candidate, session: Session) -> None:
    address = send(own, "/mi/datos/trabajos/nuevo", {"words": "albañil"}).headers["location"]
    send(own, address, {"occupation": "occ:mason"})
    send(own, "/mi/datos/trabajos/3/tiempo", {"amount": "2", "unit": "years", "is_paid": "yes"})
    work = queries.own(session, candidate.actor()).work
    assert [(job.occupation, job.months) for job in work][-1] == ("occ:mason", 24)


def test_a_half_change_of_one_person_is_nothing_to_the_next(own, as_role, session: Session, settings) -> None:
    send(own, "/mi/datos/departamento", {"department": "13"})
    other, _code = register(session, PUBLIC, registration(given_names="Otra", municipality="0101"))
    browser = as_role(Role.CANDIDATE, candidate=other)
    browser.cookies.set("correccion", own.cookies["correccion"])
    assert "Guatemala" in browser.get("/mi/datos").text
    send(browser, "/mi/datos/apellidos", {"surnames": "López"})
    assert queries.own(session, other.actor()).municipality == "0101"


def test_permissions_are_not_questions_here(own) -> None:
    assert own.get("/mi/datos/permiso-perfil").status_code == 404


def test_who_read_my_data(own, candidate: Candidate, session: Session) -> None:
    assert "Nadie más los ha visto" in own.get("/mi/datos").text
    officer = new_account(session, Role.OFFICER).actor()
    identity.identify(session, officer, candidate, reason="Para llamarle por una entrevista")
    page = own.get("/mi/datos").text
    assert "Para llamarle por una entrevista" in page and "Personal del Ministerio" in page
    assert officer.name not in page


def test_pause_and_go_on(own, candidate: Candidate, session: Session) -> None:
    send(own, "/mi/datos", to="/mi/pause")
    assert "En pausa" in own.get("/mi").text
    send(own, "/mi", to="/mi/resume")
    assert "En pausa" not in own.get("/mi").text


def test_leaving_closes_everything(own, client, candidate: Candidate) -> None:
    code = grouped(candidate.code)
    assert send(own, "/mi/retirarme", to="/mi/withdraw").headers["location"] == "/"
    assert own.get("/mi").headers["location"].startswith("/mi/entrar")
    assert client.get(f"/estado/{code}").status_code == 422
    assert send(client, "/mi/entrar", {"code": code, "phone": "55550101"}).status_code == 422


def test_give_and_take_back_a_permission(own, candidate: Candidate, session: Session) -> None:
    send(own, "/mi/consentimientos", {"purpose": "messages"}, to="/mi/consentimientos/give")
    assert queries.has_consented(session, candidate.id, Purpose.MESSAGES)
    [given] = [one for one in queries.standing_consents(session, candidate.id) if one.purpose == "messages"]
    send(own, "/mi/consentimientos", to=f"/mi/consentimientos/{given.public_id}/withdraw")
    assert not queries.has_consented(session, candidate.id, Purpose.MESSAGES)


@pytest.mark.parametrize("purpose", ["register", "share_with_employer", "todo", ""])
def test_other_permissions_are_not_given_here(own, purpose: str) -> None:
    assert (
        send(own, "/mi/consentimientos", {"purpose": purpose}, to="/mi/consentimientos/give").status_code
        == 404
    )


def test_nobody_takes_back_somebody_elses_permission(own, session: Session) -> None:
    other, _code = register(session, PUBLIC, registration())
    [consent] = [one for one in other.consents if one.purpose == "messages"]
    assert (
        send(own, "/mi/consentimientos", to=f"/mi/consentimientos/{consent.public_id}/withdraw").status_code
        == 404
    )
    assert queries.has_consented(session, other.id, Purpose.MESSAGES)


def test_the_stage_by_code_says_no_name(client, candidate: Candidate) -> None:
    response = send(client, "/estado", {"code": grouped(candidate.code).lower().replace("-", " ")})
    page = client.get(response.headers["location"]).text
    assert "Registrado" in page and "Qué" not in words_of(page)[:5]
    for secret in ("María", "Caal", "5555", "Cobán"):
        assert secret not in words_of(page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Escriba el código"), ("hola", "tiene un error"), ("7777-8888-K", "tiene un error")],
)
def test_a_code_that_cannot_be_one(client, typed: str, words: str) -> None:
    response = send(client, "/estado", {"code": typed})
    assert response.status_code == 422 and words in response.text


def test_guessing_codes_is_braked_for_this_address(client, candidate: Candidate) -> None:
    assert client.get(f"/estado/{new_code()}").status_code == 422
    for _number in range(10):
        assert send(client, "/estado", {"code": new_code()}).status_code == 422
    assert "15 minutos" in send(client, "/estado", {"code": new_code()}).text
    assert client.get(f"/estado/{grouped(candidate.code)}").status_code == 200, "a right code always opens"


def test_every_word_is_in_the_readers_language(own) -> None:
    """Also the labels of codes that a template writes out: they were once translated for the first reader only."""
    assert "Hacer una pausa" in own.get("/mi/datos?lang=es").text
    english = own.get("/mi/datos?lang=en").text
    assert "Hacer una pausa" not in english and "Pause" in english

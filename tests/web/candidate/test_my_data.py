"""What is held on a person, its deletion, the safety of their account, and why an employer did not go on."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import PUBLIC, Role
from registry.candidates import identity, queries, safety
from registry.candidates.code import grouped, new_code
from registry.candidates.consents import How
from registry.candidates.models import Candidate, Erasure
from registry.candidates.service import register
from registry.placements import service as placements
from registry.protection import service as protection
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.placements.market import Market, new_market, new_person
from tests.web.candidate.walk import send, words_of


@pytest.fixture
def candidate(session: Session) -> Candidate:
    return register(session, PUBLIC, registration())[0]


@pytest.fixture
def own(as_role, candidate: Candidate):
    return as_role(Role.CANDIDATE, candidate=candidate)


def test_whoever_leaves_is_told_that_it_is_closed(own) -> None:
    left = own.post("/salir").headers["location"]
    assert "Está cerrado. Su página ya no se abre aquí sin su código." in own.get(left).text
    assert own.get("/mi").status_code == 303


def test_the_file_in_words_and_as_a_file(own, client, candidate: Candidate, session: Session) -> None:
    centre = new_account(session, Role.COUNSELLOR, centre="Centro Norte")
    identity.identify(session, centre.actor(), candidate, reason="Pide ayuda con sus papeles")
    page = own.get("/mi/mi-archivo").text
    for said in ("María Elena", "Caal Pop", "texto 1", "Centro Norte", "Pide ayuda"):
        assert said in page, said
    assert centre.name not in page
    sent = own.get("/mi/mi-archivo.json")
    assert sent.headers["content-disposition"].startswith("attachment")
    held = json.loads(sent.text)
    assert held["person"][0]["surnames"] == "Caal Pop" and held["tables"]["consent"]
    assert client.get("/mi/mi-archivo.json").status_code == 303, "signed in only"


def test_the_page_says_the_same_with_and_without_a_protection_note(
    own, candidate: Candidate, session: Session
) -> None:
    """Somebody else may hold the telephone and the slip."""
    centre = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    identity.identify(session, centre, candidate, reason="Pide ayuda")

    def said() -> tuple[str, str]:
        page = words_of(own.get("/mi/mi-archivo").text).partition("Hecho el:")[2].partition("Código:")[2]
        return page.partition("Número de esta página")[0], json.loads(own.get("/mi/mi-archivo.json").text)[
            "tables"
        ]

    before = said()
    protection.note(
        session, centre, candidate, words="La espera un hombre", has_consent=True, how=How.READ_ALOUD
    )
    assert said() == before
    assert "Notas de protección" in before[0] and "Servicios donde lo mandamos" in before[0]


def test_deleting_takes_the_code_and_two_pages_and_can_be_undone(
    own, client, candidate: Candidate, session: Session
) -> None:
    code = grouped(candidate.code)
    assert "15 días" in own.get("/mi/borrar").text
    for typed in ("", "7777-8888-K", "hola"):
        assert send(own, "/mi/borrar/seguro", {"code": typed}).status_code == 422
    assert session.scalars(select(Erasure)).all() == []
    gone = send(own, "/mi/borrar/seguro", {"code": code.lower()})
    assert gone.headers["location"] == "/mi/entrar/volver?borrado=1"
    assert "Ya no aparece" in own.get(gone.headers["location"]).text
    assert own.get("/mi").status_code == 303
    assert client.get(f"/estado/{code}").status_code == 422
    assert send(client, "/mi/entrar", {"code": code, "phone": "55550101"}).status_code == 422
    wrong = send(client, "/mi/entrar/volver", {"code": code, "phone": "4444 4444"})
    assert wrong.status_code == 422 and "no coinciden" in wrong.text
    back = send(client, "/mi/entrar/volver", {"code": code, "phone": "5555 0101"})
    assert back.headers["location"] == "/mi"
    assert "Hola, María Elena" in client.get("/mi").text
    assert client.get(f"/estado/{code}").status_code == 200


def test_an_unknown_code_and_one_that_never_left_look_the_same(client, candidate: Candidate) -> None:
    here = send(client, "/mi/entrar/volver", {"code": candidate.code, "phone": "5555 0101"})
    nobody = send(client, "/mi/entrar/volver", {"code": "7K2P-9XQ4-M", "phone": "5555 0101"})
    assert here.status_code == nobody.status_code == 422
    assert "no coinciden" in here.text and "no coinciden" in nobody.text


def test_hidden_and_with_a_secret_word(own, client, candidate: Candidate, session: Session) -> None:
    code = grouped(candidate.code)
    sent = {"quiet": "yes", "contact": "Llame a Ana", "change": "new", "word": "volcán"}
    assert send(own, "/mi/seguridad", sent).headers["location"] == "/mi"
    page = own.get("/mi/seguridad").text
    assert "Llame a Ana" in page and "volc" not in page and "Quitarla" in page
    unknown = client.get(f"/estado/{grouped(new_code())}")
    hidden = client.get(f"/estado/{code}")
    assert hidden.status_code == unknown.status_code == 422
    said = [words_of(page.text).partition("Número de esta página")[0] for page in (hidden, unknown)]
    assert said[0] == said[1] and "No encontramos ese código" in said[0]
    signs = {"code": code, "phone": "5555 0101"}
    assert send(client, "/mi/entrar", signs).status_code == 422
    failed = send(client, "/mi/entrar", signs | {"word": "otra"})
    assert failed.status_code == 422
    assert send(client, "/mi/entrar", signs | {"word": "VOLCAN"}).status_code == 303
    again = signs | {"word": "VOLCAN", "form_token": "x" * 20}
    for word, is_open in (("VOLCAN", True), ("otra", False), ("", False), ("volcan", True)):
        client.cookies.clear()
        client.post("/mi/entrar", data=again | {"word": word})
        assert (client.get("/mi").status_code == 200) == is_open, (
            "the token of a form opens nothing by itself"
        )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"quiet": "maybe"},
        {"quiet": "no", "change": "new", "word": ""},
        {"quiet": "no", "change": "new", "word": "a"},
        {"quiet": "no", "contact": "x" * 600},
    ],
)
def test_safety_that_cannot_be_kept(
    own, candidate: Candidate, session: Session, sent: dict[str, str]
) -> None:
    assert send(own, "/mi/seguridad", sent).status_code == 422
    assert safety.of(session, candidate) is None


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.mark.parametrize(
    ("why", "read"),
    [("experience", "busca más tiempo en este trabajo"), ("", "La empresa no dijo por qué")],
)
def test_why_not_in_plain_words_and_never_the_employers_own(
    as_role, session: Session, market: Market, why: str, read: str
) -> None:
    person = market.people[0]
    (referral,) = market.refer(session, person)
    placements.consent(session, person.actor(), referral, person, how=How.SCREEN)
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    people = f"/empleador/vacantes/{market.vacancy.public_id}/personas"
    sent = {"reason": "Texto solo para el Ministerio", "why": why}
    assert send(buyer, people, sent, to=f"{people}/{referral.public_id}/reject").status_code == 303
    own = as_role(Role.CANDIDATE, candidate=person)
    page = own.get(f"/mi/ofertas/{referral.public_id}").text
    assert read in page and "Texto solo" not in page
    assert "Por qué no esta vez" in own.get("/mi").text


def test_an_unknown_reason_is_refused(as_role, session: Session, market: Market) -> None:
    person = market.people[0]
    (referral,) = market.refer(session, person)
    placements.consent(session, person.actor(), referral, person, how=How.SCREEN)
    buyer = as_role(Role.EMPLOYER, employer_id=market.employer.id)
    people = f"/empleador/vacantes/{market.vacancy.public_id}/personas"
    sent = {"reason": "Nada que decir", "why": "sex"}
    assert send(buyer, people, sent, to=f"{people}/{referral.public_id}/reject").status_code == 422


def test_how_many_places_and_people(client, session: Session, market: Market) -> None:
    code = grouped(market.people[0].code)
    page = words_of(client.get(f"/estado/{code}").text)
    assert "Hay 2 lugares abiertos." in page and "No se sabe cuántas personas" in page, (
        "four people are too few"
    )
    new_person(session, "Quinta", months=1)
    page = words_of(client.get(f"/estado/{code}").text)
    assert (
        "5 personas buscan trabajo." in page
        and "Estados Unidos 2 5" in page
        and "Canadá 0 No se sabe" in page
    )
    assert "Nadie puede prometer una fecha" in page


def test_own_record_only(own, session: Session, candidate: Candidate) -> None:
    other, _code = register(session, PUBLIC, registration(given_names="Otra"))
    assert "Otra" not in own.get("/mi/mi-archivo.json").text
    assert queries.own(session, other.actor()).state == "registered"

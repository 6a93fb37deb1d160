"""A counsellor registers, finds, reads and corrects people."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, Role
from registry.candidates import queries
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.candidates.registration import Job
from registry.candidates.service import facts_held, register
from registry.messages import optin
from registry.messages.catalogue import Channel
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import send, token_in, words_of

DPI = "2508 34766 0115"
PERSON: dict[str, Any] = {
    "how": "paper",
    "consent_register": "1",
    "consent_share_profile": "yes",
    "consent_messages": "no",
    "given_names": "José Luis",
    "surnames": "Xicará Tzul",
    "sex": "M",
    "birth_date_day": "3",
    "birth_date_month": "2",
    "birth_date_year": "1990",
    "dpi": "",
    "phone": "5555 0303",
    "municipality": "0901",
    "language_1": "quc",
    "level_1": "5",
    "work_1_words": "corté café",
    "work_1_amount": "4",
    "work_1_unit": "seasons",
    "work_1_country": "GT",
    "work_2_words": "cuidé niños",
    "work_2_amount": "2",
    "work_2_unit": "years",
    "work_2_unpaid": "1",
    "skill_words": "machete, no sé manejar",
    "countries": ["CA"],
    "months": "any",
    "avoid_1": "CA-ON",
}


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def people(session: Session) -> int:
    return session.scalar(select(func.count(Candidate.id))) or 0


@pytest.mark.parametrize(("ticked", "ways"), [({}, []), ({"consent_whatsapp": "1"}, [Channel.WHATSAPP])])
def test_whatsapp_is_asked_for_itself(counsellor, session: Session, ticked, ways) -> None:
    page = words_of(counsellor.get("/centro/personas/nueva").text)
    assert "Me pueden escribir por WhatsApp" in page, "the words that are read to the person"
    review = send(counsellor, "/centro/personas/nueva", PERSON | ticked).headers["location"]
    assert send(counsellor, review, {}, to=f"{review}/register").status_code == 303
    assert optin.agreed(session, session.scalars(select(Candidate)).one()) == ways


def test_a_person_is_registered_with_help(counsellor, session: Session) -> None:
    review = send(counsellor, "/centro/personas/nueva", PERSON).headers["location"]
    assert people(session) == 0, "nothing before the second look"
    page = counsellor.get(review).text
    assert "Cortador de café" in page and "Personas parecidas" not in page
    sent = {"occupation_1": "occ:coffee-picker", "occupation_2": "", "skills": ["skill:machete"]}
    saved = send(counsellor, review, sent, to=f"{review}/register")
    address = saved.headers["location"]

    candidate = session.scalars(select(Candidate)).one()
    held = queries.load(session, candidate.actor(), candidate.public_id)
    assert (held.centre, held.helper_id is None) == ("CAPMiR Quetzaltenango", False)
    assert [(job.words, job.occupation, job.months, job.is_paid) for job in held.work] == [
        ("corté café", "occ:coffee-picker", 24, True),
        ("cuidé niños", None, 24, False),
    ]
    assert [one.skill for one in held.skills if one.skill] == ["skill:machete"]
    assert {(one.purpose, one.is_given, one.how) for one in held.consents} == {
        ("register", True, "paper"), ("share_profile", True, "paper"), ("messages", False, "paper"),
    }  # fmt: skip
    assert facts_held(held).places_to_avoid == ["CA-ON"] and held.max_months_away is None
    shown = counsellor.get(address).text
    assert grouped(candidate.code) in shown and "Registro guardado" in shown
    assert "Canadá: Sí le puede considerar" in shown, "the honest answer, at the end of a registration"
    slip = counsellor.get(f"/centro/personas/{candidate.public_id}/hoja").text
    assert "José Luis Xicará Tzul" in slip and "CAPMiR Quetzaltenango" in slip and "5555" not in slip


def test_the_draft_opens_nothing_twice(counsellor, session: Session) -> None:
    review = send(counsellor, "/centro/personas/nueva", PERSON).headers["location"]
    send(counsellor, review, {}, to=f"{review}/register")
    assert counsellor.get(review).status_code == 404
    assert counsellor.post(f"{review}/register", data={}).status_code == 404
    assert people(session) == 1


def test_back_to_typing_loses_nothing(counsellor) -> None:
    review = send(counsellor, "/centro/personas/nueva", PERSON).headers["location"]
    token = review.rpartition("/")[2]
    page = counsellor.get(f"/centro/personas/nueva?borrador={token}").text
    for typed in ("José Luis", "Xicará Tzul", "corté café", "5555 0303", "machete, no sé manejar"):
        assert typed in page
    assert re.search(r'value="quc" selected', page) and re.search(r'value="0901" selected', page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"given_names": ""}, "Escriba los nombres."),
        ({"surnames": "  "}, "Escriba los apellidos."),
        ({"consent_register": ""}, "Sin el permiso"),
        ({"consent_messages": ""}, "Marque sí o no"),
        ({"birth_date_year": "2015"}, "18 años o más"),
        ({"birth_date_day": "31"}, "Esa fecha no existe"),
        ({"phone": "12"}, "8 números"),
        ({"municipality": "9999"}, "Elija una de las opciones."),
        ({"level_1": ""}, "Diga cuánto habla"),
        ({"language_2": "quc", "level_2": "3"}, "dos veces"),
        ({"work_3_amount": "5"}, "escriba en qué trabajó"),
        ({"work_1_amount": "siempre"}, "Escriba un número entero"),
        ({"work_1_amount": "-3"}, "más bajo"),
        ({"work_1_country": "ZZ"}, "Elija una de las opciones."),
        ({"avoid_1": "ZZ"}, "Elija una de las opciones."),
        ({"kinds": ["nada"]}, "Elija una de las opciones."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_bad_input_is_told_and_everything_stays(counsellor, session: Session, changes, words: str) -> None:
    response = send(counsellor, "/centro/personas/nueva", PERSON | changes)
    assert response.status_code == 422 and words in response.text and "Hay un problema" in response.text
    for name in ("skill_words", "work_2_words"):
        assert PERSON[name] in response.text
    assert people(session) == 0


def test_a_strange_dpi_is_kept_and_marked(counsellor, session: Session) -> None:
    typed = PERSON | {"dpi": "1234", "dpi_again": "12 34"}
    review = send(counsellor, "/centro/personas/nueva", typed).headers["location"]
    address = send(counsellor, review, {}, to=f"{review}/register").headers["location"]
    assert "conviene revisarlo" in counsellor.get(address).text


def test_a_possible_double_is_shown_to_staff_without_a_name(counsellor, session: Session) -> None:
    register(
        session,
        PUBLIC,
        registration(given_names="José Luis", surnames="Jicara Tsul", birth_date=None, phone="5555 0303"),
    )
    review = send(counsellor, "/centro/personas/nueva", PERSON).headers["location"]
    page = words_of(counsellor.get(review).text)
    assert "Personas parecidas" in page and "José J. T." in page and "Jicara" not in page
    saved = send(counsellor, review, {}, to=f"{review}/register")
    assert saved.status_code == 303 and people(session) == 2


def test_a_code_that_was_not_offered_is_refused(counsellor, session: Session) -> None:
    review = send(counsellor, "/centro/personas/nueva", PERSON).headers["location"]
    for sent in ({"occupation_1": "occ:cook"}, {"skills": ["skill:none"]}):
        assert send(counsellor, review, sent, to=f"{review}/register").status_code == 422
    assert people(session) == 0


def test_who_somebody_is_opens_with_a_reason(counsellor, session: Session) -> None:
    candidate, code = register(session, PUBLIC, registration(places_to_avoid=["US-FL"]))
    address = f"/centro/personas/{candidate.public_id}"
    closed = words_of(counsellor.get(address).text)
    assert "María C. P." in closed
    for secret in ("Elena", "Caal", "5555", grouped(code), "Florida"):
        assert secret not in closed
    assert "Canadá" in closed and "Cortadora de café" in closed
    assert counsellor.get(f"{address}/hoja").status_code == 404
    assert counsellor.get(f"{address}/corregir").status_code == 404
    assert send(counsellor, address, {"reason": " "}, to=f"{address}/identify").status_code == 422
    assert (
        send(counsellor, address, {"reason": "Perdió su hoja"}, to=f"{address}/identify").status_code == 303
    )
    opened = words_of(counsellor.get(address).text)
    assert "Caal Pop" in opened and grouped(code) in opened
    assert counsellor.get(f"{address}/hoja").status_code == 200
    [entry] = [
        one for one in events.of_record(session, "candidate", candidate.public_id) if one.verb == "identify"
    ]
    assert entry.reason == "Perdió su hoja"


def test_another_officer_gives_a_reason_of_their_own(counsellor, as_role, session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    address = f"/centro/personas/{candidate.public_id}"
    send(counsellor, address, {"reason": "Perdió su hoja"}, to=f"{address}/identify")
    other = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    assert "Caal" not in words_of(other.get(address).text)


def test_correct_with_the_same_form(counsellor, session: Session) -> None:
    candidate, _code = register(
        session,
        PUBLIC,
        registration(work=[Job(words="corté café", occupation="occ:coffee-picker", months=60)]),
    )
    address = f"/centro/personas/{candidate.public_id}"
    send(counsellor, address, {"reason": "Cambió de teléfono"}, to=f"{address}/identify")
    form = counsellor.get(f"{address}/corregir").text
    assert 'value="5555 0101"' in form and 'value="corté café"' in form and "consent_register" not in form
    typed = {
        "given_names": "María Elena", "surnames": "Caal Pop", "phone": "4444 0101", "months": "any",
        "municipality": "1601", "work_1_words": "corté café", "work_1_amount": "5", "work_1_unit": "harvests",
        "work_2_words": "albañil", "work_2_amount": "1", "work_2_unit": "years",
    }  # fmt: skip
    review = send(counsellor, f"{address}/corregir", typed).headers["location"]
    page = counsellor.get(review).text
    assert "Guardar cambios" in page and 'value="occ:coffee-picker" selected' in page
    sent = {"occupation_1": "occ:coffee-picker", "occupation_2": "occ:mason", "skills": []}
    assert send(counsellor, review, sent, to=f"{review}/correct").headers["location"] == address
    held = queries.load(session, candidate.actor(), candidate.public_id)
    assert held.phone == "4444 0101"
    assert [(job.occupation, job.months) for job in held.work] == [
        ("occ:coffee-picker", 20),
        ("occ:mason", 12),
    ]
    assert [one.verb for one in events.of_record(session, "candidate", candidate.public_id)][-1] == "correct"


def test_search_by_sound_and_by_code(counsellor, session: Session) -> None:
    candidate, code = register(session, PUBLIC, registration(given_names="José", surnames="Xicará"))
    for typed in ("shicara", "Jose Xicara", grouped(code)):
        page = counsellor.get("/centro/personas", params={"q": typed}).text
        assert candidate.public_id in page and "José X." in page
    assert "Nadie con ese código" in counsellor.get("/centro/personas", params={"q": "Zzz"}).text
    assert counsellor.get("/centro/personas", params={"q": "x" * 5000}).status_code == 200
    assert counsellor.get("/centro/personas", params={"pagina": "0"}).status_code == 404


def test_a_list_asks_the_database_little(counsellor, session: Session, query_budget) -> None:
    for number in range(30):
        register(session, PUBLIC, registration(given_names=f"Ana {'e' * (number + 1)}"))
    session.flush()
    with query_budget(6):
        assert counsellor.get("/centro/personas").status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.EMPLOYER, Role.AUDITOR, Role.ADMIN])
def test_the_centre_is_for_counsellors(as_role, session: Session, role: Role) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    browser = as_role(role)
    for path in (
        "/centro",
        "/centro/personas",
        "/centro/personas/nueva",
        f"/centro/personas/{candidate.public_id}",
    ):
        assert browser.get(path).status_code == 404


def test_the_form_offers_occupations_while_typing_and_keeps_the_one_chosen(counsellor) -> None:
    token = token_in(counsellor.get("/centro/personas/nueva").text)
    part = counsellor.post(
        "/centro/personas/oficios?n=2",
        data={"work_2_words": "cuidé niños", "sex": "F", "form_token": token},
        headers={"HX-Request": "true"},
    ).text
    assert 'name="occupation_2"' in part and "Niñera" in part and "Ninguno de estos" in part
    chosen = PERSON | {"occupation_1": "none", "occupation_2": "occ:childminder"}
    address = send(counsellor, "/centro/personas/nueva", chosen).headers["location"]
    review = counsellor.get(address).text
    assert re.search(r'value="occ:childminder" selected', review)
    first = review.split('id="occupation_1"')[1].split("</select>")[0]
    assert "selected" not in first, "none of these was said already"


def test_while_typing_doubles_stand_beside_it_masked(counsellor, session: Session) -> None:
    register(session, PUBLIC, registration(dpi="2508347660115"))
    typed = {"given_names": "Maria Elena", "surnames": "Pop Cal", "dpi": DPI, "dpi_again": DPI}
    fresh = {"form_token": token_in(counsellor.get("/centro/personas/nueva").text)}
    page = counsellor.post("/centro/personas/nueva/compare", data=typed | fresh).text
    assert "María C. P." in page and "Coincide" in page
    assert "2508347660115" not in page and "5555" not in page and "Elena" not in page
    alone = counsellor.post(
        "/centro/personas/nueva/compare", data={"dpi": DPI, "dpi_again": DPI} | fresh
    ).text
    assert "María" not in alone, "a number alone tells nothing"


def test_what_is_near_is_not_told_from_what_is_far(counsellor, session: Session) -> None:
    register(session, PUBLIC, registration(dpi="2508347660115"))
    fresh = {"form_token": token_in(counsellor.get("/centro/personas/nueva").text)}
    names = {"given_names": "Maria Elena", "surnames": "Caal Pop", "phone": "5555 0101"}
    found = [
        counsellor.post("/centro/personas/nueva/compare", data=names | fresh | {"dpi": dpi}).text
        for dpi in ("2508 34766 0116", "2508 34766 0123")
    ]
    assert "No coincide" in found[0] and "cifra" not in found[0]
    assert found[0] == found[1]


def test_who_is_shown_while_typing_reads_of_it_once_a_day(counsellor, as_role, session: Session) -> None:
    person, _code = register(session, PUBLIC, registration(dpi="2508347660115"))
    typed = {"given_names": "Maria Elena", "surnames": "Pop Cal", "dpi": DPI, "dpi_again": DPI}
    for _ in range(2):
        fresh = {"form_token": token_in(counsellor.get("/centro/personas/nueva").text)}
        counsellor.post("/centro/personas/nueva/compare", data=typed | fresh)
    changes = {"given_names": "María Elena", "surnames": "Caal Pop", "dpi": DPI, "dpi_again": DPI}
    counsellor.get(send(counsellor, "/centro/personas/nueva", PERSON | changes).headers["location"])
    noted = [one for one in events.of_record(session, "candidate", person.public_id) if one.verb == "compare"]
    assert len(noted) == 1
    own = as_role(Role.CANDIDATE, candidate=person).get("/mi/datos").text
    assert "Registró a alguien parecido a usted" in own and "CAPMiR Quetzaltenango" in own
    assert counsellor.get(f"/centro/personas/{person.public_id}/corregir").status_code == 404, "opens nothing"


def test_who_compares_too_often_goes_on_without(counsellor, session: Session, monkeypatch) -> None:
    monkeypatch.setattr("app.centre.registering._LOOKS", "2/hour")
    register(session, PUBLIC, registration(dpi="2508347660115"))
    typed = {"given_names": "Maria Elena", "surnames": "Pop Cal", "dpi": DPI, "dpi_again": DPI}
    fresh = {"form_token": token_in(counsellor.get("/centro/personas/nueva").text)}
    pages = [counsellor.post("/centro/personas/nueva/compare", data=typed | fresh).text for _ in range(3)]
    assert ["María C. P." in page for page in pages] == [True, True, False]
    assert "Ya comparó muchas veces" in pages[2]

"""The honest pathway answer: at the end of a registration, on the person's own pages, and the questions behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import PUBLIC, Role
from registry.candidates.models import Candidate
from registry.candidates.service import register
from registry.pathways import queries
from registry.pathways.models import PathwayFacts
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import register as walk_and_register
from tests.web.candidate.walk import send, walk, words_of

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.fixture
def candidate(session: Session) -> Candidate:
    return register(session, PUBLIC, registration())[0]


@pytest.fixture
def own(as_role, candidate: Candidate):
    return as_role(Role.CANDIDATE, candidate=candidate)


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def told(session: Session, candidate: Candidate) -> Any:
    return queries.told_by(session, candidate)


def test_the_end_of_a_registration_says_each_country_and_why(client) -> None:
    walk_and_register(client)
    done = words_of(client.get("/registro/listo").text)
    for country in ("Canadá:", "España:", "Guatemala:", "Estados Unidos:"):
        assert country in done
    read = words_of(client.get("/registro/caminos").text)
    assert "Canadá: Sí le puede considerar" in read
    assert "No sabemos si ya fue con visa H-2" in read
    assert "No se sabe. Nadie puede prometer una fecha." in read
    assert "hay Canadá, España y Guatemala" in read
    assert "deport" in read, "said to everybody alike, asked of nobody"


def test_the_countries_wished_for_come_first_and_all_are_there(own, session: Session) -> None:
    page = words_of(own.get("/mi/caminos").text)
    places = [page.index(f"{name}: ") for name in ("Canadá", "Estados Unidos", "España", "Guatemala")]
    assert places == sorted(places)


def test_first_timer_without_a_passport(own, session: Session, candidate: Candidate) -> None:
    assert send(own, "/mi/caminos/pasaporte", {"has": "no"}).headers["location"] == "/mi/caminos"
    for part in ("h2", "espana"):
        send(own, f"/mi/caminos/{part}", {}, to=f"/mi/caminos/{part}/never")
    assert told(session, candidate).h2_stays == ()
    page = words_of(own.get("/mi/caminos").text)
    assert "Estados Unidos: Sí, pero falta un papel" in page
    assert "Le falta el pasaporte." in page
    assert "Guatemala: Sí le puede considerar" in page


def test_the_passport_needs_its_last_day(own) -> None:
    refused = send(own, "/mi/caminos/pasaporte", {"has": "yes"})
    assert refused.status_code == 422
    assert "Ponga hasta cuándo vale su pasaporte." in refused.text
    sent = {"has": "yes", **day("until", date(2031, 5, 2))}
    assert send(own, "/mi/caminos/pasaporte", sent).status_code == 303
    assert "Vale hasta el 2 de mayo de 2031" in words_of(own.get("/mi/caminos").text)
    assert 'value="2031"' in own.get("/mi/caminos/pasaporte").text


def test_a_long_stay_puts_the_united_states_off_and_nothing_else(own, session: Session) -> None:
    """34 months of H-2A, home for 20 days (today is 2 March 2026)."""
    stay = day("arrived", date(2023, 4, 10)) | day("left", date(2026, 2, 10))
    assert send(own, "/mi/caminos/h2/nueva", stay).headers["location"] == "/mi/caminos/h2"
    page = words_of(own.get("/mi/caminos").text)
    assert "Estados Unidos: Todavía no" in page
    assert "Puede ir desde el 11 de abril de 2026." in page
    assert "Canadá: Sí le puede considerar" in page
    assert "10 de abril de 2023" in words_of(own.get("/mi/caminos/h2").text)
    send(own, "/mi/caminos/h2", {}, to="/mi/caminos/h2/1/remove")
    assert "Estados Unidos: Puede ser. Falta saber algo" in words_of(own.get("/mi/caminos").text)


@pytest.mark.parametrize(
    ("stay", "says"),
    [
        (day("arrived", date(2027, 1, 1)) | day("left", date(2027, 2, 1)), "todavía no llega"),
        (day("arrived", date(2025, 3, 1)) | day("left", date(2025, 2, 1)), "va antes que la llegada"),
        (day("arrived", date(2025, 3, 1)), "Ponga la fecha en que salió"),
        (day("arrived", date(1950, 3, 1)) | {"is_there": "1"}, "Revise el año"),
        ({"is_there": "1"}, "Ponga la fecha en que llegó"),
        ({"arrived_day": "31", "arrived_month": "2", "arrived_year": "2025", "is_there": "1"}, "no existe"),
    ],
)
def test_a_stay_that_cannot_be_is_asked_again(own, session: Session, stay: dict[str, str], says: str) -> None:
    refused = send(own, "/mi/caminos/h2/nueva", stay)
    assert refused.status_code == 422
    assert says in words_of(refused.text)
    assert session.scalar(select(PathwayFacts.id)) is None


def test_a_returner_from_spain_in_good_standing(own) -> None:
    sent = {"has": "yes", **day("until", date(2031, 5, 2))}
    send(own, "/mi/caminos/pasaporte", sent)
    season = day("arrived", date(2025, 3, 1)) | day("left", date(2025, 10, 31))
    season |= {"finished": "yes", "returned": "yes", "appeared": "yes"}
    send(own, "/mi/caminos/espana/nueva", season)
    page = words_of(own.get("/mi/caminos").text)
    assert "España: Sí le puede considerar" in page
    assert "Una empresa puede pedirlo por su nombre." in page


def test_a_returner_who_did_not_go_to_the_consulate_is_sent_to_an_adviser_and_not_away(own) -> None:
    season = day("arrived", date(2025, 3, 1)) | day("left", date(2025, 10, 31)) | {"appeared": "no"}
    send(own, "/mi/caminos/espana/nueva", season)
    page = words_of(own.get("/mi/caminos").text)
    assert "España: Hable con un asesor" in page
    assert "No es un no." in page


def test_what_rests_on_unconfirmed_law_is_said_to(own) -> None:
    page = words_of(own.get("/mi/caminos").text)
    unsure = page[page.index("Esto falta confirmarlo:") :]
    assert unsure.index("Un examen médico, si va por más de medio año.") < unsure.index("Cuánto se espera:")


def test_papers_are_asked_only_after_a_match(own) -> None:
    assert "/mi/caminos/papeles" not in own.get("/mi/caminos").text
    refused = send(own, "/mi/caminos/papeles", {"papers": ["criminal_record"]})
    assert refused.status_code == 422
    assert "Todavía no hay." in words_of(refused.text)


def test_a_minor_is_told_from_when_each_country_is_open(client) -> None:
    walk(client, until="/registro/dpi")
    send(
        client,
        "/registro/nacimiento",
        {"birth_date_day": "9", "birth_date_month": "5", "birth_date_year": "2010"},
    )
    page = words_of(client.get("/registro/menor").text)
    assert page.count("Es el 9 de mayo de 2028.") == 4


def test_what_was_told_is_unreadable_in_the_database(own, session: Session, candidate: Candidate) -> None:
    send(own, "/mi/caminos/pasaporte", {"has": "yes", **day("until", date(2031, 5, 2))})
    raw = session.connection().exec_driver_sql("SELECT told FROM pathway_facts").scalar_one()
    assert b"2031" not in bytes(raw)


def test_it_is_told_in_english_too(own) -> None:
    page = words_of(own.get("/mi/caminos?lang=en").text)
    assert "We do not know whether you have been there on an H-2 visa." in page
    assert "caminos" not in page and "país" not in page

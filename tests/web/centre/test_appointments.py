"""Appointments: the day's list, who came, and a note that opens like the person's data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.appointments import queries
from registry.appointments.models import Appointment
from registry.candidates.models import Candidate
from registry.messages.models import Outgoing
from tests.registry.placements.market import new_person
from tests.web.candidate.walk import send, words_of

SECRET = "Cortó bien con machete y mide con vara"


@pytest.fixture
def person(session: Session) -> Candidate:
    return new_person(session, "María Elena")


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def open_person(browser, person: Candidate) -> str:
    base = f"/centro/personas/{person.public_id}"
    send(browser, base, {"reason": "Está aquí conmigo"}, to=f"{base}/identify")
    return base


def sent(day: date | None = None, **changes: str) -> dict[str, str]:
    day = day or clock.today()
    return {
        "kind": "test",
        "on_day": str(day.day),
        "on_month": str(day.month),
        "on_year": str(day.year),
        "at_time": "09:30",
        "place": "Taller del centro",
    } | changes


def booked(browser, session: Session, person: Candidate, **changes: str) -> Appointment:
    base = open_person(browser, person)
    assert send(browser, f"{base}/citas", sent() | changes, to=f"{base}/citas/book").status_code == 303
    made = session.scalars(select(Appointment).order_by(Appointment.id.desc())).first()
    assert made is not None
    return made


def test_an_appointment_of_a_test_from_the_hour_to_the_note(
    counsellor, session: Session, person: Candidate
) -> None:
    one = booked(counsellor, session, person)
    told = session.scalars(select(Outgoing)).one()
    assert (told.code, told.candidate_id) == ("appointment", person.id) and "Taller del centro" in told.values
    listed = words_of(counsellor.get("/centro/citas").text)
    far = counsellor.get("/centro/citas?dia=9999-12-31")
    assert far.status_code == 200 and "Taller del centro" in far.text, "no day for appointments: today"
    assert "09:30 María F. P. Prueba de oficio Taller del centro" in listed
    page = f"/centro/citas/{one.public_id}"
    assert send(counsellor, page, {}, to=f"{page}/attend").status_code == 303
    assert send(counsellor, page, {"note": SECRET}, to=f"{page}/note").status_code == 303
    assert SECRET in counsellor.get(page).text
    raw = session.execute(text("SELECT note FROM appointment")).scalar_one()
    assert SECRET.encode() not in bytes(raw)
    (own,) = queries.own(session, person.actor())
    assert own.note == SECRET, "what was written about somebody, they may read"


def test_the_note_opens_with_a_reason_and_another_centre_finds_nothing(
    counsellor, as_role, session: Session, person: Candidate
) -> None:
    one = booked(counsellor, session, person)
    page = f"/centro/citas/{one.public_id}"
    send(counsellor, page, {}, to=f"{page}/attend")
    send(counsellor, page, {"note": SECRET}, to=f"{page}/note")
    colleague = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    assert "con un motivo" in colleague.get(page).text and SECRET not in colleague.get(page).text
    assert colleague.post(f"{page}/note", data={"note": "x"}).status_code == 404
    open_person(colleague, person)
    assert SECRET in colleague.get(page).text
    elsewhere = as_role(Role.COUNSELLOR, centre="CAPMiR Huehuetenango")
    assert elsewhere.get(page).status_code == 404
    assert "María" not in elsewhere.get("/centro/citas").text
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.EMPLOYER):
        assert as_role(role).get(page).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on_year": "2020"}, "no puede ser antes de hoy"),
        ({"on_year": "2190"}, "a más de un año"),
        ({"at_time": "25:00"}, "Hay un problema"),
        ({"kind": "fiesta"}, "Elija una de las opciones."),
        ({"place": ""}, "Hay un problema"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_typed_wrong_stays(
    counsellor, session: Session, person: Candidate, changes: dict[str, str], words: str
) -> None:
    base = open_person(counsellor, person)
    refused = send(counsellor, f"{base}/citas", sent() | changes, to=f"{base}/citas/book")
    assert refused.status_code == 422 and words in words_of(refused.text)
    assert session.scalar(select(Appointment.id)) is None


def test_nobody_came_before_the_day_and_one_hour_is_given_once(
    counsellor, session: Session, person: Candidate
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    base = open_person(counsellor, person)
    send(counsellor, f"{base}/citas", sent(tomorrow), to=f"{base}/citas/book")
    one = session.scalars(select(Appointment)).one()
    page = f"/centro/citas/{one.public_id}"
    early = send(counsellor, page, {}, to=f"{page}/attend")
    assert early.status_code == 422 and "todavía no llega" in words_of(early.text)
    twice = send(counsellor, f"{base}/citas", sent(tomorrow), to=f"{base}/citas/book")
    assert twice.status_code == 422 and "ya tiene una cita a esa hora" in words_of(twice.text)
    assert send(counsellor, page, {}, to=f"{page}/cancel").status_code == 303
    told = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
    assert [(it.code, it.delivery) for it in told] == [
        ("appointment", "cancelled"),
        ("appointment_off", "waiting"),
    ], "nobody takes a bus to what is off"
    assert send(counsellor, f"{base}/citas", sent(tomorrow), to=f"{base}/citas/book").status_code == 303
    assert counsellor.post(f"{page}/explode", data={}).status_code == 404

"""/centro/llamadas and /centro/avisos: who is called, with a trace, and what is printed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.words import word
from registry import clock
from registry.access import Role
from registry.candidates import identity, safety
from registry.candidates.consents import Purpose
from registry.messages import calls, outbox
from registry.messages.models import CallTask, Outgoing
from tests.registry.messages.saying import approve_everything, happened, person
from tests.web.conftest import AsRole


def test_the_telephone_opens_with_a_trace_and_the_outcome_is_noted(as_role: AsRole, session: Session) -> None:
    candidate = person(session, is_phone_shared=True)
    safety.keep(session, candidate.actor(), candidate, is_quiet=False, contact="Solo por la mañana")
    task = calls.make(session, candidate, "unreached")
    assert task is not None
    counsellor = as_role(Role.COUNSELLOR, centre="Centro Norte")
    listed = counsellor.get("/centro/llamadas").text
    assert "María C. P." in listed
    address = f"/centro/llamadas/{task.public_id}"
    for page in (listed, counsellor.get(address).text):
        assert str(candidate.phone) not in page
        assert "Caal" not in page
    assert identity.readings(session, candidate) == []
    assert counsellor.post(f"{address}/open").status_code == 303
    opened = counsellor.get(address).text
    assert str(candidate.phone) in opened
    assert "Solo por la mañana" in opened
    assert "Pida hablar con María" in opened
    (reading,) = identity.readings(session, candidate)
    assert (reading.verb, reading.reason) == ("identify", "Para llamarle por su registro")
    assert counsellor.post(f"{address}/finish", data={"outcome": ""}).status_code == 422
    assert counsellor.post(f"{address}/finish", data={"outcome": "goes_on"}).status_code == 422
    assert counsellor.post(f"{address}/finish", data={"outcome": "reached"}).status_code == 303
    assert session.scalars(select(CallTask.outcome)).all() == ["reached"]
    assert "María" not in counsellor.get("/centro/llamadas").text
    assert counsellor.post(f"{address}/finish", data={"outcome": "reached"}).status_code == 422


def test_another_centre_and_another_role_know_nothing_of_it(as_role: AsRole, session: Session) -> None:
    candidate = person(session)
    task = calls.make(session, candidate, "unreached")
    assert task is not None
    task.centre = "Centro Norte"
    session.flush()
    other = as_role(Role.COUNSELLOR, centre="Centro Sur")
    assert "María" not in other.get("/centro/llamadas").text
    assert other.get(f"/centro/llamadas/{task.public_id}").status_code == 404
    assert other.post(f"/centro/llamadas/{task.public_id}/open").status_code == 404
    assert (
        as_role(Role.COUNSELLOR, centre="Centro Norte").get(f"/centro/llamadas/{task.public_id}").status_code
        == 200
    )


def test_who_has_no_telephone_gets_a_sheet(as_role: AsRole, session: Session) -> None:
    candidate = person(session, phone=None, agrees_to=(Purpose.REGISTER,))
    message = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    assert message is not None
    counsellor = as_role(Role.COUNSELLOR, centre="Centro Norte")
    assert "María C. P." in counsellor.get("/centro/avisos").text
    address = f"/centro/avisos/{message.public_id}"
    assert counsellor.get(address).status_code == 404, "no text was agreed on"
    approve_everything(session)
    sheet = counsellor.get(address).text
    assert "María, tiene una oferta de trabajo." in sheet
    assert "Caal" not in sheet
    assert counsellor.post(f"{address}/print").status_code == 303
    assert session.scalars(select(Outgoing.delivery)).all() == ["printed"]
    assert "María" not in counsellor.get("/centro/avisos").text
    assert message.ended_at is not None
    assert message.ended_at <= clock.now()


def test_every_outcome_has_its_words() -> None:
    for outcome in calls.Outcome:
        assert word(f"call.{outcome}", "contact")


def test_nothing_is_said_of_who_is_not_opened(as_role: AsRole, session: Session) -> None:
    candidate = person(session)
    counsellor = as_role(Role.COUNSELLOR, centre="Centro Norte")
    address = f"/centro/personas/{candidate.public_id}"
    assert "Último contacto" not in counsellor.get(address).text
    counsellor.post(f"{address}/identify", data={"reason": "Está aquí y pregunta por su registro"})
    assert "Último contacto" in counsellor.get(address).text

"""/mi/avisos: by which way one is written to, each way for itself, and the answer to the question of every 90 days."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import jobs, texting
from app.config import Settings
from registry import clock
from registry.access import Role
from registry.candidates import queries, service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import answer
from registry.candidates.states import CandidateState
from registry.messages import optin, outbox
from registry.messages.catalogue import Channel
from registry.messages.models import Outgoing, Reconfirmation
from tests.databases import OneConnection
from tests.registry.messages.saying import approve_everything, happened, person
from tests.web.candidate.walk import send, walk
from tests.web.conftest import AsRole


def test_each_way_is_given_and_taken_back_for_itself(as_role: AsRole, session: Session) -> None:
    candidate = person(session, agrees_to=(Purpose.REGISTER,))
    own = as_role(Role.CANDIDATE, candidate=candidate)
    assert "Usted dijo que sí" not in own.get("/mi/avisos").text
    for channel in ("sms", "whatsapp"):
        assert own.post("/mi/avisos/give", data={"channel": channel}).status_code == 303
    missing = own.post("/mi/avisos/give", data={"channel": "email"})
    assert (missing.status_code, "Escriba su correo" in missing.text) == (422, True)
    wrong = own.post("/mi/avisos/give", data={"channel": "email", "email": "a@b, c@d.gt"})
    assert wrong.status_code == 422
    assert (
        own.post("/mi/avisos/give", data={"channel": "email", "email": "ana@example.org"}).status_code == 303
    )
    assert optin.agreed(session, candidate) == [Channel.WHATSAPP, Channel.SMS, Channel.EMAIL]
    assert own.post("/mi/avisos/withdraw", data={"channel": "sms"}).status_code == 303
    assert optin.agreed(session, candidate) == [Channel.WHATSAPP, Channel.EMAIL]
    assert own.post("/mi/avisos/give", data={"channel": "paper"}).status_code == 404
    assert own.post("/mi/avisos/stop").status_code == 303
    assert optin.agreed(session, candidate) == []
    assert candidate.state == CandidateState.REGISTERED


def test_the_telephone_of_the_family(as_role: AsRole, session: Session) -> None:
    candidate = person(session)
    own = as_role(Role.CANDIDATE, candidate=candidate)
    assert own.post("/mi/avisos/telephone", data={"is_shared": "1"}).status_code == 303
    assert queries.own(session, candidate.actor()).is_phone_shared
    assert own.post("/mi/avisos/telephone", data={"is_shared": "0"}).status_code == 303
    assert not queries.own(session, candidate.actor()).is_phone_shared


@pytest.mark.parametrize(("goes_on", "state"), [("1", "registered"), ("0", "paused")])
def test_the_question_is_answered_on_the_page_too(
    as_role: AsRole, session: Session, goes_on: str, state: str
) -> None:
    candidate = person(session)
    session.add(Reconfirmation(candidate_id=candidate.id, asked_at=clock.now()))
    own = as_role(Role.CANDIDATE, candidate=candidate)
    assert "¿Sigue buscando trabajo?" in own.get("/mi/avisos").text
    assert own.post("/mi/avisos/interest", data={"goes_on": goes_on}).status_code == 303
    assert session.get_one(Candidate, candidate.id).state == state
    assert "¿Sigue buscando trabajo?" not in own.get("/mi/avisos").text


@pytest.mark.parametrize(
    ("said", "ways"),
    [("no", []), ("yes", ["sms"]), ("whatsapp", ["whatsapp"]), ("both", ["whatsapp", "sms"])],
)
def test_asked_at_registration_and_every_answer_registers(
    client: TestClient, session: Session, said: str, ways: list[str]
) -> None:
    walk(client, until="/registro/permiso-mensajes")
    assert send(client, "/registro/permiso-mensajes", {"is_given": said}).status_code == 303
    assert send(client, "/registro/revisar", to="/registro/register").status_code == 303
    candidate = session.query(Candidate).one()
    assert [str(one) for one in optin.agreed(session, candidate)] == ways


def test_by_mail_where_that_is_the_way(
    settings: Settings, connection: Connection, session: Session, tmp_path: Path, frozen_now: object
) -> None:
    approve_everything(session)
    candidate = person(session, agrees_to=(Purpose.REGISTER,), is_phone_shared=True)
    optin.keep_email(session, candidate, "maria@example.org")
    yes = answer(Purpose.MESSAGES_EMAIL, is_given=True, how=How.SCREEN)
    service.give_consent(session, candidate.actor(), candidate, yes)
    outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    session.commit()
    assert texting.deliver(settings.model_copy(update={"data_dir": tmp_path}), OneConnection(connection)) == 1
    (path,) = (tmp_path / "mail").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("maria@example.org", "Sendero: un aviso")
    assert "tiene una oferta" in mail.get_content(), "their own address says it all"


def test_the_clock_tells_a_change_of_the_public_word_once(
    app: FastAPI, as_role: AsRole, session: Session, frozen_now: object
) -> None:
    candidate = person(session)
    session.commit()
    jobs.tick(app.state.settings, app.state.database)
    own = as_role(Role.CANDIDATE, candidate=candidate)
    own.post("/mi/pause")
    session.commit()
    jobs.tick(app.state.settings, app.state.database)
    assert session.query(Outgoing).count() == 0, "what they did themselves they know"

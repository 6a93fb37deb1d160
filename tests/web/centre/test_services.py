"""The directory says what nobody confirmed; a person is sent with their yes, and what is delicate stays with few."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.candidates.models import Candidate
from registry.support import queries
from registry.support.models import SupportReferral, SupportService
from tests.registry.placements.market import new_person
from tests.web.candidate.walk import send, words_of
from tests.web.centre.test_appointments import open_person

PAGE = "/centro/servicios"
ASKS = "Quiere hablar con alguien de confianza"


@pytest.fixture
def person(session: Session) -> Candidate:
    return new_person(session, "María Elena")


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


@pytest.fixture
def colleague(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def service_of(browser, session: Session, kind: str) -> SupportService:
    send(browser, PAGE, {}, to=f"{PAGE}/take_shipped")
    found = session.scalars(select(SupportService).where(SupportService.kind == kind)).first()
    assert found is not None
    return found


def referred(browser, session: Session, person: Candidate, kind: str) -> SupportReferral:
    where = service_of(browser, session, kind)
    base = open_person(browser, person)
    sent = {"service": where.public_id, "how": "read_aloud", "asks": ASKS, "has_consent": "1"}
    assert send(browser, f"{base}/servicios", sent, to=f"{base}/servicios/refer").status_code == 303
    return session.scalars(select(SupportReferral)).one()


def test_the_shipped_list_claims_nothing_that_nobody_confirmed(counsellor, session: Session) -> None:
    assert "El directorio está vacío." in words_of(counsellor.get(PAGE).text)
    for _twice in range(2):
        send(counsellor, PAGE, {}, to=f"{PAGE}/take_shipped")
    found = session.scalars(select(SupportService)).all()
    assert len(found) == len({(one.kind, one.name) for one in found}) == 16
    for one in found:
        assert (one.phone is None and one.address is None) or (one.source and one.source_on)
        assert one.offers is None or (one.source and one.source_on)
    page = words_of(counsellor.get(PAGE).text)
    assert "INTECAP" in page and "por confirmar" in page and "SVET" in page


def test_staff_write_down_a_telephone_with_where_they_have_it_from(counsellor, session: Session) -> None:
    one = service_of(counsellor, session, "papers")
    page = f"{PAGE}/{one.public_id}"
    sent = {"kind": "papers", "name": one.name, "phone": "2222 0000"}
    refused = send(counsellor, page, sent)
    assert refused.status_code == 422 and "de dónde viene el dato" in words_of(refused.text)
    dated = {"source": "Llamada", "source_on_day": "1", "source_on_month": "3", "source_on_year": "2026"}
    future = send(counsellor, page, sent | dated | {"source_on_year": "2190"})
    assert future.status_code == 422 and "no puede estar en el futuro" in words_of(future.text)
    assert send(counsellor, page, sent | dated).status_code == 303
    assert "2222 0000" in counsellor.get(PAGE).text
    assert send(counsellor, PAGE, {"in_use": "no"}, to=f"{page}/use").status_code == 303
    assert "No se usa" in counsellor.get(PAGE).text


def test_a_referral_from_the_yes_to_the_outcome(counsellor, session: Session, person: Candidate) -> None:
    one = referred(counsellor, session, person, "training")
    page = f"/centro/remisiones/{one.public_id}"
    read = words_of(counsellor.get(page).text)
    assert ASKS in read and "El centro me envía al servicio «INTECAP»" in read and "texto 1" in read
    listed = words_of(counsellor.get("/centro/remisiones").text)
    assert "María F. P. INTECAP Enviada 0" in listed
    letter = words_of(counsellor.get(f"{page}/carta").text)
    assert "atender a María Elena Ficticia Prueba" in letter and ASKS not in letter
    said = {"is_accepted": "no", "answer": "Falta su DPI"}
    assert send(counsellor, page, said, to=f"{page}/answer").status_code == 303
    assert "Devuelta por el servicio" in words_of(counsellor.get(page).text)
    said = {"is_accepted": "yes", "answer": "Empieza el lunes"}
    assert send(counsellor, page, said, to=f"{page}/answer").status_code == 303
    none = send(counsellor, page, {}, to=f"{page}/end")
    assert none.status_code == 422
    assert send(counsellor, page, {"outcome": "attended"}, to=f"{page}/end").status_code == 303
    assert "INTECAP" not in counsellor.get("/centro/remisiones").text
    (own,) = queries.own(session, person.actor())
    assert own.outcome == "attended"


def test_without_the_yes_nobody_is_sent(counsellor, session: Session, person: Candidate) -> None:
    where = service_of(counsellor, session, "health")
    base = open_person(counsellor, person)
    sent = {"service": where.public_id, "how": "read_aloud", "asks": ASKS}
    refused = send(counsellor, f"{base}/servicios", sent, to=f"{base}/servicios/refer")
    assert refused.status_code == 422 and "con el permiso de la persona" in words_of(refused.text)
    assert ASKS in refused.text and session.scalar(select(SupportReferral.id)) is None
    unknown = sent | {"service": "noexiste", "has_consent": "1"}
    assert send(counsellor, f"{base}/servicios", unknown, to=f"{base}/servicios/refer").status_code == 404


def test_a_colleague_helps_with_what_is_plain_and_does_not_learn_of_what_is_delicate(
    counsellor, colleague, as_role, session: Session, person: Candidate
) -> None:
    one = referred(counsellor, session, person, "trafficking")
    page = f"/centro/remisiones/{one.public_id}"
    assert counsellor.get(page).status_code == 200
    assert colleague.get(page).status_code == 404
    assert "María" not in colleague.get("/centro/remisiones").text
    base = open_person(colleague, person)
    assert "trata" not in words_of(colleague.get(f"{base}/servicios").text).split("Servicio")[0]
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.EMPLOYER):
        assert as_role(role).get(page).status_code == 404
    one.service = service_of(counsellor, session, "training")
    session.flush()
    assert colleague.get(page).status_code == 200
    elsewhere = as_role(Role.COUNSELLOR, centre="CAPMiR Huehuetenango")
    assert elsewhere.get(page).status_code == 404


def test_it_is_sealed_and_the_log_says_neither_who_nor_where(
    counsellor, session: Session, person: Candidate
) -> None:
    one = referred(counsellor, session, person, "shelter")
    raw = session.execute(text("SELECT asks, consent_text FROM support_referral")).one()
    assert ASKS.encode() not in bytes(raw[0]) and b"Casa" not in bytes(raw[1])
    (entry,) = events.of_record(session, "support_referral", one.public_id)
    assert not entry.data and person.public_id not in str(entry.data)
    assert "refer_to_service" not in [
        event.verb for event in events.of_record(session, "candidate", person.public_id)
    ]


def test_taken_back_what_was_asked_is_gone(counsellor, session: Session, person: Candidate) -> None:
    one = referred(counsellor, session, person, "legal")
    page = f"/centro/remisiones/{one.public_id}"
    assert send(counsellor, page, {}, to=f"{page}/withdraw").status_code == 303
    session.refresh(one)
    assert (one.state, one.asks) == ("withdrawn", None)
    assert send(counsellor, page, {"outcome": "attended"}, to=f"{page}/end").status_code == 422

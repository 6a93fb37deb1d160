"""/ministerio/mensajes: two people approve texts; figures show nobody."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.messages import outbox, texts
from registry.messages.catalogue import Channel
from registry.proposals.models import Proposal
from tests.registry.messages.saying import happened, person
from tests.web.conftest import AsRole


def test_from_proposed_to_sent(as_role: AsRole, session: Session) -> None:
    officer, supervisor = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    first = officer.get("/ministerio/mensajes").text
    assert "Sin aprobar" in first
    assert "Sendero: María".replace("í", "i") in first
    assert officer.post("/ministerio/mensajes/propose", data={"reason": ""}).status_code == 422
    assert (
        officer.post("/ministerio/mensajes/propose", data={"reason": "Primeros textos."}).status_code == 303
    )
    proposal = session.scalars(select(Proposal)).one()
    read = supervisor.get(f"/ministerio/aprobaciones/{proposal.public_id}").text
    assert "tiene una oferta de trabajo" in read
    address = f"/ministerio/aprobaciones/{proposal.public_id}/approve"
    assert texts.in_force(session, "news", Channel.SMS) is None
    assert supervisor.post(address, data={"reason": "Leídos."}).status_code == 303
    assert texts.in_force(session, "news", Channel.SMS) is not None
    candidate = person(session)
    outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    shown = supervisor.get("/ministerio/mensajes").text
    assert "Sin aprobar" not in shown
    assert "Etapa: tiene una oferta" in shown
    assert str(candidate.phone) not in shown
    assert candidate.surnames not in shown


def test_other_words_are_checked_before_they_are_proposed(as_role: AsRole, session: Session) -> None:
    officer = as_role(Role.OFFICER)
    page = officer.get("/ministerio/mensajes/news/sms")
    assert "/160" in page.text
    bad = {"text": "Hola {name}, más fácil. {complaints}", "language": "es", "reason": "Más corto."}
    refused = officer.post("/ministerio/mensajes/news/sms", data=bad)
    assert refused.status_code == 422
    assert "no puede llevar á" in refused.text
    assert "más fácil" in refused.text, "what was typed stays"
    good = bad | {"text": "Sendero: {name}, hay algo nuevo. Ayuda: {complaints}"}
    assert officer.post("/ministerio/mensajes/news/sms", data=good).status_code == 303
    assert officer.get("/ministerio/mensajes/news/pigeon").status_code == 404
    assert officer.get("/ministerio/mensajes/nothing/sms").status_code == 404
    assert as_role(Role.SUPERVISOR).post("/ministerio/mensajes/news/sms", data=good).status_code == 404

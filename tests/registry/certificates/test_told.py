"""The person hears that their certificate is there: at its issue, not before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import PUBLIC
from registry.candidates.consents import Purpose
from registry.candidates.service import register
from registry.messages.models import Outgoing
from tests.registry.candidates.people import registration
from tests.registry.certificates import tested


def test_issuing_tells_the_person(session: Session) -> None:
    agreed = (Purpose.REGISTER, Purpose.MESSAGES)
    candidate = register(session, PUBLIC, registration(agrees_to=agreed))[0]
    certificate = tested.recorded(session, candidate)
    assert session.scalars(select(Outgoing)).all() == []
    tested.approve(session, certificate, "certificate_issue", tested.supervisor(session))
    (told,) = session.scalars(select(Outgoing)).all()
    assert (told.code, told.candidate_id) == ("certificate_ready", candidate.id)

"""Texts approved by two people, and people to write to, as the tests of messages need them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, SYSTEM, Role
from registry.candidates import service
from registry.candidates.models import Candidate
from registry.messages import texts
from registry.proposals import service as proposing
from tests.factories import new_account
from tests.registry.candidates.people import registration


def approve_everything(session: Session) -> None:
    """The texts of the product, agreed on by two people."""
    officer, supervisor = (new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR))
    _made, proposal = texts.propose(session, officer, texts.brought_along(session), reason="Primeros textos.")
    proposing.approve(session, supervisor, proposal, reason="Leídos uno por uno.")


def person(session: Session, **changes: Any) -> Candidate:
    return service.register(session, PUBLIC, registration(**changes))[0]


def happened(session: Session, candidate: Candidate) -> events.Event:
    return events.record(session, SYSTEM, "candidate", candidate.public_id, "sign_in")

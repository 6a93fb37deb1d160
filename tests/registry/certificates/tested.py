"""Certificates as tests need them, made the way people make theirs: recorded, then issued by somebody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.access import PUBLIC, Actor, Role
from registry.candidates import identity
from registry.candidates import service as people
from registry.candidates.models import Candidate
from registry.certificates import achievements, keys, queries, service
from registry.certificates.models import SkillCertificate
from registry.proposals import every as every
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from tests.factories import new_account
from tests.registry.candidates.people import registration

ADDRESS = "https://sendero.example.gt"
TEST = "block-laying"
WHY = "Se vio la prueba completa."


def issuer(folder: Path) -> keys.Issuer:
    return keys.issuer(ADDRESS, "", folder)


def person(session: Session) -> Candidate:
    return people.register(session, PUBLIC, registration())[0]


def counsellor_of(session: Session, candidate: Candidate) -> Actor:
    """A counsellor who gave a reason for reading who this is."""
    actor = new_account(session, Role.COUNSELLOR, centre="Centro de prueba").actor()
    identity.identify(session, actor, candidate, reason="Viene a su prueba.")
    return actor


def recorded(
    session: Session, candidate: Candidate, actor: Actor | None = None, **changes: Any
) -> SkillCertificate:
    code = changes.get("achievement", TEST)
    facts: dict[str, Any] = {
        "achievement": code,
        "training_centre": None,
        "tested_on": clock.today() - timedelta(days=1),
        "evaluators": ["Ana Tzul", "Luis Pérez"],
        "met": {one.id: True for one in achievements.every()[code].criteria}
        if code in achievements.every()
        else {},
        "reason": WHY,
    }
    return service.record_test(
        session, actor or counsellor_of(session, candidate), candidate, **(facts | changes)
    )


def approve(session: Session, subject: Any, kind: str, actor: Actor) -> None:
    proposal = proposals.open_about(session, subject, kind)
    assert proposal is not None
    proposing.approve(session, actor, proposal, reason=WHY)


def issued(session: Session, candidate: Candidate, **changes: Any) -> SkillCertificate:
    certificate = recorded(session, candidate, **changes)
    approve(session, certificate, "certificate_issue", supervisor(session))
    return queries.of_person(session, candidate.id)[0]


def supervisor(session: Session) -> Actor:
    return new_account(session, Role.SUPERVISOR).actor()


def officer(session: Session) -> Actor:
    return new_account(session, Role.OFFICER).actor()


def revoke(session: Session, certificate: SkillCertificate) -> None:
    service.propose_revocation(session, officer(session), certificate, reason="La prueba no fue real.")
    approve(session, certificate, "certificate_revoke", supervisor(session))

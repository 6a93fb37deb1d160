"""Every question about certificates and training centres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.certificates import achievements
from registry.certificates.achievements import Achievement
from registry.certificates.models import SkillCertificate, TrainingCentre
from registry.certificates.numbers import read_number
from registry.certificates.states import CertificateState, TrainingCentreState
from registry.errors import NotFound

_WHOLE = joinedload(SkillCertificate.training_centre)
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What anybody may learn of a certificate by its number: never a name, only with which letter the name begins."""

    number: str
    achievement: Achievement
    training_centre: str | None
    tested_on: date
    issued_on: date
    is_valid: bool
    initial: str


def load(session: Session, actor: Actor, public_id: str) -> SkillCertificate:
    """One certificate with its training centre. Raises NotFound for absent and forbidden."""
    found = session.scalar(
        select(SkillCertificate).where(SkillCertificate.public_id == public_id).options(_WHOLE)
    )
    if found is None or not may(actor, Permission.CERTIFICATE_READ, found):
        raise NotFound()
    return found


def of_person(session: Session, candidate_id: int, *, issued_only: bool = False) -> list[SkillCertificate]:
    """A person's certificates, the newest first; `issued_only`: those that count today."""
    query = select(SkillCertificate).where(SkillCertificate.candidate_id == candidate_id).options(_WHOLE)
    if issued_only:
        query = query.where(SkillCertificate.state == CertificateState.ISSUED)
    return list(session.scalars(query.order_by(SkillCertificate.id.desc())))


def proven_skills(session: Session, candidate_id: int) -> dict[str, str]:
    """Skill code to the number of a certificate that proves it today."""
    return {
        code: one.number
        for one in of_person(session, candidate_id, issued_only=True)
        for code in achievements.find(one.achievement).skills
    }


def listed(session: Session, actor: Actor) -> list[SkillCertificate]:
    """The newest certificates, for staff. Raises NotFound for others."""
    if not may(actor, Permission.CERTIFICATE_READ) or actor.candidate_id is not None:
        raise NotFound()
    query = select(SkillCertificate).options(_WHOLE).order_by(SkillCertificate.id.desc())
    return list(session.scalars(query.limit(_LISTED)))


def by_number(session: Session, typed: str) -> Shown | None:
    """What the number on a paper stands for, to whoever holds the paper; None for what was never issued."""
    number = read_number(typed)
    return _shown(session, SkillCertificate.number == number) if number else None


def by_urn(session: Session, urn: str) -> Shown | None:
    """The same by the id in a file, whose signature was checked before."""
    return _shown(session, SkillCertificate.credential_urn == urn)


def _shown(session: Session, condition: object) -> Shown | None:
    query = select(SkillCertificate).where(condition).options(_WHOLE)  # type: ignore[arg-type]
    found = session.scalar(query)
    if found is None or found.issued_at is None:
        return None
    return Shown(
        number=found.number,
        achievement=achievements.find(found.achievement),
        training_centre=found.training_centre.name if found.training_centre else None,
        tested_on=found.tested_on,
        issued_on=found.issued_at.date(),
        is_valid=found.state == CertificateState.ISSUED,
        # Of who had their data deleted, not even a letter is left.
        initial=found.holder_name[:1].upper() if found.holder_name[:1].isalpha() else "",
    )


def centres(session: Session, *, approved_only: bool = False) -> list[TrainingCentre]:
    query = select(TrainingCentre).order_by(TrainingCentre.name)
    if approved_only:
        query = query.where(TrainingCentre.state == TrainingCentreState.APPROVED)
    return list(session.scalars(query))


def load_centre(session: Session, public_id: str) -> TrainingCentre:
    """Raises NotFound."""
    found = session.scalar(select(TrainingCentre).where(TrainingCentre.public_id == public_id))
    if found is None:
        raise NotFound()
    return found

"""Every question about referrals. Identity is loaded only where the viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, Role, may
from registry.candidates.models import Candidate
from registry.candidates.queries import has_consented_to_vacancy
from registry.errors import NotFound
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.vacancies.models import Vacancy

OPEN = (ReferralState.OFFERED, ReferralState.CONSENTED, ReferralState.INTERVIEW, ReferralState.SELECTED)


@dataclass(frozen=True, slots=True)
class Contact:
    """What an employer sees of a person after their consent, and only then."""

    name: str
    phone: str | None


def load(session: Session, actor: Actor, public_id: str) -> Referral:
    """Raises NotFound for absent and forbidden alike."""
    query = (
        select(Referral)
        .options(joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True))
        .where(Referral.public_id == public_id)
    )
    referral = session.scalar(query)
    if referral is None or not may(actor, Permission.REFERRAL_READ, referral):
        raise NotFound()
    return referral


def visible_to(session: Session, actor: Actor, *, vacancy: Vacancy | None = None) -> list[Referral]:
    """Referrals the actor may read, newest first; of one vacancy where given."""
    if not may(actor, Permission.REFERRAL_READ):
        return []
    query = select(Referral).options(
        joinedload(Referral.vacancy, innerjoin=True).joinedload(Vacancy.employer, innerjoin=True)
    )
    if actor.role is Role.CANDIDATE:
        query = query.where(Referral.candidate_id == actor.candidate_id)
    elif actor.role is Role.EMPLOYER:
        query = query.where(Referral.vacancy.has(Vacancy.employer_id == actor.employer_id))
    elif actor.role is Role.AGENCY:
        query = query.where(Referral.vacancy.has(Vacancy.agency_id == actor.agency_id))
    if vacancy is not None:
        query = query.where(Referral.vacancy_id == vacancy.id)
    return list(session.scalars(query.order_by(Referral.referred_at.desc(), Referral.id.desc()).limit(300)))


def contact_for_employer(session: Session, actor: Actor, referral: Referral) -> Contact | None:
    """Name and phone for the employer or agency of this vacancy, if the person's consent stands; else None."""
    if not referral.vacancy.is_own(actor) or referral.consented_at is None:
        return None
    if not has_consented_to_vacancy(session, referral.candidate_id, referral.vacancy_id):
        return None
    person = session.get_one(Candidate, referral.candidate_id)
    return Contact(f"{person.given_names} {person.surnames}", person.phone)

"""Every question about referrals to services."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from registry import clock
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotFound
from registry.support.models import DELICATE, SupportReferral, SupportService
from registry.support.states import OPEN


def _visible(actor: Actor) -> Select[SupportReferral]:
    """What one sent oneself, and one's centre's to services that say nothing about the person."""
    visible = SupportReferral.referred_by_id == actor.account_id
    if actor.centre:
        plain = SupportService.kind.not_in(DELICATE) & (SupportReferral.centre == actor.centre)
        visible = or_(visible, plain)
    return (
        select(SupportReferral)
        .join(SupportService, SupportService.id == SupportReferral.service_id)
        .where(visible)
        .options(joinedload(SupportReferral.candidate))
    )


def load(session: Session, actor: Actor, public_id: str) -> SupportReferral:
    """Raises NotFound for absent and forbidden."""
    query = select(SupportReferral).options(joinedload(SupportReferral.candidate))
    referral = session.scalar(query.where(SupportReferral.public_id == public_id))
    if referral is None or not may(actor, Permission.SUPPORT_REFER, referral):
        raise NotFound()
    return referral


def open_ones(session: Session, actor: Actor) -> list[SupportReferral]:
    """What is still open, the oldest first, without who left."""
    here = Candidate.id == SupportReferral.candidate_id
    query = _visible(actor).join(Candidate, here).where(Candidate.state.not_in(LEFT))
    query = query.where(SupportReferral.state.in_(OPEN))
    return list(session.scalars(query.order_by(SupportReferral.referred_at, SupportReferral.id).limit(200)))


def of_person(session: Session, actor: Actor, candidate: Candidate) -> list[SupportReferral]:
    """The newest first, as far as this actor may know of them."""
    query = _visible(actor).where(SupportReferral.candidate_id == candidate.id)
    return list(session.scalars(query.order_by(SupportReferral.id.desc())))


def own(session: Session, actor: Actor) -> list[SupportReferral]:
    """For the person: to which services they were sent, the newest first."""
    if actor.candidate_id is None:
        return []
    query = select(SupportReferral).where(SupportReferral.candidate_id == actor.candidate_id)
    return list(session.scalars(query.order_by(SupportReferral.id.desc())))


def days_open(referral: SupportReferral) -> int:
    return (clock.now() - referral.referred_at).days

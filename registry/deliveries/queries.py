"""Every question about fair mode: whose device it is, what arrived from it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.candidates.identity import OPEN_FOR
from registry.candidates.models import Candidate
from registry.deliveries.models import FairDelivery, FairDevice
from registry.errors import NotFound
from registry.same_person.models import LikelyPair

LISTED = 300


def load_device(session: Session, actor: Actor, public_id: str) -> FairDevice:
    """A device of this very account. Raises NotFound."""
    device = session.scalar(select(FairDevice).where(FairDevice.public_id == public_id))
    if device is None or not device.is_own(actor):
        raise NotFound()
    return device


def arrived(session: Session, actor: Actor, record_id: str) -> FairDelivery | None:
    """What became of this record of the actor's devices, if it ever arrived."""
    query = select(FairDelivery).join(FairDevice, FairDevice.id == FairDelivery.device_id)
    return session.scalar(
        query.where(FairDelivery.record_id == record_id, FairDevice.account_id == actor.account_id)
    )


def delivered(
    session: Session, actor: Actor, *, local_number: str = ""
) -> list[tuple[FairDelivery, Candidate]]:
    """What the actor's own devices delivered, newest first, at most LISTED; one local number, when asked for one."""
    query = (
        select(FairDelivery, Candidate)
        .join(FairDevice, FairDevice.id == FairDelivery.device_id)
        .join(Candidate, Candidate.id == FairDelivery.candidate_id)
        .where(FairDevice.account_id == actor.account_id)
        .order_by(FairDelivery.id.desc())
        .limit(LISTED)
    )
    if local_number:
        query = query.where(FairDelivery.local_number == local_number.strip().upper())
    return [(one, candidate) for one, candidate in session.execute(query)]


def to_print(session: Session, actor: Actor) -> list[Candidate]:
    """Whose slips the actor may print without giving a reason: delivered while their data are open to who registered
    them."""
    since = clock.now() - OPEN_FOR
    return [one for delivery, one in reversed(delivered(session, actor)) if delivery.delivered_at > since]


def looks_like_another(session: Session, candidate: Candidate) -> bool:
    """True when the registration was put on the list of likely pairs."""
    of_candidate = or_(LikelyPair.first_id == candidate.id, LikelyPair.second_id == candidate.id)
    return session.scalar(select(LikelyPair.id).where(of_candidate).limit(1)) is not None

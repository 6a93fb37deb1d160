"""Every question about kiosks."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import crypto
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.kiosks.models import Kiosk
from registry.kiosks.states import KioskState


def of_token(session: Session, token: str) -> Kiosk | None:
    """The kiosk of this cookie while it is on; None when it is unknown or was turned off."""
    by_hash = Kiosk.token_hash == crypto.token_hash(token)
    return session.scalar(select(Kiosk).where(by_hash, Kiosk.state == KioskState.ON))


def of_centre(session: Session, actor: Actor) -> list[Kiosk]:
    """The kiosks of the actor's centre, the ones that are on first, newest first. Raises NotFound."""
    if not may(actor, Permission.KIOSK_READ):
        raise NotFound()
    query = select(Kiosk).where(Kiosk.centre == actor.centre).order_by(Kiosk.state.desc(), Kiosk.id.desc())
    return list(session.scalars(query))


def load(session: Session, actor: Actor, public_id: str) -> Kiosk:
    """Raises NotFound for absent and forbidden."""
    kiosk = session.scalar(select(Kiosk).where(Kiosk.public_id == public_id))
    if kiosk is None or not may(actor, Permission.KIOSK_READ, kiosk):
        raise NotFound()
    return kiosk

"""Packets that were made: one's own, and any of them by its printed number."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.organisations.identifiers import read_registry_no
from registry.organisations.models import Agency
from registry.packets.models import Packet

_WHOLE = (joinedload(Packet.agency), joinedload(Packet.vacancy))


def canonical(content: dict[str, Any]) -> bytes:
    """The one spelling that is hashed: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def agency_by_number(session: Session, typed: str) -> Agency | None:
    """The agency whose registry number was typed, however it is spelled; None when there is none."""
    number = read_registry_no(typed)
    return session.scalar(select(Agency).where(Agency.registry_no == number)) if number else None


def load(session: Session, actor: Actor, public_id: str) -> Packet:
    """One's own packet. Raises NotFound for absent and forbidden."""
    packet = session.scalar(select(Packet).where(Packet.public_id == public_id).options(*_WHOLE))
    if packet is None or not may(actor, Permission.PACKET_MAKE, packet):
        raise NotFound()
    return packet


def made_by(session: Session, actor: Actor) -> list[Packet]:
    """One's own, the newest first."""
    query = select(Packet).where(Packet.made_by_id == actor.account_id).options(*_WHOLE)
    return list(session.scalars(query.order_by(Packet.id.desc()).limit(100)))


def printed(session: Session, public_id: str) -> Packet | None:
    """The packet with this number, for whoever holds it on paper."""
    return session.scalar(
        select(Packet).where(Packet.public_id == public_id.strip().lower()).options(*_WHOLE)
    )

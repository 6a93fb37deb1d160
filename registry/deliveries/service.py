"""Fair mode: prepare a device, take in what it holds. A record is registered once, however often it is sent."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.candidates import service as candidates
from registry.candidates.registration import Registration
from registry.deliveries import queries
from registry.deliveries.models import FairDelivery, FairDevice
from registry.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a device says of a record besides the answers. `confirmed_on`: where the person saw and confirmed them."""

    record_id: str
    local_number: str
    typed_at: datetime
    confirmed_on: Literal["screen", "paper"]
    came_by: Literal["network", "copy"] = "network"


def prepare_device(session: Session, actor: Actor) -> FairDevice:
    """A new device of this account, with the key for its queue. Raises NotAllowed."""
    if actor.account_id is None or not may(actor, Permission.CANDIDATE_REGISTER):
        raise NotAllowed()
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    device = FairDevice(account_id=actor.account_id, key=key, made_at=clock.now())
    session.add(device)
    session.flush()
    events.record(session, actor, "fair_device", device.public_id, "prepare")
    return device


def open_device(session: Session, actor: Actor, public_id: str) -> FairDevice:
    """The device with its key, for its owner: the way back after a forgotten PIN. Raises NotFound."""
    device = queries.load_device(session, actor, public_id)
    events.record(session, actor, "fair_device", device.public_id, "open")
    return device


def deliver(
    session: Session,
    actor: Actor,
    device: FairDevice,
    parcel: Parcel,
    facts: Registration,
    *,
    is_fictitious: bool = False,
) -> FairDelivery:
    """Register whom the record tells of, or say what was answered when it came before.

    Somebody who is likely registered already is registered all the same and stands on the list of pairs, as from
    every other door; the outcome says so. Raises Invalid, NotAllowed.
    """
    _wait_in_line(session, parcel.record_id)
    before = queries.arrived(session, actor, parcel.record_id)
    if before is not None:
        return before
    candidate, _code = candidates.register(session, actor, facts, is_fictitious=is_fictitious)
    candidate.confirmed_on = parcel.confirmed_on
    delivery = FairDelivery(
        record_id=parcel.record_id,
        device_id=device.id,
        candidate_id=candidate.id,
        local_number=parcel.local_number,
        outcome="duplicate" if queries.looks_like_another(session, candidate) else "accepted",
        came_by=parcel.came_by,
        typed_at=parcel.typed_at,
        delivered_at=clock.now(),
    )
    session.add(delivery)
    session.flush()
    data = {"device": device.public_id, "came_by": parcel.came_by, "confirmed_on": parcel.confirmed_on}
    events.record(session, actor, "candidate", candidate.public_id, "deliver", data=data)
    return delivery


def _wait_in_line(session: Session, record_id: str) -> None:
    """Two at once with the same record: the second waits here and then finds what the first one stored. SQLite has one
    writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:record))"), {"record": record_id})

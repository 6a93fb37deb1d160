"""Every question about protection notes and focal points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.candidates.models import Candidate
from registry.errors import NotFound
from registry.protection.models import FocalPoint, ProtectionNote
from registry.protection.states import FocalState


def is_focal_point(session: Session, actor: Actor) -> bool:
    """Asked anew at every page: whoever is relieved reads nothing from that moment on."""
    if actor.account_id is None or not may(actor, Permission.PROTECTION_READ):
        return False
    active = select(FocalPoint.id).where(
        FocalPoint.account_id == actor.account_id, FocalPoint.state == FocalState.ACTIVE
    )
    return session.scalar(active) is not None


def notes_of(session: Session, actor: Actor, candidate: Candidate) -> list[tuple[str, datetime]]:
    """(public id, moment) of each note, newest first, without opening any; nothing for whoever is no focal point."""
    if not is_focal_point(session, actor):
        return []
    rows = session.execute(
        select(ProtectionNote.public_id, ProtectionNote.noted_at)
        .where(ProtectionNote.candidate_id == candidate.id)
        .order_by(ProtectionNote.id.desc())
    )
    return [(row.public_id, row.noted_at) for row in rows]


def load(session: Session, actor: Actor, candidate: Candidate, public_id: str) -> ProtectionNote:
    """For a focal point alone. Raises NotFound for absent, for another person's and for everybody else alike."""
    note = session.scalar(
        select(ProtectionNote).where(
            ProtectionNote.public_id == public_id, ProtectionNote.candidate_id == candidate.id
        )
    )
    if note is None or not is_focal_point(session, actor):
        raise NotFound()
    return note


@dataclass(frozen=True, slots=True)
class Reading:
    """One line for the person: when, and what was done with a note of theirs."""

    at: datetime
    verb: str
    centre: str | None
    reason: str | None


def own_readings(session: Session, actor: Actor) -> list[Reading]:
    """For the person: who wrote and who read what they told, newest first. For everybody else: nothing."""
    if actor.candidate_id is None:
        return []
    ids = list(
        session.scalars(
            select(ProtectionNote.public_id).where(ProtectionNote.candidate_id == actor.candidate_id)
        )
    )
    entries = [entry for one in ids for entry in events.of_record(session, "protection", one)]
    accounts = {entry.actor.partition(":")[2] for entry in entries}
    rows = session.execute(select(Account.public_id, Account.centre).where(Account.public_id.in_(accounts)))
    centres: dict[str, str | None] = {row.public_id: row.centre for row in rows}
    return [
        Reading(entry.at, entry.verb, centres.get(entry.actor.partition(":")[2]), entry.reason)
        for entry in sorted(entries, key=lambda entry: entry.id, reverse=True)
    ]


def focal_points(session: Session, actor: Actor) -> list[tuple[FocalPoint, Account]]:
    """Who is or was trusted with the notes, newest first; for those who propose and approve it."""
    if not may(actor, Permission.FOCAL_END):
        return []
    rows = session.execute(
        select(FocalPoint, Account)
        .join(Account, Account.id == FocalPoint.account_id)
        .order_by(FocalPoint.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def load_focal(session: Session, actor: Actor, public_id: str) -> FocalPoint:
    """Raises NotFound."""
    focal = session.scalar(select(FocalPoint).where(FocalPoint.public_id == public_id))
    if focal is None or not may(actor, Permission.FOCAL_END):
        raise NotFound()
    return focal


def counsellors(session: Session) -> list[Account]:
    """Active counsellors, by centre and name: whom the task can be given to."""
    query = select(Account).where(Account.role == Role.COUNSELLOR, Account.state == AccountState.ACTIVE)
    return list(session.scalars(query.order_by(Account.centre, Account.name)))

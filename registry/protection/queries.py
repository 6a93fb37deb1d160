"""Every question about protection notes and focal points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Permission, Role, may
from registry.accounts.models import Account, AccountChange
from registry.accounts.states import AccountState
from registry.candidates.models import Candidate
from registry.errors import NotFound
from registry.protection.models import FocalPoint, ProtectionNote
from registry.protection.states import FocalState

# Whether an account is no longer what it was when the task was given: another centre, another role, disabled meanwhile.
_GIVEN = func.coalesce(FocalPoint.since, FocalPoint.proposed_at)
_LAPSED = or_(
    Account.role != Role.COUNSELLOR,
    Account.state != AccountState.ACTIVE,
    Account.centre.is_(None),
    Account.centre.is_distinct_from(FocalPoint.centre),
    Account.disabled_at >= _GIVEN,
    exists().where(AccountChange.account_id == Account.id, AccountChange.done_at >= _GIVEN),
)


def is_focal_point(session: Session, actor: Actor) -> bool:
    """Asked anew at every page: whoever is relieved, moves or changes the role reads nothing from that moment on."""
    if actor.account_id is None or not may(actor, Permission.PROTECTION_READ):
        return False
    active = (
        select(FocalPoint.id)
        .join(Account, Account.id == FocalPoint.account_id)
        .where(
            FocalPoint.account_id == actor.account_id,
            FocalPoint.centre == actor.centre,
            FocalPoint.state == FocalState.ACTIVE,
            func.coalesce(_LAPSED, false()).is_(false()),
        )
    )
    return session.scalar(active) is not None


def lapsed(session: Session) -> list[FocalPoint]:
    """The tasks that ended by themselves, for the clock to end."""
    query = select(FocalPoint).join(Account, Account.id == FocalPoint.account_id)
    return list(session.scalars(query.where(FocalPoint.state != FocalState.ENDED, _LAPSED)))


def _here(actor: Actor) -> ColumnElement[bool]:
    """The notes of the actor's centre: told there, or of a person who belongs to it."""
    of_here = select(Candidate.id).where(Candidate.centre == actor.centre)
    return or_(ProtectionNote.centre == actor.centre, ProtectionNote.candidate_id.in_(of_here))


def opens(session: Session, actor: Actor, note: ProtectionNote) -> bool:
    """True for a focal point of the centre where it was told, or that the person belongs to."""
    if not is_focal_point(session, actor):
        return False
    return (
        session.scalar(select(ProtectionNote.id).where(ProtectionNote.id == note.id, _here(actor)))
        is not None
    )


def notes_of(session: Session, actor: Actor, candidate: Candidate) -> list[tuple[str, datetime]]:
    """(public id, moment) of each note, newest first, none opened; nothing for whoever is no focal point here."""
    if not is_focal_point(session, actor):
        return []
    rows = session.execute(
        select(ProtectionNote.public_id, ProtectionNote.noted_at)
        .where(ProtectionNote.candidate_id == candidate.id, _here(actor))
        .order_by(ProtectionNote.id.desc())
    )
    return [(row.public_id, row.noted_at) for row in rows]


def load(session: Session, actor: Actor, candidate: Candidate, public_id: str) -> ProtectionNote:
    """For a focal point of the note's centre alone. Raises NotFound for absent, for another person's and for everybody
    else alike."""
    note = session.scalar(
        select(ProtectionNote).where(
            ProtectionNote.public_id == public_id, ProtectionNote.candidate_id == candidate.id
        )
    )
    if note is None or not opens(session, actor, note):
        raise NotFound()
    return note


@dataclass(frozen=True, slots=True)
class Reading:
    """One line for the person: when, where and what for something was done with a note of theirs."""

    at: datetime
    verb: str
    centre: str | None
    reason: str | None


def readings(session: Session, actor: Actor, candidate: Candidate) -> list[Reading]:
    """Who wrote and who read what a person told, newest first: for a focal point to show the person at the centre.

    Never on the person's own pages: whoever holds their telephone would learn that there is a note.
    """
    ids = [public_id for public_id, _at in notes_of(session, actor, candidate)]
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
    """Active counsellors of a centre, by centre and name: whom the task can be given to."""
    query = select(Account).where(
        Account.role == Role.COUNSELLOR, Account.state == AccountState.ACTIVE, Account.centre.is_not(None)
    )
    return list(session.scalars(query.order_by(Account.centre, Account.name)))

"""Reading who somebody is: name, document, telephone. Staff say why, once; the log's event is the proof.

The event opens the record to this one officer for half an hour; every page after that checks for it again. The
person sees every reading on their own page (trust.md T6, T8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.accounts.models import Account
from registry.candidates import ceilings
from registry.candidates.models import Candidate
from registry.candidates.queries import is_blocked
from registry.errors import Invalid, NotAllowed
from registry.organisations.models import Agency, Employer
from registry.same_person.merging import folded_into

OPEN_FOR = timedelta(minutes=30)
# Who registered or corrected somebody has just had their data before them.
_OPENING_VERBS = ("identify", "register", "correct")
_SHOWN_VERBS = (
    "register",
    "identify",
    "correct",
    "disclose",
    "tell",
    "ask_sealed",
    "read_sealed",
    "compare",
    "read_paper",
    "hand_over",
    "print_message",
)


def identify(session: Session, actor: Actor, candidate: Candidate, *, reason: str) -> None:
    """Open this person's identity to this officer for OPEN_FOR. Raises NotAllowed, Invalid("reason_missing"),
    NotPossible("readings_enough")."""
    if not may(actor, Permission.CANDIDATE_IDENTIFY, candidate) or is_blocked(session, candidate):
        raise NotAllowed()
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    ceilings.check_officer(session, actor, candidate.public_id)
    events.record(session, actor, "candidate", candidate.public_id, "identify", reason=reason.strip())


def note_compared(session: Session, actor: Actor, people: Iterable[Candidate]) -> None:
    """These were shown, masked, to an officer who was registering somebody like them. Noted once a day for each; the
    person sees it, and it opens nothing."""
    for one in not_noted_today(session, actor, people):
        events.record(session, actor, "candidate", one.public_id, "compare")


def not_noted_today(session: Session, actor: Actor, people: Iterable[Candidate]) -> list[Candidate]:
    """Of these, whom this officer was not shown before since midnight."""
    midnight = datetime.combine(clock.today(), time.min, tzinfo=clock.GUATEMALA)
    wanted = {one.public_id: one for one in people}
    noted = session.scalars(
        select(events.Event.record_id).where(
            events.Event.noun == "candidate",
            events.Event.record_id.in_(wanted),
            events.Event.verb == "compare",
            events.Event.actor == actor.pseudonym,
            events.Event.at >= midnight,
        )
    )
    seen = set(noted)
    return [one for name, one in wanted.items() if name not in seen]


def may_read_identity(session: Session, actor: Actor, candidate: Candidate) -> bool:
    """True for the person themselves, and for staff who gave a reason within the last OPEN_FOR."""
    if candidate.is_own(actor):
        return True
    if not may(actor, Permission.CANDIDATE_IDENTIFY, candidate) or is_blocked(session, candidate):
        return False
    newest = session.scalar(
        select(events.Event.at)
        .where(
            events.Event.noun == "candidate",
            events.Event.record_id == candidate.public_id,
            events.Event.verb.in_(_OPENING_VERBS),
            events.Event.actor == actor.pseudonym,
        )
        .order_by(events.Event.id.desc())
        .limit(1)
    )
    return newest is not None and clock.now() - newest < OPEN_FOR


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of "who saw my data". `role` and `centre` tell who, `firm` which employer or agency; names of people who
    read are not shown."""

    at: datetime
    verb: str
    role: str
    centre: str | None
    reason: str | None
    firm: str | None = None


def readings(session: Session, candidate: Candidate) -> list[Reading]:
    """Everybody else who has read or changed this person's data, newest first."""
    records = [candidate.public_id, *(one.public_id for one in folded_into(session, candidate))]
    told = (entry for record in records for entry in events.of_record(session, "candidate", record))
    entries = [
        entry
        for entry in sorted(told, key=lambda entry: entry.id)
        if entry.verb in _SHOWN_VERBS and entry.actor != candidate.actor().pseudonym
    ]
    ids = {entry.actor.partition(":")[2] for entry in entries}
    found = session.execute(
        select(Account.public_id, Account.centre, Employer.legal_name, Agency.legal_name.label("agency"))
        .outerjoin(Employer, Employer.id == Account.employer_id)
        .outerjoin(Agency, Agency.id == Account.agency_id)
        .where(Account.public_id.in_(ids))
    )
    offices = {row.public_id: (row.centre, row.legal_name or row.agency) for row in found}
    return [
        Reading(entry.at, entry.verb, role, centre, entry.reason, firm)
        for entry in reversed(entries)
        for role, _, public_id in [entry.actor.partition(":")]
        for centre, firm in [offices.get(public_id, (None, None))]
    ]

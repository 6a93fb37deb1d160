"""The verbs of protection: note with consent, open with a reason, forget; and who is a focal point."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, Role, may
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.candidates import ceilings, identity
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.protection import queries
from registry.protection.models import FocalPoint, ProtectionNote
from registry.protection.states import FOCAL_POINT, FocalState

MOST_LETTERS = 2000


@dataclass(frozen=True, slots=True)
class Opened:
    """What was told, and the permission that it was told with."""

    words: str
    consent_text: str
    consent_version: str
    consent_how: How
    noted_at: datetime


def note(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    words: str,
    has_consent: bool,
    how: How,
    language: str = "es",
) -> ProtectionNote:
    """Seal what the person told. Without their yes to the text nothing is kept.

    Raises NotAllowed, NotFound (identity not open), NotPossible("wrong_state"), Invalid("permission_missing",
    "words_missing", "words_long").
    """
    if not may(actor, Permission.PROTECTION_NOTE) or actor.account_id is None:
        raise NotAllowed()
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if not has_consent:
        raise Invalid("permission_missing", field="has_consent")
    if len(words.strip()) < 3:
        raise Invalid("words_missing", field="words")
    if len(words) > MOST_LETTERS:
        raise Invalid("words_long", field="words")
    text = in_force()[Purpose.PROTECTION]
    content = {
        "words": words.strip(),
        "consent": {"text": text.text(language), "version": text.version, "how": str(how)},
    }
    sealed = ProtectionNote(
        candidate_id=candidate.id,
        content=json.dumps(content),
        centre=actor.centre,
        noted_by_id=actor.account_id,
        noted_at=clock.now(),
    )
    session.add(sealed)
    session.flush()
    # Under the note's own number: whoever reads the log of a person finds nothing.
    events.record(session, actor, "protection", sealed.public_id, "note_protection")
    return sealed


def read(session: Session, actor: Actor, note: ProtectionNote, *, reason: str) -> Opened:
    """Open a note once. The event is written with the reading: no log, no words.

    Raises NotFound for whoever is no focal point of its centre, Invalid("reason_missing"),
    NotPossible("readings_enough").
    """
    if not queries.opens(session, actor, note):
        raise NotFound()
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    ceilings.check_officer(session, actor, note.public_id)
    events.record(session, actor, "protection", note.public_id, "read_protection", reason=reason.strip())
    content = json.loads(note.content)
    consent = content["consent"]
    return Opened(content["words"], consent["text"], consent["version"], How(consent["how"]), note.noted_at)


def forget(session: Session, actor: Actor, note: ProtectionNote, *, reason: str) -> None:
    """The person asked for it: the words are gone. Raises NotFound, Invalid("reason_missing")."""
    if not queries.opens(session, actor, note):
        raise NotFound()
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    public_id = note.public_id
    session.delete(note)
    session.flush()
    events.record(session, actor, "protection", public_id, "forget_protection", reason=reason.strip())


def propose_focal(session: Session, actor: Actor, account: Account, *, reason: str) -> FocalPoint:
    """Name a counsellor who may open the notes of their centre; another person approves.

    Raises NotAllowed, Invalid("not_a_counsellor", "focal_already", "reason_missing").
    """
    if not may(actor, Permission.FOCAL_PROPOSE) or actor.account_id is None:
        raise NotAllowed()
    if account.role != Role.COUNSELLOR or account.state != AccountState.ACTIVE or not account.centre:
        raise Invalid("not_a_counsellor", field="account")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="reason")
    standing = select(FocalPoint.id).where(
        FocalPoint.account_id == account.id, FocalPoint.state != FocalState.ENDED
    )
    if session.scalar(standing) is not None:
        raise Invalid("focal_already", field="account")
    focal = FocalPoint(
        account_id=account.id,
        centre=account.centre,
        state=FOCAL_POINT.initial,
        reason=reason.strip(),
        proposed_by_id=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(focal)
    session.flush()
    data = {"account": account.public_id}
    events.record(session, actor, "focal_point", focal.public_id, "propose", reason=reason.strip(), data=data)
    return focal


def change_focal(session: Session, actor: Actor, focal: FocalPoint, verb: str) -> None:
    """approve or end."""
    move(
        session, actor, focal, verb, sets={"approved_by_id": actor.account_id} if verb == "approve" else None
    )


def end_lapsed(session: Session) -> int:
    """For the clock: end the task of accounts that moved, were disabled or changed their role since it was given. They
    open nothing from that moment on; this writes it down. Returns how many."""
    lapsed = queries.lapsed(session)
    for focal in lapsed:
        move(session, SYSTEM, focal, "expire")
    return len(lapsed)

"""A message only when the public word changes (experience.md 2.9): from committed events, each read once.

What somebody did themselves they know; what changed twice meanwhile is told as it is now; what is old is not told.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates.models import Candidate
from registry.candidates.stages import Stage, stage_of
from registry.candidates.states import LEFT
from registry.events import Event
from registry.messages import optin, outbox
from registry.messages.catalogue import catalogue, settings, word
from registry.messages.models import Outgoing, ReadPosition
from registry.placements.models import Referral
from registry.placements.states import ReferralState

READER = "stages"
# One transaction each; the clock comes again in seconds for what is left.
_BATCH = 50
_OF_CANDIDATES = frozenset({"register", "pause", "resume", "merge", "separate"})
# They see it when they register, or it is nothing new.
_NOT_TOLD = frozenset({Stage.REGISTERED})
_REMINDER = "offer_waiting"


def tell_new(session: Session) -> int:
    """Read the events that nobody has read yet and write what changed for whom. Returns how many messages."""
    position = session.get(ReadPosition, READER, with_for_update=True)
    if position is None:
        position = ReadPosition(reader=READER, event_id=0)
        session.add(position)
    newest: dict[int, tuple[Candidate, Event]] = {}
    query = select(Event).where(Event.id > position.event_id).order_by(Event.id).limit(_BATCH)
    for event in session.scalars(query).all():
        position.event_id = event.id
        concerned = _about(session, event)
        if concerned is not None:
            candidate = optin.main_record(session, concerned)
            # Where they stand is what the newest of their events made of it.
            newest[candidate.id] = candidate, event
    written = sum(_tell(session, candidate, event) for candidate, event in newest.values())
    session.flush()
    return written


def _about(session: Session, event: Event) -> Candidate | None:
    if event.noun == "candidate" and event.verb in _OF_CANDIDATES:
        return session.scalar(select(Candidate).where(Candidate.public_id == event.record_id))
    if event.noun == "referral" and event.verb != "disclose":
        concerned = select(Referral.candidate_id).where(Referral.public_id == event.record_id)
        return session.scalar(select(Candidate).where(Candidate.id.in_(concerned)))
    return None


def _tell(session: Session, candidate: Candidate, event: Event) -> int:
    if candidate.state in LEFT:
        return 0
    if event.noun == "referral" and event.verb == "set_interview":
        return _tell_interview(session, candidate, event)
    stage = stage_of(session, candidate)
    contact = optin.contact_of(session, candidate)
    if contact.told_stage == stage:
        return 0
    contact.told_stage = str(stage)
    is_old = clock.now() - event.at > timedelta(days=settings().too_old_days)
    if stage in _NOT_TOLD or is_old or event.actor == candidate.actor().pseudonym:
        return 0
    return int(outbox.write(session, candidate, f"stage_{stage}", because=event) is not None)


def _tell_interview(session: Session, candidate: Candidate, event: Event) -> int:
    """The day of an interview, also when it is another one than before. It says the stage as well."""
    referral = session.scalars(select(Referral).where(Referral.public_id == event.record_id)).one()
    at, stage = referral.interview_at, stage_of(session, candidate)
    if referral.state != ReferralState.INTERVIEW or at is None or at < clock.now():
        return 0
    optin.contact_of(session, candidate).told_stage = str(stage)
    here = at.astimezone(clock.GUATEMALA)
    told = {"day": here.strftime("%d/%m/%Y"), "time": here.strftime("%H:%M")}
    place = referral.interview_place or ""
    is_long = len(place) > catalogue().placeholders["place"]
    told["place"] = word("place", "too_long") if is_long else place
    return int(outbox.write(session, candidate, "interview_day", told, because=event) is not None)


def remind_of_offers(session: Session) -> int:
    """Offers that nobody answered for some days are brought to mind, once each."""
    rules, now = settings(), clock.now()
    oldest = now - timedelta(days=rules.offer_reminder_days + rules.too_old_days)
    reminded = select(Outgoing.event_id).where(Outgoing.code == _REMINDER)
    rows = session.execute(
        select(Referral, Event)
        .join(Event, (Event.noun == "referral") & (Event.record_id == Referral.public_id))
        .where(
            Referral.state == ReferralState.OFFERED,
            Referral.referred_at.between(oldest, now - timedelta(days=rules.offer_reminder_days)),
            Event.verb == "refer",
            Event.id.not_in(reminded.where(Outgoing.event_id.is_not(None))),
        )
        .order_by(Referral.id)
        .limit(_BATCH)
    ).all()
    written = 0
    for referral, event in rows:
        candidate = session.get_one(Candidate, referral.candidate_id)
        written += int(outbox.write(session, candidate, _REMINDER, because=event) is not None)
    return written

"""What the clock does when a period is over: one function for each line of the table that is its own.

Each takes the moment before which things are too old and handles at most AT_ONCE of them; it returns how many, and 0
when nothing is left. Done twice it does nothing more, and what is interrupted is taken back whole: the caller commits
each portion.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.accounts import sessions
from registry.appointments.models import Appointment
from registry.candidates import service as candidates
from registry.candidates.models import Candidate, Erasure
from registry.candidates.states import CandidateState
from registry.db import after_commit
from registry.events import Event
from registry.fairs.models import Fair, FairArrival, FairInterview, FairInvitation
from registry.holdings.erasing import DAYS_TO_COME_BACK, FILES
from registry.messages.models import CallTask, Message, Outgoing, Reconfirmation
from registry.organisations.models import HalfTyped
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.retention.periods import Period, periods
from registry.shortlists.models import Entry, Shortlist
from registry.support.models import SupportReferral
from registry.timelines.models import Tick

AT_ONCE = 200
Act = Callable[[Session, datetime, Path], int]
_UNSUCCESSFUL = (ReferralState.DECLINED, ReferralState.NOT_SELECTED, ReferralState.WITHDRAWN)
_OPEN = (
    ReferralState.OFFERED,
    ReferralState.CONSENTED,
    ReferralState.INTERVIEW,
    ReferralState.SELECTED,
)


def apply(session: Session, period: Period, folder: Path) -> int:
    """One portion of one line; the number of things handled. `folder`: the data directory."""
    if not period.is_on or period.days is None:
        return 0
    return ACTS[period.act](session, clock.now() - timedelta(days=period.days), folder)


def applied() -> list[Period]:
    """The lines that the clock applies here."""
    return [period for period in periods() if period.is_on]


def _of(session: Session, model: Any, *wanted: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(select(model.id).where(*wanted).order_by(model.id).limit(AT_ONCE)))


def _deleted(session: Session, model: Any, *wanted: ColumnElement[bool]) -> int:
    ids = _of(session, model, *wanted)
    session.execute(delete(model).where(model.id.in_(ids)))
    return len(ids)


def _emptied(session: Session, model: Any, values: dict[str, Any], *wanted: ColumnElement[bool]) -> int:
    ids = _of(session, model, *wanted)
    session.execute(update(model).where(model.id.in_(ids)).values(values))
    return len(ids)


def _candidates(session: Session, before: datetime, folder: Path) -> int:
    """Nothing happened in the life of this record, nobody answered, no offer is open: as if they had asked for it."""
    life = (Event.noun == "candidate", Event.record_id == Candidate.public_id, Event.at >= before)
    sign = or_(Reconfirmation.answered_at >= before, Reconfirmation.asked_at >= before)
    busy = or_(Referral.state.in_(_OPEN), Referral.referred_at >= before, Referral.placed_at >= before)
    query = select(Candidate).where(
        Candidate.registered_at < before,
        Candidate.state.in_((CandidateState.REGISTERED, CandidateState.PAUSED)),
        ~exists().where(*life),
        ~exists().where(Reconfirmation.candidate_id == Candidate.id, sign),
        ~exists().where(Referral.candidate_id == Candidate.id, busy),
    )
    people = list(session.scalars(query.order_by(Candidate.id).limit(AT_ONCE)))
    erase_on = clock.today() + timedelta(days=DAYS_TO_COME_BACK)
    for person in people:
        candidates.withdraw(session, SYSTEM, person)
        session.add(Erasure(candidate_id=person.id, asked_at=clock.now(), erase_on=erase_on))
        data = {"erase_on": erase_on.isoformat(), "because": "inactive"}
        events.record(session, SYSTEM, "candidate", person.public_id, "ask_erasure", data=data)
    sessions.close_all_of_people(session, [person.id for person in people])
    return len(people)


def _referrals(session: Session, before: datetime, folder: Path) -> int:
    has_tick = exists().where(Tick.referral_id == Referral.id)
    ids = _of(
        session,
        Referral,
        Referral.state.in_(_UNSUCCESSFUL),
        Referral.referred_at < before,
        or_(Referral.departure_reason.is_not(None), has_tick),
    )
    session.execute(delete(Tick).where(Tick.referral_id.in_(ids)))
    session.execute(update(Referral).where(Referral.id.in_(ids)).values(departure_reason=None))
    return len(ids)


def _lists(session: Session, before: datetime, folder: Path) -> int:
    old = select(Shortlist.id).where(Shortlist.made_at < before)
    query = select(Entry).where(Entry.shortlist_id.in_(old), Entry.groups.is_not(None))
    lines = list(session.scalars(query.order_by(Entry.id).limit(AT_ONCE)))
    for line in lines:
        line.groups = None
        line.facts = line.facts | {"avoid": ""}
    session.flush()
    return len(lines)


def _messages(session: Session, before: datetime, folder: Path) -> int:
    return _deleted(session, Outgoing, Outgoing.ended_at < before)


def _mail(session: Session, before: datetime, folder: Path) -> int:
    return _deleted(session, Message, Message.sent_at < before)


def _calls(session: Session, before: datetime, folder: Path) -> int:
    return _deleted(session, CallTask, CallTask.ended_at < before)


def _reconfirmations(session: Session, before: datetime, folder: Path) -> int:
    return _deleted(session, Reconfirmation, Reconfirmation.answered_at < before)


def _uploads(session: Session, before: datetime, folder: Path) -> int:
    """Papers of people who left without asking for deletion: with the rows their files, once that is committed."""
    gone = select(Candidate.id).where(
        Candidate.state == CandidateState.WITHDRAWN, Candidate.withdrawn_at < before
    )
    done = 0
    for model, inside in FILES:
        table: Any = model
        found = session.execute(
            select(table.id, table.public_id)
            .where(table.candidate_id.in_(gone))
            .order_by(table.id)
            .limit(AT_ONCE)
        ).all()
        session.execute(delete(table).where(table.id.in_([row.id for row in found])))
        for row in found:
            after_commit(session, partial((folder / inside / row.public_id).unlink, missing_ok=True))
        done += len(found)
    return done


def _appointments(session: Session, before: datetime, folder: Path) -> int:
    return _emptied(
        session, Appointment, {"note": None}, Appointment.at < before, Appointment.note.is_not(None)
    )


def _fairs(session: Session, before: datetime, folder: Path) -> int:
    over = select(Fair.id).where(Fair.starts_on < before.date())
    return sum(
        _deleted(session, model, model.fair_id.in_(over))
        for model in (FairArrival, FairInvitation, FairInterview)
    )


def _support(session: Session, before: datetime, folder: Path) -> int:
    has_words = or_(SupportReferral.asks.is_not(None), SupportReferral.answer.is_not(None))
    return _emptied(
        session, SupportReferral, {"asks": None, "answer": None}, SupportReferral.ended_at < before, has_words
    )


def _half_typed(session: Session, before: datetime, folder: Path) -> int:
    return _deleted(session, HalfTyped, HalfTyped.kept_at < before)


ACTS: dict[str, Act] = {
    "candidates": _candidates,
    "referrals": _referrals,
    "lists": _lists,
    "messages": _messages,
    "mail": _mail,
    "calls": _calls,
    "reconfirmations": _reconfirmations,
    "uploads": _uploads,
    "appointments": _appointments,
    "fairs": _fairs,
    "support": _support,
    "half_typed": _half_typed,
}

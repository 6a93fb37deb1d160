"""What the clock does when a period is over: for each line of the table that is its own, what is due and what becomes
of it.

Looking may take long and needs no writer: it is apart. At most AT_ONCE rows are handled together, asked again whether
they still are due. Done twice it does nothing more, and what is interrupted is taken back whole: the caller commits
each portion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.accounts import sessions
from registry.accounts.models import WebSession
from registry.appointments.models import Appointment
from registry.candidates import service as candidates
from registry.candidates.models import Candidate, Erasure
from registry.candidates.states import CandidateState
from registry.db import after_commit
from registry.events import Event
from registry.fairs.models import Fair, FairArrival, FairInterview, FairInvitation
from registry.holdings.erasing import DAYS_TO_COME_BACK, FILES
from registry.messages import outbox
from registry.messages.models import CallTask, Message, Outgoing, Reconfirmation
from registry.messages.service import written_out
from registry.organisations.models import HalfTyped
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.retention.periods import Period, periods
from registry.shortlists.models import Entry, Shortlist
from registry.support.models import SupportReferral
from registry.timelines.models import Tick

AT_ONCE = 200
# So long before they are hidden, people of whom nothing is heard are told.
WARNED_DAYS = 30
_WARN = "warn_erasure"
# Of these ids; the path is the data directory.
Do = Callable[[Session, list[int], Path], None]


@dataclass(frozen=True, slots=True)
class Act:
    """Rows of one table whose time is over, and what becomes of them. `wanted`: true of those of before this moment."""

    model: Any
    wanted: Callable[[datetime], tuple[ColumnElement[bool], ...]]
    do: Do

    def find(self, session: Session, before: datetime, among: Collection[int] | None = None) -> list[int]:
        query = select(self.model.id).where(*self.wanted(before)).order_by(self.model.id).limit(AT_ONCE)
        if among is not None:
            query = query.where(self.model.id.in_(among))
        return list(session.scalars(query))


_UNSUCCESSFUL = (ReferralState.DECLINED, ReferralState.NOT_SELECTED, ReferralState.WITHDRAWN)
_OPEN = (
    ReferralState.OFFERED,
    ReferralState.CONSENTED,
    ReferralState.INTERVIEW,
    ReferralState.SELECTED,
)


def find(session: Session, period: Period) -> list[list[int]]:
    """What of one line is due, at most AT_ONCE of each table; only looks, on a session that need not write."""
    return [act.find(session, _before(period)) for act in _acts(period)]


def apply(session: Session, period: Period, folder: Path, found: list[list[int]] | None = None) -> int:
    """One portion of one line; the number of things handled. `folder`: the data directory; `found`: what `find` gave,
    of which only what is still due is handled."""
    done = 0
    for act, ids in zip(_acts(period), found or find(session, period), strict=True):
        due = act.find(session, _before(period), ids) if ids else []
        if due:
            act.do(session, due, folder)
        done += len(due)
    return done


def _acts(period: Period) -> tuple[Act, ...]:
    return ACTS[period.act] if period.is_on else ()


def _before(period: Period) -> datetime:
    return clock.now() - timedelta(days=period.days or 0)


def applied() -> list[Period]:
    """The lines that the clock applies here."""
    return [period for period in periods() if period.is_on]


def _delete(model: Any) -> Do:
    def do(session: Session, ids: list[int], folder: Path) -> None:
        session.execute(delete(model).where(model.id.in_(ids)))

    return do


def _empty(model: Any, *columns: str) -> Do:
    def do(session: Session, ids: list[int], folder: Path) -> None:
        session.execute(update(model).where(model.id.in_(ids)).values(dict.fromkeys(columns)))

    return do


def _is_inactive(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Nothing happened in the life of this record, nobody looked or answered, no offer is open."""
    life = (*_of_record(), Event.verb != _WARN, Event.at >= before)
    visit = (WebSession.candidate_id == Candidate.id, WebSession.last_seen_at >= before)
    sign = or_(Reconfirmation.answered_at >= before, Reconfirmation.asked_at >= before)
    busy = or_(Referral.state.in_(_OPEN), Referral.referred_at >= before, Referral.placed_at >= before)
    return (
        Candidate.registered_at < before,
        Candidate.state.in_((CandidateState.REGISTERED, CandidateState.PAUSED)),
        ~exists().where(*life),
        ~exists().where(*visit),
        ~exists().where(Reconfirmation.candidate_id == Candidate.id, sign),
        ~exists().where(Referral.candidate_id == Candidate.id, busy),
    )


def _of_record() -> tuple[ColumnElement[bool], ...]:
    return (Event.noun == "candidate", Event.record_id == Candidate.public_id)


def _is_to_warn(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Soon inactive, and not told since their last sign of life."""
    soon = before + timedelta(days=WARNED_DAYS)
    return (*_is_inactive(soon), ~exists().where(*_of_record(), Event.verb == _WARN, Event.at >= soon))


def _was_warned(before: datetime) -> tuple[ColumnElement[bool], ...]:
    long_ago = clock.now() - timedelta(days=WARNED_DAYS)
    told = (*_of_record(), Event.verb == _WARN, Event.at >= before, Event.at <= long_ago)
    return (*_is_inactive(before), exists().where(*told))


def _has_left(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Left and asked for nothing more; who was folded into another record goes with that one."""
    return (
        Candidate.state == CandidateState.WITHDRAWN,
        Candidate.withdrawn_at < before,
        Candidate.merged_into_id.is_(None),
        ~exists().where(Erasure.candidate_id == Candidate.id, Erasure.undone_at.is_(None)),
    )


def _people(session: Session, ids: list[int]) -> list[Candidate]:
    return list(session.scalars(select(Candidate).where(Candidate.id.in_(ids)).order_by(Candidate.id)))


def _warn(session: Session, ids: list[int], folder: Path) -> None:
    """Whom no message reaches a centre prints it for, or they see it by their code."""
    for person in _people(session, ids):
        day = clock.today() + timedelta(days=WARNED_DAYS + DAYS_TO_COME_BACK)
        data = {"erase_on": day.isoformat()}
        told = events.record(session, SYSTEM, "candidate", person.public_id, _WARN, data=data)
        outbox.write(session, person, "erased_soon", {"day": day.strftime("%d/%m/%Y")}, because=told)


def _let_go(session: Session, ids: list[int], folder: Path) -> None:
    for person in _people(session, ids):
        candidates.withdraw(session, SYSTEM, person)
        _ask_erasure(session, person, because="inactive")
    sessions.close_all_of_people(session, ids)


def _erase_who_left(session: Session, ids: list[int], folder: Path) -> None:
    for person in _people(session, ids):
        _ask_erasure(session, person, because="left")


def _ask_erasure(session: Session, person: Candidate, *, because: str) -> None:
    """As if they had asked for it: with the days to come back."""
    erase_on = clock.today() + timedelta(days=DAYS_TO_COME_BACK)
    session.add(Erasure(candidate_id=person.id, asked_at=clock.now(), erase_on=erase_on))
    session.flush()
    data = {"erase_on": erase_on.isoformat(), "because": because}
    events.record(session, SYSTEM, "candidate", person.public_id, "ask_erasure", data=data)


def _is_unsuccessful(before: datetime) -> tuple[ColumnElement[bool], ...]:
    has_tick = exists().where(Tick.referral_id == Referral.id)
    has_words = or_(Referral.departure_reason.is_not(None), Referral.interview_place.is_not(None), has_tick)
    return (Referral.state.in_(_UNSUCCESSFUL), Referral.referred_at < before, has_words)


def _forget_why(session: Session, ids: list[int], folder: Path) -> None:
    session.execute(delete(Tick).where(Tick.referral_id.in_(ids)))
    _empty(Referral, "departure_reason", "interview_place", "interview_at")(session, ids, folder)


def _is_old_line(before: datetime) -> tuple[ColumnElement[bool], ...]:
    old = select(Shortlist.id).where(Shortlist.made_at < before)
    return (Entry.shortlist_id.in_(old), Entry.groups.is_not(None))


def _forget_sealed(session: Session, ids: list[int], folder: Path) -> None:
    for line in session.scalars(select(Entry).where(Entry.id.in_(ids))):
        line.groups = None
        line.facts = line.facts | {"avoid": ""}
    session.flush()


def _of_who_left(model: Any, inside: Path) -> Act:
    """Papers of people who left without asking for deletion: with the rows their files, once that is committed."""

    def wanted(before: datetime) -> tuple[ColumnElement[bool], ...]:
        gone = select(Candidate.id).where(
            Candidate.state == CandidateState.WITHDRAWN, Candidate.withdrawn_at < before
        )
        return (model.candidate_id.in_(gone),)

    def forget(session: Session, ids: list[int], folder: Path) -> None:
        names = session.scalars(select(model.public_id).where(model.id.in_(ids))).all()
        session.execute(delete(model).where(model.id.in_(ids)))
        for name in names:
            after_commit(session, partial((folder / inside / name).unlink, missing_ok=True))

    return Act(model, wanted, forget)


def _of_old_fairs(model: Any) -> Act:
    return Act(
        model,
        lambda before: (model.fair_id.in_(select(Fair.id).where(Fair.starts_on < before.date())),),
        _delete(model),
    )


def _is_old_mail(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Sent long ago, or made long ago and never taken by any server."""
    return (func.coalesce(Message.sent_at, Message.made_at) < before,)


def _forget_mail(session: Session, ids: list[int], folder: Path) -> None:
    """With the rows the files that stand for a mail server, once that is committed."""
    for message in session.scalars(select(Message).where(Message.id.in_(ids))):
        after_commit(session, partial(written_out(folder, message).unlink, missing_ok=True))
    _delete(Message)(session, ids, folder)


def _deleted(model: Any, moment: Any) -> tuple[Act, ...]:
    """Rows that end so long after this column's moment."""
    return (Act(model, lambda before: (moment < before,), _delete(model)),)


_HAS_WORDS = or_(SupportReferral.asks.is_not(None), SupportReferral.answer.is_not(None))

ACTS: dict[str, tuple[Act, ...]] = {
    "candidates": (Act(Candidate, _is_to_warn, _warn), Act(Candidate, _was_warned, _let_go)),
    "left": (Act(Candidate, _has_left, _erase_who_left),),
    "referrals": (Act(Referral, _is_unsuccessful, _forget_why),),
    "lists": (Act(Entry, _is_old_line, _forget_sealed),),
    "messages": _deleted(Outgoing, Outgoing.ended_at),
    "mail": (Act(Message, _is_old_mail, _forget_mail),),
    "calls": _deleted(CallTask, CallTask.ended_at),
    "reconfirmations": _deleted(
        Reconfirmation, func.coalesce(Reconfirmation.answered_at, Reconfirmation.asked_at)
    ),
    "uploads": tuple(_of_who_left(model, inside) for model, inside in FILES),
    "appointments": (
        Act(
            Appointment,
            lambda before: (Appointment.at < before, Appointment.note.is_not(None)),
            _empty(Appointment, "note"),
        ),
    ),
    "fairs": tuple(_of_old_fairs(model) for model in (FairArrival, FairInvitation, FairInterview)),
    "support": (
        Act(
            SupportReferral,
            lambda before: (SupportReferral.ended_at < before, _HAS_WORDS),
            _empty(SupportReferral, "asks", "answer"),
        ),
    ),
    "half_typed": _deleted(HalfTyped, HalfTyped.kept_at),
}

"""The verbs of appointments: book, attend, miss, cancel, note."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.appointments.models import Appointment, AppointmentKind
from registry.appointments.states import APPOINTMENT, AppointmentState
from registry.candidates import identity
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.messages import outbox
from registry.moves import move

_FARTHEST = timedelta(days=366)


def book(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    kind: AppointmentKind,
    on: date,
    at_time: time,
    place: str,
) -> Appointment:
    """Give a person a time, on the clock of Guatemala, and tell them with a message if they agreed to messages.

    Raises NotAllowed, NotFound (identity not open), NotPossible("wrong_state"), Invalid("appointment_past",
    "appointment_far", "appointment_same_time").
    """
    if not may(actor, Permission.APPOINTMENT_KEEP) or actor.account_id is None:
        raise NotAllowed()
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    if candidate.state in LEFT:
        raise NotPossible("wrong_state")
    if on < clock.today():
        raise Invalid("appointment_past", field="on")
    if on > clock.today() + _FARTHEST:
        raise Invalid("appointment_far", field="on")
    at = datetime.combine(on, at_time, tzinfo=clock.GUATEMALA)
    same = select(Appointment.id).where(
        Appointment.candidate_id == candidate.id,
        Appointment.at == at,
        Appointment.state == AppointmentState.BOOKED,
    )
    if session.scalar(same.limit(1)) is not None:
        raise Invalid("appointment_same_time", field="at_time")
    appointment = Appointment(
        candidate_id=candidate.id,
        kind=str(kind),
        at=at,
        centre=actor.centre,
        place=place.strip(),
        booked_by_id=actor.account_id,
        booked_at=clock.now(),
        state=APPOINTMENT.initial,
    )
    session.add(appointment)
    session.flush()
    data = {"kind": str(kind), "on": on.isoformat()}
    because = events.record(session, actor, "appointment", appointment.public_id, "book", data=data)
    told = _told(appointment) | {"place": appointment.place[:40]}
    outbox.write(session, candidate, "appointment", told, because=because)
    return appointment


def _told(appointment: Appointment) -> dict[str, str]:
    at = appointment.at.astimezone(clock.GUATEMALA)
    return {"day": at.strftime("%d/%m/%Y"), "time": at.strftime("%H:%M")}


def change(session: Session, actor: Actor, appointment: Appointment, verb: str) -> None:
    """attend, miss or cancel. Who was awaited is told that a time to come is off."""
    because = move(session, actor, appointment, verb)
    if appointment.state == AppointmentState.CANCELLED and appointment.at > clock.now():
        outbox.drop(session, "appointment", "appointment", appointment.public_id)
        outbox.write(session, appointment.candidate, "appointment_off", _told(appointment), because=because)


def note(session: Session, actor: Actor, appointment: Appointment, words: str) -> None:
    """What was seen in the interview or the test; replaces the note before. The person can read it.

    Raises NotAllowed, NotFound (identity not open), NotPossible("wrong_state") unless they came.
    """
    if not may(actor, Permission.APPOINTMENT_KEEP, appointment) or actor.account_id is None:
        raise NotAllowed()
    if not identity.may_read_identity(session, actor, appointment.candidate):
        raise NotFound()
    if appointment.state != AppointmentState.ATTENDED:
        raise NotPossible("wrong_state")
    appointment.note = words.strip() or None
    appointment.noted_by_id, appointment.noted_at = actor.account_id, clock.now()
    session.flush()
    events.record(session, actor, "appointment", appointment.public_id, "note")

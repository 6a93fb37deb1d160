"""Every question about appointments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from registry import clock
from registry.access import Actor, Permission, may
from registry.appointments.models import Appointment
from registry.appointments.states import AppointmentState
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.errors import NotFound


def load(session: Session, actor: Actor, public_id: str) -> Appointment:
    """Raises NotFound for absent and for another centre's."""
    query = select(Appointment).options(joinedload(Appointment.candidate))
    appointment = session.scalar(query.where(Appointment.public_id == public_id))
    if appointment is None or not may(actor, Permission.APPOINTMENT_KEEP, appointment):
        raise NotFound()
    return appointment


def of_day(session: Session, actor: Actor, day: date) -> list[Appointment]:
    """What this actor's centre has on one day, in the order of the clock, without who left. The notes are not read."""
    start = datetime.combine(day, time.min, tzinfo=clock.GUATEMALA)
    here = Appointment.booked_by_id == actor.account_id
    if actor.centre:
        here = or_(here, Appointment.centre == actor.centre)
    query = (
        select(Appointment)
        .join(Candidate, Candidate.id == Appointment.candidate_id)
        .where(here, Appointment.at >= start, Appointment.at < start + timedelta(days=1))
        .where(Candidate.state.not_in(LEFT))
        .options(joinedload(Appointment.candidate))
        .order_by(Appointment.at, Appointment.id)
    )
    return list(session.scalars(query))


def of_person(session: Session, actor: Actor, candidate: Candidate) -> list[Appointment]:
    """All that this centre gave a person, the newest first; for their page when it is open."""
    query = (
        select(Appointment).where(Appointment.candidate_id == candidate.id).order_by(Appointment.at.desc())
    )
    return [one for one in session.scalars(query) if may(actor, Permission.APPOINTMENT_KEEP, one)]


def own(session: Session, actor: Actor) -> list[Appointment]:
    """For the person: their own appointments with the notes, what is to come first. For everybody else: none."""
    if actor.candidate_id is None:
        return []
    query = select(Appointment).where(Appointment.candidate_id == actor.candidate_id)
    found = list(session.scalars(query.order_by(Appointment.at.desc(), Appointment.id.desc())))
    return sorted(found, key=lambda one: not is_to_come(one))


def is_to_come(appointment: Appointment) -> bool:
    return appointment.state == AppointmentState.BOOKED and appointment.at >= clock.now()

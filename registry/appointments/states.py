"""The life of an appointment."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.appointments.models import Appointment


class AppointmentState(StrEnum):
    BOOKED = "booked"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"


def its_day_has_come(session: Session, actor: Actor, appointment: Appointment) -> str | None:
    """Nobody came or stayed away before the day."""
    return None if appointment.at.astimezone(clock.GUATEMALA).date() <= clock.today() else "day_not_come"


S = AppointmentState
APPOINTMENT = Machine(
    "appointment",
    AppointmentState,
    S.BOOKED,
    [
        Transition(
            "attend", one_of(S.BOOKED, S.MISSED), S.ATTENDED, Permission.APPOINTMENT_KEEP, guards=(its_day_has_come,)
        ),
        Transition("miss", one_of(S.BOOKED), S.MISSED, Permission.APPOINTMENT_KEEP, guards=(its_day_has_come,)),
        Transition("cancel", one_of(S.BOOKED), S.CANCELLED, Permission.APPOINTMENT_KEEP),
    ],
)  # fmt: skip

"""Announce a recruitment drive, or call it off."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.drives.models import Drive
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.organisations.models import Agency
from registry.organisations.standing import Act, allows
from registry.seeds.reference import municipalities
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from registry.workdays import add_working_days

# So that whoever was told of it can look it up, and an inspector can come. A proposal: no text sets a number.
NOTICE_WORKING_DAYS = 3


def earliest() -> date:
    """The first day a drive announced today may be held."""
    return add_working_days(clock.today(), NOTICE_WORKING_DAYS)


def announce(
    session: Session,
    actor: Actor,
    agency: Agency,
    vacancy: Vacancy,
    *,
    municipality: str,
    place: str,
    starts_on: date,
    starts_at_time: time,
) -> Drive:
    """Public from now on. Raises NotAllowed, NotPossible("agency_not_in_good_standing", "agency_on_hold",
    "vacancy_not_open"), Invalid("drive_too_soon", "drive_after_start") on starts_on, ("place_unknown") on municipality.
    """
    if not may(actor, Permission.DRIVE_ANNOUNCE, vacancy) or vacancy.agency_id != agency.id:
        raise NotAllowed()
    refusal = allows(session, agency.id, Act.DRIVE)
    if refusal is not None:
        raise NotPossible(refusal.code)
    if vacancy.state != VacancyState.PUBLISHED:
        raise NotPossible("vacancy_not_open")
    if municipality not in municipalities():
        raise Invalid("place_unknown", field="municipality")
    if starts_on < earliest():
        raise Invalid("drive_too_soon", field="starts_on", days=NOTICE_WORKING_DAYS)
    if vacancy.start_on is not None and starts_on >= vacancy.start_on:
        raise Invalid("drive_after_start", field="starts_on")
    drive = Drive(
        agency_id=agency.id,
        vacancy_id=vacancy.id,
        municipality=municipality,
        place=place.strip(),
        starts_on=starts_on,
        starts_at_time=starts_at_time,
        announced_at=clock.now(),
    )
    session.add(drive)
    session.flush()
    data = {"vacancy": vacancy.public_id, "on": starts_on.isoformat()}
    events.record(session, actor, "drive", drive.public_id, "announce", data=data)
    return drive


def cancel(session: Session, actor: Actor, drive: Drive, *, reason: str) -> None:
    move(session, actor, drive, "cancel", reason=reason)

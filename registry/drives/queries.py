"""Every question about recruitment drives."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from registry import clock
from registry.access import Actor, Permission, may
from registry.drives.models import Drive
from registry.drives.states import DriveState
from registry.errors import NotFound
from registry.organisations import register
from registry.organisations.standing import Act, allows
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState


def _whole() -> Select[Drive]:
    parties = (joinedload(Drive.agency), joinedload(Drive.vacancy).joinedload(Vacancy.employer))
    return select(Drive).options(*parties).order_by(Drive.starts_on, Drive.starts_at_time, Drive.id)


def load(session: Session, actor: Actor, public_id: str) -> Drive:
    """Raises NotFound for absent and forbidden."""
    drive = session.scalar(_whole().where(Drive.public_id == public_id))
    if drive is None or not may(actor, Permission.DRIVE_ANNOUNCE, drive):
        raise NotFound()
    return drive


def of_agency(session: Session, agency_id: int) -> list[Drive]:
    """All of an agency's drives, whatever became of them."""
    return list(session.scalars(_whole().where(Drive.agency_id == agency_id)))


def announced_to_the_ministry(session: Session, actor: Actor) -> list[tuple[Drive, bool]]:
    """For inspectors and officers: every drive of today or later, called off ones too, and whether the public is told
    of it. Raises NotFound."""
    if not may(actor, Permission.AGENCY_READ) or actor.agency_id is not None:
        raise NotFound()
    shown = {one.id for one in upcoming(session)}
    found = session.scalars(_whole().where(Drive.starts_on >= clock.today()))
    return [(one, one.id in shown) for one in found]


def of_code(session: Session, code: str) -> list[Drive]:
    """What the public is told of the agency at a fixed address of the register."""
    keys = register.keys_of(session, [code])
    return upcoming(session, agency_id=keys[0]) if keys else []


def upcoming(session: Session, *, agency_id: int | None = None) -> list[Drive]:
    """What the public is told: announced, today or later, of an agency that may recruit, for a published vacancy."""
    query = (
        _whole()
        .join(Vacancy, Vacancy.id == Drive.vacancy_id)
        .where(
            Drive.state == DriveState.ANNOUNCED,
            Drive.starts_on >= clock.today(),
            Vacancy.state == VacancyState.PUBLISHED,
        )
    )
    if agency_id is not None:
        query = query.where(Drive.agency_id == agency_id)
    found = list(session.scalars(query))
    # One by one: an agency that is held in silence would read of it in what is missing here.
    may_recruit = {key: allows(session, key, Act.DRIVE) is None for key in {one.agency_id for one in found}}
    return [one for one in found if may_recruit[one.agency_id]]


def of_vacancy(session: Session, vacancy: Vacancy) -> list[Drive]:
    """Announced for today or later for this vacancy, the next first: where its people would be met. Staff only."""
    return list(
        session.scalars(
            _whole().where(
                Drive.vacancy_id == vacancy.id,
                Drive.state == DriveState.ANNOUNCED,
                Drive.starts_on >= clock.today(),
            )
        )
    )

"""Recruitment drives: announced before, by an agency that may recruit, for a published vacancy, and public."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from registry.access import SYSTEM, Actor, Role
from registry.drives import queries, service
from registry.drives.models import Drive
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations.holds import Cause, hold, lift
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.placements.market import new_agency, new_employer, new_vacancy


@pytest.fixture
def agency(session: Session) -> Agency:
    return new_agency(session)


@pytest.fixture
def vacancy(session: Session, agency: Agency) -> Vacancy:
    return new_vacancy(session, new_employer(session), agency=agency)


@pytest.fixture
def actor(session: Session, agency: Agency) -> Actor:
    return new_account(session, Role.AGENCY, agency_id=agency.id).actor()


def announce(
    session: Session,
    actor: Actor,
    agency: Agency,
    vacancy: Vacancy,
    *,
    day: date | None = None,
    town: str = "0501",
) -> Drive:
    return service.announce(
        session,
        actor,
        agency,
        vacancy,
        municipality=town,
        place="Salón municipal, frente al parque",
        starts_on=day or service.earliest(),
        starts_at_time=time(9, 30),
    )


def test_announced_it_is_public_until_it_is_over_or_cancelled(
    session: Session, actor: Actor, agency: Agency, vacancy: Vacancy
) -> None:
    drive = announce(session, actor, agency, vacancy)
    assert queries.upcoming(session) == [drive] == queries.upcoming(session, agency_id=agency.id)
    with pytest.raises(Invalid):
        service.cancel(session, actor, drive, reason=" ")
    service.cancel(session, actor, drive, reason="Lluvia")
    assert queries.upcoming(session) == []
    assert queries.of_agency(session, agency.id) == [drive]


def test_it_cannot_be_a_surprise(session: Session, actor: Actor, agency: Agency, vacancy: Vacancy) -> None:
    with pytest.raises(Invalid) as refused:
        announce(session, actor, agency, vacancy, day=service.earliest() - timedelta(days=1))
    assert refused.value.code == "drive_too_soon"
    with pytest.raises(Invalid) as late:
        announce(session, actor, agency, vacancy, day=vacancy.start_on)
    assert late.value.code == "drive_after_start"
    with pytest.raises(Invalid):
        announce(session, actor, agency, vacancy, town="9999")


@pytest.mark.parametrize("cause", list(Cause))
def test_a_hold_hides_it_and_lets_nothing_new_be_announced(
    session: Session, actor: Actor, agency: Agency, vacancy: Vacancy, cause: Cause
) -> None:
    drive = announce(session, actor, agency, vacancy)
    hold(session, SYSTEM, agency, cause, source="case:x")
    assert queries.upcoming(session) == []
    with pytest.raises(NotPossible) as refused:
        announce(session, actor, agency, vacancy)
    assert refused.value.code == "agency_on_hold"
    lift(session, SYSTEM, agency, cause, source="case:x")
    assert queries.upcoming(session) == [drive]


def test_only_for_a_published_vacancy_of_its_own(
    session: Session, actor: Actor, agency: Agency, vacancy: Vacancy
) -> None:
    other = new_vacancy(session, new_employer(session), agency=new_agency(session))
    with pytest.raises(NotAllowed):
        announce(session, actor, agency, other)
    vacancy.state = VacancyState.SUSPENDED
    with pytest.raises(NotPossible):
        announce(session, actor, agency, vacancy)


def test_another_agency_does_not_find_it(
    session: Session, actor: Actor, agency: Agency, vacancy: Vacancy
) -> None:
    drive = announce(session, actor, agency, vacancy)
    stranger = new_account(session, Role.AGENCY, agency_id=new_agency(session).id).actor()
    with pytest.raises(NotFound):
        queries.load(session, stranger, drive.public_id)

"""Two officers press the button for the last seat at the same moment: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from registry import migrations
from registry.access import Actor
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.db import Database
from registry.errors import NotPossible
from registry.placements import queries, service
from registry.placements.states import ReferralState
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.databases import BACKENDS, Databases
from tests.registry.placements.market import new_market


@pytest.fixture(params=BACKENDS)
def real(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A database of its own: these transactions are committed."""
    with databases.empty(request.param) as database:
        migrations.upgrade(database)
        yield database


def two_selected_for_one_seat(session: Session) -> tuple[Actor, int, list[str]]:
    market = new_market(session, seats=1)
    vacancy_id = market.vacancy.id
    chosen = market.people[:2]
    made = [one.public_id for one in market.refer(session, *chosen)]
    for public_id, person in zip(made, chosen, strict=True):
        mine = queries.load(session, person.actor(), public_id)
        service.consent(
            session, person.actor(), mine, candidates.own(session, person.actor()), how=How.SCREEN
        )
        service.change(session, market.buyer.actor(), mine, "select")
        session.expire_all()
    return market.officer.actor(), vacancy_id, made


def test_the_last_seat_is_given_once(real: Database) -> None:
    with real.session(write=True) as session:
        officer, vacancy_id, made = two_selected_for_one_seat(session)
        session.commit()
    together = Barrier(2, timeout=20)

    def press(public_id: str) -> str:
        if not real.is_sqlite:
            with real.session(write=True) as session:
                referral = queries.load(session, officer, public_id)
                together.wait()
                return attempt(session, public_id, referral)
        together.wait()
        with real.session(write=True) as session:
            return attempt(session, public_id, queries.load(session, officer, public_id))

    def attempt(session: Session, public_id: str, referral: object) -> str:
        try:
            service.place(session, officer, referral)  # type: ignore[arg-type]
            session.commit()
        except NotPossible as refused:
            return refused.code
        return "placed"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(press, made))
    assert outcomes == ["no_seat_left", "placed"]
    with real.session(write=False) as session:
        vacancy = session.get_one(Vacancy, vacancy_id)
        assert (vacancy.seats_filled, vacancy.state) == (1, VacancyState.FILLED)
        states = [queries.load(session, officer, public_id).state for public_id in made]
        assert sorted(states) == [ReferralState.PLACED, ReferralState.SELECTED]

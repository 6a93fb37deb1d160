"""The person on their telephone and the adviser at the counter write at the same moment: nothing gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from registry import migrations
from registry.access import Role
from registry.candidates import queries as candidates
from registry.candidates.models import Candidate
from registry.db import Database
from registry.pathways import queries, sealed, service
from registry.pathways.models import Said
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.placements.market import new_market

Act = Callable[[Session, Candidate], object]


@pytest.fixture(params=BACKENDS)
def real(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A database of its own: these transactions are committed."""
    with databases.empty(request.param) as database:
        migrations.upgrade(database)
        yield database


def test_what_two_write_is_all_kept(real: Database) -> None:
    with real.session(write=True) as session:
        market = new_market(session)
        person = market.people[0]
        market.refer(session, person)
        me, adviser = person.actor(), new_account(session, Role.COUNSELLOR, centre="CAPMiR").actor()
        session.commit()

    def at_once(*acts: Act) -> None:
        together = Barrier(len(acts), timeout=20)

        def write(act: Act) -> None:
            if real.is_sqlite:
                together.wait()
            with real.session(write=True) as session:
                candidate = candidates.own(session, me)
                queries.told_by(session, candidate)
                if not real.is_sqlite:
                    together.wait()
                act(session, candidate)
                session.commit()

        with ThreadPoolExecutor(len(acts)) as threads:
            list(threads.map(write, acts))

    at_once(
        lambda session, who: service.tell_never(session, me, who, "h2"),
        lambda session, who: service.tell_never(session, adviser, who, "spain"),
        lambda session, who: service.tell_passport(session, me, who, has_passport=False),
    )
    at_once(
        lambda session, who: sealed.ask(session, adviser, who, "H2A", said=Said.NO),
        lambda session, who: sealed.ask(session, adviser, who, "H2A", said=Said.NO),
    )
    with real.session(write=False) as session:
        candidate = candidates.own(session, me)
        told = queries.told_by(session, candidate)
        assert (told.h2_stays, told.spain_seasons, told.has_passport) == ((), (), False)
        assert queries.answer_to_adviser(session, candidate, "H2A") is Said.NO

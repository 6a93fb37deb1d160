"""L8: a million acts in the log, and whom one account opened in a month is told in under a minute, nobody forgotten.

The whole chain is walked too, as `sendero verify-log` does: what one act in the middle, changed behind the portal's
back, would be seen by.

    SENDERO_ACTS=1000000 pytest -m trust tests/trust/test_large_log.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert

from registry import events
from registry.access import PUBLIC, Role
from registry.audit import opened
from registry.candidates import service
from registry.candidates.identity import OPEN_FOR
from registry.events import Event
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.trust.portals import Property, say

pytestmark = pytest.mark.trust
ACTS = int(os.environ.get("SENDERO_ACTS", "1000000"))
ACCOUNTS, PEOPLE = 200, 40
UNDER_SECONDS = 60.0
BEGIN = datetime(2025, 11, 1, tzinfo=UTC)
SINCE, UNTIL = BEGIN + timedelta(days=100), BEGIN + timedelta(days=130)


@pytest.mark.parametrize("backend", BACKENDS)
def test_whom_an_account_opened(backend: str, databases: Databases, record_property: Property) -> None:
    with databases.migrated(backend) as database:
        with database.session(write=True) as session:
            people = [
                service.register(session, PUBLIC, registration(phone=f"5555 01{n:02}"))[0].public_id
                for n in range(PEOPLE)
            ]
            account = new_account(session, Role.COUNSELLOR, centre="Centro Norte")
            suspect = account.public_id
            session.commit()
        expected = _lived_in(database.session, f"{Role.COUNSELLOR}:{suspect}", people)

        with database.session(write=False) as session:
            started = time.monotonic()
            found = opened.between(session, suspect, SINCE, UNTIL)
            looked = time.monotonic() - started
            assert {one.who: one.times for one in found.people} == expected
            assert not found.lost

            started = time.monotonic()
            assert list(events.breaks(session)) == []
            walked = time.monotonic() - started
            count = events.head(session)[0]
    assert count >= ACTS
    assert looked < UNDER_SECONDS
    say(
        record_property,
        f"L8 {backend}: {len(expected)} people of {sum(expected.values())} acts found among {count:,} acts in "
        f"{looked:.2f} s; the whole chain walked in {walked:.0f} s",
    )


def _lived_in(opening: Any, suspect: str, people: list[str]) -> dict[str, int]:
    """A year of acts of many accounts, chained as the portal chains them; how often the suspect opened whom in the
    month that will be asked for."""
    with opening(write=False) as session:
        first, previous = events.head(session)
    # As long before as an opened record stays open, so that nothing at the edge is left to chance.
    edges = (SINCE - OPEN_FOR, SINCE), (UNTIL, UNTIL + OPEN_FOR)
    random = Random(5)
    actors = [suspect, *(f"officer:{n:08x}" for n in range(ACCOUNTS))]
    told: dict[str, int] = {}

    def acts() -> Iterator[Event]:
        nonlocal previous
        for n in range(ACTS):
            at = BEGIN + timedelta(days=365) * n / ACTS
            actor = random.choice(actors)
            if any(begin <= at <= end for begin, end in edges):
                actor = actors[-1]
            entry = Event(
                id=first + n + 1, at=at, noun="candidate", record_id=random.choice(people), verb="identify",
                actor=actor, reason="Para llamarle", data={}, previous_hash=previous,
            )  # fmt: skip
            entry.hash = previous = events.digest(entry)
            if actor == suspect and SINCE <= at <= UNTIL:
                told[entry.record_id] = told.get(entry.record_id, 0) + 1
            yield entry

    columns = [column.name for column in Event.__table__.columns]
    waiting = acts()
    while some := list(islice(waiting, 20_000)):
        with opening(write=True) as session:
            session.execute(insert(Event), [{name: getattr(one, name) for name in columns} for one in some])
            session.commit()
    return told

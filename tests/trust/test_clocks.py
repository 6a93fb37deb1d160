"""R12: eight clocks and zones. Days and deadlines are Guatemala's wherever the machine thinks it is, what is written is
in UTC, and a clock that stands before the program or before the newest act is refused at the start, in words.

libfaketime (apt-get install libfaketime) gives the server its clock.

    pytest -m trust tests/trust/test_clocks.py
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.config import Settings
from registry import events
from registry.candidates.models import Candidate
from registry.db import Database
from tests.databases import Databases
from tests.trust.portals import Portal, Property, Work, call, key_of_a_centre, new_token, register, say

pytestmark = pytest.mark.trust
LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
GUATEMALA = ZoneInfo("America/Guatemala")

# Zone of the machine, the moment its clock shows (UTC; None: the true one), whether the start is refused. In this
# order, on one database: time goes on.
CLOCKS: tuple[tuple[str, str, datetime | None, bool], ...] = (
    ("UTC", "UTC", None, False),
    ("Guatemala", "America/Guatemala", None, False),
    ("Kolkata, half an hour off", "Asia/Kolkata", None, False),
    ("Kiritimati, a day ahead", "Pacific/Kiritimati", None, False),
    ("leap day, late in Guatemala", "America/Guatemala", datetime(2028, 3, 1, 5, 30, tzinfo=UTC), False),
    ("beyond 2038", "UTC", datetime(2038, 1, 20, 12, 0, tzinfo=UTC), False),
    ("an hour back", "UTC", datetime(2038, 1, 20, 11, 0, tzinfo=UTC), True),
    ("before the program was made", "UTC", datetime(2020, 1, 1, tzinfo=UTC), True),
)


def test_clocks(databases: Databases, settings: Settings, tmp_path: Path, record_property: Property) -> None:
    if not LIBRARY.exists():
        pytest.skip("libfaketime is missing: apt-get install libfaketime")
    told = []
    with databases.migrated("sqlite") as database:
        work = Work(key_of_a_centre(database))
        database.dispose()
        address = database.url.render_as_string(hide_password=False)
        for number, (name, zone, moment, is_refused) in enumerate(CLOCKS):
            environment = {"TZ": zone}
            if moment is not None:
                shown = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
                environment |= {
                    "LD_PRELOAD": str(LIBRARY),
                    "FAKETIME": f"@{shown}",
                    "DONT_FAKE_MONOTONIC": "1",
                }
            portal = Portal(settings, address, tmp_path / f"data-{number}", environment)
            try:
                portal.start()
            except RuntimeError:
                assert is_refused, f"{name}: {portal.log()[-2000:]}"
                assert "clock of this machine" in portal.log(), portal.log()[-2000:]
                told.append(f"{name}: refused")
                continue
            finally:
                if is_refused:
                    portal.kill()
            assert not is_refused, f"{name}: the start was not refused"
            try:
                _works(portal, work, f"Prueba {number}", moment)
            finally:
                portal.kill()
            told.append(f"{name}: right")
        _is_whole(Database(address), len(CLOCKS) - 2)
    say(record_property, f"R12 sqlite: {len(CLOCKS)} clocks: " + "; ".join(told))


def _works(portal: Portal, work: Work, name: str, moment: datetime | None) -> None:
    """A registration and a complaint: the hour in UTC, the day and the deadline Guatemala's."""
    began = moment or datetime.now(UTC)
    register(portal.port, work, name, time.monotonic() + 60)
    assert work.candidates[-1] == name
    sent = call(portal.port, "/api/v1/complaints", {"kinds": ["fee"]}, {"Idempotency-Key": new_token()})
    assert sent.status == 201, sent.text
    day, triage = (date.fromisoformat(sent.json()[word]) for word in ("day", "triage_by"))
    latest = began + timedelta(minutes=10)
    assert day in {began.astimezone(GUATEMALA).date(), latest.astimezone(GUATEMALA).date()}
    assert day < triage <= day + timedelta(days=14)
    database = Database(portal.address)
    with database.session(write=False) as session:
        newest = session.scalars(select(Candidate).order_by(Candidate.id.desc())).first()
        assert newest is not None and began - timedelta(seconds=5) <= newest.registered_at <= latest
    database.dispose()


def _is_whole(database: Database, people: int) -> None:
    """Nobody is missing, and the log's hours only go forward."""
    with database.session(write=False) as session:
        assert len(session.scalars(select(Candidate.id)).all()) == people
        assert list(events.breaks(session)) == []
        hours = session.scalars(select(events.Event.at).order_by(events.Event.id)).all()
        assert hours == sorted(hours)
    database.dispose()

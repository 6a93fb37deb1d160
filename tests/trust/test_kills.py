"""R1, R3: what was acknowledged is stored, once, while the server is killed again and again.

SENDERO_KILLS=20 SENDERO_WRITES=3000 pytest -m trust tests/trust/test_kills.py -s
"""

from __future__ import annotations

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from app.config import Settings
from registry import events
from registry.candidates.models import Candidate, RegistrationDraft
from registry.complaints.models import Complaint
from registry.db import Database
from tests.databases import BACKENDS, Databases
from tests.trust.portals import (
    Portal,
    Property,
    Work,
    ask,
    call,
    key_of_a_centre,
    register,
    report,
    save,
    say,
)

pytestmark = pytest.mark.trust
KILLS = int(os.environ.get("SENDERO_KILLS", "20"))
WRITES = int(os.environ.get("SENDERO_WRITES", "3000"))
CLIENTS = 6
SECONDS = 3600.0


@pytest.mark.parametrize("backend", BACKENDS)
def test_kills(
    backend: str, databases: Databases, settings: Settings, tmp_path: Path, record_property: Property
) -> None:
    with databases.migrated(backend) as database:
        key = key_of_a_centre(database)
        database.dispose()
        portal = Portal(settings, database.url.render_as_string(hide_password=False), tmp_path / "data")
        starts = [portal.start()]
        enough, end = Event(), time.monotonic() + SECONDS
        works = [Work(key) for _ in range(CLIENTS)]
        try:
            with ThreadPoolExecutor(CLIENTS) as pool:
                clients = [
                    pool.submit(_write, portal.port, work, n, enough, end) for n, work in enumerate(works)
                ]
                for kill in range(1, KILLS + 1):
                    _until(works, WRITES * kill // (KILLS + 1), end)
                    portal.kill()
                    starts.append(portal.start())
                _until(works, WRITES, end)
                enough.set()
                for one in clients:
                    one.result()
            lost, doubled = _compare(portal.port, Database(portal.address), works)
        finally:
            enough.set()
            portal.kill()
    written = sum(work.acknowledged for work in works)
    registered, reported = (
        sum(map(len, kind)) for kind in zip(*((w.candidates, w.receipts) for w in works), strict=True)
    )
    say(
        record_property,
        f"R1 {backend}: {KILLS} kills -9, {written} acknowledged writes ({registered} registrations, {reported} "
        f"complaints, {written - registered - reported} saves), {sum(one.retries for one in works)} sent again: "
        f"lost {lost}, doubled {doubled}; start to first answer {min(starts):.1f}-{max(starts):.1f} s",
    )
    assert (lost, doubled) == (0, 0)
    assert written >= WRITES


def _write(port: int, work: Work, client: int, enough: Event, end: float) -> None:
    turn = 0
    while not enough.is_set() and time.monotonic() < end:
        turn += 1
        name = f"Prueba {client:02d}{turn:05d}"
        # Reports of programs are limited for all of them together: one in seven.
        act = report if turn % 7 == 0 else save if turn % 3 == 0 else register
        act(port, work, name, end)


def _until(works: list[Work], written: int, end: float) -> None:
    while sum(work.acknowledged for work in works) < written:
        assert time.monotonic() < end, "out of time"
        time.sleep(0.02)


def _compare(port: int, database: Database, works: list[Work]) -> tuple[int, int]:
    """How many acknowledged writes are missing, and how many things exist more often than they were sent."""
    promised = {name for work in works for name in work.candidates}
    with database.session(write=False) as session:
        found = Counter(session.scalars(select(Candidate.given_names)))
        complaints = session.scalar(select(func.count(Complaint.id))) or 0
        drafts = session.scalar(select(func.count(RegistrationDraft.id))) or 0
        assert list(events.breaks(session)) == [], "the log is whole"
    database.dispose()
    lost = sum(name not in found for name in promised)
    doubled = sum(count - 1 for count in found.values())
    receipts = {receipt for work in works for receipt in work.receipts.values()}
    saves = {name: cookie for work in works for name, cookie in work.saves.items()}
    doubled += max(0, complaints - len(receipts)) + max(0, drafts - len(saves))
    for receipt in receipts:
        lost += call(port, "/api/v1/complaints/follow", {"receipt": receipt}, {}).status != 200
    for name, cookie in saves.items():
        lost += name not in ask(port, "GET", "/registro/nombres?cambiar=1", headers={"Cookie": cookie}).text
    return lost, doubled

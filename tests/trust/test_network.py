"""R11, R7: a bad network between people and the portal, and between the portal and PostgreSQL.

R11: a quarter of the connections is cut at an arbitrary byte, one in twenty stalls; clients send again with the same
token. R7: the connection to PostgreSQL is cut and comes back; pages say so in words and go on without a restart.

    SENDERO_PEOPLE=200 pytest -m trust tests/trust/test_network.py
"""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from app.config import Settings
from registry.candidates.models import Candidate, RegistrationDraft
from registry.db import Database
from tests.databases import BACKENDS, Databases
from tests.trust.portals import (
    Portal,
    Property,
    Work,
    ask,
    key_of_a_centre,
    new_token,
    post,
    register,
    running,
    save,
    say,
)

pytestmark = pytest.mark.trust
PEOPLE = int(os.environ.get("SENDERO_PEOPLE", "200"))
SECONDS = 1800.0
STALL_SECONDS = 40.0


class Link:
    """A proxy that loses what it is told to lose. `cuts` and `stalls`: shares of the connections."""

    def __init__(self, port: int, *, cuts: float = 0.0, stalls: float = 0.0) -> None:
        self.upstream, self.cuts, self.stalls = port, cuts, stalls
        self.is_down = False
        self.counts: Counter[str] = Counter()
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listening.getsockname()[1]
        # What is lost differs from run to run; which connections are is told by the counts.
        self._chance = random.Random()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_all(self) -> None:
        """Nothing passes from now on, and what was open is closed."""
        self.is_down = True
        for one in list(self._open):
            _end(one)

    def close(self) -> None:
        self.cut_all()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        draw = self._chance.random()
        fate = "cut" if draw < self.cuts else "stalled" if draw < self.cuts + self.stalls else "passed"
        self.counts["refused" if self.is_down else fate] += 1
        with client, suppress(OSError):
            if self.is_down:
                return
            with socket.create_connection(("127.0.0.1", self.upstream)) as server:
                self._open |= {client, server}
                # Half of the cuts lose the answer: the act was done, and nobody was told.
                is_late = self._chance.random() < 0.5
                room = self._chance.randrange(1, 400) if fate == "cut" else None
                back = threading.Thread(
                    target=self._pass,
                    args=(server, client, room if is_late else None, fate == "stalled"),
                    daemon=True,
                )
                back.start()
                self._pass(client, server, None if is_late else room, False)
                back.join(timeout=STALL_SECONDS)
                self._open -= {client, server}

    def _pass(self, source: socket.socket, to: socket.socket, room: int | None, stalls: bool) -> None:
        """Bytes one way; after `room` of them the connection breaks. What stalls arrives when nobody waits any more."""
        with suppress(OSError):
            while data := source.recv(65536):
                if stalls:
                    time.sleep(STALL_SECONDS)
                if room is not None and len(data) >= room:
                    to.sendall(data[:room])
                    break
                if room is not None:
                    room -= len(data)
                to.sendall(data)
        _end(source)
        _end(to)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def link_to(port: int, **shares: float) -> Iterator[Link]:
    link = Link(port, **shares)
    try:
        yield link
    finally:
        link.close()


@pytest.mark.parametrize("backend", BACKENDS)
def test_bad_network(
    backend: str, databases: Databases, settings: Settings, tmp_path: Path, record_property: Property
) -> None:
    with databases.migrated(backend) as database:
        key = key_of_a_centre(database)
        database.dispose()
        portal = Portal(settings, database.url.render_as_string(hide_password=False), tmp_path / "data")
        with running(portal), link_to(portal.port, cuts=0.25, stalls=0.05) as link:
            end = time.monotonic() + SECONDS
            works = [Work(key, patience=10) for _ in range(8)]

            def go(number: int) -> None:
                act = save if number % 4 == 0 else register
                act(link.port, works[number % 8], f"Prueba {number:05d}", end)

            with ThreadPoolExecutor(8) as pool:
                list(pool.map(go, range(PEOPLE)))
        database = Database(portal.address)
        with database.session(write=False) as session:
            found = Counter(session.scalars(select(Candidate.given_names)))
            drafts = session.scalar(select(func.count(RegistrationDraft.id))) or 0
        database.dispose()
    promised = [name for work in works for name in work.candidates]
    begun = sum(len(work.saves) for work in works)
    say(
        record_property,
        f"R11 {backend}: {PEOPLE} people over a network with {dict(link.counts)}, {sum(w.retries for w in works)} "
        f"sent again: stored once {sum(found[one] == 1 for one in promised)} of {len(promised)}, "
        f"begun {drafts} of {begun}",
    )
    assert len(promised) + begun == PEOPLE, "everybody was answered in the end"
    assert all(found[one] == 1 for one in promised) and sum(found.values()) == len(promised)
    assert drafts == begun


def test_postgresql_away(
    databases: Databases, settings: Settings, tmp_path: Path, record_property: Property
) -> None:
    with databases.migrated("postgresql") as database:
        database.dispose()
        url = make_url(database.url.render_as_string(hide_password=False))
        with link_to(int(url.port or 5432)) as link:
            address = url.set(port=link.port).render_as_string(hide_password=False)
            with running(Portal(settings, address, tmp_path / "data")) as portal:
                assert post(portal.port, "/registro", {"form_token": new_token()}).status == 303
                link.cut_all()
                # What is in the air when it breaks may find the broken connection; what comes after is told.
                sent = {"form_token": new_token(), "given_names": "María Elena"}
                away = [post(portal.port, "/registro", sent) for _ in range(10)]
                health = ask(portal.port, "GET", "/healthz")
                link.is_down = False
                began = time.monotonic()
                back = post(portal.port, "/registro", sent)
                took = time.monotonic() - began
    statuses = Counter(one.status for one in away)
    say(
        record_property,
        f"R7 postgresql away: {dict(statuses)}, /healthz {health.status}; then the same form {back.status}, "
        f"{took:.2f} s after it came back",
    )
    assert set(statuses) == {503}
    assert all("Espere un minuto" in one.text and "María Elena" in one.text for one in away)
    assert health.status == 503
    assert back.status == 303, "back without a restart"

"""bench registrations: a fair, many staff devices behind one address, each sending what it holds, one after another.

Real requests over loopback against the whole application with its database on disk; every person is looked for among
those who are there already, as at any door.
"""

from __future__ import annotations

import http.client
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID, uuid5

import typer

from app.commands.bench.measure import AsJson, Measured, show
from app.commands.bench.registrations import registrations
from app.commands.bench.web import Served, filled
from app.commands.running import CommandFailed
from app.config import Settings
from app.security import session_cookie_name
from matching.same_person.told import Told
from registry.access import SYSTEM, Role
from registry.accounts import passwords, sessions
from registry.accounts import service as accounts
from registry.db import Database

_SPACE = UUID("6f1d7a52-6a2b-4b8f-9a55-0d2f1c1f9a01")
_MINUTE = 60
_SLOWEST_MS = 1_000


def bench_registrations(
    people: Annotated[int, typer.Option(min=20, help="How many registrations.")] = 500,
    devices: Annotated[int, typer.Option(min=1, max=60, help="How many devices of staff.")] = 10,
    minute: Annotated[
        bool,
        typer.Option("--minute", help="Spread over a minute, as people come; without it as fast as they go."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """So many registrations from one address. Fails when one is not accepted, when at full speed they take over a
    minute, or when, spread over a minute, one in twenty waits over a second."""
    told, _who = registrations(1, people + 1, people * 3 // 100)
    with TemporaryDirectory() as folder:
        settings = filled(Path(folder))
        cookies = _sign_in(settings, devices)
        # Here, because to read the web takes seconds and most commands never ask for it.
        from app.main import create_app

        with Served(create_app(settings)) as served:
            port = int(served.connection.port)
            shares = [told[at:people:devices] for at in range(devices)]
            # The first one of a day loads what the others find loaded.
            _Device(port, cookies[0]).send([told[-1]], devices)
            every = _MINUTE / people * devices if minute else 0.0
            began = time.perf_counter()
            with ThreadPoolExecutor(devices) as hands:
                runs = list(
                    hands.map(
                        lambda at: _Device(port, cookies[at]).send(shares[at], at, every), range(devices)
                    )
                )
            seconds = time.perf_counter() - began
    accepted = sum(count for _row, count in runs)
    rows = [row for row, _count in runs]
    worst = max(rows, key=lambda row: row.p95_ms)
    middle = sorted(row.p50_ms for row in rows)[len(rows) // 2]
    whole = Measured("sendero", version("sendero"), middle, worst.p95_ms, None)
    title = (
        f"registrations: {accepted} of {people} taken from one address in {seconds:.1f} s, {devices} devices"
    )
    show(title, [whole], as_json=as_json)
    is_slow = whole.p95_ms > _SLOWEST_MS if minute else seconds > _MINUTE
    if accepted != people or is_slow:
        raise CommandFailed(title)


def _sign_in(settings: Settings, count: int) -> list[str]:
    """A session of each of so many counsellors of one centre."""
    database = Database(settings.database_url)
    name, cookies = session_cookie_name(settings), []
    with database.session(write=True) as session:
        for number in range(count):
            _invited, token = accounts.invite(
                session, SYSTEM, email=f"feria{number}@example.org", name=f"Consejera {number}", role=Role.COUNSELLOR,
                centre="Feria",
            )  # fmt: skip
            secret = passwords.new_totp_secret()
            chosen = accounts.prepare(
                session,
                token,
                password=secrets.token_urlsafe(24),
                secret=secret,
                code=passwords.current_code(secret),
            )
            account, _codes = accounts.activate(session, token, chosen)
            cookies.append(f"{name}={sessions.open_for_account(session, account, 'bench')}")
        session.commit()
    database.dispose()
    return cookies


class _Device:
    """One tablet with its own connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.about = self._post("/feria/llave", {})
        self.taken = 0

    def send(self, people: list[Told], at: int, every: float = 0.0) -> tuple[Measured, int]:
        """The times of its deliveries, and how many were taken. every: seconds from one person to the next; who comes
        late because the one before waited is counted from when they came."""
        began = time.perf_counter() + every * (at % 10) / 10
        times = []
        for n, one in enumerate(people):
            due = began + every * n if every else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            self._deliver(one, uuid5(_SPACE, f"{at}-{n}"), n)
            times.append((time.perf_counter() - due) * 1e3)
        cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
        row = Measured("sendero", "", round(cuts[9], 3), round(cuts[18], 3), None)
        self.connection.close()
        return row, self.taken

    def _deliver(self, one: Told, record: UUID, number: int) -> None:
        # Here, because to read the web takes seconds and most commands never ask for it.
        from app.fair_mode.record import consent_versions

        year, month, day = one.birth_date.split("-") if one.birth_date else ("", "", "")
        answer = self._post(
            "/feria/entregas",
            {
                "device": self.about["device"], "record_id": str(record),
                "local_number": f"{self.about['prefix']}-{number + 1:03}",
                "typed_at": datetime.now(UTC).isoformat(), "consent_versions": consent_versions(),
                "how": "read_aloud", "consent_register": "1", "consent_share_profile": "yes", "consent_messages": "no",
                "confirmed_on": "screen", "given_names": one.given_names, "surnames": one.surnames, "dpi": one.document,
                "phone": one.phone, "birth_date_year": year, "birth_date_month": month, "birth_date_day": day,
                "municipality": one.place, "work_1_words": "corté café", "work_1_amount": "3", "language_1": "es",
                "level_1": "5",
            },
        )  # fmt: skip
        self.taken += answer["outcome"] in ("accepted", "duplicate")

    def _post(self, path: str, fields: dict[str, str]) -> dict[str, str]:
        self.connection.request("POST", path, urlencode(fields), self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != http.client.OK:
            raise CommandFailed(f"{path} answered {answer.status}")
        found: dict[str, str] = json.loads(content)
        return found

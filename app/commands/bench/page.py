"""bench page: the shortlist of a vacancy among a million people through a real server process, page rendered.

The people are invented as arrays (crowd.py) and given to the server as the file of its index, as after any start. The
database holds a row for each of them under the same id, copied from a few thousand whole ones: what a stored list and
its page read of a person is there, at its real size. Every vacancy asks for 3 to 12 skills and every scheme has a fair
order in force, so that a list is ranked, counted, explained, put in fair order, measured, stored and shown.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import urlencode

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.bench.crowd import SEEDS, crowd, richer
from app.commands.bench.measure import AsJson, Measured, show, timed
from app.commands.running import CommandFailed
from app.config import Settings, prepare
from app.pages import FORM_TOKEN
from app.security import session_cookie_name
from matching.index import CandidateIndex
from matching.snapshot import Snapshot
from registry import clock, events, migrations
from registry.access import SYSTEM, Role
from registry.accounts import passwords, sessions
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.candidates.models import Candidate
from registry.db import Database
from registry.fairness import service as fairness
from registry.proposals import service as proposals
from registry.seeds import bulk
from registry.seeds.population import population
from registry.shortlists import kept, service
from registry.shortlists.models import Entry, Shortlist
from registry.shortlists.pool import Pool, vocabulary
from registry.vacancies import needs, queries
from registry.vacancies.models import Vacancy

_START_SECONDS, _STOP_SECONDS = 120, 30
_ANSWER_SECONDS = 900
_WARMING = 5
_PASSWORD = "a path of stones, for an hour"  # noqa: S105 - of a database that is thrown away # nosec B105


def bench_page(
    candidates: Annotated[int, typer.Option(min=SEEDS, help="How many candidates.")] = 100_000,
    vacancies: Annotated[int, typer.Option(min=5, help="How many vacancies, each asked once.")] = 60,
    as_json: AsJson = False,
) -> None:
    """A shortlist over HTTP: ranked, stored and its page rendered by a server process on loopback, and the API's."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        settings = prepare(Settings(env="demo", data_dir=Path(folder), database_url=url))
        database = Database(settings.database_url)
        asked, cookie, key = _prepared(settings, database, candidates, vacancies)
        with _server(settings) as (port, process):
            browser = _Browser(port, f"{session_cookie_name(settings)}={cookie}", key)
            rows, processor = _measured(browser, asked, process)
        differing = _differing(settings, database, asked)
        database.dispose()
    rows[0] = Measured(rows[0].engine, rows[0].version, rows[0].p50_ms, rows[0].p95_ms, agrees=not differing)
    show(
        f"page: shortlist of {service.SHOWN} out of {candidates} over HTTP, {len(asked)} vacancies once each;"
        " same answer: as in process",
        rows,
        as_json=as_json,
    )
    if not as_json:
        print(
            f"processor time of the server, whatever else the machine does: {processor:.0f} ms for a list and its page"
        )


def _measured(browser: _Browser, asked: Sequence[str], process: int) -> tuple[list[Measured], float]:
    """One after another, after the first few were asked once: the server reads its file and loads what it needs."""
    for one in asked[:_WARMING]:
        browser.ranked_and_shown(one)
        browser.told(one)
    both: list[Callable[[], Any]] = [partial(browser.ranked_and_shown, one) for one in asked]
    before = _processor(process)
    whole = timed("sendero", version("sendero"), both, None)
    processor = (_processor(process) - before) / len(asked)
    return [
        whole,
        timed("  of it: ranked and stored", "POST", [partial(browser.ranked, one) for one in asked], None),
        timed("  of it: the page", "GET", [partial(browser.shown, one) for one in asked], None),
        timed("the API's list", "GET", [partial(browser.told, one) for one in asked], None),
        timed("no list: /healthz", "GET", [partial(browser.get, "/healthz")] * len(asked), None),
    ], processor


def _processor(process: int) -> float:
    """Milliseconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


# ---------------------------------------------------------------- the installation


def _prepared(
    settings: Settings, database: Database, candidates: int, wanted: int
) -> tuple[list[str], str, str]:
    """The database and the file of the index. Returns public ids of vacancies, the cookie of an officer, an API key."""
    today = clock.today()
    migrations.upgrade(database)
    index, _asked = crowd(candidates, 1, today, vocabulary())
    with database.session(write=True) as session:
        bulk.seed(session, population(1, SEEDS, wanted, 4, as_of=today))
        officer, supervisor = _person(session, Role.OFFICER), _person(session, Role.SUPERVISOR)
        asked = _asking_for_more(session)
        _fair_orders(session, officer, supervisor, {one.scheme for one in asked})
        cookie = sessions.open_for_account(session, officer, "bench")
        key = accounts.new_api_key(session, officer, name="bench", scopes=["shortlists:read"])
        ids = [one.public_id for one in asked]
        session.commit()
        _people(session, index)
        session.commit()
        seen = events.head(session)
    names = {name: dict(codes) for name, codes in index.labels.items()}
    kept.write(
        settings.data_dir / "index", Snapshot(index.base, list(index.items), names, {}), seen, clock.now()
    )
    return ids, cookie, key


def _person(session: Session, role: Role) -> Account:
    account, token = accounts.invite(
        session, SYSTEM, email=f"{role}@example.org", name=f"{role} (ficticio)", role=role
    )
    secret = passwords.new_totp_secret()
    code = passwords.current_code(secret)
    chosen = accounts.prepare(session, token, password=_PASSWORD, secret=secret, code=code)
    accounts.activate(session, token, chosen)
    return account


def _asking_for_more(session: Session) -> list[Vacancy]:
    """The open vacancies, each asking for its neighbours' skills too."""
    found = list(queries.open_now(session))
    for one, more in zip(found, richer([needs.from_json(one.needs) for one in found]), strict=True):
        one.needs = needs.to_json(more)
    session.flush()
    return found


def _fair_orders(session: Session, officer: Account, supervisor: Account, schemes: set[str]) -> None:
    for scheme in sorted(schemes):
        _made, proposal = fairness.propose(
            session, officer.actor(), scheme, mode="order", traits=["sex"], share="0.8", alpha="0.1",
            starts_on=clock.today(), reason="bench",
        )  # fmt: skip
        proposals.approve(session, supervisor.actor(), proposal, reason="bench")


def _people(session: Session, index: CandidateIndex) -> None:
    """A row for everybody of the index: copies of the whole ones, under the ids of the index."""
    own = {"id", "public_id", "code_hash"}
    others = ", ".join(column.name for column in Candidate.__table__.columns if column.name not in own)
    sources = session.scalars(select(Candidate.id).order_by(Candidate.id)).all()
    copied = (
        f"INSERT INTO candidate (public_id, code_hash, {others})"  # nosec B608 # names of our own columns
        f" SELECT ?, ?, {others} FROM candidate WHERE id = ?"
    )
    known = set(session.scalars(select(Candidate.public_id)))
    fresh = (
        (ident, ident, sources[at % len(sources)]) for at, ident in enumerate(index) if ident not in known
    )
    raw = session.connection().connection.driver_connection
    if raw is None:
        raise RuntimeError("no connection")
    raw.executemany(copied, fresh)


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[int, int]]:
    """`sendero serve` as anybody starts it, in a process of its own; its port and number, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith("SENDERO_")}
    own |= {
        "SENDERO_ENV": "demo",
        "SENDERO_DATA_DIR": str(settings.data_dir),
        "SENDERO_DATABASE_URL": settings.database_url,
        "SENDERO_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own words # nosec B603
        try:
            _await(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise CommandFailed("the server did not start")


class _Browser:
    """One connection kept open, an officer's cookie, and a program's key."""

    def __init__(self, port: int, cookie: str, key: str) -> None:
        self._origin = f"http://127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        self._cookie, self._key = cookie, key

    def ranked(self, vacancy: str) -> None:
        sent = urlencode({"mode": "wide", FORM_TOKEN: secrets.token_urlsafe(18)})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin}
        path = f"/ministerio/vacantes/{vacancy}/rank"
        self._ask("POST", path, 303, body=sent, headers=headers | {"Cookie": self._cookie})

    def shown(self, vacancy: str) -> bytes:
        return self._ask(
            "GET", f"/ministerio/vacantes/{vacancy}/lista", 200, headers={"Cookie": self._cookie}
        )

    def ranked_and_shown(self, vacancy: str) -> None:
        self.ranked(vacancy)
        self.shown(vacancy)

    def told(self, vacancy: str) -> Any:
        path = f"/api/v1/vacancies/{vacancy}/shortlist"
        return json.loads(self._ask("GET", path, 200, headers={"Authorization": f"Bearer {self._key}"}))

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, 200)

    def _ask(self, method: str, path: str, expected: int, **more: Any) -> bytes:
        self._connection.request(method, path, **more)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != expected:
            raise CommandFailed(f"{method} {path}: {answer.status}")
        return body


def _differing(settings: Settings, database: Database, asked: Sequence[str]) -> list[str]:
    """Vacancies whose stored list is not the one that is computed here from the same file."""
    pool = Pool(settings.data_dir / "index")
    found = []
    with database.session(write=False) as session:
        for ident in asked:
            vacancy = session.scalars(select(Vacancy).where(Vacancy.public_id == ident)).one()
            newest = session.scalars(
                select(Shortlist.id).where(Shortlist.vacancy_id == vacancy.id).order_by(Shortlist.id.desc())
            ).first()
            listed = session.scalars(
                select(Candidate.public_id)
                .join(Entry, Entry.candidate_id == Candidate.id)
                .where(Entry.shortlist_id == newest)
                .order_by(Entry.rank)
            ).all()
            here = service.compute(session, vacancy, pool, as_of=clock.today(), top=service.SHOWN)
            if listed != [one.candidate for one in here.ranking.ranked]:
                found.append(ident)
    return found

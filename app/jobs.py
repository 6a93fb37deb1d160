"""What runs on a clock: messages of committed events, expiry of agencies, vacancies to check again, old tokens.

On SQLite the server process runs it, because that database has one writer; on PostgreSQL `sendero worker` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import structlog
from fastapi import FastAPI
from sqlalchemy import delete, text
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app import mail, open_data
from app.config import Settings
from registry import clock
from registry.accounts.models import FormToken, SignInAttempt, WebSession
from registry.candidates import drafts
from registry.complaints import danger, keeping, sources, visits
from registry.complaints import service as complaints
from registry.db import Database
from registry.flags import service as flags
from registry.law import rechecks
from registry.pathways import sealed
from registry.pathways import service as pathways
from registry.vetting import assignment, clocks, interviews

log = structlog.get_logger("sendero.jobs")
EVERY_SECONDS = 5
# Any fixed number: the worker that holds this lock of PostgreSQL is the one that works.
_WORKER_LOCK = 7_245_002
# Half a second of writing, so that the web can write in between.
_CHECKS_AT_ONCE = 20
_KEEP_TOKENS = timedelta(days=7)
_KEEP_ATTEMPTS = timedelta(days=1)
_KEEP_SESSIONS = timedelta(days=30)
# The day on which each database was last looked through for what ends soon.
_warned_on: dict[str, date] = {}
# The reports that this process has compared; see registry/complaints/sources.py.
_compared: dict[str, set[int]] = {}


def start(app: FastAPI) -> asyncio.Task[None] | None:
    if not app.state.database.is_sqlite:
        return None
    return asyncio.create_task(_run(app.state.settings, app.state.database))


async def stop(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()


async def _run(settings: Settings, database: Database) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await run_in_threadpool(attempt_tick, settings, database)


def tick(settings: Settings, database: Database) -> None:
    """One round: clock-driven state changes, then messages; each in its own transaction."""
    with _alone(database) as is_alone:
        if not is_alone:
            return
        try:
            _keep_time(settings, database)
            _compare(database)
            _warn(database)
            _look_again(database)
            _check_again(database)
            _dump(settings, database)
        finally:
            # Whatever failed above, what is already decided is told.
            mail.deliver(settings, database)


def _keep_time(settings: Settings, database: Database) -> None:
    with database.session(write=True) as session:
        clocks.run(session)
        assignment.draw_waiting(session)
        interviews.forget_due(session)
        sealed.forget_due(session)
        pathways.forget_papers_due(session)
        danger.raise_due(session)
        complaints.enter_log(session)
        visits.forget_due(session, settings.data_dir)
        keeping.destroy_due(session, settings.data_dir)
        _forget_old(session)
        session.commit()


def _compare(database: Database) -> None:
    """Reports that came lately with one another, a few at a time; while it reads, everybody else may write."""
    seen = _compared.setdefault(str(database.url), set())
    with database.session(write=False) as session:
        found = sources.look(session, seen)
    if any(found.values()):
        with database.session(write=True) as session:
            sources.keep(session, found)
            session.commit()
    seen.update(found)


def _warn(database: Database) -> None:
    """Once a day of this process is enough: what was told is not told again."""
    today = clock.today()
    if _warned_on.get(str(database.url)) == today:
        return
    with database.session(write=True) as session:
        clocks.warn_due(session)
        clocks.keep_exposure_holds(session)
        session.commit()
    _warned_on[str(database.url)] = today


def _look_again(database: Database) -> None:
    """Agencies against the rules of red flags, each once a day."""
    with database.session(write=True) as session:
        flags.refresh_due(session)
        session.commit()


def _dump(settings: Settings, database: Database) -> None:
    """The register's signed files, once a day."""
    with database.session(write=True) as session:
        if open_data.make_due(session, settings) is not None:
            session.commit()


def _check_again(database: Database) -> None:
    """Vacancies that a change of the law touches, a few in each transaction, so that nobody waits long to write."""
    done = 1
    while done:
        with database.session(write=True) as session:
            done = rechecks.work(session, most=_CHECKS_AT_ONCE)
            session.commit()


@contextmanager
def _alone(database: Database) -> Iterator[bool]:
    """True for one worker at a time: two would send each message twice. SQLite has one process to begin with."""
    if database.is_sqlite:
        yield True
        return
    with database.writing.connect() as connection:
        found = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _WORKER_LOCK}).scalar()
        try:
            yield bool(found)
        finally:
            if found:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _WORKER_LOCK})


def attempt_tick(settings: Settings, database: Database) -> None:
    """A round that reports its failure and leaves the rest to the next one (trust.md R7)."""
    try:
        tick(settings, database)
    except Exception as error:
        log.error("jobs_failed", kind=type(error).__name__, exc_info=error)


def _forget_old(session: Session) -> None:
    moment = clock.now()
    session.execute(delete(FormToken).where(FormToken.sent_at < moment - _KEEP_TOKENS))
    session.execute(delete(WebSession).where(WebSession.expires_at < moment - _KEEP_SESSIONS))
    drafts.forget_old(session)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - _KEEP_ATTEMPTS))

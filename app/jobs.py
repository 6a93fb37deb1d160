"""What runs on a clock: messages of committed events, expiry of agencies, vacancies to check again, old tokens.

On SQLite the server process runs it, because that database has one writer; on PostgreSQL `sendero worker` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from weakref import WeakKeyDictionary

import structlog
from fastapi import FastAPI
from sqlalchemy import delete, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app import mail, open_data, readiness, texting
from app.config import Settings
from registry import clock
from registry.accounts import changes, resets
from registry.accounts.models import FormToken, SignInAttempt, UsedChallenge, WebSession
from registry.audit import heads, weekly
from registry.candidates import drafts
from registry.complaints import danger, keeping, sources, triggers, visits
from registry.complaints import service as complaints
from registry.db import Database
from registry.flags import service as flags
from registry.holdings import erased_list, erasing
from registry.law import rechecks
from registry.messages import calls, incoming, reconfirm, told
from registry.pathways import sealed
from registry.pathways import service as pathways
from registry.protection import service as protection
from registry.retention import acts as retention
from registry.retention.periods import Period
from registry.vetting import assignment, clocks, interviews

log = structlog.get_logger("sendero.jobs")
EVERY_SECONDS = 5
# Any fixed number: the worker that holds this lock of PostgreSQL is the one that works.
_WORKER_LOCK = 7_245_002
# Half a second of writing, so that the web can write in between.
_CHECKS_AT_ONCE = 20
# Of one piece of work in one round, so that clocks of emergencies and messages do not wait for it.
_SECONDS = 20
_KEEP_TOKENS = timedelta(days=7)
_KEEP_ATTEMPTS = timedelta(days=1)
_KEEP_SESSIONS = timedelta(days=30)
_MINUTE = timedelta(minutes=1)
# Where nothing lies: what only looks deletes no file.
_NOWHERE = Path("absent")


@dataclass(slots=True)
class _Rounds:
    """What this process did last for one database: by minute, by hour, by day."""

    minute: datetime | None = None
    hour: datetime | None = None
    warned_on: date | None = None
    dumped_on: date | None = None
    swept_on: date | None = None
    headed_on: date | None = None
    listed_on: date | None = None


_rounds: WeakKeyDictionary[Database, _Rounds] = WeakKeyDictionary()

# A piece of the clock's work; the folder is the data directory.
Work = Callable[[Session, Path], object]
# What comes due by day or hour. Each is looked at once a minute, and holds the one writer only when it has to.
_EACH_MINUTE: tuple[Work, ...] = (
    lambda session, folder: clocks.run(session),
    lambda session, folder: assignment.draw_waiting(session),
    lambda session, folder: interviews.forget_due(session),
    lambda session, folder: sealed.forget_due(session),
    lambda session, folder: pathways.forget_papers_due(session),
    lambda session, folder: danger.raise_due(session),
    lambda session, folder: complaints.enter_log(session),
    lambda session, folder: told.remind_of_offers(session),
    visits.forget_due,
    keeping.destroy_due,
    lambda session, folder: protection.end_lapsed(session),
)


def start(app: FastAPI) -> asyncio.Task[None] | None:
    if not app.state.database.is_sqlite:
        return None
    return asyncio.create_task(_run(app.state.settings, app.state.database))


async def stop(task: asyncio.Task[None] | None) -> None:
    """End the clock. A round that has begun is finished first: what was sent is noted as sent (trust.md R14)."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _run(settings: Settings, database: Database) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        await run_in_threadpool(attempt_tick, settings, database)


def tick(settings: Settings, database: Database) -> None:
    """One round: clock-driven state changes, then messages; each in its own transaction."""
    with _alone(database) as is_alone:
        if not is_alone:
            return
        rounds = _rounds.setdefault(database, _Rounds())
        if _is_time(rounds.minute, _MINUTE):
            _keep_time(settings, database)
            rounds.minute = clock.now()
        if _is_time(rounds.hour, 60 * _MINUTE):
            _each_hour(settings, database)
            rounds.hour = clock.now()
        with _apart():
            _compare(database)
        _once_a_day(settings, database, rounds)
        with _apart():
            _look_again(database)
        with _apart():
            _check_again(database)
        with _apart():
            if _is_due(database, lambda session, folder: resets.write_due(session)):
                _write(database, resets.write_due)
        with _apart():
            mail.deliver(settings, database)
        with _apart():
            _tell_candidates(settings, database)
    readiness.note_round(settings.data_dir)


@contextmanager
def _apart() -> Iterator[None]:
    """What fails in here is reported and comes again; it keeps nothing after it from being done (trust.md R7)."""
    try:
        yield
    except Exception as error:
        log.error("job_failed", kind=type(error).__name__, exc_info=error)


def _tell_candidates(settings: Settings, database: Database) -> None:
    """Changes of the public word into messages, then what is due out."""
    if _is_due(database, lambda session, folder: told.tell_new(session)):
        _write(database, told.tell_new)
    texting.deliver(settings, database)


def _is_time(last: datetime | None, every: timedelta) -> bool:
    return last is None or not timedelta() <= clock.now() - last < every


def _write(database: Database, work: Callable[[Session], object]) -> None:
    with database.session(write=True) as session:
        work(session)
        session.commit()


def _one_by_one(
    database: Database, due: Callable[[Session], Iterable[int]], work: Callable[[Session, int], object]
) -> None:
    """Each row that is due in a transaction of its own: nobody waits long to write, and a row that fails keeps no
    other from its turn. What the seconds do not suffice for comes in the next round."""
    with database.session(write=False) as session:
        rows = list(due(session))
    end = monotonic() + _SECONDS
    for row in rows:
        if monotonic() > end:
            return
        with _apart(), database.session(write=True) as session:
            work(session, row)
            session.commit()


def _keep_time(settings: Settings, database: Database) -> None:
    for work in _EACH_MINUTE:
        with _apart():
            if _is_due(database, work):
                with database.session(write=True) as session:
                    work(session, settings.data_dir)
                    session.commit()
    with _apart():
        _one_by_one(
            database,
            erasing.due,
            lambda session, asked: erasing.erase_due(session, asked, settings.data_dir),
        )
    with _apart(), database.session(write=False) as session:
        erased_list.complete(session, settings.data_dir)
    with _apart():
        _one_by_one(database, changes.due, changes.act)


def _each_hour(settings: Settings, database: Database) -> None:
    with _apart():
        _write(database, _forget_old)
    with _apart():
        keep_periods(settings, database)
    with _apart():
        _one_by_one(database, calls.unwanted, calls.drop_unwanted)
    # It looks through everybody: not each minute.
    ways = texting.open_ways(settings)
    with _apart():
        _one_by_one(
            database,
            lambda session: reconfirm.to_ask(session, ways),
            lambda session, person: reconfirm.ask(session, person, ways),
        )
    with _apart():
        _one_by_one(database, reconfirm.to_follow, reconfirm.follow)


def keep_periods(settings: Settings, database: Database) -> int:
    """The table of periods (registry/retention/periods.csv), in portions that are committed one by one, in turn from
    each line; what the seconds do not suffice for comes in the next hour. Returns how many things were handled."""
    done, end = 0, monotonic() + _SECONDS
    lines = retention.applied()
    while lines and monotonic() < end:
        handled = [(one, _one_portion(settings, database, one)) for one in lines]
        done += sum(found for _one, found in handled)
        lines = [one for one, found in handled if found]
    return done


def _one_portion(settings: Settings, database: Database, period: Period) -> int:
    """How many things of this line were handled; 0: nothing is due, or it failed and was reported. What is due is
    looked for while everybody else may write."""
    done = 0
    with _apart():
        with database.session(write=False) as session:
            found = retention.find(session, period)
        if any(found):
            with database.session(write=True) as session:
                done = retention.apply(session, period, settings.data_dir, found)
                session.commit()
    return done


class _SomethingIsDueError(Exception):
    pass


def _is_due(database: Database, work: Work) -> bool:
    """Would this piece of work write anything now? Tried on a session that cannot, so that nobody waits meanwhile.
    Where the database has many writers there is nothing to spare."""
    if not database.is_sqlite:
        return True

    def stop(*_about: object) -> None:
        raise _SomethingIsDueError()

    with database.session(write=False) as session:
        event.listen(session, "before_flush", stop)
        try:
            work(session, _NOWHERE)
            session.flush()
        except (_SomethingIsDueError, OperationalError):
            # The second one: a statement that goes past the session, refused by the connection.
            return True
    return False


def _compare(database: Database) -> None:
    """Reports with one another, a few at a time, and what they set off; while it reads, everybody else may write."""
    with database.session(write=False) as session:
        found = sources.look(session)
    if found is not None:
        _write(database, lambda session: triggers.compare(session, found))


def _once_a_day(settings: Settings, database: Database, rounds: _Rounds) -> None:
    """Once a day of this process is enough: what was told is not told again, a file that is there stays."""
    today = clock.today()
    with _apart():
        if rounds.warned_on != today:
            _write(database, _warn)
            rounds.warned_on = today
    with _apart():
        if rounds.dumped_on != today:
            _write(database, lambda session: open_data.make_due(session, settings))
            rounds.dumped_on = today
    with _apart():
        if rounds.headed_on != today:
            _write(
                database,
                lambda session: heads.export_due(session, settings.data_dir, open_data.key_of(settings)),
            )
            rounds.headed_on = today
    with _apart():
        if rounds.listed_on != today:
            _write(database, weekly.make_due)
            rounds.listed_on = today
    with _apart():
        if rounds.swept_on != today:
            with database.session(write=False) as session:
                erasing.sweep(session, settings.data_dir)
            rounds.swept_on = today


def _warn(session: Session) -> None:
    clocks.warn_due(session)
    clocks.keep_exposure_holds(session)


def _look_again(database: Database) -> None:
    """Agencies against the rules of red flags, each once a day."""
    if _is_due(database, lambda session, folder: flags.refresh_due(session, most=1)):
        _write(database, flags.refresh_due)


def _check_again(database: Database) -> None:
    """Vacancies that a change of the law touches, a few in each transaction, so that nobody waits long to write."""
    with database.session(write=False) as session:
        is_waiting = rechecks.is_waiting(session)
    end = monotonic() + _SECONDS
    while is_waiting and monotonic() < end:
        with database.session(write=True) as session:
            is_waiting = rechecks.work(session, most=_CHECKS_AT_ONCE) > 0
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
    incoming.forget_old(session)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < moment - _KEEP_ATTEMPTS))
    session.execute(delete(UsedChallenge).where(UsedChallenge.used_at < moment - _KEEP_ATTEMPTS))
    resets.forget_old(session)

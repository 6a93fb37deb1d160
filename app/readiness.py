"""What stands and what is wrong, as codes: for /healthz, /metrics and `sendero check`. Nothing personal, no addresses.

Some codes forbid to serve (`STOPS`); the others ask somebody to look, while people go on registering (trust.md R7).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.config import ROOT, Settings
from registry import clock, events, migrations
from registry.accounts import changes
from registry.audit import heads
from registry.backups import taking
from registry.db import Database
from registry.messages.models import Message, Outgoing
from registry.shortlists.pool import Pool
from registry.shortlists.pool import State as IndexState

STOPS = frozenset({
    "database_no_answer", "migrations_missing", "disk_full", "data_not_writable", "clock_wrong", "log_changed",
})  # fmt: skip
FIXED_SQLITE = (3, 51, 3)
_ROUND = "jobs-ran"
# Below the first nothing can be stored; below the second somebody should make room.
_FULL_BYTES, _LOW_BYTES = 50_000_000, 1_000_000_000
_JOBS_LATE = timedelta(minutes=10)
_MAIL_LATE = timedelta(hours=1)
_MESSAGES_LATE = timedelta(hours=2)
_BACKUP_LATE = timedelta(hours=26)
_INDEX_BEHIND = 50_000
_SEEN_FOR = 1.0
# A clock may be a little behind the one that wrote the last event.
_CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Line:
    """A queue: how many wait, and how long the oldest is overdue."""

    waiting: int
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database told."""

    is_current: bool
    is_log_unchanged: bool
    last_event: int
    last_event_at: datetime | None
    has_altered_change: bool
    mail: Line
    messages: Line


@dataclass(frozen=True, slots=True)
class Standing:
    """`stored` None: the database does not answer, or has another schema. Ages None: it never happened."""

    is_answering: bool
    stored: Stored | None
    free_bytes: int
    is_writable: bool
    now: datetime
    built_at: datetime
    jobs_age: timedelta | None
    backup_age: timedelta | None
    index: IndexState | None
    is_sqlite: bool
    is_demo: bool
    is_gateway_off: bool

    def problems(self) -> list[str]:
        """Codes, the gravest first; empty when all is well."""
        stored = self.stored
        last_at = stored.last_event_at if stored else None
        found = {
            "database_no_answer": not self.is_answering,
            "migrations_missing": self.is_answering and not (stored is not None and stored.is_current),
            "log_changed": stored is not None and not stored.is_log_unchanged,
            "disk_full": self.free_bytes < _FULL_BYTES,
            "data_not_writable": not self.is_writable,
            "clock_wrong": self.now < self.built_at - timedelta(days=1)
            or (last_at is not None and self.now < last_at - _CLOCK_SLACK),
            "change_altered": stored is not None and stored.has_altered_change,
            "disk_low": _FULL_BYTES <= self.free_bytes < _LOW_BYTES,
            "jobs_late": self.jobs_age is not None and self.jobs_age > _JOBS_LATE,
            "mail_late": stored is not None and stored.mail.oldest > _MAIL_LATE,
            "messages_late": stored is not None
            and not self.is_gateway_off
            and stored.messages.oldest > _MESSAGES_LATE,
            "index_behind": self.index is not None and self.index.behind > _INDEX_BEHIND,
            "backup_missing": self.backup_age is None and not self.is_demo,
            "backup_late": self.backup_age is not None and self.backup_age > _BACKUP_LATE,
            "sqlite_version": self.is_sqlite
            and not self.is_demo
            and sqlite3.sqlite_version_info < FIXED_SQLITE,
        }
        return [code for code, is_so in found.items() if is_so]

    @property
    def is_ready(self) -> bool:
        return STOPS.isdisjoint(self.problems())

    def figures(self) -> dict[str, tuple[str, float | None]]:
        """For Prometheus: name, help, value; None for what never happened."""
        told: dict[str, tuple[str, float | None]] = {
            "up": ("1 when the database answers.", float(self.is_answering)),
            "disk_free_bytes": ("Free where the data lie.", float(self.free_bytes)),
            "jobs_age_seconds": ("Since the clock's last round.", _seconds(self.jobs_age)),
            "backup_age_seconds": ("Since the last whole backup.", _seconds(self.backup_age)),
        }
        if self.stored is not None:
            mail, messages = self.stored.mail, self.stored.messages
            told |= {
                "events_count": ("Number of the newest event of the log.", float(self.stored.last_event)),
                "mail_waiting": ("Mails not sent yet.", float(mail.waiting)),
                "mail_oldest_seconds": ("Of the oldest of them.", mail.oldest.total_seconds()),
                "messages_waiting": ("Messages to candidates not sent yet.", float(messages.waiting)),
                "messages_oldest_seconds": ("Of the oldest due.", messages.oldest.total_seconds()),
            }
        if self.index is not None:
            told |= {
                "index_people": ("People in the index of this process.", float(self.index.people)),
                "index_behind": ("Changed since its base was laid out.", float(self.index.behind)),
            }
        return told


def _seconds(age: timedelta | None) -> float | None:
    return None if age is None else age.total_seconds()


def look(settings: Settings, database: Database, pool: Pool | None = None) -> Standing:
    """Everything at once, in a few small questions. Never raises for what it finds."""
    now = clock.now()
    is_answering, stored = False, None
    with suppress(SQLAlchemyError), database.session(write=False) as session:
        session.execute(text("SELECT 1"))
        is_answering = True
        stored = _ask(session, settings, now)
    return Standing(
        is_answering=is_answering,
        stored=stored,
        free_bytes=_free(settings.data_dir),
        is_writable=os.access(settings.data_dir, os.W_OK | os.X_OK),
        now=now,
        built_at=built_at(),
        jobs_age=_age_of_round(settings.data_dir, now),
        backup_age=_age(taking.last_taken(settings.data_dir), now),
        index=pool.standing() if pool is not None else None,
        is_sqlite=database.is_sqlite,
        is_demo=settings.is_demo,
        is_gateway_off=settings.is_gateway_off,
    )


class Lookout:
    """The newest look at everything, at most a second old: however many ask, one looks."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._seen: tuple[float, Standing] | None = None

    def look(self, settings: Settings, database: Database, pool: Pool) -> Standing:
        with self._turn:
            if self._seen is None or not 0 <= monotonic() - self._seen[0] < _SEEN_FOR:
                self._seen = monotonic(), look(settings, database, pool)
            return self._seen[1]


def _ask(session: Session, settings: Settings, now: datetime) -> Stored:
    last = session.execute(
        select(events.Event.id, events.Event.at).order_by(events.Event.id.desc()).limit(1)
    ).first()
    mail = select(func.count(), func.min(Message.made_at)).where(Message.sent_at.is_(None))
    messages = select(func.count(), func.min(Outgoing.due_at)).where(Outgoing.delivery == "waiting")
    return Stored(
        is_current=[session.execute(text("SELECT version_num FROM alembic_version")).scalar()] == _newest(),
        is_log_unchanged=_is_log_unchanged(session, settings.data_dir),
        last_event=last.id if last else 0,
        last_event_at=last.at if last else None,
        has_altered_change=changes.holds_altered(session),
        mail=_line(session, mail, now),
        messages=_line(session, messages, now),
    )


def _line(session: Session, query: object, now: datetime) -> Line:
    count, oldest = session.execute(query).one()  # type: ignore[call-overload]
    return Line(count, max(now - oldest, timedelta()) if oldest else timedelta())


def _is_log_unchanged(session: Session, data_dir: Path) -> bool:
    """Does the log still hold the head that was last written down outside it?"""
    try:
        told = heads.read(heads.text_of(data_dir))
    except (OSError, ValueError):
        return True
    if not told:
        return True
    found = session.scalar(select(events.Event.hash).where(events.Event.id == told[-1].event))
    return found == told[-1].hash


@cache
def _newest() -> list[str]:
    return migrations.heads()


@cache
def built_at() -> datetime:
    """When this code was put here: no clock of a running portal shows an earlier day."""
    newest = max(
        path.stat().st_mtime for path in (ROOT / "registry" / "migrations" / "versions").glob("*.py")
    )
    return datetime.fromtimestamp(newest, UTC)


def _free(folder: Path) -> int:
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return 0


def note_round(data_dir: Path) -> None:
    """The clock has gone round; a full disk does not stop it."""
    with suppress(OSError):
        (data_dir / _ROUND).touch()


def note_start(data_dir: Path) -> None:
    """From here on a round is expected, by this process or by the worker."""
    if not (data_dir / _ROUND).exists():
        note_round(data_dir)


def _age_of_round(data_dir: Path, now: datetime) -> timedelta | None:
    with suppress(OSError):
        return now - datetime.fromtimestamp((data_dir / _ROUND).stat().st_mtime, UTC)
    return None


def _age(moment: datetime | None, now: datetime) -> timedelta | None:
    return None if moment is None else now - moment

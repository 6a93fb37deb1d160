"""The database: declarative base, column types, and engines for SQLite and PostgreSQL.

SQLite has one connection that writes and checkpoints and a pool of readers that cannot write (trust.md section 6:
the WAL-reset bug of SQLite before 3.51.3 needs two writing connections). PostgreSQL uses one pool for both.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import QueuePool

from registry import crypto

_AFTER_COMMIT = "after_commit"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases. A naive one is refused, never guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that is unreadable in the file, in a dump and in a backup."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else crypto.encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else crypto.decrypt(bytes(value))


Json = JSON().with_variant(JSONB(), "postgresql")


def new_public_id() -> str:
    """An opaque id for addresses: 20 characters, 99 bits, no vowel-like confusions."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json, list[str]: Json}


class Record(Base):
    """What every record of a noun has: an internal key that never leaves the server and an opaque public id."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(20), unique=True, default=new_public_id)


class Database:
    """Engines and sessions for one database address.

    `session(write=False)` on SQLite hands out a connection that refuses to write.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.writing = _sqlite_engine(self.url, pool_size=1, query_only=False)
            self.reading = _sqlite_engine(self.url, pool_size=10, query_only=True)
        else:
            self.writing = create_engine(
                self.url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
            )
            self.reading = self.writing

    @contextmanager
    def session(self, *, write: bool) -> Iterator[Session]:
        """A session that is rolled back unless the caller commits it."""
        engine = self.writing if write else self.reading
        with Session(engine, expire_on_commit=False, info={"writes": write}) as session:
            yield session

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()


def after_commit(session: Session, act: Callable[[], object]) -> None:
    """Do something that no rollback can take back once this transaction is committed, and never if it is not."""
    session.info.setdefault(_AFTER_COMMIT, []).append(act)


@event.listens_for(Session, "after_commit")
def _do_after_commit(session: Session) -> None:
    # A savepoint is no commit.
    if not session.in_nested_transaction():
        for act in session.info.pop(_AFTER_COMMIT, ()):
            act()


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    session.info.pop(_AFTER_COMMIT, None)


def _sqlite_engine(url: Any, *, pool_size: int, query_only: bool) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        # What is written are people's names and dates: never in a trace.
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 10, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted or written over is zeroes in the file, whatever this build of SQLite does by itself.
        cursor.execute("PRAGMA secure_delete=ON")
        # A row that REPLACE takes away fires its triggers too (registry/migrations/guards.py).
        cursor.execute("PRAGMA recursive_triggers=ON")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE: a second process waits for its turn here, not in the middle of its work.
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine

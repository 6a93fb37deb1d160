"""The event log: append-only, each row bound to the one before by a hash, in the same transaction as the change.

Rows hold pseudonyms and codes, so that a person can be forgotten while the chain stays whole (trust.md section 5).
The one free text is the reason that staff type for an act of their own.
The database refuses UPDATE and DELETE by trigger.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Index, Integer, Select, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import clock
from registry.access import Actor, Role
from registry.db import Base

GENESIS = "0" * 64
# Any fixed number: PostgreSQL serialises writers of the chain on this advisory lock.
_CHAIN_LOCK = 7_245_001


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_noun_record_id", "noun", "record_id"),
        # What an account opened between two moments, and what happened in a week (registry/audit).
        Index("ix_event_actor_at", "actor", "at"),
        Index("ix_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    noun: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(40))
    verb: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def record(
    session: Session,
    actor: Actor,
    noun: str,
    record_id: str,
    verb: str,
    *,
    reason: str | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one event to the chain. `data` must be JSON-safe and free of personal data."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    session.flush()
    last_id, last_hash = head(session)
    entry = Event(
        id=last_id + 1,
        at=clock.now(),
        noun=noun,
        record_id=record_id,
        verb=verb,
        actor=actor.pseudonym,
        reason=reason,
        data=data or {},
        previous_hash=last_hash,
    )
    entry.hash = digest(entry)
    session.add(entry)
    session.flush()
    return entry


def digest(entry: Event) -> str:
    """SHA-256 over the previous hash and the canonical form of the entry."""
    content = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "noun": entry.noun,
        "record": entry.record_id,
        "verb": entry.verb,
        "actor": entry.actor,
        "reason": entry.reason,
        "data": entry.data,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def breaks(session: Session) -> Iterator[tuple[int, str]]:
    """Walk the chain from the first event; yield (event id, what is wrong) for each broken row."""
    previous, expected = GENESIS, 1
    for entry in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=1000)):
        if entry.id != expected:
            yield entry.id, f"missing_before:{expected}"
        if entry.previous_hash != previous:
            yield entry.id, "does_not_follow"
        if digest(entry) != entry.hash:
            yield entry.id, "content_changed"
        previous, expected = entry.hash, entry.id + 1


def of_record(session: Session, noun: str, record_id: str) -> list[Event]:
    """The life of one record, oldest first."""
    return list(
        session.scalars(
            select(Event).where(Event.noun == noun, Event.record_id == record_id).order_by(Event.id)
        )
    )


def latest(
    session: Session,
    *,
    before: int | None = None,
    noun: str | None = None,
    account: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    count: int = 100,
) -> list[Event]:
    """The newest events, newest first; older than `before`, of one noun, of one account (public id, any role)
    and between two moments, where given."""
    query = select(Event).order_by(Event.id.desc()).limit(count)
    return list(session.scalars(_narrowed(query, before, noun, account, since, until)))


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is copied out: without its data, and without what the session keeps of a whole one."""

    id: int
    at: datetime
    noun: str
    record_id: str
    verb: str
    actor: str
    reason: str | None
    hash: str


def lines(
    session: Session,
    *,
    before: int,
    noun: str | None = None,
    account: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    count: int,
) -> list[Line]:
    """As `latest`, to be asked again with the last number as `before`."""
    columns = (getattr(Event, one.name) for one in fields(Line))
    query = select(*columns).order_by(Event.id.desc()).limit(count)
    return [Line(*row) for row in session.execute(_narrowed(query, before, noun, account, since, until))]


_Wanted = TypeVar("_Wanted", bound=Select[Any])


def _narrowed(
    query: _Wanted,
    before: int | None,
    noun: str | None,
    account: str | None,
    since: datetime | None,
    until: datetime | None,
) -> _Wanted:
    if before is not None:
        query = query.where(Event.id < before)
    if noun is not None:
        query = query.where(Event.noun == noun)
    if account is not None:
        query = query.where(Event.actor.in_(names_of(account)))
    if since is not None:
        query = query.where(Event.at >= since)
    if until is not None:
        query = query.where(Event.at < until)
    return query


def names_of(account: str) -> list[str]:
    """How the log names an account, under each role that it may have had."""
    return [f"{role}:{account}" for role in Role]


def nouns(session: Session) -> list[str]:
    return list(session.scalars(select(Event.noun).distinct().order_by(Event.noun)))


def head(session: Session) -> tuple[int, str]:
    """Id and hash of the last event: what is written down elsewhere each day, to compare with."""
    last = session.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
    return (last.id, last.hash) if last else (0, GENESIS)

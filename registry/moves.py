"""The one door for state changes.

A noun's states.py holds a `Machine`: rows of verb, from-states, to-state, permission, reason, guards, timestamp.
`available` says what this actor may do now (templates draw their buttons from it and from nothing else);
`move` does it or raises. It sends nothing: mail is made from committed events, so a rollback sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible

# A guard looks at the record and the actor; it returns None or the stable code of what stands in the way.
Guard = Callable[[Session, Actor, Any], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a state table. `stamps` names the `*_at` column set to now."""

    verb: str
    sources: frozenset[str]
    target: str
    permission: Permission
    needs_reason: bool = False
    guards: tuple[Guard, ...] = ()
    stamps: str | None = None


class Machine:
    """The state table of one noun. Raises ValueError on a duplicate verb-from pair."""

    def __init__(
        self, noun: str, states: type[StrEnum], initial: StrEnum, transitions: Iterable[Transition]
    ) -> None:
        self.noun = noun
        self.states = states
        self.initial = initial
        self.transitions = tuple(transitions)
        seen: set[tuple[str, str]] = set()
        for row in self.transitions:
            for source in row.sources:
                if (row.verb, source) in seen:
                    raise ValueError(f"{noun}: {row.verb} from {source} is given twice")
                seen.add((row.verb, source))

    def find(self, verb: str, state: str) -> Transition | None:
        return next((row for row in self.transitions if row.verb == verb and state in row.sources), None)

    def knows(self, verb: str) -> bool:
        return any(row.verb == verb for row in self.transitions)


def one_of(*states: StrEnum) -> frozenset[str]:
    return frozenset(str(state) for state in states)


def available(session: Session, actor: Actor, record: Any) -> list[str]:
    """The verbs this actor can use on this record now, in table order."""
    machine: Machine = record.machine
    return [
        row.verb
        for row in machine.transitions
        if record.state in row.sources
        and may(actor, row.permission, record)
        and all(guard(session, actor, record) is None for guard in row.guards)
    ]


def check(session: Session, actor: Actor, record: Any, verb: str, reason: str | None = None) -> Transition:
    """The transition that `move` would make, with the row locked. Raises what `move` raises."""
    machine: Machine = record.machine
    _lock(session, record)
    row = machine.find(verb, record.state)
    if row is None:
        raise NotPossible("wrong_state", noun=machine.noun, verb=verb, state=record.state)
    if not may(actor, row.permission, record):
        raise NotAllowed("not_allowed", noun=machine.noun, verb=verb)
    if row.needs_reason and not (reason and reason.strip()):
        raise Invalid("reason_missing", field="reason")
    for guard in row.guards:
        obstacle = guard(session, actor, record)
        if obstacle is not None:
            raise NotPossible(obstacle, noun=machine.noun, verb=verb)
    return row


def move(
    session: Session,
    actor: Actor,
    record: Any,
    verb: str,
    *,
    reason: str | None = None,
    data: dict[str, Any] | None = None,
    sets: Mapping[str, Any] | None = None,
    seals_reason: bool = False,
) -> events.Event:
    """Change the record's state and append the event, in the caller's transaction.

    `sets`: columns that belong to the new state (who decided, until when), set together with it and only if it is
    reached. `seals_reason`: it may tell of people, and the caller keeps it sealed; the log, which more people read and
    which forgets nothing, holds the act alone.
    Raises NotPossible (state or guard), NotAllowed (permission), Invalid (missing reason), in that order of checks.
    """
    machine: Machine = record.machine
    row = check(session, actor, record, verb, reason)
    before = record.state
    record.state = row.target
    if row.stamps:
        setattr(record, row.stamps, clock.now())
    for column, value in (sets or {}).items():
        setattr(record, column, value)
    return events.record(
        session,
        actor,
        machine.noun,
        record.public_id,
        verb,
        reason=None if seals_reason else reason,
        data={"from": str(before), "to": str(row.target)} | (data or {}),
    )


def _lock(session: Session, record: Any) -> None:
    """Take the row lock and read the state again: two officers at once must not both win."""
    if inspect(record).persistent:
        session.flush()
        # Of this row alone: what was loaded beside it may hang on an outer join, which PostgreSQL refuses to lock.
        session.refresh(record, with_for_update={"of": type(record)})

"""The door for every noun that has something to tell a candidate: `write`, in the transaction of the act.

`because` is the event of the act: one message for each event, person and code, however often it is asked for. Nothing
is sent here (sending.py); a rollback leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates import safety
from registry.candidates.models import Candidate
from registry.candidates.states import LEFT
from registry.events import Event
from registry.messages import optin
from registry.messages.catalogue import catalogue
from registry.messages.models import Outgoing

WAITING = ("waiting", "to_print")


def write(
    session: Session,
    candidate: Candidate,
    code: str,
    values: Mapping[str, Any] | None = None,
    *,
    because: Event,
) -> Outgoing | None:
    """Put one message into the outbox. `values`: what the code asks for beside the first name, as texts ready to read.

    Who agreed to messages gets one; for who has no telephone a centre prints it; for who said no, or whose telephone is
    not safe, nothing is written: they see it by their code. Returns None then.
    Raises ValueError for a code that is not in the catalogue, or with other values than it asks for.
    """
    kind = catalogue().kind(code)
    given = {"name": first_name(candidate), **(values or {})}
    given = {name: str(value) for name, value in given.items() if name in kind.values or name != "name"}
    if kind.answers or set(given) != set(kind.values):
        raise ValueError(f"{code} asks for {kind.values}, not for {sorted(given)}")
    candidate = optin.main_record(session, candidate)
    already = session.scalar(
        select(Outgoing).where(
            Outgoing.event_id == because.id, Outgoing.candidate_id == candidate.id, Outgoing.code == code
        )
    )
    if already is not None:
        return already
    delivery = _way(session, candidate)
    if delivery is None:
        return None
    return _add(session, code, given, delivery, candidate_id=candidate.id, event_id=because.id)


def answer(session: Session, address: str, code: str, values: Mapping[str, str] | None = None) -> Outgoing:
    """Answer words that came in from a telephone, whoever holds it. Not held back by quiet hours: they are awake."""
    kind = catalogue().kind(code)
    given = dict(values or {})
    if not kind.answers or set(given) != set(kind.values):
        raise ValueError(f"{code} asks for {kind.values}, not for {sorted(given)}")
    return _add(session, code, given, "waiting", address=address)


def _way(session: Session, candidate: Candidate) -> str | None:
    if candidate.state in LEFT or safety.is_quiet(session, candidate.id):
        return None
    if optin.agreed(session, candidate):
        return "waiting"
    return "to_print" if candidate.phone is None else None


def _add(session: Session, code: str, values: Mapping[str, str], delivery: str, **to: Any) -> Outgoing:
    made = Outgoing(
        code=code,
        values=json.dumps(dict(values), ensure_ascii=False),
        delivery=delivery,
        made_at=clock.now(),
        due_at=clock.now(),
        **to,
    )
    session.add(made)
    session.flush()
    return made


def first_name(candidate: Candidate) -> str:
    """All that a message says of who it is for."""
    return candidate.given_names.split()[0] if candidate.given_names.split() else ""


def drop(session: Session, code: str, noun: str, record_id: str) -> None:
    """What was written with this code about one record, and still waits, goes out no more: it is not true now."""
    about = select(Event.id).where(Event.noun == noun, Event.record_id == record_id)
    session.execute(
        update(Outgoing)
        .where(Outgoing.code == code, Outgoing.delivery.in_(WAITING), Outgoing.event_id.in_(about))
        .values(delivery="cancelled", ended_at=clock.now())
    )


def cancel(session: Session, candidate: Candidate) -> int:
    """Nothing that waits for this person goes out any more. Returns how many messages that were."""
    done = session.execute(
        update(Outgoing)
        .where(Outgoing.candidate_id == candidate.id, Outgoing.delivery.in_(WAITING))
        .values(delivery="cancelled", ended_at=clock.now())
    )
    return int(getattr(done, "rowcount", 0))

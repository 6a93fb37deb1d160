"""A message that no key opens keeps no other from going out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import time_machine
from sqlalchemy import LargeBinary, select, type_coerce, update
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM
from registry.messages import outbox, sending, service
from registry.messages.catalogue import Channel
from registry.messages.models import Message, Outgoing
from tests.registry.messages.saying import approve_everything, happened, person

WAYS = {Channel.SMS, Channel.WHATSAPP}
# Nine in the morning in Guatemala: by night nothing goes out.
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def spoil(session: Session, model: Any, key: int, column: str) -> None:
    """Another value than was sealed, as after a bad sector."""
    table = model.__table__
    spoilt = type_coerce(crypto.encrypt("x")[:-1] + b"?", LargeBinary)
    session.flush()
    session.execute(update(table).where(table.c.id == key).values({table.c[column]: spoilt}))
    session.expire_all()


def test_a_message_to_a_person_that_nothing_opens_is_set_aside(session: Session) -> None:
    with time_machine.travel(MORNING, tick=False):
        approve_everything(session)
        for number in (1, 2):
            one = person(session, phone=f"5555 010{number}")
            outbox.write(session, one, "news", {}, because=happened(session, one))
        session.flush()
        first, second = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        key, other = first.id, second.public_id
        spoil(session, Outgoing, key, "values")
        ready = sending.take(session, WAYS)
        assert ready is not None and ready.public_id == other
        left = session.execute(select(Outgoing.delivery, Outgoing.ended_at).where(Outgoing.id == key)).one()
        assert left.delivery == "failed" and left.ended_at == clock.now()
        assert sending.take(session, WAYS) is None


def test_a_mail_that_nothing_opens_is_passed_over(session: Session) -> None:
    for number in (1, 2):
        event = events.record(session, SYSTEM, "account", f"nobody{number}", "invite")
        session.add(
            Message(
                event_id=event.id, template="account/invite", language="es", recipient=f"{number}@example.org",
                recipient_hash="x" * 64, subject="s", body="b", made_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()
    first, second = (one.id for one in service.waiting(session))
    spoil(session, Message, first, "body")
    assert [one.id for one in service.waiting(session)] == [second]

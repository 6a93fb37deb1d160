"""When somebody was last in touch: the newest of what they did, answered, were called about and were told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Role
from registry.messages import calls, outbox
from registry.messages.calls import Outcome
from registry.messages.contact import last_contact
from registry.messages.models import Outgoing, Reconfirmation
from tests.factories import new_account
from tests.registry.messages.saying import approve_everything, happened, person

NOW = datetime(2026, 6, 1, 16, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_newest_of_all_ways_is_told(session: Session, now: time_machine.Traveller) -> None:
    approve_everything(session)
    candidate = person(session)
    counsellor = new_account(session, Role.COUNSELLOR).actor()

    def told() -> str:
        session.flush()
        found = last_contact(session, candidate)
        assert found.at <= clock.now()
        return found.what

    assert told() == "registered"
    now.shift(timedelta(days=100))
    session.add(
        Reconfirmation(candidate_id=candidate.id, asked_at=NOW, answer="yes", answered_at=clock.now())
    )
    assert told() == "answer.yes"

    now.shift(timedelta(days=1))
    message = outbox.write(session, candidate, "news", because=happened(session, candidate))
    assert isinstance(message, Outgoing)
    assert told() == "answer.yes", "it waits: nobody was told anything"
    message.delivery, message.ended_at = "failed", clock.now()
    assert told() == "message.failed"

    now.shift(timedelta(days=1))
    task = calls.make(session, candidate, "unreached")
    assert task is not None
    assert told() == "message.failed", "nobody has called yet"
    calls.finish(session, counsellor, task, Outcome.NO_ANSWER)
    assert told() == "call.no_answer"
    now.shift(timedelta(days=1))
    calls.finish(session, counsellor, task, Outcome.REACHED)
    assert told() == "call.reached"

    now.shift(timedelta(days=1))
    events.record(session, counsellor, "candidate", candidate.public_id, "correct")
    assert told() == "corrected"

    now.shift(timedelta(days=1))
    events.record(session, candidate.actor(), "candidate", candidate.public_id, "sign_in")
    assert told() == "own"

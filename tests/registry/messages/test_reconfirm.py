"""Every 90 days: do you still look for work? YES, NO, no answer; never hidden, always with a way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.candidates import queries, service
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate
from registry.candidates.stages import Stage, stage_of
from registry.candidates.states import CandidateState
from registry.messages import calls, incoming, optin, reconfirm, told
from registry.messages.calls import Outcome
from registry.messages.models import CallTask, Outgoing, Reconfirmation
from tests.conftest import NOW
from tests.factories import new_account
from tests.registry.messages.saying import person

QUARTER = timedelta(days=91)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def asked(session: Session, now: time_machine.Traveller, **changes: object) -> Candidate:
    candidate = person(session, **changes)
    now.shift(QUARTER)
    reconfirm.keep_time(session)
    return candidate


def state_of(session: Session, candidate: Candidate) -> CandidateState:
    """As the table has it now."""
    session.flush()
    session.refresh(candidate, ["state"])
    return candidate.state


def questions(session: Session) -> list[str]:
    return list(session.scalars(select(Outgoing.code).where(Outgoing.code == "reconfirm")))


def say(session: Session, word: str, times: list[int] = [0]) -> None:  # noqa: B006 - a counter
    times[0] += 1
    incoming.receive(session, gateway_id=f"say-{times[0]}", sender="5555-0101", text=word)


def test_yes_keeps_and_is_not_asked_again_for_90_days(session: Session, now: time_machine.Traveller) -> None:
    candidate = asked(session, now)
    assert questions(session) == ["reconfirm"]
    say(session, "Sí gracias")
    assert state_of(session, candidate) == CandidateState.REGISTERED
    now.shift(timedelta(days=80))
    reconfirm.keep_time(session)
    assert len(questions(session)) == 1
    now.shift(timedelta(days=11))
    reconfirm.keep_time(session)
    assert len(questions(session)) == 2


def test_no_is_a_pause_and_yes_ends_it(session: Session, now: time_machine.Traveller) -> None:
    candidate = asked(session, now)
    say(session, "NO")
    assert state_of(session, candidate) == CandidateState.PAUSED
    assert stage_of(session, candidate) is Stage.PAUSED
    say(session, "SI")
    assert state_of(session, candidate) == CandidateState.REGISTERED


def test_no_answer_asks_again_then_somebody_calls_then_it_waits_and_says_so(
    session: Session, now: time_machine.Traveller
) -> None:
    candidate = asked(session, now)
    for days, messages, open_calls in ((4, 1, 0), (2, 2, 0), (5, 2, 1), (18, 2, 1)):
        now.shift(timedelta(days=days))
        reconfirm.keep_time(session)
        reconfirm.keep_time(session)
        assert len(questions(session)) == messages
        assert len(session.scalars(select(CallTask).where(CallTask.state == "open")).all()) == open_calls
        assert state_of(session, candidate) == CandidateState.REGISTERED
    now.shift(timedelta(days=2))
    reconfirm.keep_time(session)
    assert state_of(session, candidate) == CandidateState.PAUSED
    assert stage_of(session, candidate) is Stage.UNCONFIRMED
    assert session.scalars(select(CallTask.state)).all() == ["dropped"]
    told.tell_new(session)
    assert "stage_unconfirmed" in session.scalars(select(Outgoing.code)).all()
    # The way back: one word, or the button of their own page.
    say(session, "si")
    assert state_of(session, candidate) == CandidateState.REGISTERED
    service.pause(session, candidate.actor(), candidate)
    assert stage_of(session, candidate) is Stage.PAUSED, "their own pause is their own"


def test_who_is_not_written_to_is_neither_asked_nor_let_lapse(
    session: Session, now: time_machine.Traveller
) -> None:
    said_no = asked(session, now, agrees_to=(Purpose.REGISTER,))
    assert questions(session) == []
    stopped = asked(session, now, phone="5555 0202")
    optin.stop(session, stopped.actor(), stopped)
    now.shift(timedelta(days=31))
    reconfirm.keep_time(session)
    assert {said_no.state, stopped.state} == {CandidateState.REGISTERED}
    assert session.scalars(select(Reconfirmation)).all() == []


def test_whoever_used_the_portal_has_answered(session: Session, now: time_machine.Traveller) -> None:
    candidate = person(session)
    now.shift(timedelta(days=60))
    events.record(session, candidate.actor(), "candidate", candidate.public_id, "sign_in")
    now.shift(timedelta(days=31))
    reconfirm.keep_time(session)
    assert questions(session) == []
    now.shift(timedelta(days=60))
    reconfirm.keep_time(session)
    assert questions(session) == ["reconfirm"]


def test_one_question_at_a_time_on_a_telephone_of_the_family(
    session: Session, now: time_machine.Traveller
) -> None:
    mother, daughter = person(session), person(session, given_names="Ana")
    now.shift(QUARTER)
    reconfirm.keep_time(session)
    assert len(questions(session)) == 1
    say(session, "NO")
    assert (mother.state, daughter.state) == (CandidateState.PAUSED, CandidateState.REGISTERED)
    reconfirm.keep_time(session)
    assert len(questions(session)) == 2
    say(session, "SI")
    assert (mother.state, daughter.state) == (CandidateState.PAUSED, CandidateState.REGISTERED)


def test_nobody_is_asked_at_night(session: Session, now: time_machine.Traveller) -> None:
    person(session)
    now.shift(QUARTER + timedelta(hours=13))
    reconfirm.keep_time(session)
    assert questions(session) == []


def test_a_counsellor_who_calls_writes_down_what_was_said(
    session: Session, now: time_machine.Traveller
) -> None:
    candidate = asked(session, now)
    now.shift(timedelta(days=6))
    reconfirm.keep_time(session)
    now.shift(timedelta(days=5))
    reconfirm.keep_time(session)
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    (task,) = calls.waiting(session, counsellor)
    calls.finish(session, counsellor, task, Outcome.NO_ANSWER)
    assert (task.state, task.tried) == ("open", 1)
    calls.finish(session, counsellor, task, Outcome.PAUSES)
    assert task.state == "done"
    assert state_of(session, candidate) == CandidateState.PAUSED
    said = events.of_record(session, "candidate", candidate.public_id)[-2]
    assert (said.verb, said.actor) == ("say_interest", counsellor.pseudonym)
    assert reconfirm.is_asked(session, candidate) is False


def test_a_wrong_number_is_never_written_to_again(session: Session, now: time_machine.Traveller) -> None:
    candidate = person(session)
    task = calls.make(session, candidate, "unreached")
    assert task is not None
    assert calls.make(session, candidate, "unreached") is task, "one call for one reason"
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    calls.finish(session, counsellor, task, Outcome.WRONG_NUMBER)
    assert optin.agreed(session, candidate) == []
    assert queries.has_consented(session, candidate.id, Purpose.MESSAGES) is False

"""Every 90 days: do you still look for work? YES, NO, no answer; never hidden, always with a way back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.candidates import queries, safety, service
from registry.candidates.consents import Purpose
from registry.candidates.models import Candidate
from registry.candidates.stages import Stage, stage_of
from registry.candidates.states import CandidateState
from registry.errors import NotFound
from registry.messages import calls, incoming, optin, reconfirm, sending, told
from registry.messages.calls import Outcome
from registry.messages.catalogue import Channel
from registry.messages.models import CallTask, Outgoing, Reconfirmation, TextSet
from tests.conftest import NOW
from tests.factories import new_account
from tests.registry.messages.saying import approve_everything, person

QUARTER = timedelta(days=91)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _texts_are_agreed(session: Session, now: time_machine.Traveller) -> None:
    approve_everything(session)


def asked(session: Session, now: time_machine.Traveller, **changes: object) -> Candidate:
    candidate = person(session, **changes)
    now.shift(QUARTER)
    keep_time(session)
    return candidate


def keep_time(session: Session, ways: Collection[Channel] = tuple(Channel)) -> None:
    """An hour of the clock; what is written leaves at once, where a text was agreed on."""
    for one in reconfirm.to_ask(session, ways):
        reconfirm.ask(session, one, ways)
    for question in reconfirm.to_follow(session):
        reconfirm.follow(session, question)
    session.expire_all()
    while sending.is_any_due(session):
        message = sending.take(session, ways)
        if message is not None:
            sending.mark_sent(session, message.public_id)


def called_in_vain(session: Session) -> None:
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    for task in calls.waiting(session, counsellor):
        while task.state == "open":
            calls.finish(session, counsellor, task, Outcome.NO_ANSWER)


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
    keep_time(session)
    assert len(questions(session)) == 1
    now.shift(timedelta(days=11))
    keep_time(session)
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
        keep_time(session)
        keep_time(session)
        assert len(questions(session)) == messages
        assert len(session.scalars(select(CallTask).where(CallTask.state == "open")).all()) == open_calls
        assert state_of(session, candidate) == CandidateState.REGISTERED
    now.shift(timedelta(days=2))
    keep_time(session)
    assert state_of(session, candidate) == CandidateState.REGISTERED, "a centre has still to call"
    called_in_vain(session)
    keep_time(session)
    assert state_of(session, candidate) == CandidateState.PAUSED
    assert stage_of(session, candidate) is Stage.UNCONFIRMED
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
    keep_time(session)
    assert {said_no.state, stopped.state} == {CandidateState.REGISTERED}
    assert session.scalars(select(Reconfirmation)).all() == []


def test_whoever_used_the_portal_has_answered(session: Session, now: time_machine.Traveller) -> None:
    candidate = person(session)
    now.shift(timedelta(days=60))
    events.record(session, candidate.actor(), "candidate", candidate.public_id, "sign_in")
    now.shift(timedelta(days=31))
    keep_time(session)
    assert questions(session) == []
    now.shift(timedelta(days=60))
    keep_time(session)
    assert questions(session) == ["reconfirm"]


def test_one_question_at_a_time_on_a_telephone_of_the_family(
    session: Session, now: time_machine.Traveller
) -> None:
    mother, daughter = person(session), person(session, given_names="Ana")
    now.shift(QUARTER)
    keep_time(session)
    assert len(questions(session)) == 1
    say(session, "NO")
    assert (mother.state, daughter.state) == (CandidateState.PAUSED, CandidateState.REGISTERED)
    keep_time(session)
    assert len(questions(session)) == 2
    say(session, "SI")
    assert (mother.state, daughter.state) == (CandidateState.PAUSED, CandidateState.REGISTERED)


def test_nobody_is_asked_at_night(session: Session, now: time_machine.Traveller) -> None:
    person(session)
    now.shift(QUARTER + timedelta(hours=13))
    keep_time(session)
    assert questions(session) == []


def test_a_counsellor_who_calls_writes_down_what_was_said(
    session: Session, now: time_machine.Traveller
) -> None:
    candidate = asked(session, now)
    now.shift(timedelta(days=6))
    keep_time(session)
    now.shift(timedelta(days=5))
    keep_time(session)
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


def test_whom_the_question_did_not_reach_is_not_let_lapse_but_asked_anew(
    session: Session, now: time_machine.Traveller
) -> None:
    reached, not_reached = asked(session, now), asked(session, now, phone="5555 0202")
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    for days in (6, 5, 20):
        now.shift(timedelta(days=days))
        keep_time(session)
        for message in session.scalars(select(Outgoing).where(Outgoing.candidate_id == not_reached.id)):
            message.delivery = "failed"
        called_in_vain(session)
    assert calls.waiting(session, counsellor) == []
    keep_time(session)
    states = [state_of(session, one) for one in (reached, not_reached)]
    assert states == [CandidateState.PAUSED, CandidateState.REGISTERED]
    keep_time(session)
    assert reconfirm.is_asked(session, not_reached), "asked anew"


def test_who_was_never_called_is_not_let_lapse(session: Session, now: time_machine.Traveller) -> None:
    candidate = asked(session, now)
    for days in (6, 5, 20, 100):
        now.shift(timedelta(days=days))
        keep_time(session)
    assert state_of(session, candidate) == CandidateState.REGISTERED
    called_in_vain(session)
    keep_time(session)
    assert state_of(session, candidate) == CandidateState.PAUSED


def test_nobody_is_asked_by_a_way_that_does_not_leave(session: Session, now: time_machine.Traveller) -> None:
    candidate = person(session)
    now.shift(QUARTER)
    for closed in ((), (Channel.EMAIL, Channel.WHATSAPP)):
        keep_time(session, closed)
        reconfirm.ask(session, candidate.id, closed)
    agreed = {one: (one.approved_at, one.approved_by_id) for one in session.scalars(select(TextSet))}
    for one in agreed:
        one.approved_at, one.approved_by_id = None, None
    session.flush()
    keep_time(session)
    assert session.scalars(select(Reconfirmation)).all() == [], "no text was agreed on"
    for one, (day, by) in agreed.items():
        one.approved_at, one.approved_by_id = day, by
    session.flush()
    keep_time(session, (Channel.SMS,))
    assert questions(session) == ["reconfirm"]


@pytest.mark.parametrize("word", ["SI", "NO"])
def test_a_former_telephone_does_not_answer(session: Session, now: time_machine.Traveller, word: str) -> None:
    candidate = asked(session, now)
    candidate.phone, candidate.phone_hash = "+50255550909", queries.phone_hash("5555 0909")
    session.flush()
    say(session, word)
    assert reconfirm.is_asked(session, candidate), "nobody answered"
    assert state_of(session, candidate) == CandidateState.REGISTERED
    assert "answer_help" in session.scalars(select(Outgoing.code)).all()
    now.shift(timedelta(days=6))
    keep_time(session)
    keep_time(session)
    incoming.receive(session, gateway_id="new", sender="5555 0909", text="NO")
    assert state_of(session, candidate) == CandidateState.PAUSED, "asked anew on the new one, and heard"


def test_whose_telephone_became_unsafe_is_not_called(session: Session, now: time_machine.Traveller) -> None:
    quiet, other = person(session), person(session, phone="5555 0202")
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    tasks = [calls.make(session, one, "unreached") for one in (quiet, other)]
    assert None not in tasks
    safety.keep(session, quiet.actor(), quiet, is_quiet=True, contact=None)
    assert [one.candidate_id for one in calls.waiting(session, counsellor)] == [other.id]
    hidden, open_one = (one.public_id for one in tasks if one is not None)
    with pytest.raises(NotFound):
        calls.load(session, counsellor, hidden)
    assert calls.load(session, counsellor, open_one).candidate_id == other.id
    for one in calls.unwanted(session):
        calls.drop_unwanted(session, one)
    session.expire_all()
    assert [one.state for one in tasks if one is not None] == ["dropped", "open"]

"""The clock applies the table of periods: not a day too early, once, and only to what it is about."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import PUBLIC, SYSTEM
from registry.accounts import sessions
from registry.candidates import queries, service
from registry.candidates.models import Candidate, Erasure
from registry.candidates.states import CandidateState
from registry.files import service as files
from registry.files.models import StoredFile
from registry.holdings import erasing
from registry.messages.models import CallTask, Message, Outgoing, Reconfirmation
from registry.placements import service as placements
from registry.placements.models import Referral
from registry.retention import acts
from registry.retention.periods import Period, periods
from registry.shortlists.models import Entry
from tests.registry.candidates.people import registration
from tests.registry.placements.market import new_market
from tests.registry.vetting.agencies import picture


def period(what: str) -> Period:
    return next(one for one in periods() if one.what == what)


def after(what: str, *, days: int = 1) -> time_machine.travel:
    """So many days beyond the period of this line."""
    return time_machine.travel(clock.now() + timedelta(days=(period(what).days or 0) + days), tick=False)


def apply(session: Session, what: str, folder: Path = Path("absent")) -> int:
    found = acts.apply(session, period(what), folder)
    session.flush()
    session.expire_all()
    return found


def rows(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def warn(session: Session) -> None:
    """As the clock does a month before."""
    with after("inactive_candidates", days=1 - acts.WARNED_DAYS):
        apply(session, "inactive_candidates")


def test_who_gives_no_sign_of_life_is_told_then_hidden_and_may_come_back_for_some_days(
    session: Session,
) -> None:
    person, _code = service.register(session, PUBLIC, registration(phone=None))
    with after("inactive_candidates", days=-1 - acts.WARNED_DAYS):
        assert apply(session, "inactive_candidates") == 0
    with after("inactive_candidates", days=1 - acts.WARNED_DAYS):
        assert apply(session, "inactive_candidates") == 1
        assert apply(session, "inactive_candidates") == 0, "told once"
    assert session.get_one(Candidate, person.id).state == CandidateState.REGISTERED
    told = session.scalars(select(Outgoing)).one()
    assert (told.code, told.delivery) == ("erased_soon", "to_print")
    with after("inactive_candidates", days=2):
        assert apply(session, "inactive_candidates") == 1
        assert apply(session, "inactive_candidates") == 0, "once"
        asked = session.scalars(select(Erasure).where(Erasure.candidate_id == person.id)).one()
        assert asked.erase_on > clock.today()
        assert asked.erase_on.strftime("%d/%m/%Y") >= json.loads(told.values)["day"]
    assert session.get_one(Candidate, person.id).state == CandidateState.WITHDRAWN
    last = events.of_record(session, "candidate", person.public_id)[-1]
    assert (last.verb, last.actor, last.data["because"]) == ("ask_erasure", "system", "inactive")


def test_nobody_is_hidden_who_was_not_told_and_who_looks_in_stays(session: Session) -> None:
    person, _code = service.register(session, PUBLIC, registration())
    with after("inactive_candidates", days=90):
        assert apply(session, "inactive_candidates") == 1, "told first, however late"
        assert session.get_one(Candidate, person.id).state == CandidateState.REGISTERED
    with after("inactive_candidates", days=100):
        sessions.open_for_candidate(session, person, "Chrome Android")
    with after("inactive_candidates", days=130):
        assert apply(session, "inactive_candidates") == 0
    assert session.get_one(Candidate, person.id).state == CandidateState.REGISTERED


def test_a_sign_of_life_or_an_open_offer_keeps_them(session: Session) -> None:
    market = new_market(session)
    busy, gone = market.people[0], market.people[1]
    market.refer(session, busy)
    asked, _code = service.register(session, PUBLIC, registration(given_names="Contestó"))
    warn(session)
    with after("inactive_candidates", days=-20):
        answered = Reconfirmation(candidate_id=asked.id, phone_hash="x", asked_at=clock.now(), answer="yes")
        answered.answered_at = clock.now()
        session.add(answered)
        session.flush()
    with after("inactive_candidates", days=2):
        apply(session, "inactive_candidates")
    states = {one.id: one.state for one in session.scalars(select(Candidate))}
    assert states[busy.id] == states[asked.id] == CandidateState.REGISTERED
    assert states[gone.id] == CandidateState.WITHDRAWN


def test_who_left_without_a_word_about_their_data_is_erased_too(session: Session, tmp_path: Path) -> None:
    left, _code = service.register(session, PUBLIC, registration())
    here, _code = service.register(session, PUBLIC, registration(given_names="Otra"))
    service.withdraw(session, left.actor(), left)
    with after("left_candidates", days=-1):
        assert apply(session, "left_candidates") == 0
    with after("left_candidates"):
        assert apply(session, "left_candidates") == 1
        assert apply(session, "left_candidates") == 0, "once"
        asked = queries.open_erasure(session, left.id)
        assert asked is not None and erasing.due(session) == []
    with after("left_candidates", days=1 + erasing.DAYS_TO_COME_BACK):
        for due in erasing.due(session):
            erasing.erase_due(session, due, tmp_path)
        session.expire_all()
        assert apply(session, "left_candidates") == 0
    assert (left.dpi, left.phone, left.given_names) == (None, None, "—")
    assert here.given_names == "Otra"


def test_every_state_of_a_person_comes_to_an_end(session: Session) -> None:
    """Who was folded into another record ends with that one."""
    reached = {CandidateState.MERGED}
    for state, act in (("registered", "candidates"), ("paused", "candidates"), ("withdrawn", "left")):
        person, _code = service.register(session, PUBLIC, registration(given_names=state))
        if state != "registered":
            (service.pause if state == "paused" else service.withdraw)(session, person.actor(), person)
        with time_machine.travel(clock.now() + timedelta(days=3650), tick=False):
            line = next(one for one in periods() if one.act == act)
            acts.apply(session, line, Path("absent"))
        with time_machine.travel(clock.now() + timedelta(days=3650 + acts.WARNED_DAYS), tick=False):
            if person.id in acts.find(session, line)[-1] or queries.open_erasure(session, person.id):
                reached.add(CandidateState(state))
    assert reached == set(CandidateState)


def test_what_was_found_is_asked_again_before_it_is_done(session: Session) -> None:
    person, _code = service.register(session, PUBLIC, registration())
    warn(session)
    with after("inactive_candidates", days=2):
        found = acts.find(session, period("inactive_candidates"))
        assert found == [[], [person.id]]
        service.pause(session, person.actor(), person)
        assert acts.apply(session, period("inactive_candidates"), Path("absent"), found) == 0
    assert person.state == CandidateState.PAUSED


def test_of_an_unsuccessful_application_the_act_stays_and_the_reason_goes(session: Session) -> None:
    market = new_market(session)
    (open_one,) = market.refer(session, market.people[0])
    (declined,) = market.refer(session, market.people[1])
    placements.decline(session, market.people[1].actor(), declined, market.people[1])
    for one in (open_one, declined):
        one.departure_reason = "por un motivo"
    session.flush()
    with after("unsuccessful_applications", days=-1):
        assert apply(session, "unsuccessful_applications") == 0
    with after("unsuccessful_applications"):
        assert apply(session, "unsuccessful_applications") == 1
        assert apply(session, "unsuccessful_applications") == 0
    assert session.get_one(Referral, declined.id).departure_reason is None
    assert session.get_one(Referral, open_one.id).departure_reason == "por un motivo"


def test_what_is_sealed_in_an_old_list_goes_and_the_list_stays(session: Session) -> None:
    market = new_market(session)
    market.refer(session, market.people[0])
    before = rows(session, Entry)
    entry = session.scalars(select(Entry)).first()
    assert entry is not None
    entry.groups = '{"sex": "F"}'
    session.flush()
    with after("lists"):
        assert apply(session, "lists") >= 1
        assert apply(session, "lists") == 0
    assert session.get_one(Entry, entry.id).groups is None
    assert rows(session, Entry) == before


@pytest.mark.parametrize("is_over", [False, True])
def test_messages_and_calls_go_when_they_are_over(session: Session, is_over: bool) -> None:
    person, _code = service.register(session, PUBLIC, registration())
    moment = clock.now()
    session.add(
        Outgoing(
            candidate_id=person.id, code="news", values="{}", body="hola", made_at=moment, due_at=moment,
            delivery="delivered" if is_over else "waiting", ended_at=moment if is_over else None,
        )
    )  # fmt: skip
    session.add(
        CallTask(
            candidate_id=person.id, why="reconfirm", state="dropped" if is_over else "open", made_at=moment, tried=0,
            ended_at=moment if is_over else None,
        )
    )  # fmt: skip
    session.flush()
    with after("calls"):
        assert apply(session, "messages") == apply(session, "calls") == int(is_over)
    assert rows(session, Outgoing) == rows(session, CallTask) == int(not is_over)


@pytest.mark.parametrize("was_sent", [False, True])
def test_mail_goes_with_its_file_also_when_no_server_took_it(
    session: Session, tmp_path: Path, was_sent: bool
) -> None:
    event = events.record(session, SYSTEM, "account", "a", "invite")
    moment = clock.now()
    message = Message(
        event_id=event.id, template="account/invite", language="es", recipient="ana@example.org",
        recipient_hash="0" * 64, subject="s", body="b", made_at=moment, failures=0 if was_sent else 10,
        sent_at=moment if was_sent else None,
    )  # fmt: skip
    session.add(message)
    session.flush()
    (tmp_path / "mail").mkdir()
    written = tmp_path / "mail" / f"{event.id}.{message.id}.eml"
    written.write_text("a link that opens an account")
    with after("mail", days=-1):
        assert apply(session, "mail", tmp_path) == 0
    with after("mail"):
        assert apply(session, "mail", tmp_path) == 1
        assert written.exists(), "not before it is committed"
        session.commit()
    assert not written.exists() and rows(session, Message) == 0


def test_a_question_that_nobody_answered_ends_too(session: Session) -> None:
    person, _code = service.register(session, PUBLIC, registration())
    session.add(Reconfirmation(candidate_id=person.id, phone_hash="x", asked_at=clock.now()))
    session.flush()
    with after("reconfirmations", days=-1):
        assert apply(session, "reconfirmations") == 0
    with after("reconfirmations"):
        assert apply(session, "reconfirmations") == 1


def test_papers_of_who_left_go_with_their_files_after_the_commit(session: Session, tmp_path: Path) -> None:
    left, _code = service.register(session, PUBLIC, registration())
    here, _code = service.register(session, PUBLIC, registration(given_names="Otra"))
    for one in (left, here):
        files.store(session, tmp_path / "files", picture(), name="a.png", candidate_id=one.id)
    service.withdraw(session, left.actor(), left)
    session.commit()
    with after("uploads", days=-1):
        assert apply(session, "uploads", tmp_path) == 0
    with after("uploads"):
        assert apply(session, "uploads", tmp_path) == 1
        assert len(list((tmp_path / "files").iterdir())) == 2, "not before it is committed"
        session.commit()
    [stored] = session.scalars(select(StoredFile)).all()
    assert stored.candidate_id == here.id
    assert [path.name for path in (tmp_path / "files").iterdir()] == [stored.public_id]


def test_every_line_of_the_clock_runs_on_an_empty_base_and_a_line_that_is_off_does_nothing(
    session: Session, tmp_path: Path
) -> None:
    assert len(acts.applied()) >= 10
    for one in acts.applied():
        assert acts.apply(session, one, tmp_path) == 0, one.what
    off = next(one for one in periods() if not one.is_on)
    assert acts.apply(session, off, tmp_path) == 0

"""Notes with their audience, the thread with the agency, what waits for whom, and the queue's clock."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.messages import recipients
from registry.organisations.models import Agency
from registry.vetting import mine, notes, queue, service, visits
from registry.vetting.models import Case
from registry.workdays import add_working_days
from tests.registry.vetting.agencies import PDF, decided, person_of, recommended, reviewed, staff

World = tuple[Case, Actor, Actor]


@pytest.fixture
def world(session: Session, tmp_path: Path) -> World:
    """A case in review, its officer, and who works for the agency."""
    agency, case, officer = reviewed(session, tmp_path)
    return case, officer, person_of(session, agency)


def test_each_note_has_its_audience(session: Session, world: World) -> None:
    case, officer, agency = world
    for audience in notes.AUDIENCES:
        notes.write_note(session, officer, case, f"Nota {audience}", audience=audience)
    notes.write_note(session, officer, case, "Nota sin decir para quién")
    inside = notes.notes_of(session, officer, case)
    assert [one.audience for one in inside] == ["internal", "agency", "decision", "internal"]
    assert [(one.item.text, one.by) for one in notes.notes_of(session, agency, case)] == [("Nota agency", "")]
    raw = session.execute(text("SELECT text FROM case_note")).scalars().all()
    assert all(b"Nota" not in bytes(one) for one in raw)
    logged = events.of_record(session, "case", case.public_id)[-1]
    assert (logged.verb, logged.data, logged.reason) == ("note", {"audience": "internal"}, None)


@pytest.mark.parametrize(
    ("words", "audience", "code"),
    [
        (" ", "internal", "note_empty"),
        ("x" * 4001, "internal", "note_long"),
        ("Hola", "press", "audience_unknown"),
    ],
)
def test_what_is_no_note(session: Session, world: World, words: str, audience: str, code: str) -> None:
    case, officer, agency = world
    with pytest.raises(Invalid) as refused:
        notes.write_note(session, officer, case, words, audience=audience)
    assert refused.value.code == code
    for actor in (agency, staff(session, Role.AUDITOR), staff(session, Role.DIRECTOR)):
        with pytest.raises(NotAllowed):
            notes.write_note(session, actor, case, "Hola")


def test_a_thread_of_two_sides_with_files(session: Session, world: World, tmp_path: Path) -> None:
    case, officer, agency = world
    notes.write_message(session, officer, case, "¿Quién es la gerente?", folder=tmp_path)
    notes.write_message(
        session, agency, case, "Rosa Xol; va el acta.", uploads=[("acta.pdf", PDF)], folder=tmp_path
    )
    assert notes.unread_by_case(session, officer.account_id or 0) == {case.id: 1}
    seen_by_agency = notes.thread(session, agency, case)
    assert [one.by for one in seen_by_agency] == ["", "Rosa Xol"]
    assert all(one.by for one in notes.thread(session, officer, case))
    stored = seen_by_agency[1].item.attachments[0].file  # type: ignore[union-attr]
    assert notes.file_of_thread(session, officer, case, stored.public_id) is stored
    with pytest.raises(NotFound):
        notes.file_of_thread(session, staff(session, Role.COUNSELLOR), case, stored.public_id)
    notes.mark_read(session, officer, case)
    session.expire_all()
    assert notes.unread_by_case(session, officer.account_id or 0) == {}
    happened = events.of_record(session, "case", case.public_id)[-2:]
    assert [one.verb for one in happened] == ["message", "agency_message"]
    for actor in (officer, agency):
        session.get_one(Account, actor.account_id).state = AccountState.ACTIVE
    told = [[one.address for one in recipients.of(session, event)] for event in happened]
    assert told[0] != told[1]
    assert told[0] == ["rosa@caminos.example"]


def test_who_may_not_write_to_whom(session: Session, world: World, tmp_path: Path) -> None:
    case, _officer, agency = world
    with pytest.raises(NotPossible, match="thread_closed"):
        notes.write_message(session, staff(session, Role.OFFICER), case, "Hola", folder=tmp_path)
    with pytest.raises(NotAllowed):
        notes.write_message(session, staff(session, Role.SUPERVISOR), case, "Hola", folder=tmp_path)
    for words, uploads, code in (
        ("", [], "message_empty"),
        ("x" * 4001, [], "message_long"),
        ("Hola", [("a.pdf", PDF)] * 4, "too_many_files"),
        ("Hola", [("a.exe", b"MZ")], "upload_type"),
    ):
        with pytest.raises(Invalid) as refused:
            notes.write_message(session, agency, case, words, uploads=uploads, folder=tmp_path)
        assert refused.value.code == code


def test_the_thread_ends_with_the_case(session: Session, tmp_path: Path) -> None:
    agency, case, _supervisor = decided(session, tmp_path)
    with pytest.raises(NotPossible, match="thread_closed"):
        notes.write_message(session, person_of(session, agency), case, "Gracias.", folder=tmp_path)


# ---------------------------------------------------------------- what waits, and the clock


def test_what_waits_for_me_by_due_date(session: Session, world: World, tmp_path: Path) -> None:
    case, officer, agency = world
    visits.plan(session, officer, case, place="zona 1", planned_on=clock.today() + timedelta(days=1))
    notes.write_message(session, agency, case, "Va el acta.", folder=tmp_path)
    waiting = mine.waiting_for(session, officer)
    assert [one.kind for one in waiting] == ["visit", "case", "message"]
    assert waiting[-1].days_left is None
    assert mine.waiting_for(session, staff(session, Role.OFFICER)) == []
    service.send_return(session, officer, case, reason="Falta la firma.")
    assert [one.kind for one in mine.waiting_for(session, officer)] == ["visit", "message"]


def test_a_recommendation_waits_for_a_second_person(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = recommended(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    assert [(one.kind, one.case.id) for one in mine.waiting_for(session, supervisor)] == [
        ("decision", case.id)
    ]
    assert mine.waiting_for(session, officer) == []


def test_the_clock_stands_while_the_agency_answers(session: Session, world: World) -> None:
    case, officer, _agency = world
    case.due_on = add_working_days(clock.today(), 7)
    assert queue.pace(case).days_left == 7
    service.send_return(session, officer, case, reason="Falta la firma.")
    with time_machine.travel(clock.now() + timedelta(days=20)):
        stands = queue.pace(case)
        assert (stands.days_left, stands.is_late) == (7, False)
        assert stands.paused_since is not None
        assert stands.answer_by is None or stands.answer_by > stands.paused_since


def test_the_clock_knows_holidays(session: Session, world: World) -> None:
    """Easter 2026: Thursday and Friday, 2 and 3 April, are no working days in Guatemala."""
    case, _officer, _agency = world
    case.due_on = date(2026, 4, 8)
    with time_machine.travel("2026-04-01T15:00:00Z", tick=False):
        assert queue.pace(case).days_left == 3
    with time_machine.travel("2026-04-10T15:00:00Z", tick=False):
        assert queue.pace(case).is_late


def test_the_list_in_pages(session: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case, officer, agency = world
    everything = queue.page_of(session, officer, queue.Wanted())
    assert [one.case.id for one in everything.lines] == [case.id]
    assert everything.lines[0].officer == officer.name
    for wanted, count in (
        (queue.Wanted(whose="mine"), 1),
        (queue.Wanted(whose="nobody"), 0),
        (queue.Wanted(kind="renewal"), 0),
        (queue.Wanted(group="desk_review"), 1),
        (queue.Wanted(group="paused"), 0),
        (queue.Wanted(group="closed"), 0),
        (queue.Wanted(only_late=True), 0),
        (queue.Wanted("x", "y", "z").known(), 1),
        (queue.Wanted("draft").known(), 1),
    ):
        assert queue.page_of(session, officer, wanted).total == count, wanted
    far = queue.page_of(session, officer, queue.Wanted(), 99)
    assert (far.number, far.pages) == (1, 1)
    assert queue.page_of(session, agency, queue.Wanted()).lines == []
    assert session.get_one(Agency, case.agency_id).id == case.agency_id

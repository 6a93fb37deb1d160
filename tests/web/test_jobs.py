"""The clock: what is due happens; where nothing is, the one writer is left to the others."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.downloads import files_folder
from registry import clock, events
from registry.access import Role
from registry.accounts import changes
from registry.accounts.models import AccountChange
from registry.accounts.states import COOLING, ChangeKind
from registry.complaints import assigning, service, triage, visits
from registry.complaints.handling import SetOff
from registry.complaints.models import Complaint, Visit
from registry.complaints.told import Told
from registry.complaints.triage import Judgement
from registry.complaints.visits import Page
from registry.files import service as files
from registry.holdings import erasing
from registry.moves import move
from registry.papers import service as papers
from registry.papers.models import PaperKind
from tests.factories import new_account
from tests.registry.complaints.reports import STORIES, agency_named, person
from tests.registry.placements.market import new_person
from tests.web.candidate.test_proven import photo


def tick(app: FastAPI, session: Session) -> None:
    session.commit()
    jobs.tick(app.state.settings, app.state.database)
    session.expire_all()


def sent(session: Session, story: str) -> Complaint:
    return service.send(session, Told(kinds=["fee"], text=story), language="es", channel="web")[0]


def test_what_is_due_is_done_once_a_minute(app: FastAPI, session: Session) -> None:
    """A report is told to the log the day after, and nothing is looked for twice in a minute."""
    told = select(events.Event.verb).where(events.Event.noun == "complaint")
    with time_machine.travel(clock.now(), tick=False) as now:
        sent(session, STORIES[0])
        tick(app, session)
        assert session.scalars(told).all() == []
        now.shift(timedelta(days=1))
        tick(app, session)
        assert session.scalars(told).all() == ["send"]
        sent(session, STORIES[1]).day -= timedelta(days=1)
        now.shift(timedelta(seconds=59))
        tick(app, session)
        assert session.scalars(told).all() == ["send"]
        now.shift(timedelta(seconds=2))
        tick(app, session)
        assert session.scalars(told).all() == ["send", "send"]


def test_a_change_that_fails_keeps_no_other_from_its_turn(
    app: FastAPI, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (new_account(session, Role.ADMIN).actor() for _ in range(2))
    for name in ("eva", "ana"):
        change = changes.propose_account(
            session,
            one,
            email=f"{name}@example.org",
            name=name,
            role=Role.OFFICER,
            centre=None,
            reason="Falta.",
        )
        changes.approve(session, other, change)
    session.commit()
    make = changes._ACTS[ChangeKind.ACCOUNT]

    def fail_for_eva(session: Session, change: AccountChange) -> None:
        if change.email == "eva@example.org":
            raise RuntimeError("some fault of ours")
        make(session, change)

    monkeypatch.setitem(changes._ACTS, ChangeKind.ACCOUNT, fail_for_eva)
    with time_machine.travel(clock.now() + COOLING + timedelta(minutes=1), tick=False):
        tick(app, session)
    assert session.scalars(select(AccountChange.state).order_by(AccountChange.id)).all() == [
        "cooling",
        "done",
    ]


def test_where_nothing_is_due_the_writer_is_not_asked_for(app: FastAPI, session: Session) -> None:
    database = app.state.database
    tick(app, session)
    if not database.is_sqlite:
        return
    assert not any(jobs._is_due(database, work) for work in jobs._EACH_MINUTE)
    visits.start(session, Page())
    session.commit()
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        due = [work for work in jobs._EACH_MINUTE if jobs._is_due(database, work)]
        assert due == [visits.forget_due]
        session.expire_all()
        assert session.scalars(select(Visit)).all(), "what only looks deletes nothing"
        tick(app, session)
        assert session.scalars(select(Visit)).all() == []


def test_a_report_that_was_moved_sets_off_when_it_was_compared(app: FastAPI, session: Session) -> None:
    agency, officer = agency_named(session), person(session, Role.OFFICER)
    judged = Judgement(True, "fee", "detail", "Se ve bien.", agency=agency.registry_no or "")
    for text in (STORIES[0], STORIES[0] + " Así fue.", STORIES[1]):
        complaint = sent(session, text)
        assigning.assign(session, person(session, Role.SUPERVISOR), complaint, officer.public_id)
        assert triage.triage(session, officer, complaint, judged) == [], "nothing before it was compared"
        session.commit()
        if text != STORIES[1]:
            # Two copies are one source, however late they are compared.
            tick(app, session)
            assert session.scalars(select(SetOff)).all() == []
    tick(app, session)
    assert session.scalars(select(SetOff.rule)).all() == ["case"]
    assert all(session.scalars(select(Complaint.is_compared)))


def test_with_a_person_go_their_files_and_nobody_elses(app: FastAPI, session: Session) -> None:
    """Through the clock, where the files really lie."""
    folder = files_folder(app.state.settings)
    leaves, stays = new_person(session, "Se va"), new_person(session, "Se queda")

    def keep(who):
        paper = papers.add(session, who.actor(), who, folder, photo(), kind=PaperKind.INTECAP, is_sure=True)
        stored = files.store(session, folder, photo(), name="dpi.jpg", candidate_id=who.id)
        return [folder / papers.FOLDER / paper.public_id, folder / stored.public_id]

    theirs, others = keep(leaves), keep(stays)
    erasing.ask(session, leaves.actor(), leaves)
    with time_machine.travel(clock.now() + timedelta(days=erasing.DAYS_TO_COME_BACK), tick=False):
        assert all(path.exists() for path in theirs)
        tick(app, session)
        assert not any(path.exists() for path in theirs) and all(path.exists() for path in others)


def test_files_that_no_row_names_are_swept_once_a_day(app: FastAPI, session: Session) -> None:
    """What a deletion of before left behind; bytes whose row may still come stay."""
    folder = files_folder(app.state.settings)
    person = new_person(session, "Se queda")
    (folder / papers.FOLDER).mkdir(parents=True, exist_ok=True)
    stored = files.store(session, folder, photo(), name="dpi.jpg", candidate_id=person.id)
    old, paper, young = folder / "old", folder / papers.FOLDER / "old", folder / "young"
    two_days_ago = clock.now().timestamp() - 2 * 86400
    for path in (old, paper, young):
        path.write_bytes(b"x")
    for path in (old, paper, folder / stored.public_id):
        os.utime(path, (two_days_ago, two_days_ago))
    tick(app, session)
    assert not old.exists() and not paper.exists()
    assert young.exists() and (folder / stored.public_id).exists()
    young.unlink()


def test_each_person_is_erased_apart_and_one_that_fails_keeps_nobody_else(
    app: FastAPI, session: Session
) -> None:
    """The second one is in a state that nobody thought of."""
    people = [new_person(session, name) for name in ("Primera", "Segunda", "Tercera")]
    for one in people:
        erasing.ask(session, one.actor(), one)
    session.flush()
    move(session, people[1].actor(), people[1], "come_back", sets={"withdrawn_at": None})
    visits.start(session, Page())
    with time_machine.travel(clock.now() + timedelta(days=erasing.DAYS_TO_COME_BACK), tick=False):
        tick(app, session)
    assert [one.given_names for one in people] == ["—", "Segunda", "—"]
    assert session.scalars(select(Visit)).all() == [], "what else the clock does went on"

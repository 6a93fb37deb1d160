"""The head of the log leaves the house each day: a chain made anew, or cut short, is found with an older copy."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM
from registry.audit import heads, weekly
from registry.events import GENESIS, Event

KEY = Ed25519PrivateKey.generate()


def note(session: Session, *verbs: str) -> None:
    for verb in verbs:
        events.record(session, SYSTEM, "agency", "a", verb)


def unguard(session: Session) -> None:
    """As somebody does who holds the database itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        return
    names = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
    ).all()
    for name in names:
        session.execute(text(f"DROP TRIGGER {name}"))


def make_anew(session: Session) -> None:
    """Hash the whole chain again, so that it is whole in itself."""
    previous = GENESIS
    for entry in session.scalars(select(Event).order_by(Event.id)):
        entry.previous_hash = previous
        entry.hash = previous = events.digest(entry)
    session.flush()


def test_the_head_is_written_down_once_a_day_and_signed(session: Session, tmp_path: Path) -> None:
    assert heads.export_due(session, tmp_path, KEY) is None, "there is no event yet"
    note(session, "apply")
    made = heads.export_due(session, tmp_path, KEY)
    assert made is not None and (made.event, made.hash) == (1, session.get_one(Event, 1).hash)
    assert heads.export_due(session, tmp_path, KEY) is None
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert heads.export_due(session, tmp_path, KEY) is not None
    found = heads.read(heads.text_of(tmp_path))
    assert len(found) == 2
    assert heads.differences(session, found, KEY.public_key()) == []
    stranger = Ed25519PrivateKey.generate().public_key()
    assert {what for _event, what in heads.differences(session, found, stranger)} == {"head_not_signed"}


def test_a_line_whose_act_was_lost_is_not_written_twice(session: Session, tmp_path: Path) -> None:
    note(session, "apply")
    session.commit()
    made = heads.export_due(session, tmp_path, KEY)
    session.rollback()
    note(session, "approve")
    assert heads.export_due(session, tmp_path, KEY) == made
    assert len(heads.read(heads.text_of(tmp_path))) == 1
    entry = session.scalars(select(Event).where(Event.noun == "log_head")).one()
    assert made is not None and entry.data == {"event": 1, "hash": made.hash}


def test_a_chain_made_anew_is_whole_and_yet_found(session: Session, tmp_path: Path) -> None:
    note(session, "apply", "approve", "suspend")
    heads.export_due(session, tmp_path, KEY)
    kept = heads.read(heads.text_of(tmp_path))
    assert heads.differences(session, kept) == []
    unguard(session)
    session.get_one(Event, 2).verb = "reject"
    make_anew(session)
    assert list(events.breaks(session)) == [], "in itself it is whole"
    assert heads.differences(session, kept) == [(3, "log_rewritten")]


def test_a_chain_cut_short_is_whole_and_yet_found(session: Session, tmp_path: Path) -> None:
    note(session, "apply", "approve", "suspend")
    heads.export_due(session, tmp_path, KEY)
    kept = heads.read(heads.text_of(tmp_path))
    unguard(session)
    session.execute(text("DELETE FROM event WHERE id >= 3"))
    session.expire_all()
    assert list(events.breaks(session)) == []
    assert heads.differences(session, kept) == [(3, "log_cut_short")]


def cut(session: Session, after: int) -> None:
    """As a recovery to an earlier point in time does."""
    unguard(session)
    session.execute(text("DELETE FROM event WHERE id > :last"), {"last": after})
    session.expire_all()


def test_a_step_back_is_said_once_and_an_older_copy_still_finds_it(session: Session, tmp_path: Path) -> None:
    note(session, "apply", "approve")
    heads.export_due(session, tmp_path, KEY)
    with pytest.raises(heads.NoStepBack, match="nothing to step back"):
        heads.step_back(session, tmp_path, KEY, "why")
    kept = heads.read(heads.text_of(tmp_path))
    cut(session, 1)
    made = heads.step_back(session, tmp_path, KEY, "the disk failed")
    assert (made.event, made.back_from) == (1, 2)
    (told,) = heads.steps_back(session)
    assert (told.reason, told.data["back_from"]) == ("the disk failed", 2)
    note(session, "approve")
    heads.export_due(session, tmp_path, KEY)
    now = heads.read(heads.text_of(tmp_path))
    assert now[: len(kept)] == kept and len(now) == 3, "nothing was taken out"
    assert heads.differences(session, now, KEY.public_key()) == []
    assert heads.differences(session, kept) == [(2, "log_rewritten")]
    cut(session, 2)
    assert heads.differences(session, now) == [(3, "log_cut_short")], (
        "a second one is explained by no first one"
    )


def test_a_log_that_was_changed_is_not_stepped_back(session: Session, tmp_path: Path) -> None:
    note(session, "apply", "approve")
    heads.export_due(session, tmp_path, KEY)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        heads.export_due(session, tmp_path, KEY)
    cut(session, 2)
    session.get_one(Event, 2).verb = "reject"
    make_anew(session)
    with pytest.raises(heads.NoStepBack, match="changed"):
        heads.step_back(session, tmp_path, KEY, "why")
    assert len(heads.read(heads.text_of(tmp_path))) == 2


def test_a_line_copied_by_hand_is_enough_and_nonsense_is_named(session: Session) -> None:
    note(session, "apply")
    copied = json.dumps({"event": 1, "hash": session.get_one(Event, 1).hash.upper()})
    assert heads.differences(session, heads.read(copied + "\n\n")) == []
    for wrong in ("x", "[]", '{"event": 1}', '{"event": "one", "hash": "a"}', "null", '{"day": "x"}'):
        with pytest.raises(heads.NotAHead, match="line 1"):
            heads.read(wrong)


def test_the_auditors_week_is_told_once(session: Session) -> None:
    assert weekly.make_due(session)
    assert not weekly.make_due(session)

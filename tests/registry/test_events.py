"""The event log: a changed, removed or inserted row shows, and the database refuses to let it happen."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM
from registry.events import Event


def write_three(session: Session) -> list[Event]:
    return [events.record(session, SYSTEM, "vacancy", f"v{n}", "publish", data={"n": n}) for n in range(3)]


def test_a_chain_as_written_is_whole(session: Session) -> None:
    first, second, third = write_three(session)
    assert first.previous_hash == events.GENESIS
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert list(events.breaks(session)) == []


@pytest.mark.parametrize("change", ["UPDATE event SET verb = 'refuse'", "DELETE FROM event"])
def test_the_database_refuses_to_change_the_log(session: Session, change: str) -> None:
    write_three(session)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change))
    assert list(events.breaks(session)) == []


def without_the_trigger(session: Session, statement: str) -> None:
    """What somebody with the database's own rights could do: switch the trigger off first."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
    else:
        names = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='event'")
        ).all()
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
    session.execute(text(statement))
    session.expire_all()


@pytest.mark.parametrize(
    ("tampering", "row"),
    [
        ("UPDATE event SET verb = 'refuse' WHERE record_id = 'v1'", 2),
        ("UPDATE event SET actor = 'officer:x' WHERE record_id = 'v0'", 1),
        ("DELETE FROM event WHERE record_id = 'v1'", 3),
    ],
)
def test_tampering_names_the_row(session: Session, tampering: str, row: int) -> None:
    write_three(session)
    without_the_trigger(session, tampering)
    assert row in {broken for broken, _what in events.breaks(session)}


def test_what_is_logged_holds_no_name(session: Session) -> None:
    from registry.access import Actor, Role

    officer = Actor(Role.OFFICER, account_id=1, name="Rosa Pérez", public_id="abc")
    entry = events.record(session, officer, "case", "c1", "decide")
    assert entry.actor == "officer:abc"

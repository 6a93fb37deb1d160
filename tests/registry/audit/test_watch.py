"""What is worth a question, counted by the database: nights, weekends, pairs, one officer, records opened, doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, Actor, Role
from registry.audit import watch
from registry.errors import NotFound
from tests.factories import new_account

# A Friday in Guatemala.
FRIDAY = datetime(2026, 3, 6, 6, tzinfo=UTC)
WEEK = (FRIDAY, FRIDAY + timedelta(days=7))


@pytest.fixture
def auditor(session: Session) -> Actor:
    return new_account(session, Role.AUDITOR).actor()


def act(session: Session, who: Actor, hours: float, noun: str, record_id: str, verb: str) -> None:
    """`hours` after midnight of that Friday."""
    with time_machine.travel(FRIDAY + timedelta(hours=hours), tick=False):
        events.record(session, who, noun, record_id, verb)


def test_nights_and_weekends_by_the_clock_of_guatemala(session: Session, auditor: Actor) -> None:
    officer = new_account(session, Role.OFFICER).actor()
    firm = new_account(session, Role.EMPLOYER).actor()
    for hours in (5.9, 6, 19.9, 20, 23.9, 24, 36, 71.9, 72, 84):
        act(session, officer, hours, "vacancy", "v", "note")
    act(session, firm, 1, "vacancy", "v", "note")
    (odd,) = watch.watch(session, auditor, *WEEK).odd
    assert odd == watch.Odd(officer.pseudonym, night=6, weekend=3, acts=10)


def test_records_opened_are_counted_once_a_day_and_few_are_not_told(session: Session, auditor: Actor) -> None:
    officer = new_account(session, Role.OFFICER).actor()
    for number in range(6):
        act(session, officer, 9, "candidate", f"c{number % 5}", "identify")
    act(session, officer, 33, "candidate", "c0", "identify")
    act(session, officer, 33, "account", officer.public_id or "", "refused")
    act(session, PUBLIC, 9, "candidate", "c9", "register")
    seen = watch.watch(session, auditor, *WEEK)
    assert [(one.on, one.count) for one in seen.opened] == [("2026-03-06", 5), ("2026-03-07", None)]
    assert [(one.on, one.count) for one in seen.refused] == [("2026-03-07", 1)]
    assert list(seen.names) == [officer.public_id]


def test_pairs_and_one_officer_are_found(session: Session, auditor: Actor) -> None:
    first, second = (new_account(session, Role.OFFICER).actor() for _ in range(2))
    for number in range(5):
        act(session, first, 9 + number, "agency", "a", "propose")
        act(session, second, 9.1 + number, "agency", "a", "approve")
        act(session, first, 9.5 + number, "agency", "b", "note")
    seen = watch.watch(session, auditor, *WEEK)
    assert seen.together == [watch.Together(first.pseudonym, second.pseudonym, 5, 5)]
    assert seen.one_officer == [watch.OneOfficer("b", first.pseudonym, 5, 5)]
    assert [one.minutes for one in seen.fast] == [6] * 5


@contextmanager
def rows_of_the_log(session: Session) -> Iterator[list[str]]:
    """Statements that fetch single acts."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM event" in statement and "GROUP BY" not in statement:
            found.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_of_a_long_span_only_decisions_are_read_one_by_one(session: Session, auditor: Actor) -> None:
    with rows_of_the_log(session) as fetched:
        watch.watch(session, auditor, FRIDAY, FRIDAY + watch.LONGEST)
        assert all("event.verb IN" in one for one in fetched) and fetched
    for until in (FRIDAY, FRIDAY + watch.LONGEST + timedelta(days=1)):
        with pytest.raises(NotFound):
            watch.watch(session, auditor, FRIDAY, until)

"""The ledger: a finding counts once, for twenty-four months, and the thresholds say what it calls for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.errors import Invalid, NotAllowed
from registry.flags import service as flags
from registry.standard import demerits
from registry.standard.models import Demerit, DemeritCall
from registry.vetting import clocks
from registry.vetting.models import Case
from tests.registry.standard.cases import finding, in_the_field
from tests.registry.vetting.agencies import applied, decided, staff

pytestmark = pytest.mark.usefixtures("frozen_now")


def entry(agency_id: int, points: int, given_on: date) -> Demerit:
    return Demerit(agency_id=agency_id, cause="late_report", points=points, given_on=given_on)


@pytest.mark.parametrize(
    ("points", "calls_for"),
    [(0, "nothing"), (11, "nothing"), (12, "surveillance"), (23, "surveillance"), (24, "hearing")],
)
def test_what_the_points_call_for(session: Session, points: int, calls_for: str) -> None:
    agency, _case, _actor = applied(session)
    session.add(entry(agency.id, points, clock.today()))
    session.flush()
    assert demerits.of_agency(session, agency.id).calls_for == calls_for


def test_points_age(session: Session) -> None:
    agency, _case, _actor = applied(session)
    session.add_all(
        [
            entry(agency.id, 12, date(2025, 1, 31)),
            entry(agency.id, 6, date(2025, 2, 1)),
            entry(agency.id, 2, date(2027, 1, 31)),
        ]
    )
    session.flush()
    assert demerits.of_agency(session, agency.id, date(2025, 1, 30)).points == 0
    assert demerits.of_agency(session, agency.id, date(2027, 1, 30)).points == 18
    last = demerits.of_agency(session, agency.id, date(2027, 1, 31))
    assert (last.points, len(last.counting), len(last.earlier)) == (8, 2, 1)


def test_a_decided_case_gives_each_finding_once(session: Session, tmp_path: Path) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    finding(session, officer, case, "5.1", "major")
    finding(session, officer, case, "4.2", "minor")
    assert demerits.book(session, officer, case) == 0, "a first vetting gives none"
    case.kind = "surveillance"
    assert demerits.book(session, officer, case) == 8
    assert demerits.book(session, officer, case) == 0
    assert demerits.of_agency(session, agency.id).points == 8
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text("DELETE FROM demerit"))


def test_a_late_report(session: Session) -> None:
    agency, _case, person = applied(session)
    officer = staff(session, Role.OFFICER)
    with pytest.raises(NotAllowed):
        demerits.late_report(session, person, agency, note="Informe del primer trimestre.")
    with pytest.raises(Invalid, match="note_missing"):
        demerits.late_report(session, officer, agency, note=" ")
    demerits.late_report(session, officer, agency, note="Informe del primer trimestre.")
    assert demerits.of_agency(session, agency.id).points == 1


def test_a_late_report_that_an_officer_notes_costs_a_point(session: Session) -> None:
    agency, _case, _person = applied(session)
    officer = staff(session, Role.OFFICER)
    for kind in ("report_late", "official_post"):
        flags.note(
            session,
            officer,
            agency,
            kind,
            dated_on=date(2026, 2, 20),
            number=None,
            source="Informe semestral.",
        )
    ledger = demerits.of_agency(session, agency.id)
    assert [(one.points, one.note) for one in ledger.counting] == [(1, "2026-02-20: Informe semestral.")]


def test_twelve_points_open_one_surveillance_and_twenty_four_call_for_a_hearing(
    session: Session, tmp_path: Path
) -> None:
    agency, _case, _supervisor = decided(session, tmp_path)
    session.add(entry(agency.id, 11, clock.today()))
    session.flush()
    assert clocks.answer_demerits(session) == 0
    session.add(entry(agency.id, 1, clock.today()))
    session.flush()
    assert [clocks.answer_demerits(session) for _time in range(2)] == [1, 0]
    watch = session.scalars(select(Case).where(Case.kind == "surveillance")).one()
    assert (watch.agency_id, watch.state) == (agency.id, "submitted")
    assert "12" in (watch.why or "")
    session.add(entry(agency.id, 12, clock.today()))
    session.flush()
    assert [clocks.answer_demerits(session) for _time in range(2)] == [1, 0]
    # The surveillance that runs is where it is looked into: nothing is opened beside it, and nobody is suspended.
    assert session.scalars(select(Case).where(Case.kind == "surveillance")).one() is watch
    assert [one.calls_for for one in demerits.open_calls(session, agency.id)] == ["surveillance", "hearing"]
    assert agency.state == "registered"


def test_points_that_fell_and_rose_again_call_again(session: Session, tmp_path: Path) -> None:
    agency, _case, _supervisor = decided(session, tmp_path)
    session.add_all([entry(agency.id, 12, clock.today()), entry(agency.id, 12, date(2028, 6, 1))])
    session.flush()
    assert clocks.answer_demerits(session) == 1
    with time_machine.travel(datetime(2028, 4, 1, 15, tzinfo=UTC), tick=False):
        assert clocks.answer_demerits(session) == 0
        assert demerits.open_calls(session, agency.id) == []
    with time_machine.travel(datetime(2028, 6, 2, 15, tzinfo=UTC), tick=False):
        assert clocks.answer_demerits(session) == 1
    assert len(session.scalars(select(DemeritCall)).all()) == 2

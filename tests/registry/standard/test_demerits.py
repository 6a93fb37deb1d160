"""The ledger: a finding counts once, for twenty-four months, and the thresholds say what it calls for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.errors import Invalid, NotAllowed
from registry.standard import demerits
from registry.standard.models import Demerit
from tests.registry.standard.cases import finding, in_the_field
from tests.registry.vetting.agencies import applied, staff

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

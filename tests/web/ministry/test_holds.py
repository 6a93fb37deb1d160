"""What an officer reads on the page of an agency that is held, or has many points."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app import words
from app.config import Settings
from registry import clock
from registry.access import SYSTEM, Role
from registry.organisations.holds import Cause, hold
from registry.standard.models import Demerit
from tests.registry.vetting.agencies import decided
from tests.web.conftest import AsRole


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


def test_each_hold_is_said_with_its_cause(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _supervisor = decided(session, folder)
    for cause in Cause:
        hold(session, SYSTEM, agency, cause, source="prueba")
    page = as_role(Role.OFFICER).get(f"/ministerio/agencias/{agency.public_id}").text
    for cause in Cause:
        assert words.word(cause, "hold.cause") in page


def test_twenty_four_points_call_for_a_hearing(session: Session, as_role: AsRole, folder: Path) -> None:
    agency, _case, _supervisor = decided(session, folder)
    session.add(Demerit(agency_id=agency.id, cause="late_report", points=24, given_on=clock.today()))
    session.flush()
    here = f"/ministerio/agencias/{agency.public_id}"
    page = as_role(Role.OFFICER).get(here).text
    assert "24 puntos en los meses que cuentan." in page
    assert f"{here}?act=suspend" in page
    assert "proponga la suspensión" in page
    assert "proponga la suspensión" not in as_role(Role.AUDITOR).get(here).text

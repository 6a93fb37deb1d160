"""The Ministry's list of recruitment drives: every one to come, and which of them the public sees."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry.access import SYSTEM, Role
from registry.drives import service
from registry.organisations.holds import Cause, hold
from tests.factories import new_account
from tests.registry.drives.test_announce import announce
from tests.registry.placements.market import new_agency, new_employer, new_vacancy
from tests.web.conftest import AsRole


def test_staff_see_the_called_off_and_the_held_ones_too(session: Session, as_role: AsRole) -> None:
    agency = new_agency(session)
    vacancy = new_vacancy(session, new_employer(session), agency=agency)
    actor = new_account(session, Role.AGENCY, agency_id=agency.id).actor()
    inspector = as_role(Role.INSPECTOR)
    assert "No hay jornadas anunciadas." in inspector.get("/ministerio/jornadas").text
    first, second = (announce(session, actor, agency, vacancy, town=town) for town in ("0501", "1301"))
    service.cancel(session, actor, first, reason="No hay salón.")
    page = inspector.get("/ministerio/jornadas").text
    assert page.count("Salón municipal") == 2
    assert "cancelada" in page and "la ve el público" in page
    hold(session, SYSTEM, agency, Cause.FINDING, source="findings")
    assert "no se muestra" in inspector.get("/ministerio/jornadas").text
    assert second.place not in as_role(Role.PUBLIC).get("/jornadas").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.DIRECTOR, Role.AUDITOR])
def test_it_stands_in_the_menu(as_role: AsRole, role: Role) -> None:
    page = as_role(role).get("/ministerio/jornadas")
    assert page.status_code == 200
    assert page.text.count('href="/ministerio/jornadas"') == 1

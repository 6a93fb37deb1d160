"""A declared link with an agency is lifted by another person, on the page of the case, and declared anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.config import Settings
from registry import events
from registry.access import Role
from registry.accounts.models import Account
from registry.complaints import hands
from registry.vetting import desk, links
from registry.vetting.models import Case
from registry.vetting.staff_records import LiftedLink
from tests.registry.vetting.agencies import submitted
from tests.web.conftest import AsRole

NO = dict.fromkeys(desk.TOPICS, "no")


@pytest.fixture
def case(session: Session, settings: Settings) -> Case:
    folder: Path = settings.data_dir / "files"
    return submitted(session, folder)[1]


@pytest.fixture
def here(case: Case) -> str:
    return f"/ministerio/expedientes/{case.public_id}"


def declares(browser: TestClient, here: str, **answers: str) -> None:
    assert browser.post("/ministerio/mi-declaracion", data={"surnames": "Ajcip Sicán"}).status_code == 303
    sent = NO | answers | {"explanation": "Mi cuñada trabaja ahí." if answers else ""}
    assert browser.post(f"{here}/declare", data=sent).status_code == 303


def account(session: Session, role: Role) -> Account:
    return session.scalars(select(Account).where(Account.role == role).order_by(Account.id.desc())).first()  # type: ignore[return-value]


def test_another_person_lifts_it_and_it_is_declared_anew(
    session: Session, as_role: AsRole, case: Case, here: str
) -> None:
    officer = as_role(Role.OFFICER)
    declares(officer, here, people="yes")
    who = account(session, Role.OFFICER)
    assert "Usted no puede abrir" in officer.get(here).text
    supervisor = as_role(Role.SUPERVISOR)
    sent = {"linked": who.public_id, "lift_reason": "Ya no trabaja ahí."}
    assert supervisor.post(f"{here}/lift-link", data=sent).status_code == 404, "who has not declared"
    declares(supervisor, here)
    page = supervisor.get(here).text
    assert who.name in page
    assert "Mi cuñada trabaja ahí." in page
    assert officer.post(f"{here}/lift-link", data=sent).status_code == 404
    assert supervisor.post(f"{here}/lift-link", data=sent | {"lift_reason": ""}).status_code == 422
    assert supervisor.post(f"{here}/lift-link", data=sent).status_code == 303
    assert "/lift-link" not in supervisor.get(here).text
    assert supervisor.post(f"{here}/lift-link", data=sent).status_code == 404, "there is none any more"
    assert who.id not in hands.with_a_stake(session, case.agency_id)
    assert "¿Es familiar o amigo" in officer.get(here).text
    declares(officer, here)
    assert "¿Es familiar o amigo" not in officer.get(here).text
    kept = session.scalars(select(LiftedLink)).one()
    assert (kept.account_id, kept.reason) == (who.id, "Ya no trabaja ahí.")
    line = session.scalars(select(events.Event).where(events.Event.verb == "lift_link")).one()
    assert line.reason is None


def test_a_link_declared_after_the_lifting_stands(
    session: Session, as_role: AsRole, case: Case, here: str
) -> None:
    officer, supervisor = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    declares(officer, here, phone="yes")
    declares(supervisor, here)
    sent = {"linked": account(session, Role.OFFICER).public_id, "lift_reason": "Fue un error."}
    assert supervisor.post(f"{here}/lift-link", data=sent).status_code == 303
    declares(officer, here, employer="yes")
    (standing,) = links.of_agency(session, case.agency_id)
    assert standing.topics == ("employer",)


def test_nobody_lifts_their_own(session: Session, as_role: AsRole, case: Case, here: str) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    declares(supervisor, here, people="yes")
    sent = {"linked": account(session, Role.SUPERVISOR).public_id, "lift_reason": "Fue un error."}
    assert supervisor.post(f"{here}/lift-link", data=sent).status_code == 404
    assert links.of_agency(session, case.agency_id)

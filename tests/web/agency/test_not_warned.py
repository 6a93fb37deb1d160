"""What the Ministry looks into is nothing to the agency until it is asked: no page, no mail, no refusal tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app import mail
from app.config import Settings
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints import danger
from registry.complaints.models import Complaint
from registry.errors import NotFound, NotPossible
from registry.organisations import holds, standing
from registry.organisations.models import Agency
from registry.organisations.standing import Act
from registry.vetting import assignment, fieldwork, notes, queries, service, steps
from registry.vetting.models import Case
from tests.databases import OneConnection
from tests.registry.complaints.reports import judged, person, sent
from tests.registry.vetting.agencies import decided, declares, flags_answered, person_of, staff
from tests.web.conftest import AsRole

PAGES = (
    "/agencia",
    "/agencia/expediente",
    "/agencia/historia",
    "/agencia/mensajes",
    "/agencia/hallazgos",
    "/agencia/condiciones",
    "/agencia/apelacion",
    "/agencia/preguntas",
    "/agencia/fianza",
    "/empleador",
)  # fmt: skip
HELLO = "Explique quién cobra los cursos."


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.data_dir / "files"


@pytest.fixture
def post(settings: Settings, connection: Connection, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path})


def written_to(post: Settings, connection: Connection) -> list[str]:
    """The files of everything sent since the last time."""
    there = post.data_dir / "mail"
    before = set(there.glob("*.eml")) if there.exists() else set()
    mail.deliver(post, OneConnection(connection))
    return [path.read_text() for path in sorted(set(there.glob("*.eml")) - before)]


def under_complaint(session: Session, agency: Agency) -> tuple[Complaint, Case, Actor]:
    """A report with proof that papers were taken, its case, and the officer who has it and has looked into it."""
    handler, officer = person(session, Role.OFFICER), person(session, Role.OFFICER)
    complaint = sent(session, agency, kinds=("papers_held",))
    judged(session, complaint, handler, agency, evidence="document", signs=("papers_held",))
    case = session.scalars(select(Case).where(Case.kind == "complaint")).one()
    assignment.reassign(
        session, staff(session, Role.SUPERVISOR), case, officer.account_id or 0, reason="Le toca."
    )
    declares(session, officer, case)
    service.review(session, officer, case)
    flags_answered(session, officer, agency)
    steps.begin_fieldwork(session, officer, case)
    fieldwork.explain(session, officer, case, what="visit", why="not_reached", reason="Carretera cortada.")
    fieldwork.explain(session, officer, case, what="interviews", why="refused", reason="Nadie quiso hablar.")
    notes.write_note(session, officer, case, "Nota para la agencia.", audience="agency")
    return complaint, case, officer


def test_a_case_of_the_same_day_path_is_silent_until_released(
    session: Session,
    as_role: AsRole,
    folder: Path,
    post: Settings,
    connection: Connection,
) -> None:
    agency, _case, _supervisor = decided(session, folder)
    insider = person_of(session, agency)
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    mine = select(Account.email).where(Account.agency_id == agency.id, Account.state == AccountState.ACTIVE)
    own = session.scalars(mine).one()
    session.commit()
    written_to(post, connection)
    before = {path: browser.get(path).text for path in PAGES}
    complaint, case, officer = under_complaint(session, agency)
    for told in (
        lambda: steps.send_findings(session, officer, case),
        lambda: notes.write_message(session, officer, case, HELLO, folder=folder),
    ):
        with pytest.raises(NotPossible, match="agency_not_to_be_warned"), session.begin_nested():
            told()
    session.commit()
    assert not [one for one in written_to(post, connection) if own in one]
    after = {path: browser.get(path).text for path in PAGES}
    assert [path for path in PAGES if case.number in after[path]] == []
    assert [path for path in PAGES if "Denuncia" in after[path] and "Denuncia" not in before[path]] == []
    assert browser.get(f"/agencia/mensajes/{case.number}").status_code == 404
    with pytest.raises(NotFound):
        queries.load(session, insider, case.public_id)

    danger.release(session, staff(session, Role.SUPERVISOR), complaint, reason="La fiscalía está de acuerdo.")
    notes.write_message(session, officer, case, HELLO, folder=folder)
    session.commit()
    assert [one for one in written_to(post, connection) if own in one]
    assert HELLO in browser.get(f"/agencia/mensajes/{case.number}").text
    assert case.number in browser.get("/agencia/historia").text


def test_a_hold_in_silence_lets_it_hand_in_and_publishes_nothing(session: Session, folder: Path) -> None:
    agency, _case, _supervisor = decided(session, folder)
    complaint, case, officer = under_complaint(session, agency)
    assert [one.cause for one in holds.open_holds(session, agency.id)] == ["complaint"]
    assert standing.allows(session, agency.id, Act.SUBMIT) is None
    assert standing.allows(session, agency.id, Act.PUBLISH) is not None
    danger.release(session, staff(session, Role.SUPERVISOR), complaint, reason="La fiscalía está de acuerdo.")
    assert standing.allows(session, agency.id, Act.SUBMIT) is None, "released, and not asked yet"
    notes.write_message(session, officer, case, HELLO, folder=folder)
    assert standing.allows(session, agency.id, Act.SUBMIT) is not None


def test_a_surveillance_is_known_from_the_first_question(
    session: Session, as_role: AsRole, folder: Path
) -> None:
    agency, _case, _supervisor = decided(session, folder)
    officer = staff(session, Role.OFFICER)
    case = service.begin_official(session, officer, agency, "surveillance", reason="Vigilancia del año.")
    declares(session, officer, case)
    service.review(session, officer, case)
    browser = as_role(Role.AGENCY, agency_id=agency.id)
    assert case.number not in browser.get("/agencia/historia").text
    notes.write_message(session, officer, case, HELLO, folder=folder)
    assert case.number in browser.get("/agencia/historia").text

"""Protection needs: noted with consent, read by focal points with a reason, and not there for anybody else."""

from __future__ import annotations

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import events, moves
from registry.access import SYSTEM, Role
from registry.accounts import changes
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.candidates.models import Candidate
from registry.protection import queries, service
from registry.protection.models import FocalPoint, ProtectionNote
from tests.factories import new_account
from tests.registry.placements.market import new_person
from tests.web.candidate.walk import send, words_of
from tests.web.centre.test_appointments import open_person

SECRET = "La espera un hombre en la terminal"
CENTRE = "CAPMiR Quetzaltenango"
LIST = "/ministerio/enlaces"


@pytest.fixture
def person(session: Session) -> Candidate:
    return new_person(session, "María Elena")


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre=CENTRE)


def newest_counsellor(session: Session) -> Account:
    found = session.scalars(
        select(Account).where(Account.role == Role.COUNSELLOR).order_by(Account.id.desc())
    ).first()
    assert found is not None
    return found


@pytest.fixture
def focal(as_role, session: Session):
    """A counsellor proposed by a supervisor and approved by the head."""
    browser = as_role(Role.COUNSELLOR, centre=CENTRE)
    named = newest_counsellor(session)
    supervisor, director = as_role(Role.SUPERVISOR), as_role(Role.DIRECTOR)
    sent = {"account": named.public_id, "reason": "Tiene la formación"}
    assert send(supervisor, LIST, sent, to=f"{LIST}/propose").status_code == 303
    one = session.scalars(select(FocalPoint)).one()
    assert supervisor.post(f"{LIST}/{one.public_id}/approve", data={}).status_code == 404
    assert send(director, LIST, {}, to=f"{LIST}/{one.public_id}/approve").status_code == 303
    return browser


def noted(browser, person: Candidate, **changes: str):
    base = open_person(browser, person)
    sent = {"words": SECRET, "how": "read_aloud", "has_consent": "1"} | changes
    return send(browser, f"{base}/reserva", sent, to=f"{base}/reserva/note")


def said_by(browser, base: str) -> str:
    """All that the page says, but the number of the request."""
    return words_of(browser.get(f"{base}/reserva").text).rpartition(":")[0]


def test_whoever_wrote_it_does_not_see_it_again(counsellor, session: Session, person: Candidate) -> None:
    before = open_person(counsellor, person)
    empty = said_by(counsellor, before)
    saved = noted(counsellor, person)
    assert saved.status_code == 303
    assert "Guardada en reserva." in counsellor.get(saved.headers["location"]).text
    assert said_by(counsellor, before) == empty, "nothing tells that one exists"
    assert SECRET not in counsellor.get(before).text
    note = session.scalars(select(ProtectionNote)).one()
    for act in ("read", "forget"):
        refused = counsellor.post(f"{before}/reserva/{note.public_id}/{act}", data={"reason": "Quiero saber"})
        assert refused.status_code == 404
    raw = session.execute(text("SELECT content FROM protection_note")).scalar_one()
    assert SECRET.encode() not in bytes(raw)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_consent": ""}, "con el permiso de la persona"),
        ({"words": ""}, "Hay un problema"),
        ({"words": "x" * 2001}, "Hay un problema"),
        ({"how": "telepatía"}, "Elija una de las opciones."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_the_yes_nothing_is_kept(
    counsellor, session: Session, person: Candidate, changes: dict[str, str], words: str
) -> None:
    refused = noted(counsellor, person, **changes)
    assert refused.status_code == 422 and words in words_of(refused.text)
    assert session.scalar(select(ProtectionNote.id)) is None


def test_a_focal_point_reads_with_a_reason_and_the_person_sees_it_at_the_centre(
    counsellor, focal, as_role, session: Session, person: Candidate
) -> None:
    noted(counsellor, person)
    note = session.scalars(select(ProtectionNote)).one()
    base = open_person(focal, person)
    page = f"{base}/reserva"
    assert SECRET not in focal.get(page).text
    blank = send(focal, page, {"reason": ""}, to=f"{page}/{note.public_id}/read")
    assert blank.status_code == 422 and SECRET not in blank.text
    opened = send(focal, page, {"reason": "Busco un albergue"}, to=f"{page}/{note.public_id}/read")
    assert opened.status_code == 200 and SECRET in opened.text
    assert "texto 1" in opened.text and "queda guardado en reserva" in opened.text
    assert SECRET not in focal.get(page).text, "closed again"
    shown = words_of(focal.get(page).text)
    assert "Leyó una nota reservada" in shown and "Para: Busco un albergue" in shown and CENTRE in shown
    assert "Guardó una nota reservada" in shown
    own = as_role(Role.CANDIDATE, candidate=person)
    for address in ("/mi", "/mi/mi-archivo", "/mi/mi-archivo.json"):
        assert "albergue" not in own.get(address).text, "somebody else may hold the telephone"
    assert "Busco un albergue" not in counsellor.get(page).text
    verbs = {entry.verb for entry in events.of_record(session, "candidate", person.public_id)}
    assert not any("protection" in verb for verb in verbs), "the log of a person betrays no note"


def test_relieved_of_the_task_nothing_is_read_any_more(
    counsellor, focal, as_role, session: Session, person: Candidate
) -> None:
    noted(counsellor, person)
    note = session.scalars(select(ProtectionNote)).one()
    base = open_person(focal, person)
    one = session.scalars(select(FocalPoint)).one()
    director = as_role(Role.DIRECTOR)
    assert send(director, LIST, {}, to=f"{LIST}/{one.public_id}/end").status_code == 303
    address = f"{base}/reserva/{note.public_id}/read"
    assert focal.post(address, data={"reason": "Busco un albergue"}).status_code == 404


def test_a_focal_point_of_another_centre_reads_nothing(
    focal, as_role, session: Session, person: Candidate
) -> None:
    elsewhere = as_role(Role.COUNSELLOR, centre="CAPMiR Huehuetenango")
    noted(elsewhere, person)
    note = session.scalars(select(ProtectionNote)).one()
    page = f"{open_person(focal, person)}/reserva"
    read = f"{page}/{note.public_id}/read"
    assert "No hay ninguna." in focal.get(page).text
    assert focal.post(read, data={"reason": "Busco un albergue"}).status_code == 404
    person.centre = CENTRE
    opened = send(focal, page, {"reason": "Busco un albergue"}, to=read)
    assert opened.status_code == 200 and SECRET in opened.text, "the person belongs to this centre"


def moves_away(session: Session, account: Account) -> None:
    account.centre = "CAPMiR Huehuetenango"


def is_disabled_and_enabled(session: Session, account: Account) -> None:
    admin = new_account(session, Role.ADMIN).actor()
    accounts.disable(session, admin, account, reason="Se fue del centro")
    moves.move(session, SYSTEM, account, "enable", reason="Volvió al centro")
    account.state = AccountState.ACTIVE


def changes_the_role_and_back(session: Session, account: Account) -> None:
    one, other = new_account(session, Role.SUPERVISOR).actor(), new_account(session, Role.ADMIN).actor()
    for role in (Role.OFFICER, Role.COUNSELLOR):
        change = changes.propose_role(session, one, account, role, reason="Otro puesto")
        changes.approve(session, other, change)
        assert change.acts_at is not None
        with time_machine.travel(change.acts_at, tick=False):
            for due in changes.due(session):
                changes.act(session, due)


@pytest.mark.parametrize("happens", [moves_away, is_disabled_and_enabled, changes_the_role_and_back])
def test_the_task_ends_with_what_the_account_was(focal, session: Session, happens) -> None:
    account = session.get_one(Account, session.scalars(select(FocalPoint.account_id)).one())
    assert queries.is_focal_point(session, account.actor()) and service.end_lapsed(session) == 0
    happens(session, account)
    session.flush()
    assert not queries.is_focal_point(session, account.actor()), "at once"
    assert service.end_lapsed(session) == 1
    ended = session.scalars(select(FocalPoint)).one()
    assert ended.state == "ended" and ended.ended_at is not None
    account.centre = CENTRE
    assert not queries.is_focal_point(session, account.actor()), "it does not come back with the place"


@pytest.mark.parametrize(
    "who", ["approved_by_id = NULL", "approved_by_id = proposed_by_id", "approved_by_id = account_id"]
)
def test_the_database_makes_nobody_a_focal_point_without_a_second_person(
    focal, session: Session, who: str
) -> None:
    session.flush()
    assert session.scalars(select(FocalPoint)).one().state == "active"
    with pytest.raises(DatabaseError, match="two_people"), session.begin_nested():
        session.execute(text(f"UPDATE focal_point SET {who}"))
    assert session.execute(text("UPDATE focal_point SET state = 'ended'")).rowcount == 1  # type: ignore[attr-defined]


def test_a_note_of_somebody_else_is_not_opened_through_another_person(
    counsellor, focal, session: Session, person: Candidate
) -> None:
    noted(counsellor, person)
    note = session.scalars(select(ProtectionNote)).one()
    other = open_person(focal, new_person(session, "Otra"))
    address = f"{other}/reserva/{note.public_id}/read"
    assert focal.post(address, data={"reason": "Busco un albergue"}).status_code == 404


def test_the_person_has_it_deleted(counsellor, focal, session: Session, person: Candidate) -> None:
    noted(counsellor, person)
    note = session.scalars(select(ProtectionNote)).one()
    page = f"{open_person(focal, person)}/reserva"
    sent = {"reason": "Ella lo pidió"}
    assert send(focal, page, sent, to=f"{page}/{note.public_id}/forget").status_code == 303
    assert session.scalar(select(ProtectionNote.id)) is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.EMPLOYER])
def test_no_other_role_finds_the_page(counsellor, as_role, person: Candidate, role: Role) -> None:
    noted(counsellor, person)
    assert as_role(role).get(f"/centro/personas/{person.public_id}/reserva").status_code == 404


def test_a_task_is_given_by_two_people_to_a_counsellor(as_role, session: Session) -> None:
    supervisor = as_role(Role.SUPERVISOR)
    officer = session.scalars(select(Account).where(Account.role == Role.SUPERVISOR)).first()
    assert officer is not None
    refused = send(
        supervisor, LIST, {"account": officer.public_id, "reason": "Yo misma"}, to=f"{LIST}/propose"
    )
    assert refused.status_code == 422 and "persona asesora" in words_of(refused.text)
    as_role(Role.COUNSELLOR, centre=CENTRE)
    sent = {"account": newest_counsellor(session).public_id, "reason": "Tiene la formación"}
    assert send(supervisor, LIST, sent, to=f"{LIST}/propose").status_code == 303
    twice = send(supervisor, LIST, sent, to=f"{LIST}/propose")
    assert twice.status_code == 422 and "ya tiene el encargo" in words_of(twice.text)
    named = newest_counsellor(session)
    assert not queries.is_focal_point(session, named.actor()), "proposed is not approved"


def test_only_the_two_offices_see_who_is_trusted(as_role) -> None:
    for role in (Role.SUPERVISOR, Role.DIRECTOR):
        assert as_role(role).get(LIST).status_code == 200
    for role in (Role.OFFICER, Role.INSPECTOR, Role.AUDITOR, Role.COUNSELLOR, Role.EMPLOYER):
        assert as_role(role).get(LIST).status_code == 404

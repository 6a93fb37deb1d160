"""What an agency is written: the link to its account, what to correct, what was decided; nothing twice."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app import mail
from app.config import Settings
from registry.access import PUBLIC, Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.vetting import service
from registry.vetting.apply import apply
from tests.databases import OneConnection
from tests.factories import new_account
from tests.registry.vetting.agencies import application, decided, person_of, reviewed


@pytest.fixture
def post(settings: Settings, connection: Connection, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path})


def deliver(post: Settings, connection: Connection) -> list[tuple[str, str, str]]:
    """(to, subject, body) of everything sent now, oldest first."""
    folder = post.data_dir / "mail"
    before = set(folder.glob("*.eml")) if folder.exists() else set()
    mail.deliver(post, OneConnection(connection))
    sent = []
    for path in sorted(set(folder.glob("*.eml")) - before):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        sent.append((message["To"], message["Subject"], message.get_content()))
    return sent


def test_the_link_comes_by_mail_and_is_stored_nowhere_else(
    session: Session, post: Settings, connection: Connection
) -> None:
    apply(session, PUBLIC, application(contact_name="Rosa & Xol"))
    session.commit()
    ((to, subject, body),) = deliver(post, connection)
    assert (to, subject) == ("rosa@caminos.example", "Abra su cuenta de Sendero")
    assert "Rosa & Xol" in body
    token = re.search(r"/invitacion/(\S+)", body)
    assert token
    assert accounts.open_invitation(session, token.group(1))[1].email == to
    stored = connection.execute(text("SELECT body FROM message")).scalar_one()
    assert token.group(1).encode() not in bytes(stored)
    assert deliver(post, connection) == []


def test_who_has_an_account_is_told_and_gets_no_link(
    session: Session, post: Settings, connection: Connection
) -> None:
    known = new_account(session, Role.EMPLOYER)
    session.commit()
    deliver(post, connection)
    apply(session, PUBLIC, application(email=known.email))
    session.commit()
    ((to, subject, body),) = deliver(post, connection)
    assert (to, subject) == (known.email, "Alguien hizo una solicitud con su correo")
    assert "/invitacion/" not in body


def test_returned_and_decided(
    session: Session, post: Settings, connection: Connection, tmp_path: Path
) -> None:
    agency, case, officer = reviewed(session, tmp_path)
    account = session.query(Account).filter(Account.id == person_of(session, agency).account_id).one()
    account.state, account.language = AccountState.ACTIVE, "en"
    session.commit()
    deliver(post, connection)
    service.send_return(session, officer, case, reason="Falta la firma.")
    session.commit()
    ((_to, subject, body),) = deliver(post, connection)
    assert subject == "Information is missing from your case"
    assert "Falta la firma." in body


def test_the_decision_comes_with_reasons(
    session: Session, post: Settings, connection: Connection, tmp_path: Path
) -> None:
    agency, _case, _supervisor = decided(session, tmp_path)
    account = session.query(Account).filter(Account.id == person_of(session, agency).account_id).one()
    account.state = AccountState.ACTIVE
    session.commit()
    sent = {subject: body for to, subject, body in deliver(post, connection) if to == account.email}
    assert set(sent) == {
        "Recibimos su expediente",
        "El Ministerio le envía lo que encontró",
        "Hay una decisión sobre su agencia",
    }
    body = sent["Hay una decisión sobre su agencia"]
    assert "Decisión: Inscribir" in body
    assert "Conforme con lo recomendado." in body
    assert "Revisado por completo" not in body


def test_a_refusal_says_until_when_and_where_to_appeal(
    session: Session, post: Settings, connection: Connection, tmp_path: Path
) -> None:
    agency, case, _supervisor = decided(session, tmp_path, "refuse")
    account = session.query(Account).filter(Account.id == person_of(session, agency).account_id).one()
    account.state = AccountState.ACTIVE
    session.commit()
    body = next(body for _to, subject, body in deliver(post, connection) if "decisión" in subject)
    assert case.appeal_until is not None
    assert f"puede apelar hasta el {case.appeal_until.day} de" in body
    assert "/agencia/apelacion" in body

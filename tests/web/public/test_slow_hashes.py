"""Nobody waits for the one writer of SQLite while a password, a secret word, a recovery code or a receipt is hashed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from argon2.low_level import hash_secret_raw
from fastapi import FastAPI
from pwdlib import PasswordHash
from sqlalchemy.orm import Session

from app.config import Settings
from app.security import session_cookie_name
from registry import crypto
from registry.access import PUBLIC, SYSTEM, Role
from registry.accounts import factors, passwords, resets, service, sessions
from registry.accounts.models import Account
from registry.candidates import safety
from registry.candidates import service as candidates
from registry.complaints import receipts
from registry.holdings import erasing
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.web.conftest import AsRole, NewClient
from tests.web.public.reporting import report, send

PASSWORD = "un camino de piedra"
NEW = "otro camino largo"


class Watched:
    """The real hasher. `held`: for each hash whether some session that writes was in the middle of it."""

    def __init__(self, hasher: PasswordHash) -> None:
        self.hasher = hasher
        self.open: list[Session] = []
        self.held: list[bool] = []

    def verify(self, *given: Any) -> bool:
        self.held.append(any(one.in_transaction() for one in self.open))
        return self.hasher.verify(*given)

    def hash(self, *given: Any, **how: Any) -> str:
        self.held.append(any(one.in_transaction() for one in self.open))
        return self.hasher.hash(*given, **how)

    def seen(self) -> list[bool]:
        """Since the last time."""
        seen, self.held = self.held, []
        return seen


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa(session: Session, moving: time_machine.Traveller) -> Account:
    account = new_account(session, Role.ADMIN)
    moving.shift(timedelta(minutes=1))
    return account


@pytest.fixture
def watched(app: FastAPI, rosa: Account, monkeypatch: pytest.MonkeyPatch) -> Watched:
    passwords._nobody()
    found = Watched(passwords._hasher)
    session_of = app.state.database.session

    @contextmanager
    def noted(*, write: bool) -> Iterator[Session]:
        with session_of(write=write) as session:
            if write:
                found.open.append(session)
            yield session
            if write:
                found.open.remove(session)

    def of_a_receipt(*given: Any, **how: Any) -> bytes:
        found.held.append(any(one.in_transaction() for one in found.open))
        return hash_secret_raw(*given, **how)

    monkeypatch.setattr(app.state.database, "session", noted)
    monkeypatch.setattr(passwords, "_hasher", found)
    monkeypatch.setattr(receipts, "hash_secret_raw", of_a_receipt)
    return found


def codes_of(session: Session, account: Account) -> list[str]:
    drawn = factors.draw_recovery_codes(account.public_id)
    factors.keep_recovery_codes(session, account, drawn)
    return list(drawn)


def test_an_invitation(session: Session, new_client: NewClient, watched: Watched) -> None:
    _eva, token = service.invite(session, SYSTEM, email="eva@example.org", name="Eva", role=Role.OFFICER)
    here, mine = f"/invitacion/{token}", new_client()
    sealed = re.findall(r'name="sealed" value="([^"]+)"', mine.get(here).text)[0]
    secret = str(passwords.open_totp_secret(sealed, crypto.token_hash(token)))
    sent = {"password": NEW, "again": NEW, "sealed": sealed, "code": passwords.current_code(secret)}
    assert mine.post(here, data=sent).status_code == 200
    assert watched.seen() == [False] * (1 + passwords.RECOVERY_CODES)


def test_a_new_password_by_mail(
    session: Session, rosa: Account, new_client: NewClient, watched: Watched
) -> None:
    code, mine = codes_of(session, rosa)[0], new_client()
    here = f"/clave/{resets.new_link(session, rosa)}"
    watched.seen()
    wrong = {"password": NEW, "again": NEW, "code": "AAAAA-AAAAA"}
    assert mine.post(here, data=wrong).status_code == 422
    assert mine.post(here, data=wrong | {"code": code}).status_code == 303
    assert watched.seen() == [False] * 4
    assert passwords.is_password(NEW, rosa.password_hash)


def test_one_s_own_account(
    session: Session,
    rosa: Account,
    new_client: NewClient,
    settings: Settings,
    watched: Watched,
    moving: time_machine.Traveller,
) -> None:
    first, second, third, *_ = codes_of(session, rosa)
    mine = new_client()
    mine.cookies.set(session_cookie_name(settings), sessions.open_for_account(session, rosa, "tests"))
    moving.shift(timedelta(minutes=16))
    watched.seen()
    assert "second_code" in mine.post("/cuenta/codigos").text
    assert watched.seen() == []
    assert "second_code" not in mine.post("/cuenta/llaves/nueva", data={"second_code": first}).text
    assert watched.seen() == [False]
    moving.shift(timedelta(minutes=16))
    sent = {"current": PASSWORD, "password": NEW, "again": NEW, "second_code": second}
    assert mine.post("/cuenta/clave", data=sent | {"current": "no es esta"}).status_code == 422
    assert watched.seen() == [False] * 2, "the code, and the password that was wrong"
    moving.shift(timedelta(minutes=16))
    shown = mine.post("/cuenta/codigos", data={"second_code": third})
    assert shown.status_code == 200 and watched.seen() == [False] * (1 + passwords.RECOVERY_CODES)
    assert mine.post("/cuenta/clave", data=sent).headers["location"] == "/entrar"
    assert watched.seen() == [False] * 2
    assert passwords.is_password(NEW, rosa.password_hash)


def test_a_secret_word(session: Session, as_role: AsRole, new_client: NewClient, watched: Watched) -> None:
    person, code = candidates.register(session, PUBLIC, registration())
    own = as_role(Role.CANDIDATE, candidate=person)
    watched.seen()
    sent = {"quiet": "yes", "change": "new", "word": "volcán"}
    assert own.post("/mi/seguridad", data=sent).status_code == 303
    assert watched.seen() == [False]
    signs = {"code": code, "phone": "5555 0101", "word": "volcan"}
    assert new_client().post("/mi/entrar", data=signs).status_code == 303
    assert watched.seen() == [False]
    erasing.ask(session, person.actor(), person)
    assert new_client().post("/mi/entrar/volver", data=signs).status_code == 303
    assert watched.seen() == [False]


@pytest.mark.parametrize("where", ["/mi/entrar", "/mi/entrar/volver"])
def test_a_secret_word_takes_the_same_time_for_everybody(
    session: Session, new_client: NewClient, watched: Watched, where: str
) -> None:
    """Whoever knows code and telephone does not hear by the clock that there is a secret word, nor that a code is
    somebody's."""
    person, code = candidates.register(session, PUBLIC, registration())
    _other, plain = candidates.register(session, PUBLIC, registration(dpi=None, phone="5555 0102"))
    safety.keep(
        session, person.actor(), person, is_quiet=True, contact=None, word_hash=safety.hashed("volcán")
    )
    watched.seen()
    for typed, phone in ((code, "5555 0101"), (code, "4444 4444"), (plain, "5555 0103"), ("PQRS-TVWX", "")):
        for word, slow in (("ceiba", 1), ("", 0)):
            sent = {"code": typed, "phone": phone or "5555 0101", "word": word}
            assert new_client().post(where, data=sent).status_code == 422
            assert watched.seen() == [False] * slow


def test_the_receipt_of_a_report(new_client: NewClient, watched: Watched) -> None:
    mine = new_client()
    report(mine)
    watched.seen()
    sent = send(mine, "/denuncia/revisar", at="/denuncia/send")
    assert watched.seen() == [False]
    again = mine.post("/denuncia/send")
    assert again.headers["location"] == sent.headers["location"] == "/denuncia/numero"
    assert watched.seen() == []
    assert new_client().post("/denuncia/send").headers["location"] == "/denuncia?sin-respuestas=1"
    shown = mine.get("/denuncia/numero").text
    digits = "".join(re.findall(r'sd-receipt__group">(\d{4})<', shown))
    assert send(new_client(), "/denuncia/volver", {"receipt": digits}).status_code == 303
    assert watched.seen() == [False]


def test_the_receipt_of_a_program(new_client: NewClient, watched: Watched) -> None:
    mine, headers = new_client(), {"Idempotency-Key": "k" * 32}
    first, again = (
        mine.post("/api/v1/complaints", json={"kinds": ["fee"]}, headers=headers).json() for _ in range(2)
    )
    assert first == again
    assert watched.seen() == [False] * 2
    followed = mine.post("/api/v1/complaints/follow", json={"receipt": first["receipt"]})
    assert followed.status_code == 200
    assert watched.seen() == [False]

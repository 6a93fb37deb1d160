"""Signing in: all three factors, no hint which one was wrong, brakes that do not lock the owner out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM, Role
from registry.accounts import entry, passwords, service, sessions
from registry.accounts.entry import Attempt
from registry.accounts.factors import Given
from registry.accounts.models import Account, RecoveryCode, WebSession
from registry.errors import Invalid, NotPossible

PASSWORD = "un camino de piedra"


class Person:
    """An officer with everything they hold in hand."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.account, self.link = service.invite(
            session, SYSTEM, email="Rosa@Example.org", name="Rosa", role=Role.OFFICER
        )
        self.secret = passwords.new_totp_secret()
        self.recovery: list[str] = []

    def activate(self) -> None:
        code = passwords.current_code(self.secret)
        chosen = service.prepare(self.session, self.link, password=PASSWORD, secret=self.secret, code=code)
        _account, self.recovery = service.activate(self.session, self.link, chosen)

    def sign_in(
        self,
        email: str = "rosa@example.org",
        password: str = PASSWORD,
        code: str | None = None,
        address: str = "10.0.0.1",
        marks: str = "",
    ) -> tuple[Account, str] | None:
        code = passwords.current_code(self.secret) if code is None else code
        attempt = Attempt(email, password, Given(code), "tests", address, marks)
        opened = entry.sign_in(self.session, attempt, entry.prove(self.session, attempt))
        return (opened.account, opened.token) if opened else None


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa(session: Session, moving: time_machine.Traveller) -> Person:
    person = Person(session)
    person.activate()
    moving.shift(timedelta(minutes=1))
    return person


def test_right_email_password_and_code(rosa: Person) -> None:
    opened = rosa.sign_in()
    assert opened is not None
    account, token = opened
    found = sessions.holder(rosa.session, token)
    assert found is not None and found[0].account_id == account.id


@pytest.mark.parametrize(
    "wrong", [{"email": "eva@example.org"}, {"password": "otra cosa larga"}, {"code": "000000"}]
)
def test_one_wrong_factor_is_enough(rosa: Person, wrong: dict[str, str]) -> None:
    assert rosa.sign_in(**wrong) is None
    assert rosa.sign_in() is not None


def test_a_code_works_once(rosa: Person) -> None:
    assert rosa.sign_in() is not None
    assert rosa.sign_in() is None


def test_a_recovery_code_replaces_the_phone_once(rosa: Person) -> None:
    assert len(rosa.recovery) == passwords.RECOVERY_CODES
    assert rosa.sign_in(code=rosa.recovery[3].lower()) is not None
    assert rosa.sign_in(code=rosa.recovery[3]) is None
    stored = rosa.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(rosa.recovery) & set(stored)


def test_a_guesser_is_slowed_and_the_open_session_goes_on(
    rosa: Person, moving: time_machine.Traveller
) -> None:
    opened = rosa.sign_in()
    assert opened is not None
    for _ in range(10):
        assert rosa.sign_in(password="adivino largo 1") is None
    with pytest.raises(NotPossible, match="sign_in_slowed"):
        rosa.sign_in()
    assert sessions.holder(rosa.session, opened[1]) is not None
    moving.shift(timedelta(minutes=1))
    assert rosa.sign_in(address="10.0.0.2") is not None, "the owner elsewhere is not locked out by a stranger"
    moving.shift(timedelta(minutes=16))
    assert rosa.sign_in() is not None


def test_an_unknown_account_is_braked_like_a_known_one(rosa: Person) -> None:
    for _ in range(10):
        assert rosa.sign_in(email="nadie@example.org") is None
    with pytest.raises(NotPossible, match="sign_in_slowed"):
        rosa.sign_in(email="nadie@example.org")


@pytest.mark.parametrize("weak", ["corta", "aaaaaaaaaaaaaaa", "sendero123456", "contraseña1234"])
def test_weak_passwords_are_refused_and_the_link_stays_good(session: Session, weak: str) -> None:
    person = Person(session)
    with pytest.raises(Invalid):
        service.prepare(
            session,
            person.link,
            password=weak,
            secret=person.secret,
            code=passwords.current_code(person.secret),
        )
    person.activate()


def test_an_invitation_works_once_and_three_days(session: Session, moving: time_machine.Traveller) -> None:
    person = Person(session)
    person.activate()
    with pytest.raises(NotPossible, match="link_used_up"):
        service.open_invitation(session, person.link)
    late = service.invite(session, SYSTEM, email="late@example.org", name="Late", role=Role.OFFICER)[1]
    moving.shift(timedelta(days=4))
    with pytest.raises(NotPossible, match="link_used_up"):
        service.open_invitation(session, late)


def test_sessions_end_when_idle_and_after_twelve_hours(rosa: Person, moving: time_machine.Traveller) -> None:
    opened = rosa.sign_in()
    assert opened is not None
    moving.shift(timedelta(minutes=61))
    assert sessions.holder(rosa.session, opened[1]) is None
    again = rosa.sign_in()
    assert again is not None
    for _ in range(13):
        found = sessions.holder(rosa.session, again[1])
        if found is None:
            break
        sessions.touch(rosa.session, found[1].id)
        rosa.session.expire_all()
        moving.shift(timedelta(minutes=59))
    assert sessions.holder(rosa.session, again[1]) is None


def test_disabling_ends_every_session_at_once(rosa: Person) -> None:
    opened = rosa.sign_in()
    assert opened is not None
    admin, _ = service.invite(rosa.session, SYSTEM, email="a@example.org", name="A", role=Role.ADMIN)
    service.disable(rosa.session, admin.actor(), rosa.account, reason="se fue")
    rosa.session.expire_all()
    assert sessions.holder(rosa.session, opened[1]) is None
    assert rosa.session.scalar(select(WebSession.closed_at)) == clock.now()

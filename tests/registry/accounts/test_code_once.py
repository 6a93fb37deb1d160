"""One code of the application, sent many times at the same moment, opens one session."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from registry import migrations
from registry.access import Role
from registry.accounts import entry, factors, passkeys, passwords
from registry.accounts.entry import Attempt
from registry.accounts.factors import Given
from registry.accounts.models import Account
from registry.accounts.passkeys import Answer, Site
from registry.db import Database
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.accounts.authenticator import Authenticator

AT_ONCE = 3
PASSWORD = "un camino de piedra"
SITE = Site("localhost", "http://localhost")


@pytest.fixture(params=BACKENDS)
def real(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A database of its own: these transactions are committed."""
    with databases.empty(request.param) as database:
        migrations.upgrade(database)
        yield database


def test_each_factor_opens_once(real: Database) -> None:
    with real.session(write=True) as session:
        account = new_account(session, Role.OFFICER)
        account.totp_last_step = None
        codes = factors.draw_recovery_codes(account.public_id)
        factors.keep_recovery_codes(session, account, codes)
        factors_given = [
            Given(passwords.current_code(str(account.totp_secret))),
            Given(next(iter(codes))),
            _passkey(session, account),
        ]
        session.commit()
    for given in factors_given:
        assert _at_once(real, Attempt(account.email, PASSWORD, given, "tests", "10.0.0.1")) == 1, given


def _at_once(real: Database, attempt: Attempt) -> int:
    together = Barrier(AT_ONCE, timeout=30)

    def sign_in(_number: int) -> bool:
        together.wait()
        try:
            with real.session(write=True) as session:
                opened = entry.sign_in(session, attempt, entry.prove(session, attempt))
                session.commit()
                return opened is not None
        except OperationalError:
            # Two who met in the database: one gives way, with nothing stored.
            return False

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(sign_in, range(AT_ONCE)))


def _passkey(session: Session, account: Account) -> Given:
    device = Authenticator(SITE)
    options = passkeys.registration_options(session, account.actor(), SITE, "session:one")
    made = Answer(device.make(options), SITE, "session:one")
    passkeys.register(session, account.actor(), made, name="Llave")
    return Given(
        answer=Answer(device.give(passkeys.sign_in_options(SITE, "browser:one")), SITE, "browser:one")
    )

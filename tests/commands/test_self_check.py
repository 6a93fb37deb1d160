"""What a start makes sure of: it refuses in words, and lets a good installation pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from app import self_check
from app.config import Settings
from registry import clock, events
from registry.access import SYSTEM, Role
from registry.accounts.models import Account
from registry.db import Database
from tests.databases import BACKENDS, Databases
from tests.factories import new_account


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path})


def told(settings: Settings, database: Database) -> str:
    return "; ".join(self_check.refusals(settings, database))


def test_a_good_installation_passes(own: Settings, database: Database) -> None:
    assert self_check.refusals(own, database) == []


def test_keys_that_others_can_read_are_refused(own: Settings, database: Database) -> None:
    key = own.data_dir / "demo-backup-key"
    key.write_text("k")
    key.chmod(0o600)
    assert told(own, database) == ""
    key.chmod(0o640)
    assert f"chmod 600 {key}" in told(own, database)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_database_without_a_schema_is_refused(own: Settings, databases: Databases, backend: str) -> None:
    with databases.empty(backend) as empty:
        assert told(own, empty) == "the schema is not current: run sendero migrate"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_clock_behind_the_newest_act_and_an_account_without_second_factor_are_refused(
    own: Settings, databases: Databases, backend: str
) -> None:
    with databases.migrated(backend) as database:
        with database.session(write=True) as session:
            events.record(session, SYSTEM, "account", "a", "invite")
            account = new_account(session, Role.OFFICER)
            account.password_hash, account.totp_secret = "x", "JBSWY3DPEHPK3PXP"
            session.commit()
        assert told(own, database) == ""
        with time_machine.travel(clock.now().replace(year=2020)):
            assert "clock" in told(own, database)
        with database.session(write=True) as session:
            session.get_one(Account, account.id).totp_secret = None
            session.commit()
        assert f"account {account.public_id} is active without a second factor" in told(own, database)

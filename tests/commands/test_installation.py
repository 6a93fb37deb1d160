"""The `sendero` command on a real installation: safe start, the log, the copy, accounts and keys."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.commands.process import sendero

DEMO = {"SENDERO_ENV": "demo"}
KEY = Fernet.generate_key().decode()


class Installation:
    """A folder with its own embedded database; `run` is the command as an operator types it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "sendero.db"

    def run(self, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        settings = {
            "SENDERO_DATA_DIR": str(self.folder),
            "SENDERO_DATABASE_URL": f"sqlite:///{self.database}",
            **(DEMO if env is None else env),
        }
        return sendero(*words, env=settings)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("installed"))
    assert installation.run("migrate").returncode == 0
    made = installation.run("user", "add", "jefe@example.org", "--role", "supervisor", "--json")
    assert made.returncode == 0, made.stderr
    installation.account = json.loads(made.stdout)  # type: ignore[attr-defined]
    return installation


@pytest.mark.parametrize("words", [("serve", "--port", "1"), ("check",), ("migrate",)])
def test_wrong_settings_stop_the_start_and_name_each_problem(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = Installation(tmp_path).run(
        *words, env={"SENDERO_SECRET_KEY": "short", "SENDERO_MAIL": "pigeon"}
    )
    assert refused.returncode == 1
    for name in ("SENDERO_SECRET_KEY", "SENDERO_FIELD_KEYS", "SENDERO_PUBLIC_URL", "SENDERO_MAIL"):
        assert name in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "sendero.db").exists()


def test_wrong_use_is_exit_2(installed: Installation) -> None:
    assert installed.run("no-such-command").returncode == 2


def test_the_log_is_whole_and_a_changed_row_is_named(installed: Installation, tmp_path: Path) -> None:
    whole = installed.run("verify-log")
    assert whole.returncode == 0 and whole.stdout.startswith("ok: ")
    copy = Installation(tmp_path)
    copy.database.write_bytes(restored(installed, tmp_path).read_bytes())
    (copy.folder / "demo-keys").write_text((installed.folder / "demo-keys").read_text())
    with sqlite3.connect(copy.database) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE event SET verb = 'otra' WHERE id = 2")
    broken = copy.run("verify-log")
    assert broken.returncode == 1 and "event 2" in broken.stderr


def test_a_log_that_was_recovered_to_before_serves_after_somebody_said_so(
    installed: Installation, tmp_path: Path
) -> None:
    back = Installation(tmp_path / "new")
    restored(installed, tmp_path)
    (back.folder / "demo-keys").write_text((installed.folder / "demo-keys").read_text())
    (back.folder / "demo-keys").chmod(0o600)
    nothing = back.run("step-back", "--reason", "recovered")
    assert nothing.returncode == 1 and "nothing to step back from" in nothing.stderr
    (back.folder / "log-heads").mkdir(exist_ok=True)
    with (back.folder / "log-heads" / "heads.jsonl").open("a") as file:
        file.write(json.dumps({"event": 900, "hash": "0" * 64}) + "\n")
    refused = back.run("check")
    assert refused.returncode == 1 and "written down" in refused.stderr
    assert back.run("step-back", "--reason", " ").returncode == 1
    assert '"back_from": 900' in back.run("step-back", "--reason", "recovered to 14:03").stdout
    assert back.run("check").returncode == 0
    whole = back.run("verify-log")
    assert whole.returncode == 0 and "from event 900" in whole.stdout and "recovered to 14:03" in whole.stdout


def restored(installation: Installation, folder: Path) -> Path:
    """Make a backup and restore it as an operator does; returns the database."""
    made = installation.run("backup", str(folder / "kept"))
    assert made.returncode == 0, made.stderr
    (backup,) = (folder / "kept").iterdir()
    back = installation.run("restore", str(backup), "--to", str(folder / "new"))
    assert back.returncode == 0, back.stderr
    return folder / "new" / "sendero.db"


def test_a_backup_is_sealed_and_restored_into_a_new_place_alone(
    installed: Installation, tmp_path: Path
) -> None:
    (installed.folder / "files").mkdir(exist_ok=True)
    (installed.folder / "files" / "papel").write_bytes(b"%PDF-1.7")
    (installed.folder / "erased.list").write_text(f"2026-03-01 {'0' * 64}\n")
    with sqlite3.connect(restored(installed, tmp_path)) as database:
        assert database.execute("SELECT count(*) FROM account").fetchone() == (1,)
    assert (tmp_path / "new/files/papel").read_bytes() == b"%PDF-1.7"
    assert (tmp_path / "new/erased.list").read_text() == (installed.folder / "erased.list").read_text()
    (backup,) = (tmp_path / "kept").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    for place in (tmp_path / "new", installed.folder):
        again = installed.run("restore", str(backup), "--to", str(place))
        assert again.returncode == 1 and "not empty" in again.stderr and "Traceback" not in again.stderr
    other = installed.run(
        "restore", str(backup), "--to", str(tmp_path / "x"), env=DEMO | {"SENDERO_BACKUP_KEYS": KEY}
    )
    assert other.returncode == 1 and "another key" in other.stderr


def test_a_backup_is_refused_without_a_key_of_its_own(installed: Installation, tmp_path: Path) -> None:
    real = {
        "SENDERO_SECRET_KEY": "a random text for this very test only",
        "SENDERO_FIELD_KEYS": KEY,
        "SENDERO_TRUSTED_PROXIES": "none",
        "SENDERO_PUBLIC_URL": "https://sendero.example",
    }
    missing = installed.run("backup", str(tmp_path), env=real)
    assert missing.returncode == 1 and "SENDERO_BACKUP_KEYS is missing" in missing.stderr
    same = installed.run("backup", str(tmp_path), env=real | {"SENDERO_BACKUP_KEYS": KEY})
    assert same.returncode == 1 and "key of something else" in same.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_scripted_account_signs_in(installed: Installation) -> None:
    account = installed.account  # type: ignore[attr-defined]
    assert account["role"] == "supervisor" and account["password"] and account["totp_secret"]
    assert "link" not in account
    again = installed.run("user", "add", "jefe@example.org", "--role", "supervisor")
    assert again.returncode == 1 and "email_taken" in again.stderr


def test_an_api_key_is_shown_once_and_stored_hashed(installed: Installation) -> None:
    key = installed.run("token", "jefe@example.org", "--scope", "shortlists:read").stdout.strip()
    assert key.startswith("sdr_")
    assert key.encode() not in installed.database.read_bytes()
    unknown = installed.run("token", "jefe@example.org", "--scope", "vacancies:read")
    assert unknown.returncode == 1 and "vacancies:write" in unknown.stderr


def test_routes_are_listed_for_scripts(installed: Installation) -> None:
    rows = json.loads(installed.run("routes", "--json").stdout)
    assert {"path": "/entrar", "method": "GET", "audience": "public", "permission": "session:open"} in rows


def test_the_demo_is_refused_outside_demo_mode(installed: Installation) -> None:
    refused = installed.run("demo", "--logins", env={"SENDERO_ENV": "production"})
    assert refused.returncode == 1


def test_a_seed_is_reproducible_and_not_sown_twice(installed: Installation) -> None:
    first = installed.run("seed", "--candidates", "20", "--seed", "7")
    assert first.returncode == 0 and "20 candidate" in first.stdout
    again = installed.run("seed", "--candidates", "20", "--seed", "7")
    assert again.returncode == 1 and "--seed" in again.stderr


def test_once_two_administrators_signed_in_the_console_makes_no_staff(tmp_path: Path) -> None:
    real = {
        "SENDERO_SECRET_KEY": "a random text for this very test only",
        "SENDERO_FIELD_KEYS": KEY,
        "SENDERO_TRUSTED_PROXIES": "none",
        "SENDERO_PUBLIC_URL": "https://sendero.example",
    }
    installation = Installation(tmp_path)
    assert installation.run("migrate", env=real).returncode == 0

    def add(name: str, role: str) -> subprocess.CompletedProcess[str]:
        return installation.run("user", "add", f"{name}@example.org", "--role", role, "--json", env=real)

    assert [add(name, "admin").returncode for name in ("uno", "dos")] == [0, 0]
    with sqlite3.connect(installation.database) as database:
        database.execute("UPDATE account SET totp_last_step = 1 WHERE role = 'admin'")
    refused = add("cuatro", "officer")
    assert refused.returncode == 1 and "/admin/cuentas" in refused.stderr
    words = ("user", "renew", "uno@example.org", "--reason", "Perdió el teléfono")
    assert "after" in installation.run(*words, env=real).stdout

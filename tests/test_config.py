"""What a start accepts, and where it keeps what it makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.config import Misconfigured, Settings, is_writable, prepare
from registry import crypto

SECRET = "a long random text, of which nobody knows 0123456789"


def test_compiled_code_stays_beside_the_package_where_that_can_be_written(tmp_path: Path) -> None:
    assert is_writable(tmp_path)
    assert not is_writable(tmp_path / "not there")


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "secrets"
    path.write_text(
        f"# of the Ministry\nSENDERO_SECRET_KEY={SECRET}\nSENDERO_FIELD_KEYS={Fernet.generate_key().decode()}\n"
    )
    path.chmod(0o600)
    monkeypatch.setenv("SENDERO_SECRETS_FILE", str(path))
    monkeypatch.setenv("SENDERO_TRUSTED_PROXIES", "none")
    monkeypatch.setenv("SENDERO_PUBLIC_URL", "https://sendero.example")
    return path


def test_secrets_come_from_a_file_that_its_owner_alone_reads(secrets: Path) -> None:
    settings = Settings()
    assert settings.problems() == []
    assert settings.secret_key == SECRET
    assert settings.field_keys_file == secrets


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_of_secrets_that_others_read_is_refused(secrets: Path, mode: int) -> None:
    secrets.chmod(mode)
    with pytest.raises(Misconfigured, match="chmod 600"):
        prepare(Settings())


def test_a_file_of_secrets_that_is_not_there_is_refused(secrets: Path) -> None:
    secrets.unlink()
    assert any("cannot be read" in problem for problem in Settings().problems())


@pytest.mark.parametrize("line", ["", "SENDERO_SECRET_KEY=short", f"SENDERO_SECRET_KEY={'changeme' * 5}"])
def test_missing_and_default_secrets_are_refused(secrets: Path, line: str) -> None:
    secrets.write_text(f"{line}\nSENDERO_FIELD_KEYS={Fernet.generate_key().decode()}\n")
    assert [problem for problem in Settings().problems() if "SENDERO_SECRET_KEY" in problem]


def test_production_never_takes_the_keys_of_a_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SENDERO_")]:
        monkeypatch.delenv(name)
    (tmp_path / "demo-keys").write_text(f"{SECRET}\n{Fernet.generate_key().decode()}\n")
    problems = " ".join(Settings(data_dir=tmp_path).problems())
    assert "SENDERO_SECRET_KEY" in problems and "SENDERO_FIELD_KEYS" in problems


def test_a_seal_names_its_key_and_is_refused_when_one_bit_is_another(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    try:
        crypto.use_keys([old], SECRET)
        sealed, before = crypto.encrypt("Chajul"), Fernet(old).encrypt(b"Chajul")
        assert sealed.startswith(crypto.key_header(old))
        crypto.use_keys([new, old], SECRET)
        assert crypto.decrypt(sealed) == crypto.decrypt(before) == "Chajul"
        assert crypto.encrypt("Chajul").startswith(crypto.key_header(new))
        for place in range(len(sealed)):
            with pytest.raises(crypto.InvalidToken):
                crypto.decrypt(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        crypto.use_keys([new], SECRET)
        for gone in (sealed, before, b"", b"\x01"):
            with pytest.raises(crypto.InvalidToken):
                crypto.decrypt(gone)
    finally:
        prepare(settings)


def test_a_running_process_follows_a_key_that_was_put_in_front(settings: Settings, secrets: Path) -> None:
    from app.config import field_keys_in, write_field_keys

    new = Fernet.generate_key().decode()
    try:
        prepare(Settings(data_dir=secrets.parent))
        [old] = field_keys_in(secrets)
        crypto.encrypt("not yet")
        write_field_keys(secrets, [new, old])
        assert secrets.stat().st_mode & 0o777 == 0o600
        assert f"SENDERO_SECRET_KEY={SECRET}" in secrets.read_text()
        # Sealed by another process with the new key: this one looks into the file before it gives up.
        ring = crypto._ring_of([new])
        sealed = ring.first + bytes(12) + ring.ciphers[ring.first].encrypt(bytes(12), b"later", ring.first)
        assert crypto.decrypt(sealed) == "later"
        assert crypto.current_header() == crypto.key_header(new)
    finally:
        prepare(settings)

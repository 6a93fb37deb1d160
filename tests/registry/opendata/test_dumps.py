"""The register's signed files: whole, checked, chained, and with nothing in them that is not public."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.open_data import status_words
from registry import clock
from registry.opendata import dumps, signing
from registry.organisations.models import AgencyContact
from tests.conftest import NOW
from tests.registry.vetting.agencies import decided, submitted

KEY = Ed25519PrivateKey.generate()


def make(session: Session, folder: Path) -> Path:
    made = dumps.make_due(session, folder, KEY, status_words())
    assert made is not None
    return folder / dumps.FOLDER / made.day.isoformat()


def test_once_a_day_each_following_the_one_before(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(NOW, tick=False):
        first = make(session, tmp_path)
        assert dumps.make_due(session, tmp_path, KEY, status_words()) is None
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        second = make(session, tmp_path)
    before = (first / dumps.SUMS).read_bytes()
    assert dumps.check(second, KEY.public_key(), before).problems == ()
    assert dumps.check(second, KEY.public_key(), b"another day").problems != ()
    assert [one.day for one in dumps.history(session)] == [NOW.date() + timedelta(days=1), NOW.date()]


@pytest.mark.parametrize(
    "name", [dumps.JSONL, dumps.CSV, dumps.ALERTS, dumps.ABOUT, dumps.SUMS, dumps.SIGNATURE]
)
def test_a_changed_file_is_found(session: Session, tmp_path: Path, name: str) -> None:
    folder = make(session, tmp_path)
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert dumps.check(folder, KEY.public_key()).problems != ()


def test_another_key_is_found(session: Session, tmp_path: Path) -> None:
    folder = make(session, tmp_path)
    assert dumps.check(folder, Ed25519PrivateKey.generate().public_key()).problems != ()


def test_the_documented_lines_of_openssl(session: Session, tmp_path: Path) -> None:
    openssl, sha256sum = shutil.which("openssl"), shutil.which("sha256sum")
    if not openssl or not sha256sum:
        pytest.skip("openssl and sha256sum are not installed")
    folder = make(session, tmp_path)
    (folder / "llave.pem").write_bytes(signing.public_pem(signing.public_text(KEY)))
    line = "pkeyutl -verify -pubin -inkey llave.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    subprocess.run([openssl, *line.split()], cwd=folder, check=True, capture_output=True)
    subprocess.run([sha256sum, "-c", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)


def test_nothing_restricted_is_in_a_file(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    private = {"kind": "phone", "value": "5555 9999", "normalised": "55559999", "is_public": False}
    session.add(AgencyContact(agency_id=agency.id, **private))
    submitted(session, tmp_path, email="b@b.example", nit="1234-7", legal_name="Rumbo Sur", kind="individual")
    session.flush()
    session.expire_all()
    folder = make(session, tmp_path)
    everything = "".join((folder / name).read_text() for name in (dumps.JSONL, dumps.CSV, dumps.ABOUT))
    assert "Caminos del Norte" in everything
    assert "Inscrita vigente" in everything
    for marker in (
        "rosa@caminos.example", "b@b.example", "Rosa Xol", "5555 9999", "12347", "dpi", "Revisado por completo",
        "Conforme con lo recomendado", "agency_id",
    ):  # fmt: skip
        assert marker not in everything, marker


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = signing.signing_key("", tmp_path)
    assert signing.public_text(signing.signing_key("", tmp_path)) == signing.public_text(first)
    assert (tmp_path / signing.FILE).stat().st_mode & 0o777 == 0o600
    with pytest.raises(signing.BadKey):
        signing.signing_key("no key", tmp_path)


def test_today_is_guatemalas(session: Session, tmp_path: Path) -> None:
    assert make(session, tmp_path).name == clock.today().isoformat()

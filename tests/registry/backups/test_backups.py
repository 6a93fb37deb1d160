"""A backup of a living installation and its way back, on both databases."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from registry import clock, events
from registry.access import SYSTEM
from registry.audit import heads
from registry.backups import copying, restoring, taking
from registry.backups.restoring import Restored
from registry.backups.sealing import Opening, Sealing, Unusable
from registry.backups.taking import Taken
from registry.certificates import keys
from registry.db import Database
from registry.files import service as files
from registry.opendata import signing
from tests.databases import BACKENDS, Databases

KEY, OTHER = os.urandom(32), os.urandom(32)
PDF = b"%PDF-1.7\n1 0 obj\nendobj\nxref\nstartxref\n0\n%%EOF\n"


class Place:
    """An installation of its own: a database, its files, and where its backups are kept."""

    def __init__(self, database: Database, folder: Path, databases: Databases) -> None:
        self.database = database
        self.folder = folder
        self.kept = folder / "kept"
        self.url = database.url.render_as_string(hide_password=False)
        self._databases = databases

    def take(self) -> Taken:
        return taking.take(self.database, self.folder, self.kept, KEY)

    def restore(self, source: Path, name: str = "new", key: bytes = KEY, url: str | None = None) -> Restored:
        """Into a new folder; on PostgreSQL into a new database too, when `url` names no other."""
        if self.database.is_sqlite:
            return restoring.restore(source, [key], folder=self.folder / name, url=None, live=[self.url])
        with self._databases.empty("postgresql") as empty:
            place = url or empty.url.render_as_string(hide_password=False)
            return restoring.restore(source, [key], folder=self.folder / name, url=place, live=[self.url])


@pytest.fixture(params=BACKENDS)
def place(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    with databases.migrated(request.param) as database:
        with database.session(write=True) as session:
            for number in range(3):
                events.record(session, SYSTEM, "account", f"a{number}", "invite")
            files.store(session, tmp_path / "files", PDF, name="papel.pdf")
            session.commit()
        (tmp_path / "complaints").mkdir()
        (tmp_path / "complaints" / "sealed").write_bytes(b"sealed words")
        (tmp_path / "demo-keys").write_text("never in a backup")
        yield Place(database, tmp_path, databases)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "files").iterdir()}


def test_everything_comes_back_and_no_key_that_opens_is_in_it(place: Place) -> None:
    taken = place.take()
    made = place.restore(taken.path)
    assert made.holdings == taken.holdings
    assert made.holdings.tables["event"] == 3 and made.holdings.breaks == 0
    assert (made.folder / "complaints/sealed").read_bytes() == b"sealed words"
    assert _files(made.folder) == _files(place.folder) != {}
    assert not (made.folder / "demo-keys").exists()
    sealed = taken.path.read_bytes()
    assert b"sealed words" not in sealed and PDF not in sealed
    assert taken.path.stat().st_mode & 0o077 == 0
    assert not list(place.folder.glob(".backup-work/*"))


def test_a_head_that_is_written_down_meanwhile_stays_behind(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restored log holds every head that lies beside it, so that the portal serves."""
    key = Ed25519PrivateKey.generate()

    def export() -> None:
        with place.database.session(write=True) as session:
            events.record(session, SYSTEM, "account", "a9", "invite")
            heads.export_due(session, place.folder, key)
            session.commit()

    export()
    copy = copying.copy

    def slowly(database: Database, target: Path) -> copying.Holdings:
        found = copy(database, target)
        with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
            export()
        return found

    monkeypatch.setattr(copying, "copy", slowly)
    made = place.restore(place.take().path)
    told = heads.read(heads.text_of(made.folder))
    assert [head.event for head in told] == [4] and made.holdings.head[0] == 5
    assert len(heads.read(heads.text_of(place.folder))) == 2


def test_signing_keys_that_no_setting_holds_come_back(place: Place) -> None:
    """Otherwise a restored portal makes new ones, and every certificate handed out verifies no more."""
    signing.signing_key("", place.folder)
    keys.issuer("https://sendero.example.gt", "", place.folder)
    made = place.restore(place.take().path)
    for name in (signing.FILE, keys.FILE):
        assert (made.folder / name).read_text() == (place.folder / name).read_text()
        assert (made.folder / name).stat().st_mode & 0o077 == 0


def test_what_is_written_meanwhile_does_not_tear_it(place: Place) -> None:
    """Somebody is in the middle of writing: the copy holds what was committed, and its own counts."""
    with place.database.session(write=True) as session:
        events.record(session, SYSTEM, "account", "a9", "invite")
        taken = place.take()
        session.commit()
    assert taken.holdings.tables["event"] == 3
    assert place.restore(taken.path).holdings == taken.holdings


def test_nothing_is_written_over(place: Place) -> None:
    taken = place.take()
    (place.folder / "used").mkdir()
    (place.folder / "used" / "mine").write_text("mine")
    with pytest.raises(Unusable, match="not empty"):
        place.restore(taken.path, "used")
    assert (place.folder / "used" / "mine").read_text() == "mine"
    if not place.database.is_sqlite:
        with pytest.raises(Unusable, match="live database"):
            place.restore(taken.path, url=place.url)
        other = place.database.url.set(database="postgres").render_as_string(hide_password=False)
        with pytest.raises(Unusable, match="not empty"):
            restoring.restore(taken.path, [KEY], folder=place.folder / "x", url=place.url, live=[other])
    with place.database.reading.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 3


@pytest.mark.parametrize("how", ["cut", "changed", "key", "empty"])
def test_what_cannot_be_trusted_leaves_nothing_behind(place: Place, how: str) -> None:
    taken = place.take()
    content = bytearray(taken.path.read_bytes())
    if how == "changed":
        content[len(content) // 2] ^= 1
    bad = place.folder / "bad.backup"
    bad.write_bytes({"cut": bytes(content[:-1]), "empty": b""}.get(how, bytes(content)))
    with pytest.raises(Unusable):
        place.restore(bad, key=OTHER if how == "key" else KEY)
    assert not (place.folder / "new").exists() and not list(place.folder.glob(".new*"))


def _written_anew(source: Path, target: Path, change: str) -> None:
    """The same backup, sealed again with the right key by somebody who has it."""
    with (
        source.open("rb") as stored,
        tarfile.open(fileobj=Opening(stored, [KEY]), mode="r|gz") as old,  # type: ignore[call-overload]
        target.open("wb") as file,
    ):
        sealing = Sealing(file, KEY)
        with tarfile.open(fileobj=sealing, mode="w|gz") as new:  # type: ignore[call-overload]
            for member in old:
                content = old.extractfile(member).read()
                if change == "manifest gone" and member.name == taking.MANIFEST:
                    continue
                if change == "file changed" and member.name.startswith("files/"):
                    content = bytes(len(content))
                if change == "outside" and member.name.startswith("complaints/"):
                    member.name = "complaints/../../outside"
                if change == "count changed":
                    content = content.replace(b'"event": 3', b'"event": 4')
                    member.size = len(content)
                new.addfile(member, BytesIO(content))
        sealing.finish()


@pytest.mark.parametrize("change", ["manifest gone", "file changed", "outside", "count changed"])
def test_a_backup_that_does_not_hold_what_it_says_is_refused(place: Place, change: str) -> None:
    other = place.folder / "other.backup"
    _written_anew(place.take().path, other, change)
    with pytest.raises(Unusable):
        place.restore(other)
    assert not (place.folder / "new").exists() and not (place.folder.parent / "outside").exists()


def test_a_killed_backup_is_no_backup(place: Place) -> None:
    """What a killed run leaves has another name, is refused, and is gone after the next run."""
    whole = place.take().path
    left = place.kept / "sendero-20260301T000000Z.unfinished"
    left.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (place.folder / ".backup-work" / "copy").parent.mkdir(exist_ok=True)
    (place.folder / ".backup-work" / "copy").write_bytes(b"half a database")
    with pytest.raises(Unusable):
        place.restore(left)
    whole.unlink()
    place.take()
    assert [path.suffix for path in place.kept.iterdir()] == [".backup"]


def test_old_ones_are_thinned(tmp_path: Path) -> None:
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    for days in range(60):
        (tmp_path / f"sendero-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.backup").touch()
    (tmp_path / "somebody's letter").touch()
    removed = taking.thin(tmp_path, now)
    left = sorted(path.name for path in tmp_path.glob("*.backup"))
    assert removed == 60 - len(left) and (tmp_path / "somebody's letter").exists()
    assert len(left) == 8 + 4 and left[0] >= f"sendero-{now - timedelta(weeks=5):%Y%m%d}"

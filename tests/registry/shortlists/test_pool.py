"""The index follows the record: what is saved is in the next list, what is rolled back is not, and a file on disk
changes nothing but how soon it is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from registry import events
from registry.candidates import service as candidates
from registry.candidates.models import Candidate
from registry.db import Database
from registry.shortlists import kept
from registry.shortlists.pool import Pool
from tests.databases import BACKENDS, Databases
from tests.registry.placements.market import new_person


def everybody(pool: Pool, session: Session) -> set[str]:
    return set(pool.index(session))


def test_who_is_saved_is_there_and_who_withdraws_is_gone(session: Session) -> None:
    pool = Pool()
    assert everybody(pool, session) == set()
    ana, beto = new_person(session, "Ana"), new_person(session, "Beto")
    assert everybody(pool, session) == {ana.public_id, beto.public_id}
    candidates.withdraw(session, ana.actor(), ana)
    assert everybody(pool, session) == {beto.public_id}


def test_a_correction_replaces_what_was_known(session: Session) -> None:
    pool = Pool()
    ana = new_person(session, "Ana", sex="F")
    assert pool.index(session).traits_of(ana.public_id)["sex"] == "F"
    ana.sex, ana.max_months_away = "M", 4
    events.record(session, ana.actor(), "candidate", ana.public_id, "update")
    assert pool.index(session).traits_of(ana.public_id)["sex"] == "M"
    assert pool.index(session).facts_of(ana.public_id).max_months_away == 4
    assert pool.state(session).people == 1


def test_what_is_rolled_back_leaves_the_index_without_building_it_anew(session: Session) -> None:
    pool = Pool()
    ana = new_person(session, "Ana")
    index = pool.index(session)
    inner = session.begin_nested()
    beto = new_person(session, "Beto")
    assert everybody(pool, session) == {ana.public_id, beto.public_id}
    inner.rollback()
    carla = new_person(session, "Carla")
    assert everybody(pool, session) == {ana.public_id, carla.public_id}
    assert pool.index(session) is index, "stepped back, not built anew"


def test_the_next_start_reads_the_file_and_what_has_changed_since(session: Session, tmp_path: Path) -> None:
    first = Pool(tmp_path)
    ana, beto = new_person(session, "Ana"), new_person(session, "Beto")
    index = first.index(session)
    first.settle()
    assert (tmp_path / kept.FILE).exists()
    carla = new_person(session, "Carla")
    candidates.withdraw(session, ana.actor(), ana)
    second = Pool(tmp_path)
    assert everybody(second, session) == everybody(first, session) == {beto.public_id, carla.public_id}
    assert second.state(session).kept_at == first.state(session).kept_at
    again = second.index(session)
    assert again.facts_of(beto.public_id) == index.facts_of(beto.public_id)
    assert again.traits_of(beto.public_id) == index.traits_of(beto.public_id)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other", "gone"])
def test_a_damaged_file_is_passed_over_and_written_anew(
    session: Session, tmp_path: Path, damage: str
) -> None:
    ana = new_person(session, "Ana")
    pool = Pool(tmp_path)
    pool.index(session)
    pool.settle()
    path = tmp_path / kept.FILE
    whole = path.read_bytes()
    middle = whole.index(ana.public_id.encode())
    spoilt = {
        "cut": whole[:-9],
        "changed": whole[:middle] + b"z" + whole[middle + 1 :],
        "empty": b"",
        "other": b"x" * 500,
    }
    path.unlink() if damage == "gone" else path.write_bytes(spoilt[damage])
    again = Pool(tmp_path)
    assert everybody(again, session) == {ana.public_id}
    again.settle()
    assert kept.read(tmp_path) is not None


def test_who_only_reads_writes_no_file_and_takes_the_one_there_is(session: Session, tmp_path: Path) -> None:
    ana = new_person(session, "Ana")
    reader = Pool(tmp_path, only_reads=True)
    assert everybody(reader, session) == {ana.public_id}
    reader.settle()
    assert not list(tmp_path.iterdir())
    writer = Pool(tmp_path)
    writer.index(session)
    writer.settle()
    again = Pool(tmp_path, only_reads=True)
    assert everybody(again, session) == {ana.public_id}
    assert again.state(session).kept_at == writer.state(session).kept_at is not None


def test_a_file_of_another_log_is_not_taken(session: Session, tmp_path: Path) -> None:
    new_person(session, "Ana")
    inner = session.begin_nested()
    beto = new_person(session, "Beto")
    pool = Pool(tmp_path)
    assert beto.public_id in everybody(pool, session)
    pool.settle()
    inner.rollback()
    assert beto.public_id not in everybody(Pool(tmp_path), session)


def test_places_to_avoid_and_groups_cannot_be_read_in_the_file(session: Session, tmp_path: Path) -> None:
    ana = new_person(session, "Ana", municipality="1301")
    ana.places_to_avoid = "US-GA"
    session.flush()
    pool = Pool(tmp_path)
    assert pool.index(session).facts_of(ana.public_id).avoid == {"US-GA"}
    pool.settle()
    found = kept.read(tmp_path)
    assert found is not None
    open_rows = found.snapshot.base.items
    assert "US-GA" not in {found.snapshot.items[token][1] for token in open_rows.tokens.tolist()}
    assert (tmp_path / kept.FILE).stat().st_mode & 0o077 == 0
    assert session.get(Candidate, ana.id) is not None


_OTHER = """
import sys
from registry import crypto
from registry.db import Database
from registry.shortlists.pool import Pool
from pathlib import Path
crypto.use_keys([sys.argv[3]], sys.argv[4])
database, pool = Database(sys.argv[1]), Pool(Path(sys.argv[2]))
print("ready", flush=True)
for _ in sys.stdin:
    with database.session(write=False) as session:
        print(*sorted(pool.index(session)), flush=True)
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_another_process_sees_each_change_at_its_next_look(
    databases: Databases, settings: Settings, tmp_path: Path, backend: str
) -> None:
    with databases.migrated(backend) as database, _other(database, settings, tmp_path) as look:
        assert look() == []
        with database.session(write=True) as session:
            ana, beto = new_person(session, "Ana"), new_person(session, "Beto")
            session.commit()
            assert look() == sorted([ana.public_id, beto.public_id])
            new_person(session, "Never")
            session.rollback()
            assert look() == sorted([ana.public_id, beto.public_id])
            candidates.withdraw(session, ana.actor(), ana)
            session.commit()
            assert look() == [beto.public_id]


@contextmanager
def _other(database: Database, settings: Settings, folder: Path) -> Iterator[Callable[[], list[str]]]:
    """A process with an index of its own; what it answers is what its next list would be drawn from."""
    url = database.url.render_as_string(hide_password=False)
    words = [url, str(folder), settings.field_keys, settings.secret_key]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", _OTHER, *words], **pipes) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == "ready\n"

        def look() -> list[str]:
            assert other.stdin is not None and other.stdout is not None
            other.stdin.write("\n")
            other.stdin.flush()
            return str(other.stdout.readline()).split()

        yield look
        other.stdin.close()

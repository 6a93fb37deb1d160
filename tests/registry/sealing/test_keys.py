"""Every sealed value moves to a new key, also when it is killed half-way; the old key can go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, select, type_coerce, update

from app.config import Settings, prepare
from registry import clock, crypto
from registry.access import PUBLIC
from registry.candidates.models import Candidate, RegistrationDraft, WorkHistory
from registry.candidates.service import register
from registry.db import Database
from registry.files import service as files
from registry.files.models import StoredFile
from registry.sealing import places, rotation
from tests.databases import BACKENDS, Databases
from tests.registry.candidates.people import registration

SECRET = "only for the tests " * 2
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
PAPER = b"%PDF-1.4 of before"


def name(key: str) -> str:
    return crypto.key_name(crypto.key_header(key))


@pytest.fixture(params=BACKENDS)
def lived_in(
    request: pytest.FixtureRequest, databases: Databases, settings: Settings, tmp_path: Path
) -> Iterator[Database]:
    """Somebody registered under the old key, a draft sealed before seals named their key, and a file in clear."""
    crypto.use_keys([OLD], SECRET)
    with databases.migrated(request.param) as database:
        with database.session(write=True) as session:
            person, _code = register(session, PUBLIC, registration())
            draft = RegistrationDraft(
                token_hash="x", answers="{}", started_at=clock.now(), changed_at=clock.now()
            )
            paper = StoredFile(
                public_id="paper", sha256=hashlib.sha256(PAPER).hexdigest(), media_type="application/pdf",
                size_bytes=1, shown_name="a.pdf", candidate_id=person.id, stored_at=clock.now(),
            )  # fmt: skip
            session.add_all([draft, paper])
            session.flush()
            of_before = Fernet(OLD).encrypt(b"diga")
            answers = type_coerce(of_before, LargeBinary)
            session.execute(update(RegistrationDraft).values({RegistrationDraft.answers: answers}))
            session.commit()
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / "paper").write_bytes(PAPER)
        yield database
    prepare(settings)


class Killed(Exception):
    pass


def test_all_values_move_to_the_new_key_and_the_old_one_can_go(lived_in: Database, tmp_path: Path) -> None:
    with lived_in.session(write=False) as session:
        before = places.count(session, tmp_path)
    assert before[name(OLD)] > 5 and before[places.UNNAMED] == 1 and before[places.CLEAR] == 1

    crypto.use_keys([NEW, OLD], SECRET)

    def die(_place: str, _done: int) -> None:
        raise Killed()

    with pytest.raises(Killed):
        rotation.run(lived_in, tmp_path, die)
    with lived_in.session(write=False) as session:
        halfway = places.count(session, tmp_path)
        assert session.scalars(select(Candidate.given_names)).all() == ["María Elena"], "both keys open"
    assert halfway[name(NEW)] > 0 and halfway.total() == before.total()

    first = rotation.run(lived_in, tmp_path, lambda *_about: None)
    again = rotation.run(lived_in, tmp_path, lambda *_about: None)
    assert first.done == before.total() - halfway[name(NEW)] and again.done == 0 == again.unreadable
    with lived_in.session(write=False) as session:
        assert dict(places.count(session, tmp_path)) == {name(NEW): before.total()}

    crypto.use_keys([NEW], SECRET)
    with lived_in.session(write=False) as session:
        assert session.scalars(select(Candidate.given_names)).all() == ["María Elena"]
        assert session.scalars(select(WorkHistory.words)).all()
        assert session.scalars(select(RegistrationDraft.answers)).all() == ["diga"]
        stored = session.scalars(select(StoredFile)).one()
        assert files.read(tmp_path / "files", stored) == PAPER
    assert PAPER not in (tmp_path / "files" / "paper").read_bytes()


def test_what_no_key_opens_is_counted_and_stays(lived_in: Database, tmp_path: Path) -> None:
    crypto.use_keys([NEW], SECRET)
    with lived_in.session(write=False) as session:
        before = places.count(session, tmp_path)
    found = rotation.run(lived_in, tmp_path, lambda *_about: None)
    with lived_in.session(write=False) as session:
        after = places.count(session, tmp_path)
    assert found.done == 1, "the file that was in clear"
    assert found.unreadable == before.total() - 1
    assert after[name(OLD)] == before[name(OLD)]

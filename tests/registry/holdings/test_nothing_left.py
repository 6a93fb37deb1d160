"""After an erasure nothing of the person is left: not in the file of the database, not under any key, not on the disk;
and an older backup does not bring them back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

import registry.models  # noqa: F401 - so that every table is looked through
from app import jobs
from app.config import Settings
from registry import clock, events
from registry.access import PUBLIC, Role
from registry.accounts import sessions
from registry.candidates import safety, service
from registry.candidates.models import Candidate, WorkHistory
from registry.candidates.registration import Job, KnownSkill
from registry.db import Base, Database
from registry.files import service as files
from registry.holdings import erased_list, erasing
from registry.papers import service as papers
from registry.papers.models import PaperKind, PersonPaper
from registry.proposals import service as proposing
from registry.same_person import answers
from registry.same_person.models import LikelyPair
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.vetting.agencies import picture

WORDS = (
    "Xochiquetzalina", "Tzunumkejal", "58123477", "5812 3477", "9876543210101", "zapotillos", "pitahayeras",
    "comadre Eufrasina", "mi-papel",
)  # fmt: skip


@pytest.fixture(params=BACKENDS)
def own(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    with databases.migrated(request.param) as database:
        yield database


@pytest.fixture
def installation(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path})


def person_with_everything(session: Session, folder: Path) -> Candidate:
    facts = registration(
        given_names="Xochiquetzalina",
        surnames="Tzunumkejal",
        phone="5812 3477",
        dpi="9876543210101",
        work=[Job(words="sembré zapotillos", occupation="occ:coffee-picker", country="GT", months=6)],
        skills=[KnownSkill(words="pitahayeras")],
    )
    person, _code = service.register(session, PUBLIC, facts)
    safety.keep(session, person.actor(), person, is_quiet=False, contact="Llame a mi comadre Eufrasina")
    papers.add(
        session, person.actor(), person, folder / "files", picture(), kind=PaperKind.LETTER, words="mi-papel"
    )
    files.store(session, folder / "files", picture(), name="mi-papel.png", candidate_id=person.id)
    sessions.open_for_candidate(session, person, "Chrome Android")
    return person


def everything_that_opens(database: Database) -> str:
    """Every value of every table, with whatever the server's keys open."""
    with database.session(write=False) as session:
        rows = [session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return repr(rows)


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def words_in(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def test_nothing_of_an_erased_person_is_left_anywhere(
    own: Database, installation: Settings, tmp_path: Path
) -> None:
    with own.session(write=True) as session:
        person = person_with_everything(session, tmp_path)
        stays, _code = service.register(session, PUBLIC, registration(given_names="Quedada"))
        session.commit()
        number, public_id = person.id, person.public_id
    assert set(words_in(everything_that_opens(own))) >= {"Xochiquetzalina", "zapotillos", "comadre Eufrasina"}
    copy = tmp_path.parent / f"{tmp_path.name}-older.db"
    if own.is_sqlite:
        with closing(sqlite3.connect(str(own.url.database))) as live:
            live.execute("VACUUM INTO ?", (str(copy),))

    with own.session(write=True) as session:
        erasing.ask(session, person.actor(), session.get_one(Candidate, number))
        session.commit()
    with time_machine.travel(clock.now() + timedelta(days=erasing.DAYS_TO_COME_BACK + 1), tick=False):
        jobs.tick(installation, own)
        jobs.tick(installation, own)

    assert words_in(everything_that_opens(own)) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    disk = bytes_on_disk(tmp_path)
    if own.is_sqlite:
        own.dispose()
        base = Path(str(own.url.database))
        disk += b"".join(path.read_bytes() for path in base.parent.glob(f"{base.name}*"))
    assert words_in(disk.decode("utf-8", errors="replace")) == []
    with own.session(write=False) as session:
        assert list(events.breaks(session)) == []
        assert session.get_one(Candidate, stays.id).given_names == "Quedada"
    named = erased_list.read(tmp_path / erased_list.FILE)
    assert erased_list.pseudonym(public_id) in named and len(named) == 1
    assert public_id not in (tmp_path / erased_list.FILE).read_text()

    if own.is_sqlite:
        older = Database(f"sqlite:///{copy}")
        assert words_in(everything_that_opens(older)) != [], "the backup brings them back"
        assert erased_list.erase_again(older, tmp_path, named).erased == 1
        assert words_in(everything_that_opens(older)) == []
        again = erased_list.erase_again(older, tmp_path, named)
        assert (again.erased, again.missing) == (0, 1)
        with older.session(write=False) as session:
            assert session.get_one(Candidate, stays.id).given_names == "Quedada"
            assert list(events.breaks(session)) == []
        older.dispose()


def test_the_list_names_each_once_also_after_a_crash(own: Database, tmp_path: Path) -> None:
    with own.session(write=True) as session:
        person, _code = service.register(session, PUBLIC, registration())
        erasing.ask(session, person.actor(), person)
        session.commit()
    over = clock.now() + timedelta(days=erasing.DAYS_TO_COME_BACK)
    with time_machine.travel(over, tick=False), own.session(write=True) as session:
        for asked in erasing.due(session):
            erasing.erase_due(session, asked, tmp_path)
        session.commit()
    path = tmp_path / erased_list.FILE
    path.write_text("2026-01-01 cut sho")
    with own.session(write=False) as session:
        assert erased_list.complete(session, tmp_path) == 1
        assert erased_list.complete(session, tmp_path) == 0
    assert len(erased_list.read(path)) == 1


def test_who_was_folded_when_the_backup_was_taken_is_told_and_erased_after_the_merge_is_undone(
    own: Database, tmp_path: Path
) -> None:
    with own.session(write=True) as session:
        one, other = (
            service.register(session, PUBLIC, registration(dpi="2508347660115"))[0] for _twice in range(2)
        )
        pair = session.scalars(select(LikelyPair)).one()
        first, second = (new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR))
        proposal = answers.say_same(session, first, pair, reason="Vino con su DPI.")
        proposing.approve(session, second, proposal, reason="Lo comprobé.")
        session.commit()
        is_first_kept = one.merged_into_id is None
        stays, folded = (one.public_id, other.public_id)[:: 1 if is_first_kept else -1]
    wanted = [erased_list.pseudonym(folded)]
    found = erased_list.erase_again(own, tmp_path, wanted)
    assert (found.erased, found.missing, found.folded) == (0, 0, [(folded, stays)])
    with own.session(write=True) as session:
        answers.separate(
            session, second, session.scalars(select(LikelyPair)).one(), reason="Son dos personas."
        )
        session.commit()
    found = erased_list.erase_again(own, tmp_path, wanted)
    assert (found.erased, found.missing, found.folded) == (1, 0, [])
    with own.session(write=False) as session:
        kept = session.scalars(select(Candidate).where(Candidate.public_id == stays)).one()
        assert kept.given_names == registration().given_names


def test_a_paper_that_is_removed_goes_when_that_is_committed_and_not_before(
    own: Database, tmp_path: Path
) -> None:
    with own.session(write=True) as session:
        person, _code = service.register(session, PUBLIC, registration())
        paper = papers.add(session, person.actor(), person, tmp_path, picture(), kind=PaperKind.LETTER)
        session.commit()
        name = paper.public_id
    path = tmp_path / papers.FOLDER / name
    for ends_well in (False, True):
        with own.session(write=True) as session:
            held = session.scalars(select(PersonPaper)).one()
            papers.remove(session, person.actor(), session.get_one(Candidate, person.id), tmp_path, held)
            assert path.exists()
            if ends_well:
                session.commit()
            else:
                session.rollback()
        assert path.exists() is not ends_well
    with own.session(write=False) as session:
        assert session.scalars(select(PersonPaper)).all() == []
        assert session.scalars(select(WorkHistory.words)).all()

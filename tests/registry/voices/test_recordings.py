"""Recordings: one uploads, another approves; a changed text silences them; one sound for a text and a language."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.voices import queries, service, texts
from registry.voices.models import Recording
from tests.factories import new_account
from tests.registry.voices.spoken import wav

TEXT = texts.every()["dpi.pregunta"]
NOW = texts.fingerprint(TEXT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "voices"


@pytest.fixture
def actors(session: Session):
    return [new_account(session, role).actor() for role in (Role.OFFICER, Role.OFFICER, Role.SUPERVISOR)]


def record(session, actor, folder, *, language="quc", seconds=1.0):
    return service.upload(
        session, actor, TEXT, wav(seconds), folder=folder, language=language, speaker=" Ana  Xiloj "
    )


def test_one_uploads_and_another_approves(session, actors, folder) -> None:
    uploader, other, _head = actors
    recording = record(session, uploader, folder)
    assert recording.speaker == "Ana Xiloj"
    assert (folder / recording.file_name).stat().st_mode & 0o777 == 0o600
    assert queries.heard(session, {"quc"}) == {}
    with pytest.raises(NotPossible, match="voice_own"):
        service.approve(session, uploader, recording, current=NOW)
    service.approve(session, other, recording, current=NOW)
    assert queries.heard(session, {"quc"})[TEXT.id, "quc"].sha256 == recording.sha256
    assert queries.is_public(session, recording.sha256)
    assert recording.decided_by_id == other.account_id


def test_who_may_not(session, actors, folder) -> None:
    uploader, *_others, head = actors
    with pytest.raises(NotAllowed):
        record(session, head, folder)
    inspector = new_account(session, Role.INSPECTOR).actor()
    recording = record(session, uploader, folder)
    with pytest.raises(NotFound):
        queries.load(session, inspector, recording.public_id)
    with pytest.raises(NotAllowed):
        service.approve(session, new_account(session, Role.AUDITOR).actor(), recording, current=NOW)
    with pytest.raises(Invalid, match="voice_speaker"):
        service.upload(session, uploader, TEXT, wav(1), folder=folder, language="es", speaker=" ")


def test_a_text_that_changed_cannot_be_approved(session, actors, folder) -> None:
    uploader, other, _head = actors
    recording = record(session, uploader, folder)
    with pytest.raises(NotPossible, match="voice_stale"):
        service.approve(session, other, recording, current=texts.fingerprint(TEXT, ("Otras", "palabras")))


def test_a_newer_one_takes_the_place_of_the_one_before(session, actors, folder) -> None:
    uploader, other, _head = actors
    first, second = record(session, uploader, folder), record(session, uploader, folder, seconds=2.0)
    service.approve(session, other, first, current=NOW)
    service.approve(session, other, second, current=NOW)
    assert (first.state, second.state) == ("replaced", "approved")
    assert queries.heard(session, {"quc"})[TEXT.id, "quc"].sha256 == second.sha256
    assert not queries.is_public(session, first.sha256)
    service.change(session, other, second, "withdraw", reason="Se oye mal")
    assert queries.heard(session, {"quc"}) == {}


def test_the_database_holds_two_people_to_it(session, actors, folder) -> None:
    uploader, *_others = actors
    recording = record(session, uploader, folder)
    alone = update(Recording).where(Recording.id == recording.id)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(alone.values(state="approved", decided_by_id=uploader.account_id))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(alone.values(state="approved"))


def test_a_name_is_not_readable_in_the_file(session, actors, folder) -> None:
    recording = record(session, actors[0], folder)
    raw = session.connection().exec_driver_sql("SELECT speaker FROM recording").scalar_one()
    assert b"Xiloj" not in bytes(raw)
    assert recording.said == TEXT.words

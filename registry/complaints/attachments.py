"""Pictures and voice notes of a complaint: written anew without what was hidden in them, then encrypted.

They lie under `<data dir>/complaints/<public id>`, dated at midnight, under a drawn name: neither name nor time of a
file says when it came.
"""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.complaints import voice
from registry.complaints.kinds import Author, FileKind
from registry.complaints.models import ComplaintFile
from registry.db import new_public_id
from registry.errors import Invalid, NotFound, NotPossible
from registry.files import checks
from registry.files.ahead import Checked

MAX_BYTES = 10 * 1024 * 1024
MOST_FILES = 6
# What is not sent yet, of one visit and of all: whoever sends nothing leaves the room of the others alone.
MOST_BYTES_A_VISIT = 15 * 1024 * 1024
MOST_BYTES_UNSENT = 1024 * 1024 * 1024
# The files of the reports of one day together: a flood must not fill the disk.
MOST_BYTES_A_DAY = 2 * 1024 * 1024 * 1024
FOLDER = "complaints"


def clean(data: bytes) -> tuple[FileKind, Checked]:
    """The same picture or voice without its metadata. Raises Invalid on "file": upload_empty, upload_too_large,
    attachment_pdf, attachment_type, voice_is_video, voice_unreadable, and those of registry.files.checks."""
    if not data:
        raise Invalid("upload_empty", field="file")
    if len(data) > MAX_BYTES:
        raise Invalid("upload_too_large", field="file", megabytes=MAX_BYTES // 1024 // 1024)
    if data.startswith(b"%PDF-"):
        raise Invalid("attachment_pdf", field="file")
    picture = checks.picture(data)
    if picture is not None:
        return FileKind.PICTURE, picture
    heard = voice.clean(data)
    return FileKind.VOICE, Checked(heard.data, heard.media_type, heard.ending)


def add(
    session: Session,
    folder: Path,
    data: bytes,
    *,
    complaint_id: int | None = None,
    visit_id: int | None = None,
) -> ComplaintFile:
    """Keep one file of a complaint or of a visit. Raises Invalid as `clean`, NotPossible("files_enough",
    "files_full_today")."""
    kind, checked = clean(data)
    place = ComplaintFile.complaint_id == complaint_id if complaint_id else ComplaintFile.visit_id == visit_id
    if (
        session.scalar(select(func.count()).where(place, ComplaintFile.day == clock.today())) or 0
    ) >= MOST_FILES:
        raise NotPossible("files_enough")
    _check_room(session, len(checked.data), visit_id)
    file = ComplaintFile(
        public_id=new_public_id(),
        complaint_id=complaint_id,
        visit_id=visit_id,
        kind=kind,
        media_type=checked.media_type,
        size_bytes=len(checked.data),
        digest=crypto.keyed_hash("complaint-file", checked.data.hex()),
        author=Author.REPORTER,
        day=clock.today(),
    )
    _write(folder / FOLDER, file.public_id, crypto.encrypt_bytes(checked.data))
    session.add(file)
    session.flush()
    return file


def _check_room(session: Session, more: int, visit_id: int | None) -> None:
    def kept(*where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.sum(ComplaintFile.size_bytes)).where(*where)) or 0

    if visit_id is None:
        today = kept(ComplaintFile.complaint_id.is_not(None), ComplaintFile.day == clock.today())
        if today + more > MOST_BYTES_A_DAY:
            raise NotPossible("files_full_today")
        return
    if kept(ComplaintFile.visit_id == visit_id) + more > MOST_BYTES_A_VISIT:
        raise NotPossible("files_enough")
    if kept(ComplaintFile.visit_id.is_not(None)) + more > MOST_BYTES_UNSENT:
        raise NotPossible("files_full_today")


def read(folder: Path, file: ComplaintFile) -> bytes:
    """The plain bytes. Raises NotFound when they are gone or no longer those that were kept."""
    try:
        data = crypto.decrypt_bytes((folder / FOLDER / file.public_id).read_bytes())
    except (FileNotFoundError, InvalidToken) as error:
        raise NotFound("upload_gone") from error
    if crypto.keyed_hash("complaint-file", data.hex()) != file.digest:
        raise NotFound("upload_gone")
    return data


def delete(session: Session, folder: Path, file: ComplaintFile) -> None:
    (folder / FOLDER / file.public_id).unlink(missing_ok=True)
    session.delete(file)


def _write(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    midnight = datetime.combine(clock.today(), time.min, clock.GUATEMALA).timestamp()
    for path in (folder / name, folder):
        os.utime(path, (midnight, midnight))

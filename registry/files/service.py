"""Keeping files: checked, sealed, under a name of our own, outside anything a browser could reach.

Files of before they were sealed lie there as they are until `sendero keys rotate` has passed.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from sqlalchemy.orm import Session

from registry import clock, crypto
from registry.db import new_public_id
from registry.errors import Invalid, NotFound
from registry.files.checks import check
from registry.files.models import StoredFile


def store(
    session: Session,
    folder: Path,
    data: bytes,
    *,
    name: str,
    agency_id: int | None = None,
    candidate_id: int | None = None,
    takes_office: bool = False,
) -> StoredFile:
    """Check and keep one upload; the caller has checked that the actor may. `takes_office`: DOCX and XLSX too.

    The bytes are on the disk before the row is: a rollback leaves a file nobody points at, never a row without one.
    Raises Invalid on the field "file", which names the file: several may have been sent at once.
    """
    try:
        checked = check(data, takes_office=takes_office)
    except Invalid as refusal:
        raise Invalid(refusal.code, field="file", of_file=_short(name), **refusal.args_for_words) from refusal
    public_id = new_public_id()
    _write(folder, public_id, crypto.encrypt_bytes(checked.data))
    stored = StoredFile(
        public_id=public_id,
        sha256=checked.sha256,
        media_type=checked.media_type,
        size_bytes=len(checked.data),
        shown_name=shown_name(name, checked.ending),
        agency_id=agency_id,
        candidate_id=candidate_id,
        stored_at=clock.now(),
    )
    session.add(stored)
    session.flush()
    return stored


def _write(folder: Path, public_id: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / public_id, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # No room for it: the piece that found some does not stay.
        (folder / public_id).unlink()
        raise


def read(folder: Path, stored: StoredFile) -> bytes:
    """The bytes as they were sent. Raises NotFound when they are gone or no longer those that were stored."""
    try:
        data = (folder / stored.public_id).read_bytes()
        if crypto.is_sealed(data):
            data = crypto.decrypt_bytes(data)
    except (FileNotFoundError, crypto.InvalidToken) as error:
        raise NotFound("upload_gone") from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise NotFound("upload_gone")
    return data


def _short(name: str) -> str:
    """The name as it was chosen, without what a page cannot show."""
    kept = "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())
    return kept if len(kept) <= 60 else kept[:40] + "..." + kept[-15:]


def shown_name(name: str, ending: str) -> str:
    """A harmless download name: letters, digits, space, dot, dash; the ending of what it really is."""
    stem = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1]).rsplit(".", 1)[0]
    kept = re.sub(r"[^\w .()-]+", "_", stem).strip(" ._")[:100]
    return f"{kept or 'documento'}.{ending}"

"""Can everything in a restored place be read? Sealed fields with the keys of the settings, files with those and by
their hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.complaints import attachments
from registry.complaints.models import ComplaintFile
from registry.db import Base
from registry.errors import NotFound
from registry.files import service as files
from registry.files.models import StoredFile
from registry.holdings.people_tables import sealed_columns
from registry.papers import service as papers
from registry.papers.models import PersonPaper


@dataclass(frozen=True, slots=True)
class Read:
    """How many could be read, and how many could not."""

    good: int
    bad: int


def sealed_fields(session: Session) -> Read:
    """Open every sealed value of every table; a column that holds an unreadable one counts as one bad."""
    good = bad = 0
    for table in Base.metadata.sorted_tables:
        for column in sealed_columns(table):
            query = select(column).where(column.is_not(None)).execution_options(yield_per=500)
            try:
                good += sum(1 for _ in session.scalars(query))
            except InvalidToken:
                bad += 1
    return Read(good, bad)


def stored_files(session: Session, data_dir: Path) -> Read:
    """Read every file that a row names: uploads, papers of people, files of reports."""
    good = bad = 0
    kinds: list[tuple[type[Any], Callable[[Any], bytes]]] = [
        (StoredFile, lambda one: files.read(data_dir / "files", one)),
        (PersonPaper, lambda one: papers.read(data_dir / "files", one)),
        (ComplaintFile, lambda one: attachments.read(data_dir, one)),
    ]
    for model, read in kinds:
        for one in session.scalars(select(model).execution_options(yield_per=100)):
            try:
                read(one)
            except NotFound:
                bad += 1
            else:
                good += 1
    return Read(good, bad)

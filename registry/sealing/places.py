"""Every place where sealed values lie: encrypted columns, sealed words inside JSON, and sealed files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, select, type_coerce
from sqlalchemy.orm import Session

from registry import crypto
from registry.classes import is_encrypted
from registry.complaints import attachments
from registry.complaints.models import ComplaintFile
from registry.db import Base
from registry.files.models import StoredFile
from registry.papers.models import PersonPaper

# Seals within JSON: table, column, name.
IN_JSON = (("shortlist_entry", "facts", "avoid"), ("plan_place", "facts", "avoid"))
# Files: the table that names them, and their folder under the data directory.
FILES: tuple[tuple[Any, Path], ...] = (
    (StoredFile, Path("files")),
    (PersonPaper, Path("files/papers")),
    (ComplaintFile, Path(attachments.FOLDER)),
)
# What a count says instead of the name of a key: sealed before seals named their key, and not sealed at all.
UNNAMED, CLEAR = "unnamed", "clear"


@dataclass(frozen=True, slots=True)
class Sealed:
    """The encrypted columns of one table, and its key."""

    table: Table
    key: Column[Any]
    columns: tuple[Column[Any], ...]


def tables() -> Iterator[Sealed]:
    """Every table with encrypted columns, by name."""
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        columns = tuple(column for column in table.columns if is_encrypted(column))
        if columns:
            [key] = table.primary_key.columns
            yield Sealed(table, key, columns)


def raw(column: Column[Any]) -> Any:
    """The column as it lies in the database."""
    return type_coerce(column, LargeBinary)


def header_of(column: Column[Any]) -> Any:
    """SQL: the first bytes of a sealed value, which name its key."""
    return type_coerce(func.substr(raw(column), 1, crypto.HEADER), LargeBinary)


def name_of(header: bytes) -> str:
    """The name of the key of a value that begins so, or UNNAMED, or CLEAR."""
    if header[:1] == b"\x01":
        return crypto.key_name(header)
    return UNNAMED if header[:1] in (b"g", b"\x80") else CLEAR


def count(session: Session, folder: Path) -> Counter[str]:
    """How many sealed values hang on each key, by its name; UNNAMED and CLEAR beside them. `folder`: the data
    directory."""
    found: Counter[str] = Counter()
    for sealed in tables():
        for column in sealed.columns:
            header = header_of(column)
            rows = session.execute(
                select(header, func.count()).where(raw(column).is_not(None)).group_by(header)
            )
            for start, number in rows:
                found[name_of(bytes(start))] += number
    for _table, _key, _column, value in json_seals():
        for text in session.scalars(select(value).where(value != "").execution_options(yield_per=1000)):
            found[name_of(crypto.header_of_text(text))] += 1
    for _model, _inside, path in files(folder):
        found[name_of(start_of(path))] += 1
    return found


def json_seals() -> Iterator[tuple[Table, Column[Any], Column[Any], Any]]:
    """Table, its key, the JSON column, and SQL for the sealed words in it."""
    for name, column, inside in IN_JSON:
        table = Base.metadata.tables[name]
        [key] = table.primary_key.columns
        yield table, key, table.c[column], table.c[column][inside].as_string()


def files(folder: Path) -> Iterator[tuple[Any, Path, Path]]:
    """Every sealed file: the model that names it, its folder, the path."""
    for model, inside in FILES:
        if (folder / inside).is_dir():
            for path in sorted((folder / inside).iterdir()):
                if path.is_file() and not path.name.endswith(".tmp"):
                    yield model, inside, path


def start_of(path: Path) -> bytes:
    """The first bytes of a file; none when it has just gone."""
    try:
        with path.open("rb") as file:
            return file.read(crypto.HEADER)
    except FileNotFoundError:
        return b""

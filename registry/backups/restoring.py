"""Put a backup into a NEW place and prove that it is what was taken: every file by its hash, every table by its rows,
the event chain from the first event to the head that was written down.

Nothing is written over: a folder that holds something, a database that holds a table and the live one are refused.
Until all checks have passed the folder has another name, and a PostgreSQL database is filled in one transaction.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from registry.backups.copying import Holdings, check_sqlite, holdings, run_postgresql
from registry.backups.sealing import Opening, Unusable
from registry.backups.taking import DATABASES, FOLDERS, FORMAT, LISTS, MANIFEST
from registry.db import Database

_AT_ONCE = 1024 * 1024
_MANIFEST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the new place. `url` of the database, `folder` with the files."""

    url: str
    folder: Path
    taken_at: str
    holdings: Holdings
    files: int


def restore(
    source: Path, keys: Iterable[bytes], *, folder: Path, url: str | None, live: Iterable[str]
) -> Restored:
    """Restore `source` into `folder` (absent or empty) and, for a backup of PostgreSQL, into the empty database `url`.

    live: addresses that must not be written to. Raises Unusable, OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(f"{folder} is not empty: restore into a new place")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        with source.open("rb") as stored:
            manifest = _unpack(stored, keys, unfinished)
        wanted = _holdings_of(manifest)
        if (wanted.engine == "postgresql") != (url is not None):
            raise Unusable(_which_place(wanted.engine))
        if url is None:
            found = check_sqlite(unfinished / DATABASES["sqlite"])
        else:
            found = _fill(url, unfinished / DATABASES["postgresql"], live)
        _compare(wanted, found)
        _sync(unfinished)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    address = url or f"sqlite:///{(folder / DATABASES['sqlite']).absolute()}"
    return Restored(address, folder, manifest["taken_at"], wanted, len(manifest["files"]) - 1)


def _which_place(engine: str) -> str:
    if engine == "sqlite":
        return "this is a backup of SQLite: give a new folder with --to"
    return "this is a backup of PostgreSQL: give an empty database with --to and a new folder with --files"


def _unpack(stored: BinaryIO, keys: Iterable[bytes], folder: Path) -> dict[str, Any]:
    """Write every file of the backup under `folder` and compare each with the manifest, which comes last."""
    opening = Opening(stored, keys)
    seen: dict[str, list[Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(fileobj=opening, mode="r|gz") as archive:  # type: ignore[call-overload]
            for member in archive:
                content = archive.extractfile(member)
                if content is None or manifest is not None or member.name in seen:
                    raise Unusable("the backup holds what Sendero does not write")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read(_MANIFEST_BYTES))
                else:
                    seen[member.name] = _keep(folder / _safe(member.name), content)
        # The tar has ended; whether the file has too is told by its last chunk.
        while opening.read(_AT_ONCE):
            pass
    except (tarfile.TarError, zlib.error, EOFError, ValueError) as error:
        raise Unusable("the backup is no archive of Sendero") from error
    if manifest is None or manifest["format"] != FORMAT:
        raise Unusable("the backup was written by another version of Sendero")
    if seen != manifest["files"]:
        raise Unusable("the files of the backup are not those that its list names")
    return manifest


def _safe(name: str) -> PurePosixPath:
    """A path that stays inside and is of a folder that backups have."""
    path = PurePosixPath(name)
    if name not in (*DATABASES.values(), *LISTS) and (path.parts[0] not in FOLDERS or ".." in path.parts):
        raise Unusable("the backup holds what Sendero does not write")
    return path


def _keep(path: Path, content: Any) -> list[Any]:
    """Write and hash; returns size and SHA-256 as the manifest has them."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while data := content.read(_AT_ONCE):
            file.write(data)
            digest.update(data)
            size += len(data)
        file.flush()
        os.fsync(file.fileno())
    return [size, digest.hexdigest()]


def _holdings_of(manifest: dict[str, Any]) -> Holdings:
    told = manifest["holdings"]
    return Holdings(
        told["engine"], told["revision"], told["tables"], (told["head"][0], told["head"][1]), told["breaks"]
    )


def _fill(url: str, dump: Path, live: Iterable[str]) -> Holdings:
    """Restore the dump into an empty database, all of it or nothing, and remove it."""
    with _opened(url) as database:
        if database.is_sqlite or any(_is_same(database, one) for one in live):
            raise Unusable("--to is the live database: restore into a new one")
        try:
            with database.reading.connect() as connection:
                names = inspect(connection).get_table_names()
        except SQLAlchemyError as error:
            raise Unusable("the database of --to does not answer; make an empty one with createdb") from error
        if names:
            raise Unusable("the database of --to is not empty: restore into a new one")
        run_postgresql(
            database.url,
            [
                "pg_restore",
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                str(dump),
            ],
        )
        dump.unlink()
        with database.reading.connect() as connection:
            return holdings(connection)


def _is_same(database: Database, other: str) -> bool:
    one = Database(other)
    try:
        place = (one.url.host, one.url.port, one.url.database)
        return place == (database.url.host, database.url.port, database.url.database)
    finally:
        one.dispose()


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def _compare(wanted: Holdings, found: Holdings) -> None:
    other = [name for name in wanted.tables if found.tables.get(name) != wanted.tables[name]]
    if other or set(found.tables) != set(wanted.tables):
        raise Unusable(
            f"the restored tables hold other rows than were counted: {', '.join(other) or 'other tables'}"
        )
    if (found.revision, found.head) != (wanted.revision, wanted.head):
        raise Unusable("the restored database ends at another event than the one that was written down")
    if found.breaks != wanted.breaks:
        raise Unusable("the event chain of the restored database is broken elsewhere than when it was copied")


def _sync(folder: Path) -> None:
    for path in (folder, *(one for one in folder.rglob("*") if one.is_dir())):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

"""Take a backup: database and files as one sealed file, whole under its name or not there at all; old ones thinned."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from registry import clock
from registry.audit import heads
from registry.backups import copying
from registry.backups.copying import Holdings
from registry.backups.sealing import Sealing, Unusable
from registry.certificates import keys as credential_keys
from registry.complaints import attachments
from registry.db import Database
from registry.holdings import erased_list
from registry.opendata import dumps, signing

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "sendero.db", "postgresql": "sendero.dump"}
# What lies beside the database: uploads and papers, files of reports, the register's daily files, recordings, and the
# heads of the log that were handed out.
# The keys that open anything are in no backup, and the index is made anew.
FOLDERS = ("files", attachments.FOLDER, dumps.FOLDER, "voices", heads.FOLDER)
# Who was erased: an older backup brings nobody back.
# Signing keys that stand in no setting: without them what was signed before verifies no more.
LISTS = (erased_list.FILE, signing.FILE, credential_keys.FILE)
# Every backup of a week, then the newest of each week, for five weeks: what was erased is in none any more after that.
KEEP_ALL = timedelta(days=7)
KEEP_WEEKS = timedelta(weeks=5)
NOTE = "last-backup.json"
_NAME = re.compile(r"sendero-(\d{8}T\d{6}Z)\.backup")
_STAMP = "%Y%m%dT%H%M%SZ"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that is whole on the disk."""

    path: Path
    size_bytes: int
    taken_at: datetime
    holdings: Holdings
    files: int
    removed: int


def take(database: Database, data_dir: Path, folder: Path, key: bytes) -> Taken:
    """Write `sendero-<moment>.backup` into `folder`, then remove the old ones there. Raises Unusable, OSError."""
    moment = clock.now().astimezone(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder / f"sendero-{moment.strftime(_STAMP)}.backup"
    unfinished = final.with_suffix(_UNFINISHED)
    with copying.work_folder(data_dir) as work:
        for left in folder.glob(f"sendero-*{_UNFINISHED}"):
            left.unlink()
        copy = work / "copy"
        # The heads before the database: one that is written down meanwhile names an act that the copy does not hold.
        _copy_heads(data_dir, work)
        # The database before the files: one that arrives meanwhile is one too many, never one too few.
        found = copying.copy(database, copy)
        try:
            # Nobody but its owner reads it, from its first byte on.
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                count = _write(target, key, moment, found, copy, data_dir)
                target.flush()
                os.fsync(target.fileno())
            if final.exists():
                raise Unusable(f"{final} exists already")
            unfinished.rename(final)
        finally:
            unfinished.unlink(missing_ok=True)
    _sync(folder)
    return Taken(final, final.stat().st_size, moment, found, count, thin(folder, moment))


def _write(
    target: BinaryIO, key: bytes, moment: datetime, found: Holdings, copy: Path, data_dir: Path
) -> int:
    sealing = Sealing(target, key)
    about: dict[str, tuple[int, str]] = {}
    with tarfile.open(fileobj=sealing, mode="w|gz") as archive:  # type: ignore[call-overload]
        for name, path in _members(found.engine, copy, data_dir):
            written = _add(archive, name, path)
            if written is not None:
                about[name] = written
        manifest = {
            "format": FORMAT,
            "taken_at": moment.isoformat(timespec="seconds"),
            "holdings": asdict(found),
            "files": about,
        }
        content = json.dumps(manifest, sort_keys=True).encode()
        archive.addfile(_header(MANIFEST, len(content)), io.BytesIO(content))
    sealing.finish()
    return len(about) - 1


def _members(engine: str, copy: Path, data_dir: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASES[engine], copy
    yield from ((name, data_dir / name) for name in LISTS)
    for name in FOLDERS:
        place = copy.parent if name == heads.FOLDER else data_dir
        for path in sorted((place / name).rglob("*")):
            # A name with a dot is still being written.
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(place).as_posix(), path


def _copy_heads(data_dir: Path, work: Path) -> None:
    if (data_dir / heads.FOLDER).exists():
        shutil.copytree(data_dir / heads.FOLDER, work / heads.FOLDER)


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.digest.update(data)
        return data


def _add(archive: tarfile.TarFile, name: str, path: Path) -> tuple[int, str] | None:
    """Size and SHA-256 of what was added; None for what was deleted meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as source:
        size = os.fstat(descriptor).st_size
        hashed = _Hashed(source)
        archive.addfile(_header(name, size), hashed)
        return size, hashed.digest.hexdigest()


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size = size
    header.mode = 0o600
    return header


def note(data_dir: Path, taken: Taken) -> None:
    """Write down for /healthz that this backup is kept."""
    about = {"taken_at": taken.taken_at.isoformat(), "name": taken.path.name, "size_bytes": taken.size_bytes}
    new = data_dir / f".{NOTE}"
    new.write_text(json.dumps(about))
    new.rename(data_dir / NOTE)


def last_taken(data_dir: Path) -> datetime | None:
    """When the last whole backup of this installation was taken; None when there was none."""
    try:
        return datetime.fromisoformat(json.loads((data_dir / NOTE).read_text())["taken_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def thin(folder: Path, now: datetime) -> int:
    """Remove the backups that are neither of the last days nor the newest of one of the last weeks. How many."""
    removed, weeks = 0, set()
    for path, taken_at in sorted(_backups(folder), key=lambda pair: pair[1], reverse=True):
        age, week = now - taken_at, taken_at.isocalendar()[:2]
        is_first = week not in weeks
        weeks.add(week)
        if age > KEEP_ALL and not (is_first and age <= KEEP_WEEKS):
            path.unlink()
            removed += 1
    return removed


def _backups(folder: Path) -> Iterable[tuple[Path, datetime]]:
    for path in folder.iterdir():
        named = _NAME.fullmatch(path.name)
        if named:
            with suppress(ValueError):
                yield path, datetime.strptime(named.group(1), _STAMP).replace(tzinfo=UTC)


def _sync(folder: Path) -> None:
    """The new name itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

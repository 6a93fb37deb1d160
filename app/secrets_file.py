"""Secrets in a file that its owner alone reads, instead of the environment: lines of NAME=value.

A file that others may read, or that belongs to somebody else, is refused: whoever reads it reads everything. A change
is written beside it and renamed, so that a reader finds the old lines or the new ones.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

OPEN_TO_OTHERS = 0o077


def problem_of(path: Path) -> str | None:
    """What keeps the file from being used, as a sentence; None when all is well."""
    try:
        found = path.stat()
    except OSError:
        return f"The file of secrets {path} cannot be read."
    if not stat.S_ISREG(found.st_mode):
        return f"The file of secrets {path} is not a file."
    if found.st_mode & OPEN_TO_OTHERS:
        return f"The file of secrets {path} can be read by others: chmod 600 {path}"
    if found.st_uid not in (os.geteuid(), 0) and os.geteuid() != 0:
        return f"The file of secrets {path} belongs to somebody else."
    return None


def read(path: Path) -> dict[str, str]:
    """NAME -> value. Empty lines and lines that begin with # are left out; so is what follows no '='."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip().strip("\"'") for name, sign, value in pairs if sign}


def replace_value(path: Path, name: str, value: str) -> None:
    """Write one value anew and leave every other line as it is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition("=")[0].strip() != name]
    rewrite(path, "\n".join([*kept, f"{name}={value}"]) + "\n")


def rewrite(path: Path, content: str) -> None:
    """Whole or not at all, with the owner and the mode of the file that it replaces."""
    before = path.stat()
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        if os.geteuid() == 0:
            os.fchown(file.fileno(), before.st_uid, before.st_gid)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def watched(path: Path, keys: Callable[[], Sequence[str]]) -> Callable[[], Sequence[str] | None]:
    """A function that gives `keys()` when the file has changed since it was last asked, and None when it has not, or
    when the file cannot be used just now: who runs goes on with the keys it has."""
    seen = _mark(path)

    def look() -> Sequence[str] | None:
        nonlocal seen
        now = _mark(path)
        if now is None or now == seen:
            return None
        seen = now
        return keys() or None

    return look


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ino)

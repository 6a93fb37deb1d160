"""What could not be stored: the disk is full, the database does not answer, or somebody else was there first.

A plain word, a status that says which of them it is, and what was typed with a button that sends it again: nothing is
lost, and the form's token makes it one act however often it is sent (trust.md R3, R7, R8).
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from fastapi import Request
from sqlalchemy.exc import DBAPIError, TimeoutError

from app.config import ROOT

FULL, NO_DATABASE = 507, 503
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# The first byte of a code of SQLite: https://www.sqlite.org/rescode.html. An error of the file itself is, as a rule, a
# page of the log or of its index that finds no room.
_SQLITE_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_SQLITE_AWAY = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html: disk_full; shutdown, too many connections, not ready.
_POSTGRESQL_FULL = "53100"
_POSTGRESQL_AWAY = ("57P", "53300", "08", "25006")
# Never printed and never repeated, but asked for again.
_SECRETS = frozenset({"password", "current", "again", "code", "companion_code", "second_code", "word"})
# What a passkey answered is good once: whoever sends it again uses the key again.
_GOOD_ONCE = frozenset({"passkey", "second_key"})
# A box to write in, and what a person only chooses or never sees; the same name may be both on two pages.
_WRITTEN = re.compile(r"""\b(?:text|textarea|row_text)\(\s*\w+,\s*"(\w+)"|<textarea[^>]*\bname="(\w+)\"""")
_CHOSEN = re.compile(
    r"""\b(?:select|radios|checkbox|checkboxes|row_select)\(\s*\w+,\s*"(\w+)"|\bhidden\("(\w+)\""""
)


def status_of(error: BaseException) -> int | None:
    """507 where room is missing, 503 where the database does not answer; None: neither, a fault of ours."""
    # All of them: SQLite ends the transaction when there is no room, and what is heard of last is that there is no
    # savepoint to go back to.
    return next((status for one in _causes(error) if (status := _status_of_one(one)) is not None), None)


def _status_of_one(error: BaseException) -> int | None:
    if isinstance(error, OSError) and error.errno in _FULL:
        return FULL
    if isinstance(error, TimeoutError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return NO_DATABASE
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    return _of_postgresql(error) if type(error).__module__.startswith("psycopg") else None


def _of_sqlite(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return FULL if code in _SQLITE_FULL else NO_DATABASE if code in _SQLITE_AWAY else None


def _of_postgresql(error: BaseException) -> int | None:
    code = getattr(error, "sqlstate", None)
    if code is None:
        # Without a code the server said nothing: the connection was never made, or broke.
        return NO_DATABASE if type(error).__name__ in {"OperationalError", "ConnectionTimeout"} else None
    return FULL if code == _POSTGRESQL_FULL else NO_DATABASE if code.startswith(_POSTGRESQL_AWAY) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was sent: `boxes` to send again as they were, its token among them; `secrets`: names of boxes to be
    typed again; `files`: names of what is to be chosen again, and whether several may be. `is_whole`: all was read."""

    boxes: list[tuple[str, str]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    files: dict[str, bool] = field(default_factory=dict)
    is_whole: bool = True


async def typed(request: Request) -> Typed | None:
    """What was sent, to be sent again; None where there is no form."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return None
    try:
        form = await request.form(max_fields=400, max_files=10)
    except OSError:
        # A file that was sent finds no room either.
        return Typed(is_whole=False)
    sent = Typed()
    for name, value in form.multi_items():
        if not isinstance(value, str):
            if value.filename:
                sent.files[name] = name in sent.files
        elif name in _GOOD_ONCE:
            continue
        elif not _is_secret(name, value):
            sent.boxes.append((name, value))
        elif value and name not in sent.secrets:
            sent.secrets.append(name)
    return sent


def _is_secret(name: str, value: str) -> bool:
    # A page asks "Did they give you a receipt?" under the name of the number of a report.
    return name in _SECRETS or "password" in name or (name == "receipt" and any(map(str.isdigit, value)))


def said(sent: Typed | None) -> list[str]:
    """What a person wrote in words, to copy: no codes and no numbers of ours."""
    written, chosen = _boxes_of_the_pages()
    texts = [
        value.strip()
        for name, value in (sent.boxes if sent else [])
        if name in written and (name not in chosen or " " in value.strip())
    ]
    return [value for value in dict.fromkeys(texts) if len(value) > 2]


@cache
def _boxes_of_the_pages() -> tuple[frozenset[str], frozenset[str]]:
    """Names of the boxes of all forms that one writes in, and of those that one does not."""
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    written, chosen = (
        frozenset(name for page in pages for found in pattern.findall(page) for name in found if name)
        for pattern in (_WRITTEN, _CHOSEN)
    )
    return written, chosen

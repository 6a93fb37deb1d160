"""What could not be stored: the disk is full, the database does not answer, or somebody else was there first.

A plain word, a status that says which of them it is, and what was typed with a button that sends it again: nothing is
lost, and the form's token makes it one act however often it is sent (trust.md R3, R7, R8).
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from fastapi import Request
from sqlalchemy.exc import DBAPIError, TimeoutError

from app.pages import FORM_TOKEN

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


def status_of(error: BaseException) -> int | None:
    """507 where room is missing, 503 where the database does not answer; None: neither, a fault of ours."""
    for one in _causes(error):
        if isinstance(one, OSError) and one.errno in _FULL:
            return FULL
        if isinstance(one, TimeoutError):
            return NO_DATABASE
        if isinstance(one, sqlite3.Error):
            return _of_sqlite(one)
        if isinstance(one, DBAPIError) and one.connection_invalidated:
            return NO_DATABASE
        if type(one).__module__.startswith("psycopg"):
            return _of_postgresql(one)
    return None


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


async def typed(request: Request) -> list[tuple[str, str]] | None:
    """The boxes of the form that was sent, its token included, to be sent again; None where there is none, or where
    it holds a secret."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        return None
    try:
        form = await request.form(max_fields=400, max_files=10)
    except OSError:
        # A file that was sent finds no room either.
        return None
    boxes = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return None if any(name == "code" or "password" in name for name, _value in boxes) else boxes


def said(boxes: list[tuple[str, str]] | None) -> list[str]:
    """What a person typed in words, to copy: no codes and no numbers of ours."""
    texts = [
        value.strip() for name, value in boxes or [] if name != FORM_TOKEN and not name.startswith("form_")
    ]
    return [value for value in dict.fromkeys(texts) if len(value) > 2]

"""All sealed values anew under the first key, in small portions that are committed one by one.

Whoever is killed meanwhile begins again and finds what is left: a value says itself on which key it hangs. The server
goes on running: a portion is read and written under the lock of its rows (on SQLite: of the one writer), and a row
that somebody else holds comes in the next round.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, LargeBinary, Table, bindparam, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from registry import crypto
from registry.db import Database
from registry.sealing import places

AT_ONCE = 200
_MOST_ROUNDS = 5
# Between two portions: so that who waits to write gets a turn.
_PAUSE = 0.005

# Told after each portion: the table or folder, and how many values there have been sealed anew so far.
Report = Callable[[str, int], None]


@dataclass(slots=True)
class Rotated:
    """`done`: values sealed anew. `unreadable`: values that no key here opens; they stay as they are."""

    done: int = 0
    unreadable: int = 0


def run(database: Database, folder: Path, report: Report) -> Rotated:
    """Seal everything anew that does not hang on the first key. `folder`: the data directory."""
    total = Rotated()
    for _round in range(_MOST_ROUNDS):
        found = _round_of(database, folder, report)
        total.done += found.done
        total.unreadable = found.unreadable
        if not found.done:
            break
    return total


def _round_of(database: Database, folder: Path, report: Report) -> Rotated:
    found = Rotated()
    for sealed in places.tables():
        _walk(database, sealed.table.name, partial(_columns, sealed=sealed), found, report)
    for table, key, column, value in places.json_seals():
        portion = partial(_json, table=table, key=key, column=column, value=value)
        _walk(database, table.name, portion, found, report)
    _files(database, folder, found, report)
    return found


Portion = Callable[[Session, Any], tuple[Any, int, int]]


def _walk(database: Database, name: str, portion: Portion, found: Rotated, report: Report) -> None:
    """Portion after portion, each in a transaction of its own, by the key of the table."""
    after, here = None, 0
    while True:
        with database.session(write=True) as session:
            last, done, unreadable = portion(session, after)
            session.commit()
        if last is None:
            break
        after = last
        here += done
        found.done += done
        found.unreadable += unreadable
        report(name, here)
        sleep(_PAUSE)


def _columns(session: Session, after: Any, *, sealed: places.Sealed) -> tuple[Any, int, int]:
    """The last key of this portion (None: no more), how many values were sealed anew, how many no key opens."""
    current = crypto.current_header()
    is_old = [
        (places.raw(column).is_not(None)) & (places.header_of(column) != current) for column in sealed.columns
    ]
    values = [places.raw(column).label(f"v{number}") for number, column in enumerate(sealed.columns)]
    query = select(sealed.key.label("key"), *values).where(or_(*is_old))
    if after is not None:
        query = query.where(sealed.key > after)
    query = query.order_by(sealed.key).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = session.execute(query).all()
    changes, done, unreadable = [], 0, 0
    for row in rows:
        new: dict[str, Any] = {"of": row.key}
        for number in range(len(values)):
            held = row[number + 1]
            fresh = _anew(held, current)
            if fresh is None and held is not None:
                unreadable += 1
            elif fresh is not None and fresh != bytes(held):
                done += 1
            new[f"n{number}"] = held if fresh is None else fresh
        changes.append(new)
    if changes:
        plain = {
            column: type_coerce(bindparam(f"n{number}", type_=LargeBinary), LargeBinary)
            for number, column in enumerate(sealed.columns)
        }
        statement = update(sealed.table).where(sealed.key == bindparam("of")).values(plain)
        session.connection().execute(statement, changes)
    return (rows[-1].key if rows else None), done, unreadable


def _anew(held: Any, current: bytes) -> bytes | None:
    """The same value under the first key; None for nothing, and for what no key opens."""
    if held is None:
        return None
    data = bytes(held)
    if data.startswith(current):
        return data
    try:
        return crypto.encrypt_bytes(crypto.decrypt_bytes(data))
    except InvalidToken:
        return None


def _json(
    session: Session, after: Any, *, table: Table, key: Column[Any], column: Column[Any], value: Any
) -> tuple[Any, int, int]:
    current = crypto.current_header()
    query = select(key.label("key"), column.label("held"), value.label("sealed")).where(value != "")
    if after is not None:
        query = query.where(key > after)
    rows = session.execute(query.order_by(key).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    done = unreadable = 0
    [[_name, _column, inside]] = [one for one in places.IN_JSON if one[0] == table.name]
    for row in rows:
        if crypto.header_of_text(row.sealed) == current:
            continue
        try:
            fresh = crypto.encrypt_to_text(crypto.decrypt_text(row.sealed))
        except InvalidToken:
            unreadable += 1
            continue
        session.execute(update(table).where(key == row.key).values({column: row.held | {inside: fresh}}))
        done += 1
    return (rows[-1].key if rows else None), done, unreadable


def _files(database: Database, folder: Path, found: Rotated, report: Report) -> None:
    """Files one by one, each under the lock of the row that names it; one that no row names is left to the sweep."""
    here: dict[str, int] = {}
    for model, inside, path in places.files(folder):
        if places.start_of(path) == crypto.current_header():
            continue
        with database.session(write=True) as session:
            named = session.scalar(select(model.id).where(model.public_id == path.name).with_for_update())
            if named is None:
                continue
            try:
                _file_anew(path)
            except FileNotFoundError:
                continue
            except InvalidToken:
                found.unreadable += 1
                continue
            session.commit()
        found.done += 1
        here[str(inside)] = here.get(str(inside), 0) + 1
        report(str(inside), here[str(inside)])


def _file_anew(path: Path) -> None:
    """Beside the old file, synced, then in its place: a reader finds one or the other, whole."""
    data = path.read_bytes()
    is_clear = places.name_of(data[: crypto.HEADER]) == places.CLEAR
    sealed = crypto.encrypt_bytes(data if is_clear else crypto.decrypt_bytes(data))
    beside = path.with_name(f"{path.name}.tmp")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)

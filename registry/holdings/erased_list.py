"""Who was erased, as a list that outlives the database: so that an older backup does not bring anybody back.

`erased.list` lies in the data directory and in each backup: one line per record, the day and a keyed pseudonym that
says nothing without SENDERO_SECRET_KEY. The clock completes it from the table of erasures, so that a crash between the
two leaves no gap; lines are only ever added. After a restore `erase_again` deletes those people anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from registry import clock, crypto
from registry.candidates.models import Candidate, Erasure
from registry.candidates.states import CandidateState
from registry.db import Database
from registry.holdings import erasing
from registry.placements import service as placements

FILE = "erased.list"
_AT_ONCE = 5_000


@dataclass(slots=True)
class ErasedAgain:
    """`erased`: people deleted anew. `missing`: lines that name nobody here, or somebody who is erased already.
    `folded`: (record, the one it lies in) of people who are erased only after that merge is undone."""

    erased: int = 0
    missing: int = 0
    folded: list[tuple[str, str]] = field(default_factory=list)


def pseudonym(public_id: str) -> str:
    return crypto.keyed_hash("erased", public_id)


def read(path: Path) -> dict[str, str]:
    """Pseudonym -> day. No file: nobody. A line that was cut short by a crash counts for nothing."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split() for line in lines)
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2 and len(pair[1]) == 64}


def complete(session: Session, folder: Path) -> int:
    """Add the erased people that the list does not name yet. Returns how many. `folder`: the data directory."""
    is_folded_into = Candidate.merged_into_id == Erasure.candidate_id
    query = (
        select(Candidate.public_id, Erasure.erased_at)
        .join(Erasure, or_(Erasure.candidate_id == Candidate.id, is_folded_into))
        .where(Erasure.erased_at.is_not(None))
    )
    held = read(folder / FILE)
    new = {pseudonym(row.public_id): row.erased_at.date().isoformat() for row in session.execute(query)}
    lines = [f"{day} {name}\n" for name, day in new.items() if name not in held]
    if lines:
        _append(folder / FILE, lines)
    return len(lines)


def _append(path: Path, lines: list[str]) -> None:
    is_whole = not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="ascii") as file:
        file.write("".join(lines) if is_whole else "\n" + "".join(lines))
        file.flush()
        os.fsync(file.fileno())


def erase_again(database: Database, folder: Path, names: Iterable[str]) -> ErasedAgain:
    """Delete everybody whom the pseudonyms name and who is not erased in this database, one by one, each committed.

    Nobody has days to come back: they had them. Who lies in the record of somebody who stays is not touched but told:
    whose words are whose, only the undoing of that merge knows. `folder`: the data directory, for files.
    """
    wanted, found = set(names), ErasedAgain()
    matched = [key for key, public_id in _not_erased(database) if pseudonym(public_id) in wanted]
    for key in matched:
        with database.session(write=True) as session:
            _erase(session, session.get_one(Candidate, key), folder)
            session.commit()
        found.erased += 1
    found.folded = [pair for pair in _folded(database) if pseudonym(pair[0]) in wanted]
    found.missing = len(wanted) - len(matched) - len(found.folded)
    return found


def _folded(database: Database) -> Iterator[tuple[str, str]]:
    """Records that lie in one that is not erased, and that one."""
    kept = aliased(Candidate)
    done = exists().where(Erasure.candidate_id == kept.id, Erasure.erased_at.is_not(None))
    with database.session(write=False) as session:
        query = select(Candidate.public_id, kept.public_id).join(kept, kept.id == Candidate.merged_into_id)
        for row in session.execute(query.where(~done).execution_options(yield_per=_AT_ONCE)):
            yield row[0], row[1]


def _not_erased(database: Database) -> Iterator[tuple[int, str]]:
    """Ids of all records by themselves that were not erased, some thousands at a time."""
    after = 0
    while True:
        with database.session(write=False) as session:
            query = select(Candidate.id, Candidate.public_id).where(Candidate.id > after, ~_is_erased())
            rows = session.execute(query.order_by(Candidate.id).limit(_AT_ONCE)).all()
        if not rows:
            return
        for row in rows:
            yield row.id, row.public_id
        after = rows[-1].id


def _is_erased() -> ColumnElement[bool]:
    """Erased, or folded into another record, with which it goes."""
    done = aliased(Erasure)
    return or_(
        Candidate.merged_into_id.is_not(None),
        exists().where(done.candidate_id == Candidate.id, done.erased_at.is_not(None)),
    )


def _erase(session: Session, person: Candidate, folder: Path) -> None:
    if person.state != CandidateState.WITHDRAWN:
        placements.leave(session, person.actor(), person)
    asked = session.scalar(
        select(Erasure).where(Erasure.candidate_id == person.id, Erasure.undone_at.is_(None))
    )
    if asked is None:
        asked = Erasure(candidate_id=person.id, asked_at=clock.now(), erase_on=clock.today())
        session.add(asked)
    asked.erase_on = min(asked.erase_on, clock.today())
    session.flush()
    erasing.erase_due(session, asked.id, folder)

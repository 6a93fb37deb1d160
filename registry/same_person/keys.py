"""What is kept of everybody so that the same person can be found again: keyed hashes, never words.

Kept by every verb that writes who somebody is; whoever has left has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from matching.same_person.keys import text_keys
from matching.same_person.told import Told, iso
from registry import crypto
from registry.candidates.models import Candidate
from registry.candidates.registration import Registration
from registry.candidates.states import LEFT
from registry.same_person.models import CandidateKey

_FILL_AT_ONCE = 2_000
# What a registration says of who somebody is, in the order of `told_of_row`.
IDENTITY = (
    Candidate.id, Candidate.given_names, Candidate.surnames, Candidate.birth_date, Candidate.dpi, Candidate.phone,
    Candidate.is_phone_shared, Candidate.municipality,
)  # fmt: skip


def told_of(one: Registration | Candidate) -> Told:
    """A registration, given or held, as it is compared."""
    return _told(
        one.given_names,
        one.surnames,
        one.birth_date,
        one.dpi,
        one.phone,
        one.is_phone_shared,
        one.municipality,
    )


def told_of_row(row: Any) -> Told:
    """The same of a row of IDENTITY."""
    return _told(*row[1:])


def _told(
    given_names: str,
    surnames: str,
    birth_date: Any,
    dpi: str | None,
    phone: str | None,
    shared: bool,
    home: str | None,
) -> Told:
    return Told(
        given_names=given_names,
        surnames=surnames,
        birth_date=iso(birth_date),
        document=dpi or "",
        phone=phone or "",
        is_phone_shared=bool(shared),
        place=home or "",
        region=(home or "")[:2],
    )


def hashes(told: Told) -> list[int]:
    """The keys of one person as they are stored: signed 64-bit numbers."""
    found = (crypto.keyed_hash("same_person", key)[:16] for key in text_keys(told))
    return [int.from_bytes(bytes.fromhex(one), "big", signed=True) for one in found]


def keep(session: Session, candidate: Candidate) -> None:
    """Write this person's keys anew."""
    forget(session, candidate)
    if candidate.state not in LEFT:
        write(session, [(candidate.id, told_of(candidate))])


def forget(session: Session, candidate: Candidate) -> None:
    session.execute(delete(CandidateKey).where(CandidateKey.candidate_id == candidate.id))


def write(session: Session, people: Iterable[tuple[int, Told]]) -> None:
    """Keys of people who have none yet, by internal id."""
    rows = [{"key": key, "candidate_id": number} for number, told in people for key in set(hashes(told))]
    if rows:
        session.execute(insert(CandidateKey), rows)


def everybody(session: Session, *, after: int = 0) -> Iterator[list[Any]]:
    """Rows of IDENTITY of all who have not left, some thousands at a time, by internal id."""
    while True:
        query = select(*IDENTITY).where(Candidate.id > after, Candidate.state.not_in(LEFT))
        rows = session.execute(query.order_by(Candidate.id).limit(_FILL_AT_ONCE)).all()
        if not rows:
            return
        yield list(rows)
        after = rows[-1][0]

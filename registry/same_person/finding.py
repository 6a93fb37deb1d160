"""One person against everybody: the keys say whom to look at, the levels how likely it is.

Only staff ever learn what is found. A person who registers alone is answered the same, whoever is there already.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import LargeBinary, TextClause, bindparam, func, select, text, type_coerce
from sqlalchemy.orm import Session

from matching.same_person.batch import MOST_IN_BLOCK
from matching.same_person.finder import LOOKED_AT, Likeness, compare
from matching.same_person.levels import DOCUMENT, PHONE, Document, Phone
from matching.same_person.told import Told, iso
from matching.same_person.weights import load, probability, score_of
from registry import clock, crypto
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.queries import dpi_hash, phone_hash
from registry.candidates.registration import Registration
from registry.candidates.states import LEFT
from registry.same_person.keys import hashes, told_of
from registry.same_person.models import LikelyPair

# Shown to a counsellor who can ask the person; and kept for review, where nobody stands at the counter.
SHOWN_FROM, KEPT_FROM = 0.2, 0.5
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody registered who may be the same person; `levels` as in matching.same_person.levels, as codes."""

    candidate: Candidate
    probability: float
    levels: dict[str, str]


def likely(session: Session, actor: Actor, facts: Registration, *, besides: int | None = None) -> list[Found]:
    """Who may be the person being registered, likeliest first; for staff only, nobody for everybody else."""
    if not may(actor, Permission.CANDIDATE_IDENTIFY):
        return []
    found = find(session, told_of(facts), besides=besides, least=SHOWN_FROM)[:_SHOWN]
    query = select(Candidate).where(Candidate.id.in_([number for number, _one in found]))
    people = {one.id: one for one in session.scalars(query)}
    return [Found(people[number], one.probability, one.levels) for number, one in found]


def keep_likely(session: Session, candidate: Candidate) -> None:
    """Put whom this person may be on the list of pairs to look at. Says nothing to anybody."""
    for number, one in find(session, told_of(candidate), besides=candidate.id, least=KEPT_FROM):
        add_pair(session, candidate.id, number, one.probability, one.levels, found_by="registration")


def add_pair(
    session: Session, one: int, other: int, probability: float, levels: dict[str, str], *, found_by: str
) -> bool:
    """A pair to look at, unless it is known; True when it is new."""
    first, second = sorted((one, other))
    known = select(LikelyPair.id).where(LikelyPair.first_id == first, LikelyPair.second_id == second)
    if session.scalar(known.limit(1)) is not None:
        return False
    session.add(
        LikelyPair(
            first_id=first,
            second_id=second,
            probability=probability,
            levels=levels,
            weights_version=load().version,
            found_by=found_by,
            found_at=clock.now(),
        )
    )
    session.flush()
    return True


def find(session: Session, told: Told, *, besides: int | None, least: float) -> list[tuple[int, Likeness]]:
    """(internal id, likeness) of everybody who is at least so likely this person.

    Documents and telephones are compared by their hashes first; only of those whom a slip in a number could make
    likely enough they are opened.
    """
    ids = [number for number in _sharing(session, hashes(told)) if number != besides][:LOOKED_AT]
    if not ids:
        return []
    size = session.scalar(_SIZE) or 0
    same_document, same_phone = dpi_hash(told.document), phone_hash(told.phone)
    rows = session.execute(_PEOPLE, {"ids": ids}).all()
    closed = [
        _told(
            row,
            told.document if same_document and row.dpi_hash == same_document else _unhashed(row),
            told.phone if same_phone and row.phone_hash == same_phone else "",
        )
        for row in rows
    ]
    first = compare(told, closed, load(), size=size, least=probability(score_of(least) - _slack() - 200))
    opened = [rows[one.row] for one in first]
    others = [_told(row, _opened(row.dpi), _opened(row.phone)) for row in opened]
    found = compare(told, others, load(), size=size, least=least)
    return [(opened[one.row].id, one) for one in found]


# Built once: every registration asks them.
_SIZE = select(func.max(Candidate.id))
_PEOPLE = select(
    Candidate.id, Candidate.given_names, Candidate.surnames, Candidate.birth_date, Candidate.is_phone_shared,
    Candidate.municipality, Candidate.dpi_hash, Candidate.phone_hash,
    type_coerce(Candidate.dpi, LargeBinary).label("dpi"), type_coerce(Candidate.phone, LargeBinary).label("phone"),
).where(Candidate.id.in_(bindparam("ids", expanding=True)), Candidate.state.not_in(LEFT))  # fmt: skip


def _told(row: Any, document: str, phone: str) -> Told:
    home = row.municipality or ""
    return Told(
        given_names=row.given_names,
        surnames=row.surnames,
        birth_date=iso(row.birth_date),
        document=document,
        phone=phone,
        is_phone_shared=row.is_phone_shared,
        place=home,
        region=home[:2],
    )


def _opened(sealed: bytes | None) -> str:
    return crypto.decrypt(bytes(sealed)) if sealed is not None else ""


def _unhashed(row: Any) -> str:
    """A number that is no DPI has no hash: it is opened."""
    return _opened(row.dpi) if row.dpi_hash is None else ""


@cache
def _slack() -> int:
    """What slips in both numbers add at most, in thousandths, to a pair where neither is told."""
    worth = load().table
    return int(max(worth[DOCUMENT, Document.SLIP], 0) + max(worth[PHONE, Phone.SLIP], 0))


def _sharing(session: Session, keys: list[int]) -> list[int]:
    """Internal ids of who shares a key, most keys first. A key that a crowd shares says nothing and is passed over."""
    if not keys:
        return []
    by_block: dict[int, list[int]] = {}
    for block, number in session.execute(
        _blocks(len(keys)), {f"key{at}": key for at, key in enumerate(keys)}
    ):
        by_block.setdefault(block, []).append(number)
    counted: dict[int, int] = {}
    for block in by_block.values():
        if len(block) <= MOST_IN_BLOCK:
            for number in block:
                counted[number] = counted.get(number, 0) + 1
    return sorted(counted, key=lambda number: (-counted[number], number))


@cache
def _blocks(count: int) -> TextClause:
    """Who shares each of so many keys, at most one more than a crowd. Written out: every registration asks it."""
    block = "SELECT candidate_id FROM candidate_key WHERE key = :key{0} LIMIT {1}"
    one = f"SELECT {{0}} AS block, candidate_id FROM ({block}) AS block{{0}}"  # nosec B608 # numbers alone are put in
    return text(" UNION ALL ".join(one.format(at, MOST_IN_BLOCK + 1) for at in range(count)))

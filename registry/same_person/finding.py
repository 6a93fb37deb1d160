"""One person against everybody: the keys say whom to look at, the levels how likely it is.

Only staff ever learn what is found. A person who registers alone is answered the same, whoever is there already.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from matching.same_person.batch import MOST_IN_BLOCK
from matching.same_person.finder import LOOKED_AT, Likeness, compare
from matching.same_person.told import Told
from matching.same_person.weights import load
from registry import clock
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.candidates.registration import Registration
from registry.candidates.states import LEFT
from registry.same_person.keys import IDENTITY, hashes, told_of, told_of_row
from registry.same_person.models import CandidateKey, LikelyPair

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
    found = _find(session, told_of(facts), besides=besides, least=SHOWN_FROM)[:_SHOWN]
    query = select(Candidate).where(Candidate.id.in_([number for number, _one in found]))
    people = {one.id: one for one in session.scalars(query)}
    return [Found(people[number], one.probability, one.levels) for number, one in found]


def keep_likely(session: Session, candidate: Candidate) -> None:
    """Put whom this person may be on the list of pairs to look at. Says nothing to anybody."""
    for number, one in _find(session, told_of(candidate), besides=candidate.id, least=KEPT_FROM):
        add_pair(session, candidate.id, number, one.probability, one.levels, found_by="registration")


def add_pair(
    session: Session, one: int, other: int, probability: float, levels: dict[str, str], *, found_by: str
) -> bool:
    """A pair to look at, unless it is known; True when it is new."""
    first, second = sorted((one, other))
    known = select(LikelyPair.id).where(tuple_(LikelyPair.first_id, LikelyPair.second_id) == (first, second))
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


def _find(session: Session, told: Told, *, besides: int | None, least: float) -> list[tuple[int, Likeness]]:
    """(internal id, likeness) of everybody who is at least so likely this person."""
    ids = [number for number in _sharing(session, hashes(told)) if number != besides][:LOOKED_AT]
    if not ids:
        return []
    rows = session.execute(select(*IDENTITY).where(Candidate.id.in_(ids), Candidate.state.not_in(LEFT))).all()
    size = session.scalar(select(func.max(Candidate.id))) or 0
    found = compare(told, [told_of_row(row) for row in rows], load(), size=size, least=least)
    return [(rows[one.row][0], one) for one in found]


def _sharing(session: Session, keys: list[int]) -> list[int]:
    """Internal ids of who shares a key, most keys first. A key that a crowd shares says nothing and is passed over."""
    if not keys:
        return []
    blocks = [
        select(literal(at).label("block"), CandidateKey.candidate_id)
        .where(CandidateKey.key == key)
        .limit(MOST_IN_BLOCK + 1)
        .subquery()
        for at, key in enumerate(keys)
    ]
    by_block: dict[int, list[int]] = {}
    for block, number in session.execute(union_all(*(select(one) for one in blocks))):
        by_block.setdefault(block, []).append(number)
    counted: dict[int, int] = {}
    for block in by_block.values():
        if len(block) <= MOST_IN_BLOCK:
            for number in block:
                counted[number] = counted.get(number, 0) + 1
    return sorted(counted, key=lambda number: (-counted[number], number))

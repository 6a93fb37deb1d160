"""Everybody against everybody: fills the list of pairs to look at, whenever somebody runs `sendero duplicates`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.same_person.batch import duplicates
from matching.same_person.columns import People
from matching.same_person.levels import codes_of
from matching.same_person.told import Told
from matching.same_person.weights import load, probability
from registry import clock
from registry.same_person.finding import KEPT_FROM
from registry.same_person.keys import everybody, told_of_row
from registry.same_person.models import LikelyPair


@dataclass(frozen=True, slots=True)
class Looked:
    """`people` compared in `compared` pairs; `likely` of them, `new` of which were not on the list."""

    people: int
    compared: int
    likely: int
    new: int


def look(session: Session, *, least: float = KEPT_FROM, threads: int = 1) -> Looked:
    """Compare everybody who has not left, and keep every likely pair that is not known yet. The caller commits."""
    numbers: list[int] = []
    told: list[Told] = []
    for rows in everybody(session):
        numbers += [row[0] for row in rows]
        told += [told_of_row(row) for row in rows]
    found = duplicates(People(told), load(), least=least, threads=threads)
    rows_known = session.execute(select(LikelyPair.first_id, LikelyPair.second_id))
    known = {(first, second) for first, second in rows_known}
    ids = np.array(numbers, dtype=np.int64)[found.rows].tolist() if len(found.rows) else []
    version, now, new = load().version, clock.now(), 0
    for (first, second), score, levels in zip(ids, found.scores, found.levels, strict=True):
        if (first, second) in known:
            continue
        session.add(
            LikelyPair(
                first_id=first,
                second_id=second,
                probability=probability(int(score)),
                levels=codes_of(levels),
                weights_version=version,
                found_by="batch",
                found_at=now,
            )
        )
        new += 1
    session.flush()
    return Looked(len(told), found.compared, len(ids), new)

"""Why is this list empty, or short: how many more people there would be without one requirement, or without two.

The counts of a ranking say it for each requirement alone ("failed_", "only_"). Where most people fail two, dropping
either changes nothing, and the list looks hopeless; `together` says which two. Nothing here advises to drop anything:
an age or a wish stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.asked import Asked
from matching.index import UNKNOWN_DAY, CandidateIndex, Kind

_MOST = 63  # bits of a mask
Flags = NDArray[np.bool_]


def failing(index: CandidateIndex, asked: Asked) -> NDArray[np.int64]:
    """Per row of the index a mask of the requirements not met: bit i for asked.requirements[i]; 0 for rows that are
    no longer anybody's. The same rules as levels.py. Hold `index.lock` while the rows are used.

    Raises ValueError for more than 63 requirements.
    """
    if len(asked.requirements) > _MOST:
        raise ValueError(f"a vacancy with more than {_MOST} requirements")
    mask = np.zeros(len(index.alive), np.int64)
    for bit, requirement in enumerate(asked.requirements):
        name, _colon, code = requirement.partition(":")
        mask |= _FAILS[name](index, asked, code).astype(np.int64) << bit
    return np.where(index.alive, mask, 0)


def together(index: CandidateIndex, asked: Asked, *, most: int = 3) -> dict[tuple[str, str], int]:
    """The pairs of requirements that keep people off the list together: pair -> how many more would be on it without
    both, those who fail only one of them included. The most first, at most `most`; no pair that only adds up."""
    with index.lock:
        patterns, counts = np.unique(failing(index, asked), return_counts=True)
    of = dict(zip(patterns.tolist(), counts.tolist(), strict=True))
    found: dict[tuple[str, str], int] = {}
    for first, second in combinations(range(len(asked.requirements)), 2):
        one, two = 1 << first, 1 << second
        if both := of.get(one | two, 0):
            pair = asked.requirements[first], asked.requirements[second]
            found[pair] = both + of.get(one, 0) + of.get(two, 0)
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:most])


def _adult(index: CandidateIndex, asked: Asked, _code: str) -> Flags:
    return np.asarray(index.column("adult_on") > asked.adult_by.toordinal())


def _availability(index: CandidateIndex, asked: Asked, _code: str) -> Flags:
    if asked.free is None:
        return np.zeros(len(index.alive), np.bool_)
    first, last = (day.toordinal() for day in asked.free)
    free_from = index.column("available_from")
    late = (free_from != UNKNOWN_DAY) & (free_from > first)
    return np.asarray(late | (index.column("available_to") < last))


def _country(index: CandidateIndex, asked: Asked, _code: str) -> Flags:
    return np.asarray(~(index.column("any_country") | _having(index, Kind.COUNTRY, asked.needs.country)))


def _place(index: CandidateIndex, asked: Asked, _code: str) -> Flags:
    return np.asarray(np.logical_or.reduce([_having(index, Kind.AVOID, place) for place in asked.places]))


def _licence(index: CandidateIndex, _asked: Asked, code: str) -> Flags:
    return np.asarray(~_having(index, Kind.SKILL, code) & index.column("licences_answered"))


def _language(index: CandidateIndex, asked: Asked, code: str) -> Flags:
    level = next(level for asked_code, level, _share in asked.languages if asked_code == code)
    rows, levels = index.posting(Kind.LANGUAGE, code)
    spoken = np.zeros(len(index.alive), np.int32)
    spoken[rows] = levels
    return np.asarray(index.column("named_language") & (spoken < level))


def _having(index: CandidateIndex, kind: Kind, code: str) -> Flags:
    flags = np.zeros(len(index.alive), np.bool_)
    flags[index.posting(kind, code)[0]] = True
    return flags


_FAILS: dict[str, Callable[[CandidateIndex, Asked, str], NDArray[Any]]] = {
    "adult": _adult,
    "availability": _availability,
    "country": _country,
    "place": _place,
    "licence": _licence,
    "language": _language,
}

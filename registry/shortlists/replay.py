"""A stored list once more, to the byte; and what it would have been with other weights. Nothing is stored here.

A list is repeated from what was kept with it: the facts of everybody on it, what was asked, weights, vocabulary, rarity
and lottery; and, where a policy ordered it, the policy, the groups it read and what the pool held of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from matching import fair_ranking
from matching.fair_order import METHODS
from matching.fair_ranking import Kept
from matching.types import Ranked
from matching.weights import PARTS, UNITS, WHOLE, Weights
from registry.errors import Invalid, NotPossible
from registry.fairness import queries as fairness
from registry.shortlists import archive, stored
from registry.shortlists.models import Entry, Shortlist
from registry.vacancies import needs


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored list computed again. `differs`: the places at which it came out otherwise. `text`: the list as it comes
    out now, one canonical form; `is_same`: to the byte what was stored (of lists without a hash, line by line)."""

    people: int
    differs: list[int]
    text: str
    digest: str
    is_same: bool


def replay(session: Session, shortlist: Shortlist) -> Replayed:
    """The list again. Its vacancy, its entries and their people must be loaded. Raises NotPossible: archive_changed,
    order_method_unknown."""
    again = _again(session, shortlist, archive.weights_of(session, shortlist))
    plain = {entry.candidate.public_id: entry.plain_rank for entry in shortlist.entries}
    lines = [line_of(one, plain.get(one.candidate)) for one in again]
    text = text_of(shortlist, lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    differs = _differences([_stored(entry) for entry in shortlist.entries], lines)
    return Replayed(
        people=len(shortlist.entries),
        differs=differs,
        text=text,
        digest=digest,
        is_same=not differs and shortlist.digest in (None, digest),
    )


def _again(session: Session, shortlist: Shortlist, weights: Weights) -> tuple[Ranked, ...]:
    followed = fairness.followed(shortlist)
    if followed is not None and followed.method not in METHODS:
        raise NotPossible("order_method_unknown")
    people = [
        Kept(
            stored.facts_from_json(entry.facts),
            entry.plain_rank or entry.rank,
            json.loads(entry.groups) if entry.groups else {},
        )
        for entry in shortlist.entries
    ]
    return fair_ranking.again(
        people,
        needs.from_json(shortlist.needs),
        weights=weights,
        vocabulary=archive.vocabulary_of(session, shortlist),
        draw=shortlist.draw,
        as_of=shortlist.as_of,
        rarity=shortlist.rarity,
        policy=followed.fair if followed else None,
        pools=shortlist.pools,
        shown=shortlist.shown,
    )


def line_of(one: Ranked, plain: int | None) -> dict[str, Any]:
    """One person of a list as it is stored and hashed. plain: their place without the fair order."""
    return {
        "rank": one.rank,
        "plain_rank": plain,
        "candidate": one.candidate,
        "score": one.score,
        "parts": [stored.part_to_json(part) for part in one.parts],
        "missing": stored.reasons_to_json(one.missing),
        "draw": one.draw,
    }


def _stored(entry: Entry) -> dict[str, Any]:
    return {
        "rank": entry.rank,
        "plain_rank": entry.plain_rank,
        "candidate": entry.candidate.public_id,
        "score": entry.score,
        "parts": entry.parts,
        "missing": entry.missing,
        "draw": entry.draw,
    }


def text_of(shortlist: Shortlist, lines: Iterable[Mapping[str, Any]]) -> str:
    """The whole list in one canonical form: what it was made with, then everybody on it in order."""
    content = {
        "vacancy": shortlist.needs["id"],
        "as_of": shortlist.as_of.isoformat(),
        "draw": shortlist.draw,
        "weights": shortlist.weights_hash,
        "vocabulary": shortlist.vocabulary_hash,
        "ruleset": shortlist.ruleset_hash,
        "needs": shortlist.needs,
        "rarity": shortlist.rarity,
        "policy": shortlist.policy,
        "pools": shortlist.pools,
        "shown": shortlist.shown,
        "people": list(lines),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _differences(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> list[int]:
    """The places at which two lists differ, in anything, or by somebody missing from one of them."""
    before, after = ({line["rank"]: line for line in lines} for lines in (old, new))
    return sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))


# ---------------------------------------------------------------- other weights


@dataclass(frozen=True, slots=True)
class Moved:
    """One person with other weights. `parts`: name -> (points before, points then), those that change."""

    candidate: str
    before: int
    after: int
    score_before: float
    score_after: float
    parts: Mapping[str, tuple[float, float]]


def other_weights(weights: Weights, points: Mapping[str, float]) -> Weights:
    """The same weights with other points for the parts. Raises Invalid: weights_range for a part below 0, weights_sum
    unless they add up to 100 (args: total)."""
    units = {name: round(points[name] * UNITS) for name in PARTS}
    for name, found in units.items():
        if found < 0:
            raise Invalid("weights_range", field=name)
    if sum(units.values()) != WHOLE:
        raise Invalid("weights_sum", field="", total=f"{sum(units.values()) / UNITS:g}")
    return replace(weights, version=f"{weights.version}*", points=units)


def with_other_weights(session: Session, shortlist: Shortlist, weights: Weights) -> list[Moved]:
    """The people of a stored list in the order these weights would have given them. Only they can be compared: of
    everybody else that day, nothing was kept."""
    before = {entry.candidate.public_id: entry for entry in shortlist.entries}
    return [
        Moved(
            candidate=one.candidate,
            before=before[one.candidate].rank,
            after=one.rank,
            score_before=before[one.candidate].score,
            score_after=one.score,
            parts=_changed(before[one.candidate].parts, one),
        )
        for one in _again(session, shortlist, weights)
    ]


def _changed(before: Iterable[Mapping[str, Any]], one: Ranked) -> dict[str, tuple[float, float]]:
    """Parts whose points change, the largest change first."""
    old = {part["name"]: part["points"] for part in before}
    new = {part.name: part.points for part in one.parts}
    found = {
        name: (old.get(name, 0.0), new.get(name, 0.0))
        for name in PARTS
        if old.get(name, 0.0) != new.get(name, 0.0)
    }
    return dict(sorted(found.items(), key=lambda pair: -abs(pair[1][1] - pair[1][0])))

"""One person of a shortlist in words, for the Ministry: the card without identity, parts, reasons, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app import words
from app.i18n import format_number
from app.i18n import gettext as _
from app.words import matching
from app.words import obstacles as why_short
from registry.placements.models import Referral
from registry.seeds.reference import departments
from registry.shortlists.models import Entry
from registry.shortlists.stored import in_favour

_REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list. `reasons`: the heaviest few; all of them stand in `parts_of`."""

    candidate: str
    rank: int
    score: float
    drawn: float
    department: str
    work: list[str]
    languages: list[str]
    reasons: list[str]
    missing: list[str]
    points: list[dict[str, Any]]
    referral: Referral | None


def lines_of(entries: Iterable[Entry], referrals: Mapping[int, Referral]) -> list[Line]:
    """The entries' candidates must be loaded; of them only the department is read. referrals: by candidate.

    Fifty people have the same few dozen reasons: each is put into words once.
    """
    said: dict[str, str] = {}

    def say(reason: Mapping[str, Any]) -> str:
        key = repr(reason)
        if key not in said:
            said[key] = words.reason(reason)
        return said[key]

    return [_line_of(entry, referrals.get(entry.candidate_id), say) for entry in entries]


def _line_of(entry: Entry, referral: Referral | None, say: Callable[[Mapping[str, Any]], str]) -> Line:
    code = (entry.candidate.municipality or "")[:2]
    return Line(
        candidate=entry.candidate.public_id,
        rank=entry.rank,
        score=entry.score,
        drawn=entry.draw,
        department=departments()[code].name if code in departments() else "",
        work=matching.work(entry.facts["work"]),
        languages=matching.spoken(entry.facts["languages"]),
        reasons=[say(reason) for reason in in_favour(entry.parts)[:_REASONS_SHOWN]],
        missing=[say(reason) for reason in entry.missing],
        points=entry.parts,
        referral=referral,
    )


def parts_of(entry: Entry) -> list[dict[str, Any]]:
    """The parts of a person's points, rows of the parts_table component."""
    return [_part(part) for part in entry.parts]


def _part(part: dict[str, Any]) -> dict[str, Any]:
    """Four places, so that anybody can add the points up to the score."""
    points = format_number(part["points"], 4)
    return {
        "label": words.word(part["name"], "part"),
        "points": points,
        "drawn": _("%(points)s de %(weight)s puntos") % {"points": points, "weight": part["weight"]},
        "weight": part["weight"],
        "value": part["value"],
        "words": "; ".join(words.reason(reason) for reason in part["reasons"]),
    }


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One requirement of a list: how many do not meet it, how many more there would be without it alone, and what can
    lawfully be changed about it."""

    requirement: str
    failed: int
    only: int
    change: str


def obstacles(counts: dict[str, int]) -> list[Obstacle]:
    """Why a list is as short as it is, the most costly requirement first; those that cost nobody are left out."""
    names = [
        name.removeprefix("failed_")
        for name, number in counts.items()
        if name.startswith("failed_") and number
    ]
    found = [
        Obstacle(
            matching.requirement(name),
            counts[f"failed_{name}"],
            counts.get(f"only_{name}", 0),
            why_short.change(name),
        )
        for name in names
    ]
    return sorted(found, key=lambda one: (-one.only, -one.failed))


def obstacle_pairs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Two requirements in words, with how many more there would be without both."""
    return [
        (matching.requirement(first), matching.requirement(second), number)
        for first, second, number in why_short.pairs(counts)
    ]

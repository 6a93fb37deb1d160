"""The weights of a ranking: read from data/weights-<version>.json, checked, turned into whole numbers.

Units inside: points in ten-thousandths (100 points = 1,000,000), credits in thousandths.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from matching.levels import OccupationLevel, SkillLevel

PARTS = ("skills_required", "skills_desired", "occupation", "experience", "languages", "wishes")
UNITS = 10_000  # of one point
WHOLE = 1_000_000  # a full part value; also 100 points in units
FULL_CREDIT = 1_000

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Weights:
    """points: part -> units, adding up to WHOLE. Credits: level -> thousandths."""

    version: str
    dated_on: date
    points: Mapping[str, int]
    skill_credit: Mapping[SkillLevel, int]
    occupation_credit: Mapping[OccupationLevel, int]
    without_months: int
    rarity_prior_people: int

    def rarity(self, holders: int, people: int) -> float:
        """How much an asked skill counts: 1 when everybody has it, more the fewer do (natural logarithm).

        The prior stops a pool of ten people from calling a skill rare, and keeps the step that one more
        holder makes under 2 %: so nobody loses by gaining a skill that becomes a little less rare through
        them.
        """
        prior = self.rarity_prior_people
        return round(1 + math.log((max(people, holders) + prior) / (holders + prior)), 4)

    def months_credit(self, months: int, asked: int) -> int:
        """Credit in thousandths for `months` of a skill of which `asked` months are wanted (0: no length
        asked)."""
        if asked <= 0:
            return FULL_CREDIT
        return self.without_months + (FULL_CREDIT - self.without_months) * min(months, asked) // asked


def shares(sizes: Sequence[float], whole: int = WHOLE) -> list[int]:
    """Split `whole` in proportion to `sizes`, in whole numbers that add up exactly (largest remainder)."""
    total = math.fsum(sizes)
    if total <= 0:
        return [0] * len(sizes)
    exact = [size / total * whole for size in sizes]
    split = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(sizes)), key=lambda at: (split[at] - exact[at], at))
    for at in by_remainder[: whole - sum(split)]:
        split[at] += 1
    return split


def parse_weights(text: str) -> Weights:
    """Read a weights file. Raises ValueError naming what is wrong: a ranking with odd weights must not
    start."""
    raw = json.loads(text)
    points = raw["points"]
    if set(points) != set(PARTS):
        raise ValueError(f"weights must name exactly the parts {', '.join(PARTS)}")
    units = {name: round(points[name] * UNITS) for name in PARTS}
    if sum(units.values()) != WHOLE or min(units.values()) < 0:
        raise ValueError("weights must be zero or more and add up to 100 points")
    skill = {level: _thousandths(raw["skill_credit"][level]) for level in SkillLevel}
    occupation = {level: _thousandths(raw["occupation_credit"][level]) for level in OccupationLevel}
    without_months = _thousandths(raw["skill_without_months_credit"])
    if skill[SkillLevel.EXACT] != FULL_CREDIT or occupation[OccupationLevel.SAME] != FULL_CREDIT:
        raise ValueError("the very thing that is asked must have credit 1")
    nearly = max(credit for level, credit in skill.items() if level is not SkillLevel.EXACT)
    if nearly * 1.05 > without_months:
        # or else a person could lose by gaining the asked skill itself beside a similar one
        raise ValueError("a similar skill must earn clearly less than the asked skill without its months")
    if raw["rarity_prior_people"] < 50:
        raise ValueError(
            "rarity_prior_people must be at least 50 (keeps one more holder under 2 % of rarity)"
        )
    return Weights(
        version=str(raw["version"]),
        dated_on=date.fromisoformat(raw["dated_on"]),
        points=units,
        skill_credit=skill,
        occupation_credit=occupation,
        without_months=without_months,
        rarity_prior_people=int(raw["rarity_prior_people"]),
    )


def weights_text(weights: Weights) -> str:
    """One form for the same weights, wherever they came from; `parse_weights` reads it. For an archive."""
    content = {
        "version": weights.version,
        "dated_on": weights.dated_on.isoformat(),
        "points": {name: units / UNITS for name, units in weights.points.items()},
        "skill_credit": {str(level): credit / 1000 for level, credit in weights.skill_credit.items()},
        "skill_without_months_credit": weights.without_months / 1000,
        "occupation_credit": {
            str(level): credit / 1000 for level, credit in weights.occupation_credit.items()
        },
        "rarity_prior_people": weights.rarity_prior_people,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


@cache
def load_weights(version: str = "1") -> Weights:
    """The shipped weights of that version. Raises FileNotFoundError for a version that does not exist."""
    return parse_weights((_DATA / f"weights-{version}.json").read_text(encoding="utf-8"))


def _thousandths(credit: float) -> int:
    if not 0 <= credit <= 1:
        raise ValueError(f"credit {credit} is not between 0 and 1")
    return round(credit * FULL_CREDIT)

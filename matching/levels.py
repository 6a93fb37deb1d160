"""Named comparison levels: how a person's fact stands to what a vacancy asks.

Two kinds. Relations (`SkillLevel`, `OccupationLevel`) say how near a code is to the asked code; the credit
each level earns is data (weights.py). Verdicts say whether a hard rule is met, not met, or unknown: a fact
that nobody asked for is a level of its own, never a zero and never a refusal (schemes.md section 4).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from matching.types import Verdict


class SkillLevel(StrEnum):
    """What the person has, seen from what is asked: the same, a kind of it, beside it, the general thing, a
    cousin."""

    EXACT = "exact"
    NARROWER = "narrower"
    RELATED = "related"
    BROADER = "broader"
    SIBLING = "sibling"


class OccupationLevel(StrEnum):
    """The same occupation, or the same ISCO-08 group at 4, 3 or 2 digits. Anything further earns nothing."""

    SAME = "same"
    UNIT_GROUP = "unit_group"
    MINOR_GROUP = "minor_group"
    SUB_MAJOR_GROUP = "sub_major_group"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What the ranking knows about codes, which are otherwise opaque to it.

    occupations: occupation code -> ISCO-08 unit group ("9211"). broader: skill -> the more general skills it
    is a kind of. related: skill -> skills beside it (read both ways). version names the lexicon, stored with
    every list.
    """

    version: str = ""
    occupations: Mapping[str, str] = field(default_factory=dict)
    broader: Mapping[str, Collection[str]] = field(default_factory=dict)
    related: Mapping[str, Collection[str]] = field(default_factory=dict)
    _narrower: dict[str, set[str]] = field(init=False, repr=False, default_factory=dict)
    _beside: dict[str, set[str]] = field(init=False, repr=False, default_factory=dict)
    _by_prefix: dict[str, list[str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for code, parents in self.broader.items():
            for parent in parents:
                self._narrower.setdefault(parent, set()).add(code)
        for code, others in self.related.items():
            for other in others:
                self._beside.setdefault(code, set()).add(other)
                self._beside.setdefault(other, set()).add(code)
        for code, group in self.occupations.items():
            self._by_prefix.setdefault(group[:2], []).append(code)

    def skills_near(self, code: str) -> dict[str, SkillLevel]:
        """Every skill that earns credit where `code` is asked, with its nearest level."""
        parents = self.broader.get(code, ())
        near: dict[str, SkillLevel] = {}
        for parent in parents:
            near |= dict.fromkeys(self._narrower[parent], SkillLevel.SIBLING)
        near |= dict.fromkeys(parents, SkillLevel.BROADER)
        near |= dict.fromkeys(self._beside.get(code, ()), SkillLevel.RELATED)
        near |= dict.fromkeys(self._narrower.get(code, ()), SkillLevel.NARROWER)
        near[code] = SkillLevel.EXACT
        return near

    def occupations_near(self, code: str) -> dict[str, OccupationLevel]:
        """Every occupation that earns credit where `code` is asked, with its nearest level."""
        group = self.occupations.get(code, "")
        near: dict[str, OccupationLevel] = {}
        if len(group) >= 2:
            for other in self._by_prefix[group[:2]]:
                near[other] = _group_level(group, self.occupations[other])
        near[code] = OccupationLevel.SAME
        return near


def _group_level(asked: str, other: str) -> OccupationLevel:
    if asked[:3] != other[:3] or len(asked) < 3:
        return OccupationLevel.SUB_MAJOR_GROUP
    if asked[:4] != other[:4] or len(asked) < 4:
        return OccupationLevel.MINOR_GROUP
    return OccupationLevel.UNIT_GROUP


def adult(adult_on: date | None, day: date) -> Verdict:
    """CD-01: 18 or older on the first day of work. The only use of age anywhere."""
    if adult_on is None:
        return Verdict.UNKNOWN
    return Verdict.MET if adult_on <= day else Verdict.NOT_MET


def needed_days(start_on: date | None, end_on: date | None, travel_days: int) -> tuple[date, date] | None:
    """First and last day on which the person must be free, or None if the vacancy names no date."""
    first, last = start_on or end_on, end_on or start_on
    if first is None or last is None:
        return None
    return first - timedelta(days=travel_days), max(first, last)


def availability(free_from: date | None, free_to: date | None, first: date, last: date) -> Verdict:
    """CD-20: free from `first` to `last`. No end named counts as open; no beginning named is unknown."""
    if (free_to is not None and free_to < last) or (free_from is not None and free_from > first):
        return Verdict.NOT_MET
    return Verdict.UNKNOWN if free_from is None else Verdict.MET


def country(wished: Collection[str], asked: str) -> Verdict:
    """The person wants to work in that country; no wish stated means any."""
    return Verdict.MET if not wished or asked in wished else Verdict.NOT_MET


def place(avoided: Collection[str], asked: Collection[str]) -> Verdict:
    """None of the vacancy's places (country, region) is one the person avoids."""
    return Verdict.NOT_MET if any(code in avoided for code in asked) else Verdict.MET


def licence(held: Collection[str], answered: bool, asked: str) -> Verdict:
    """CD-17: a licence not named is a "no" only from somebody who was asked about licences."""
    if asked in held:
        return Verdict.MET
    return Verdict.NOT_MET if answered else Verdict.UNKNOWN


def language(spoken: Mapping[str, int], asked: str, level: int) -> Verdict:
    """A language the work cannot be done without; unknown as long as the person has named no language at
    all."""
    if not spoken:
        return Verdict.UNKNOWN
    return Verdict.MET if spoken.get(asked, 0) >= level else Verdict.NOT_MET

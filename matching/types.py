"""The plain values that go into matching and come out of it.

Nothing here knows a database, a web request or a clock. A candidate is described by what they can do and
want; sex, ethnicity, age above 18, migration history and every other protected fact have no field here, so no
ranking can read them (schemes.md section 4, "Never rank on").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill, crop, task, tool, machine or licence a person has. `months` 0 means "has it, length not
    said"."""

    code: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """Months of work in one occupation of our lexicon (`occ:...`)."""

    occupation: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What a ranking may know about a person. `id` is the opaque public id.

    adult_on: the day the person turns 18 (None: birth date unknown); no other use of age is possible.
    languages: language code (ISO 639) to level 0-5.
    countries: ISO 3166 codes the person wants to work in; empty means "any".
    occupations_wanted: codes of the lexicon; empty means "any".
    avoid: countries, "US-GA"-like regions, "GT-13" and "GT-1301" at home, where the person will not go; confidential,
    only ever excludes.
    available_from without available_to: free from that day on, no end named. Neither: not asked yet.
    licences_answered: the person was asked which licences they hold, so a licence not among `skills` is a
    "no"; otherwise it is unknown. Languages need no such mark: whoever named one was asked.
    """

    id: str
    work: tuple[Work, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    adult_on: date | None = None
    available_from: date | None = None
    available_to: date | None = None
    countries: frozenset[str] = frozenset()
    occupations_wanted: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()
    max_months_away: int | None = None
    licences_answered: bool = False


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A skill the vacancy asks for. `required` skills weigh more than desired ones; `months` 0: no length
    asked."""

    code: str
    required: bool = True
    months: int = 0


@dataclass(frozen=True, slots=True)
class VacancyNeeds:
    """What a vacancy asks. `country`/`region` are ISO 3166 ("US", "US-GA"). Dates are worked days, both ends
    counted.

    languages: only those the work cannot be done without (ISO 639 code, level 1-5).
    travel_days: days before start_on on which the person must already be free to travel (CD-20).
    also_at: further codes of the same place, as people may avoid it: a Guatemalan department "GT-13" and municipality
    "GT-1301".
    """

    id: str
    scheme: str
    occupation: str | None
    country: str
    region: str | None = None
    start_on: date | None = None
    end_on: date | None = None
    experience_months: int = 0
    skills: tuple[SkillNeed, ...] = ()
    licences: tuple[str, ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    travel_days: int = 0
    also_at: tuple[str, ...] = ()


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and numbers; the words are the app's job. `args` values are str, int or float (JSON-safe)."""

    code: str
    args: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a score: points = weight x value, value in 0..1. Points of all parts add up to the
    score."""

    name: str
    weight: float
    value: float
    points: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person on a list: position from 1, the score 0..100, its parts, and what is missing or unknown."""

    candidate: str
    rank: int
    score: float
    parts: tuple[Part, ...]
    missing: tuple[Reason, ...] = ()
    draw: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """A whole list with how it came about.

    counts: {"all", "eligible", "unknown", "not_eligible"} (the last three add up to "all"; eligible and
    unknown people are on the list); "failed_<requirement>", how many do not meet it; "only_<requirement>",
    how many more would be on the list if that requirement alone were dropped (a list in fair_ranking.py adds
    "both_<requirement>+<requirement>": if those two were, see obstacles.py). Requirements: adult,
    availability, country, place, "licence:<code>", "language:<code>". "place" comes from what people told us
    to avoid: staff only, never employers.
    rarity: asked skill -> how rare it was among all candidates that day; kept so that the list can be
    replayed.
    """

    vacancy: str
    weights_version: str
    draw: str
    as_of: date
    counts: dict[str, int]
    ranked: tuple[Ranked, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    vocabulary_version: str = ""


@dataclass(frozen=True, slots=True)
class RankedVacancy:
    """One vacancy on a candidate's list: the same parts and score that the vacancy's own list shows for this
    person."""

    vacancy: str
    rank: int
    score: float
    parts: tuple[Part, ...]
    missing: tuple[Reason, ...] = ()
    draw: float = 0.0


@dataclass(frozen=True, slots=True)
class VacancyRanking:
    """The vacancies for one candidate. counts: as in Ranking, counting vacancies."""

    candidate: str
    weights_version: str
    draw: str
    as_of: date
    counts: dict[str, int]
    ranked: tuple[RankedVacancy, ...]
    rarity: dict[str, float] = field(default_factory=dict)
    vocabulary_version: str = ""

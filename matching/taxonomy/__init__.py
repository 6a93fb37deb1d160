"""Occupations and skills, and the way from people's words to their codes.

Holds: the lexicon (occupations.csv, skills.csv, lexicon.py), ranking of short names (labels.py), linking (linker.py),
reading of longer texts (reading.py, durations.py). Does not hold: ESCO or any other published taxonomy; an
installation imports those. Nothing here decides for a person: they are offered the best five and "none of these".
Start at `link` and `read_skills`.
"""

from matching.taxonomy.durations import (
    HARVEST_MONTHS,
    SEASON_MONTHS,
    read_asked_months,
    read_experience_months,
)
from matching.taxonomy.lexicon import Lexicon, Occupation, Skill, lexicon
from matching.taxonomy.linker import Link, WorkRead, link, link_many, rank_targets, rank_taxonomy, read_work
from matching.taxonomy.reading import Finding, read_skills

__all__ = [
    "HARVEST_MONTHS",
    "SEASON_MONTHS",
    "Finding",
    "Lexicon",
    "Link",
    "Occupation",
    "Skill",
    "WorkRead",
    "lexicon",
    "link",
    "link_many",
    "rank_targets",
    "rank_taxonomy",
    "read_asked_months",
    "read_experience_months",
    "read_skills",
    "read_work",
]

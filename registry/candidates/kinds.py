"""Kinds of work in everyday words, each with its occupations, and what to offer for a person's own words.

Five kinds and "another": what fits on a telephone as pictures. They are drawn from ISCO-08 groups of the lexicon, so
a new occupation falls into its kind by its code.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from matching.taxonomy import lexicon, link, read_skills
from registry.candidates.registration import Job, KnownSkill


class Kind(StrEnum):
    FIELD = "field"
    BUILDING = "building"
    CLEANING_CARE = "cleaning_care"
    KITCHEN = "kitchen"
    FACTORY = "factory"
    OTHER = "other"


# ISCO-08 groups by their first digits; the longest that fits decides.
_GROUPS = {
    Kind.FIELD: ("61", "62", "63", "834", "921", "7233", "7515", "7544"),
    Kind.BUILDING: ("711", "712", "713", "7212", "7214", "7411", "8342", "8343", "931", "3123"),
    Kind.CLEANING_CARE: ("53", "911", "912", "5152", "961", "3222"),
    Kind.KITCHEN: ("512", "513", "94", "7512", "5212"),
    Kind.FACTORY: ("81", "82", "75", "932", "933", "8344", "4321"),
}
_OFFERED = 5


@cache
def occupations_of(kind: Kind) -> tuple[str, ...]:
    """The codes of a kind of work, in the order of the lexicon."""
    return tuple(code for code in lexicon().occupations if _kind_of(code) is kind)


@cache
def _kind_of(code: str) -> Kind:
    isco = lexicon().occupations[code].isco08
    fitting = [
        (len(group), kind) for kind, groups in _GROUPS.items() for group in groups if isco.startswith(group)
    ]
    return max(fitting)[1] if fitting else Kind.OTHER


def offers_for(words: str, kind: Kind | None = None) -> list[str]:
    """The best five occupations for a person's own words, by code. They choose, or say "none of these".

    Where words say too little, the occupations that begin the chosen kind fill the list.
    """
    found = [proposal.code for proposal in link(words, kind="occupation", top=_OFFERED)]
    if kind is not None and kind is not Kind.OTHER:
        found += [code for code in occupations_of(kind) if code not in found]
    return found[:_OFFERED]


def skills_offered(words: str, work: list[Job]) -> list[KnownSkill]:
    """Skills to tick: those found in the words, then those the confirmed occupations bring along. Each code once.

    What the person denied ("no sé manejar") is left out.
    """
    found: dict[str, KnownSkill] = {}
    for finding in read_skills(words):
        if not finding.negated and finding.kind != "language_skill":
            found[finding.code] = KnownSkill(words=finding.matched, skill=finding.code, months=finding.months)
    for job in work:
        if job.occupation is None:
            continue
        for code in lexicon().occupations[job.occupation].essential_skills:
            found.setdefault(code, KnownSkill(words=lexicon().skills[code].es, skill=code, months=job.months))
    return list(found.values())

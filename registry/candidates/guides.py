"""What is asked about a job, by what somebody did: guides.yaml, read once.

A family covers groups of ISCO-08; a job whose occupation was not recognised, or that was done at home, falls into the
last. What is chosen are codes of the taxonomy, so that lists profit from them as from any skill.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from matching.taxonomy import lexicon
from registry.candidates.registration import Job, KnownSkill, Registration
from registry.errors import Invalid

_FILE = Path(__file__).parent / "guides.yaml"
FEWEST, MOST = 4, 6
MOST_SKILLS = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `choices`: skill code and the name of its picture, None where none says it."""

    id: str
    es: str
    en: str
    choices: tuple[tuple[str, str | None], ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _picture in self.choices)


@cache
def families() -> dict[str, tuple[tuple[str, ...], tuple[Asked, ...]]]:
    """Name to ISCO-08 groups and questions. Raises ValueError for an unknown code or the wrong number of choices."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["families"]
    return {
        name: (tuple(row["isco"]), tuple(_read(name, one) for one in row["questions"]))
        for name, row in told.items()
    }


def _read(family: str, row: dict[str, object]) -> Asked:
    told = row["choices"]
    assert isinstance(told, dict)
    choices = tuple((f"skill:{slug}", picture) for slug, picture in told.items())
    unknown = [code for code, _picture in choices if code not in lexicon().skills]
    if unknown or not FEWEST <= len(choices) <= MOST:
        raise ValueError(f"{_FILE.name}: {family}/{row['id']}: {unknown or len(choices)}")
    pictures = [picture for _code, picture in choices if picture is not None]
    if len(set(pictures)) < len(pictures):
        raise ValueError(f"{_FILE.name}: {family}/{row['id']}: two choices with one picture")
    return Asked(str(row["id"]), str(row["es"]), str(row["en"]), choices)


def questions_about(job: Job) -> tuple[Asked, ...]:
    """What to ask about this job, in order."""
    entry = lexicon().occupations.get(job.occupation or "")
    isco = entry.isco08 if entry else ""
    fitting = [
        (len(group), name)
        for name, (groups, _questions) in families().items()
        for group in groups
        if isco.startswith(group)
    ]
    return families()[max(fitting)[1]][1]


def ticked(facts: Registration, asked: Asked) -> list[str]:
    """The choices that this person holds already, whichever job they told them of."""
    held = {one.skill for one in facts.skills}
    return [code for code, _picture in asked.choices if code in held]


def answer(facts: Registration, job: Job, asked: Asked, chosen: list[str]) -> None:
    """Keep what was chosen, for as long as the job lasted; what was not chosen goes. Raises Invalid on "skills"."""
    if not set(chosen) <= asked.codes:
        raise Invalid("code_unknown", field="skills")
    others = [one for one in facts.skills if one.skill not in asked.codes]
    before = {one.skill: one for one in facts.skills if one.skill in asked.codes}
    kept = [_skill(code, job, before.get(code)) for code in dict.fromkeys(chosen)]
    _check_room(len(others) + len(kept))
    facts.skills = others + kept


def _skill(code: str, job: Job, before: KnownSkill | None) -> KnownSkill:
    """The longest time counts; the words are the person's own where they gave any."""
    words = before.words if before else lexicon().skills[code].es
    return KnownSkill(words=words, skill=code, months=max(job.months, before.months if before else 0))


def add_words(facts: Registration, job: Job, words: str, code: str | None) -> None:
    """Something else, in the person's own words; `code`: what they said it is, None for "none of these"."""
    held = [one for one in facts.skills if one.words != words and (code is None or one.skill != code)]
    _check_room(len(held) + 1)
    facts.skills = [*held, KnownSkill(words=words, skill=code, months=job.months if code else 0)]


def _check_room(count: int) -> None:
    if count > MOST_SKILLS:
        raise Invalid("too_many_answers", field="skills", most=MOST_SKILLS)

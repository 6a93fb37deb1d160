"""A vacancy's needs made ready for scoring: parts with their weights, skills with their shares, days as
dates.

**Weights of what is asked.** A part the vacancy says nothing about is left out, and its points go to the
others in proportion, so the parts of every list add up to 100. 100 points then mean "everything that was
asked" and 0 "nothing of it", for every vacancy; giving the silent parts to everybody would make vague
vacancies look like good fits. Within a skills part each skill has a share by its rarity. Shares and credits
are whole numbers (weights.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.levels import OccupationLevel, SkillLevel, Vocabulary, needed_days
from matching.types import SkillNeed, VacancyNeeds
from matching.weights import FULL_CREDIT, WHOLE, Weights, shares

DAYS_A_MONTH = 31  # a wish of "at most 6 months" is not broken by six long months


@dataclass(frozen=True)
class AskedSkill:
    """near: code -> (level, credit in thousandths), best credit first. share: of the part, in millionths."""

    code: str
    months: int
    share: int
    near: Mapping[str, tuple[SkillLevel, int]]
    is_licence: bool


@dataclass(frozen=True)
class Asked:
    """One vacancy ready for scoring. points: asked part -> units, adding up to WHOLE (or empty: nothing is
    asked)."""

    needs: VacancyNeeds
    weights: Weights
    rarity: dict[str, float]
    points: dict[str, int]
    skills: dict[str, tuple[AskedSkill, ...]]
    occupations: Mapping[str, tuple[OccupationLevel, int]]
    languages: tuple[tuple[str, int, int], ...]  # code, level asked, share
    wishes: dict[str, int]  # "occupation", "length" -> share
    adult_by: date
    free: tuple[date, date] | None
    days: int | None
    places: tuple[str, ...]
    requirements: tuple[str, ...]
    is_strict: bool = (
        False  # only people who are known to meet everything; else unknown facts keep them listed
    )


def asked_codes(needs: VacancyNeeds) -> list[str]:
    """The skills and licences whose rarity a ranking needs, sorted."""
    return sorted({need.code for need in needs.skills} | set(needs.licences))


def ask(
    needs: VacancyNeeds,
    *,
    weights: Weights,
    vocabulary: Vocabulary,
    rarity: Mapping[str, float],
    as_of: date,
    is_strict: bool = False,
) -> Asked:
    """Prepare. A code without a known rarity counts 1, as if everybody had it. is_strict: who is listed, never how
    they score."""
    known = {code: float(rarity.get(code, 1.0)) for code in asked_codes(needs)}
    required, desired = _needs_once(needs)
    skills = {
        "skills_required": _asked_skills(required, needs.licences, known, vocabulary, weights),
        "skills_desired": _asked_skills(desired, (), known, vocabulary, weights),
    }
    levels = _once_highest((code, max(level, 1)) for code, level in needs.languages)
    free = needed_days(needs.start_on, needs.end_on, needs.travel_days)
    days = (needs.end_on - needs.start_on).days + 1 if needs.start_on and needs.end_on else None
    days = days if days is not None and days > 0 else None
    wished = [name for name, is_asked in (("occupation", needs.occupation), ("length", days)) if is_asked]
    occupations = vocabulary.occupations_near(needs.occupation) if needs.occupation else {}
    is_asked = {
        "skills_required": bool(skills["skills_required"]),
        "skills_desired": bool(skills["skills_desired"]),
        "occupation": bool(needs.occupation),
        "experience": needs.experience_months > 0,
        "languages": bool(levels),
        "wishes": bool(wished),
    }
    return Asked(
        needs=needs,
        weights=weights,
        rarity=known,
        points=_points(weights, is_asked),
        skills=skills,
        occupations={code: (level, weights.occupation_credit[level]) for code, level in occupations.items()},
        languages=tuple(
            (code, level, share)
            for (code, level), share in zip(levels.items(), shares([1] * len(levels)), strict=True)
        ),
        wishes=dict(zip(wished, shares([1] * len(wished)), strict=True)),
        adult_by=needs.start_on or as_of,
        free=free,
        days=days,
        places=tuple(dict.fromkeys(code for code in (needs.country, needs.region, *needs.also_at) if code)),
        requirements=_requirements(needs, levels, free is not None),
        is_strict=is_strict,
    )


def length_credit(max_months: int, days: int) -> int:
    """Credit for the wish "at most so many months away", in thousandths."""
    return FULL_CREDIT * min(max_months * DAYS_A_MONTH, days) // days


def _points(weights: Weights, is_asked: Mapping[str, bool]) -> dict[str, int]:
    names = [name for name in weights.points if is_asked[name] and weights.points[name]]
    return dict(zip(names, shares([weights.points[name] for name in names], WHOLE), strict=True))


def _requirements(needs: VacancyNeeds, levels: Iterable[str], has_dates: bool) -> tuple[str, ...]:
    return (
        "adult",
        *(("availability",) if has_dates else ()),
        "country",
        "place",
        *(f"licence:{code}" for code in dict.fromkeys(needs.licences)),
        *(f"language:{code}" for code in levels),
    )


def _needs_once(needs: VacancyNeeds) -> tuple[dict[str, int], dict[str, int]]:
    """Required and desired codes with months. A code asked twice is asked once: required first, the longest
    time."""
    months = _once_highest((need.code, max(need.months, 0)) for need in needs.skills)

    def of(skills: Iterable[SkillNeed], without: Iterable[str]) -> dict[str, int]:
        return {code: months[code] for code in sorted({need.code for need in skills} - set(without))}

    required = of((need for need in needs.skills if need.required), needs.licences)
    return required, of((need for need in needs.skills if not need.required), [*required, *needs.licences])


def _once_highest(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for code, number in sorted(pairs):
        highest[code] = number  # sorted: the highest comes last
    return highest


def _asked_skills(
    months: Mapping[str, int],
    licences: Iterable[str],
    rarity: Mapping[str, float],
    vocabulary: Vocabulary,
    weights: Weights,
) -> tuple[AskedSkill, ...]:
    """Skills, then licences. A licence has no partial credit: another class of licence does not let anyone
    drive."""
    exact = {SkillLevel.EXACT: FULL_CREDIT}
    wanted = [(code, asked, False) for code, asked in months.items()]
    wanted += [(code, 0, True) for code in sorted(set(licences))]
    result = []
    for (code, asked, is_licence), share in zip(
        wanted, shares([rarity[code] for code, _, _ in wanted]), strict=True
    ):
        levels = {code: SkillLevel.EXACT} if is_licence else vocabulary.skills_near(code)
        credits = exact if is_licence else weights.skill_credit
        near = sorted(((other, (level, credits[level])) for other, level in levels.items()), key=_best_first)
        result.append(AskedSkill(code, asked, share, dict(near), is_licence))
    return tuple(result)


def _best_first(near: tuple[str, tuple[SkillLevel, int]]) -> tuple[int, str]:
    return -near[1][1], near[0]

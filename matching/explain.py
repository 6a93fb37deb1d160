"""One person against one vacancy: verdicts, parts and reasons, from the same whole numbers that the list is
sorted by.

Reasons are codes with numbers; the app puts them into words:
- skill.has{skill} | skill.has{skill, have, asked} (months) | skill.related{skill, through, level} |
  skill.missing{skill}
- licence.has{licence} | licence.missing{licence}
- occupation.same{occupation} | occupation.near{occupation, through, level} | occupation.other |
  occupation.unknown
- experience.covers{have, asked} | experience.gap{have, asked}: months, near occupations counted by their
  nearness
- language.has{language, have, asked} | language.unknown{language}
- wish.any_work | wish.work{occupation, level} | wish.other_work; wish.length_fits |
  wish.length_longer{wished_months, days} What is missing (kept on the list, said aloud):
  <requirement>.unknown, experience.gap, skill.missing for required ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching import levels
from matching.asked import Asked, AskedSkill, length_credit
from matching.types import CandidateFacts, Part, Reason, Verdict
from matching.weights import FULL_CREDIT, UNITS, WHOLE

Valued = tuple[int, list[Reason]]  # value in millionths, why


def verdicts(asked: Asked, facts: CandidateFacts) -> dict[str, Verdict]:
    """Each hard requirement with its outcome for this person."""
    held = {skill.code for skill in facts.skills}
    spoken = _highest(facts.languages)
    found: dict[str, Verdict] = {"adult": levels.adult(facts.adult_on, asked.adult_by)}
    if asked.free is not None:
        found["availability"] = levels.availability(facts.available_from, facts.available_to, *asked.free)
    found["country"] = levels.country(facts.countries, asked.needs.country)
    found["place"] = levels.place(facts.avoid, asked.places)
    for code in asked.needs.licences:
        found[f"licence:{code}"] = levels.licence(held, facts.licences_answered, code)
    for code, level, _ in asked.languages:
        found[f"language:{code}"] = levels.language(spoken, code, level)
    return found


def parts(asked: Asked, facts: CandidateFacts) -> tuple[Part, ...]:
    """The named parts of the score, reasons included. `facts` as the index reads them (index.as_read)."""
    result = []
    for name, weight in asked.points.items():
        value, reasons = _VALUE_OF[name](asked, facts)
        points = points_of(weight, value)
        result.append(Part(name, weight / UNITS, value / WHOLE, points / UNITS, tuple(reasons)))
    return tuple(result)


def points_of(weight: int, value: int) -> int:
    """weight (units) x value (millionths), rounded half up to whole units; the only rounding of a score."""
    return (weight * value + WHOLE // 2) // WHOLE


def score(parts: tuple[Part, ...]) -> float:
    """The shown score: the points of all parts, four places."""
    return sum(round(part.points * UNITS) for part in parts) / UNITS


def missing(found: Mapping[str, Verdict], parts: tuple[Part, ...]) -> tuple[Reason, ...]:
    """What somebody should still ask the person, or what they lack, without being kept off the list."""
    gaps = [_unknown(requirement) for requirement, verdict in found.items() if verdict is Verdict.UNKNOWN]
    for part in parts:
        if part.name in ("skills_required", "experience"):
            gaps += [reason for reason in part.reasons if reason.code in ("skill.missing", "experience.gap")]
    return tuple(gaps)


def _unknown(requirement: str) -> Reason:
    name, _, code = requirement.partition(":")
    return Reason(f"{name}.unknown", {name: code} if code else {})


def _skills(asked: Asked, wanted: tuple[AskedSkill, ...], facts: CandidateFacts) -> Valued:
    months = {skill.code: skill.months for skill in facts.skills}
    total, reasons = 0, []
    without, whole = asked.weights.without_months, FULL_CREDIT
    for skill in wanted:
        near, needed = skill.near, skill.months
        best = (0, 0, "")  # among equals the nearer code, then the alphabet
        for code, have in months.items():
            if code in near:
                nearness = near[code][1]
                full = whole if needed <= 0 else without + (whole - without) * min(have, needed) // needed
                best = min(best, (-(nearness * full // whole), -nearness, code))
        credit, through = -best[0], best[2] if best[0] else ""
        total += skill.share * credit
        reasons.append(_skill_reason(skill, through, months))
    return total // FULL_CREDIT, reasons


def _skill_reason(skill: AskedSkill, through: str, months: Mapping[str, int]) -> Reason:
    if skill.is_licence:
        return Reason("licence.has" if through else "licence.missing", {"licence": skill.code})
    if not through:
        return Reason("skill.missing", {"skill": skill.code})
    if through != skill.code:
        level = skill.near[through][0]
        return Reason("skill.related", {"skill": skill.code, "through": through, "level": str(level)})
    if skill.months:
        return Reason("skill.has", {"skill": skill.code, "have": months[through], "asked": skill.months})
    return Reason("skill.has", {"skill": skill.code})


def _nearest(asked: Asked, codes: list[str]) -> tuple[int, str]:
    """Best credit among occupation codes, and through which (alphabetical among equals)."""
    earned = [(asked.occupations[code][1], code) for code in codes if code in asked.occupations]
    return min(earned, key=lambda pair: (-pair[0], pair[1]), default=(0, ""))


def _occupation(asked: Asked, facts: CandidateFacts) -> Valued:
    credit, through = _nearest(asked, [work.occupation for work in facts.work])
    occupation = asked.needs.occupation or ""
    if not through:
        reason = Reason(
            "occupation.other" if facts.work else "occupation.unknown", {"occupation": occupation}
        )
    elif through == occupation:
        reason = Reason("occupation.same", {"occupation": occupation})
    else:
        level = str(asked.occupations[through][0])
        reason = Reason("occupation.near", {"occupation": occupation, "through": through, "level": level})
    return credit * (WHOLE // FULL_CREDIT), [reason]


def _experience(asked: Asked, facts: CandidateFacts) -> Valued:
    """Months in the asked occupation and, by nearness, in near ones. Without an asked occupation all work
    counts."""
    wanted = asked.needs.experience_months
    thousandths = 0
    for work in facts.work:
        nearness = (
            asked.occupations.get(work.occupation, (None, 0))[1] if asked.needs.occupation else FULL_CREDIT
        )
        thousandths += work.months * nearness
    capped = min(thousandths, wanted * FULL_CREDIT)
    covers = capped == wanted * FULL_CREDIT
    have = thousandths // 100 / 10
    reason = Reason("experience.covers" if covers else "experience.gap", {"have": have, "asked": wanted})
    return capped * (WHOLE // FULL_CREDIT) // wanted, [reason]


def _languages(asked: Asked, facts: CandidateFacts) -> Valued:
    spoken = _highest(facts.languages)
    total, reasons = 0, []
    for code, level, share in asked.languages:
        have = max(spoken.get(code, 0), 0)
        total += share * (FULL_CREDIT * min(have, level) // level)
        if code in spoken:
            reasons.append(Reason("language.has", {"language": code, "have": have, "asked": level}))
        else:
            reasons.append(Reason("language.unknown", {"language": code}))
    return total // FULL_CREDIT, reasons


def _wishes(asked: Asked, facts: CandidateFacts) -> Valued:
    total, reasons = 0, []
    if "occupation" in asked.wishes:
        credit, through = _nearest(asked, list(facts.occupations_wanted))
        if not facts.occupations_wanted:
            credit = FULL_CREDIT
            reasons.append(Reason("wish.any_work"))
        elif through:
            level = str(asked.occupations[through][0])
            reasons.append(Reason("wish.work", {"occupation": through, "level": level}))
        else:
            reasons.append(Reason("wish.other_work"))
        total += asked.wishes["occupation"] * credit
    if "length" in asked.wishes and asked.days is not None:
        credit = FULL_CREDIT
        if facts.max_months_away is not None:
            credit = length_credit(facts.max_months_away, asked.days)
            args: dict[str, str | int | float] = {"wished_months": facts.max_months_away, "days": asked.days}
            reasons.append(
                Reason("wish.length_fits" if credit == FULL_CREDIT else "wish.length_longer", args)
            )
        total += asked.wishes["length"] * credit
    return total // FULL_CREDIT, reasons


_VALUE_OF: dict[str, Callable[[Asked, CandidateFacts], Valued]] = {
    "skills_required": lambda asked, facts: _skills(asked, asked.skills["skills_required"], facts),
    "skills_desired": lambda asked, facts: _skills(asked, asked.skills["skills_desired"], facts),
    "occupation": _occupation,
    "experience": _experience,
    "languages": _languages,
    "wishes": _wishes,
}


def _highest(languages: tuple[tuple[str, int], ...]) -> dict[str, int]:
    spoken: dict[str, int] = {}
    for code, level in languages:
        spoken[code] = max(spoken.get(code, 0), level)
    return spoken

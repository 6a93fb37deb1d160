"""From the facts of a vacancy to what is asked of a candidate, linked to codes (matching.types.VacancyNeeds)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from matching.taxonomy import Finding, Link, lexicon, link_many, read_asked_months, read_skills
from matching.text import fold
from matching.types import SkillNeed, VacancyNeeds
from registry.schemes.facts import VacancyFacts
from registry.seeds.reference import departments, municipalities_named
from registry.vacancies.models import Vacancy

_COUNTRY = {"H2A": "US", "H2B": "US", "CA_AG": "CA", "CA_LOW": "CA", "ES_GECCO": "ES", "GT_SNE": "GT"}
# A title is taken for an occupation only when the linker is this sure; otherwise a person chooses.
SURE = 0.5
FARM_WORKERS = "45-2092"
# What a body can bear and how somebody lives are no skills: ranking on them would rank on health, disability, sex and
# family by another name.
_CONDITIONS = frozenset({
    "skill:lift-heavy", "skill:physical-fitness", "skill:stand-long", "skill:walk-far", "skill:stoop-bend",
    "skill:balance-ladders", "skill:manual-dexterity", "skill:repetitive-work", "skill:work-heat", "skill:work-cold",
    "skill:work-rain", "skill:work-dust", "skill:work-noise", "skill:work-early", "skill:work-nights",
    "skill:travel-away",
})  # fmt: skip
# Where an occupation of the lexicon keeps its code of each official system.
OFFICIAL_CODES = {"SOC2018": "soc2018", "NOC2021": "noc2021", "CNO11": "cno11", "ISCO08": "isco08"}


def country_of(facts: VacancyFacts) -> str:
    """ISO 3166 code of the country of work: the first worksite's, else the scheme's."""
    for worksite in facts.worksites or ():
        if worksite.country:
            return worksite.country
    return _COUNTRY.get(facts.scheme, "GT")


def region_of(facts: VacancyFacts) -> str | None:
    """ISO 3166-2 code ("US-GA") of the first worksite whose region is written as a code."""
    country = country_of(facts)
    for worksite in facts.worksites or ():
        code = (worksite.region or "").upper()
        code = code if "-" in code else f"{country}-{code}"
        if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
            return code
    return None


def home_places_of(facts: VacancyFacts) -> tuple[str, ...]:
    """Of work in Guatemala: the codes of its department and municipality ("GT-13", "GT-1301"), as far as they are
    named as in our tables."""
    if country_of(facts) != "GT":
        return ()
    said = fold(facts.department or "")
    named = next((one for one in departments().values() if fold(one.name) == said), None)
    wanted = f"{facts.municipality}, {named.name if named else ''}"
    inside = municipalities_named(wanted) if facts.municipality else []
    # A name that several departments have says nothing without its department.
    town = inside[0] if len(inside) == 1 else None
    department = named.code if named else town.department if town else None
    found = (f"GT-{department}" if department else None, f"GT-{town.code}" if town else None)
    return tuple(code for code in found if code)


def needs_of(
    vacancy_id: str,
    facts: VacancyFacts,
    occupation: str | None = None,
    skills: Iterable[str] | None = None,
    links: Sequence[Link] | None = None,
) -> VacancyNeeds:
    """What the vacancy asks. `occupation`, `skills`: the codes a person confirmed; without them the title and the
    texts are read. A licence is required only where the facts say that one is; else it is one skill among others.
    `links`: what the title was linked to before, in a batch."""
    if occupation is None and skills is None:
        occupation = occupation_of(facts, links)
    known = lexicon().skills
    # Papers and conditions of work are never ranked on (schemes.md section 4): papers belong to the document stage,
    # and conditions are told to the person, who decides.
    found = set(skills) if skills is not None else skills_in(facts)
    codes = sorted(code for code in found if known[code].kind != "paper" and code not in _CONDITIONS)
    licences = tuple(code for code in codes if known[code].kind == "licence") if facts.req_licence else ()
    essential = _essential(occupation) - {one.code for one in _findings(facts) if one.preferred}
    return VacancyNeeds(
        id=vacancy_id,
        scheme=facts.scheme,
        occupation=occupation,
        country=country_of(facts),
        region=region_of(facts),
        start_on=facts.start_date,
        end_on=facts.end_date,
        experience_months=experience_of(facts),
        skills=tuple(SkillNeed(code, required=code in essential) for code in codes if code not in licences),
        licences=licences,
        languages=tuple((need.lang, need.level or 1) for need in facts.language_required or ()),
        also_at=home_places_of(facts),
    )


def experience_of(facts: VacancyFacts) -> int:
    """Months asked for: as the form says; where it says nothing, as the duties or requirements do; else none."""
    if facts.experience_months is not None:
        return facts.experience_months
    texts = (facts.extra_requirements, facts.duties)
    return max((read_asked_months(text) or 0 for text in texts if text), default=0)


def again(kept: VacancyNeeds, facts: VacancyFacts) -> VacancyNeeds:
    """Confirmed occupation and skills under changed dates, place, experience and languages."""
    codes = [need.code for need in kept.skills] + list(kept.licences)
    return needs_of(kept.id, facts, kept.occupation, codes)


def skills_in(facts: VacancyFacts) -> list[str]:
    """Codes of the skills, crops, tasks, tools, machines and licences the texts ask for, in order of appearance.
    Languages are asked apart: a form in English is no demand for English."""
    return [code for _, code in read_in(facts)]


def read_in(facts: VacancyFacts) -> list[tuple[str, str]]:
    """The same with the words that said so: (words, code)."""
    return [(one.matched, one.code) for one in _findings(facts)]


def _findings(facts: VacancyFacts) -> list[Finding]:
    parts = (facts.title, facts.duties, facts.extra_requirements, *(crop.crop for crop in facts.crops or ()))
    found = read_skills("\n".join(part for part in parts if part))
    return [one for one in found if not one.negated and one.kind != "language_skill"]


def link_titles(titles: Sequence[str]) -> list[list[Link]]:
    """The likeliest occupations of each title; many at once cost little more than one."""
    return link_many(titles, "occupation", top=8)


def _links_of(facts: VacancyFacts) -> list[Link]:
    """Of the title; where that leaves doubt, of the title with the first of its duties too, best first."""
    if not facts.title:
        return []
    links = link_titles([facts.title])[0]
    if facts.duties and (not links or links[0].score < SURE):
        known = {one.code for one in links}
        more = link_titles([f"{facts.title} {facts.duties[:200]}"])[0]
        links = sorted([*links, *(one for one in more if one.code not in known)], key=lambda one: -one.score)
    return links


def proposed_occupations(
    facts: VacancyFacts, links: Sequence[Link] | None = None, top: int = 5
) -> list[Link]:
    """The likeliest occupations of the title, best first. One that carries the order's own official code goes
    before one that does not."""
    if links is None:
        links = _links_of(facts)
    if facts.occupation_system and facts.occupation_code:
        code, field = facts.occupation_code.split(".")[0], OFFICIAL_CODES[facts.occupation_system]
        links = sorted(links, key=lambda one: getattr(lexicon().occupations[one.code], field) != code)
    return list(links[:top])


def occupation_of(facts: VacancyFacts, links: Sequence[Link] | None = None) -> str | None:
    """The lexicon's occupation the title most likely names, or None when nothing is near enough."""
    best = proposed_occupations(facts, links, top=1)
    return best[0].code if best and best[0].score >= SURE else None


def official_occupation(title: str, duties: str, system: str = "SOC2018") -> str | None:
    """The official code of the occupation a title surely names. In the United States, where the texts name a crop,
    else that of farm workers in crops, two thirds of all farm orders."""
    best = link_titles([title])[0]
    if best and best[0].score >= SURE:
        code: str | None = getattr(lexicon().occupations[best[0].code], OFFICIAL_CODES[system])
        if code:
            return code
    if system != "SOC2018":
        return None
    found = read_skills(f"{title}\n{duties}")
    return FARM_WORKERS if any(one.kind == "crop" and not one.negated for one in found) else None


def _essential(occupation: str | None) -> frozenset[str]:
    known = lexicon().occupations.get(occupation or "")
    return frozenset(known.essential_skills) if known else frozenset()


def to_json(needs: VacancyNeeds) -> dict[str, Any]:
    return {
        "id": needs.id,
        "scheme": needs.scheme,
        "occupation": needs.occupation,
        "country": needs.country,
        "region": needs.region,
        "start_on": needs.start_on.isoformat() if needs.start_on else None,
        "end_on": needs.end_on.isoformat() if needs.end_on else None,
        "experience_months": needs.experience_months,
        "skills": [[need.code, need.required, need.months] for need in needs.skills],
        "licences": list(needs.licences),
        "languages": [list(pair) for pair in needs.languages],
    } | ({"also_at": list(needs.also_at)} if needs.also_at else {})


def kept_of(vacancy: Vacancy) -> VacancyNeeds:
    """What is kept of a vacancy. Of work in Guatemala that was kept before places at home were read, with these:
    whoever cannot work there has said so since."""
    kept = from_json(vacancy.needs)
    if kept.country != "GT" or kept.also_at:
        return kept
    return replace(kept, also_at=home_places_of(VacancyFacts.model_validate(vacancy.facts)))


def from_json(data: dict[str, Any]) -> VacancyNeeds:
    return VacancyNeeds(
        id=data["id"],
        scheme=data["scheme"],
        occupation=data["occupation"],
        country=data["country"],
        region=data["region"],
        start_on=date.fromisoformat(data["start_on"]) if data["start_on"] else None,
        end_on=date.fromisoformat(data["end_on"]) if data["end_on"] else None,
        experience_months=data["experience_months"],
        skills=tuple(SkillNeed(code, required, months) for code, required, months in data["skills"]),
        licences=tuple(data["licences"]),
        languages=tuple((language, level) for language, level in data["languages"]),
        also_at=tuple(data.get("also_at", ())),
    )

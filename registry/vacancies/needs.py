"""From the facts of a vacancy to what is asked of a candidate, linked to codes (matching.types.VacancyNeeds)."""

from __future__ import annotations

from datetime import date
from typing import Any

from matching.taxonomy import lexicon, link, read_skills
from matching.types import SkillNeed, VacancyNeeds
from registry.schemes.facts import VacancyFacts

_COUNTRY = {"H2A": "US", "H2B": "US", "CA_AG": "CA", "CA_LOW": "CA", "ES_GECCO": "ES", "GT_SNE": "GT"}
# A title is taken for an occupation only when the linker is this sure; otherwise a person chooses.
SURE = 0.5


def country_of(facts: VacancyFacts) -> str:
    """ISO 3166 code of the country of work: the first worksite's, else the scheme's."""
    for worksite in facts.worksites or ():
        if worksite.country:
            return worksite.country
    return _COUNTRY.get(facts.scheme, "GT")


def region_of(facts: VacancyFacts) -> str | None:
    """ISO 3166-2 code ("US-GA") of the first worksite with a region."""
    country = country_of(facts)
    for worksite in facts.worksites or ():
        if worksite.region:
            code = worksite.region.upper()
            return code if "-" in code else f"{country}-{code}"
    return None


def needs_of(vacancy_id: str, facts: VacancyFacts, occupation: str | None = None) -> VacancyNeeds:
    """What the vacancy asks. `occupation`: the code a person confirmed; without it the title is linked."""
    text = "\n".join(part for part in (facts.title, facts.duties, facts.extra_requirements) if part)
    found = {finding.code: finding for finding in read_skills(text) if not finding.negated}
    skills = lexicon().skills
    licences = tuple(sorted(code for code in found if skills[code].kind == "licence"))
    asked = tuple(
        SkillNeed(code, required=code in _essential(occupation)) for code in sorted(found) if code not in licences
    )
    return VacancyNeeds(
        id=vacancy_id,
        scheme=facts.scheme,
        occupation=occupation or occupation_of(facts),
        country=country_of(facts),
        region=region_of(facts),
        start_on=facts.start_date,
        end_on=facts.end_date,
        experience_months=facts.experience_months or 0,
        skills=asked,
        licences=licences if facts.req_licence else (),
        languages=tuple((need.lang, need.level or 1) for need in facts.language_required or ()),
    )


def occupation_of(facts: VacancyFacts) -> str | None:
    """The lexicon's occupation the title most likely names, or None when nothing is near enough."""
    best = link(facts.title, "occupation", top=1) if facts.title else []
    return best[0].code if best and best[0].score >= SURE else None


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
    }


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
    )

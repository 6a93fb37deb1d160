"""Invented candidates and vacancies over a small vocabulary, so that facts and needs meet often."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from matching.levels import Vocabulary
from matching.types import CandidateFacts, Skill, SkillNeed, VacancyNeeds, Work

AS_OF = date(2027, 1, 10)
START = date(2027, 3, 1)
END = date(2027, 8, 31)

VOCABULARY = Vocabulary(
    version="test-1",
    occupations={
        "occ:apple-picker": "9211",
        "occ:berry-picker": "9211",
        "occ:grower": "6111",
        "occ:cattle-hand": "9212",
        "occ:builder": "9313",
        "occ:driver": "8332",
    },
    broader={
        "skill:apples": ["skill:fruit"],
        "skill:pears": ["skill:fruit"],
        "skill:gala-apples": ["skill:apples"],
    },
    related={"skill:pruning": ["skill:grafting"]},
)
OCCUPATIONS = [*VOCABULARY.occupations, "occ:unlisted"]
SKILLS = [
    "skill:apples",
    "skill:pears",
    "skill:fruit",
    "skill:gala-apples",
    "skill:pruning",
    "skill:grafting",
    "skill:ladder",
]
LICENCES = ["lic:truck", "lic:forklift"]
LANGUAGES = ["en", "es", "quc"]


def candidate(ident: str = "ana", **known: object) -> CandidateFacts:
    """Somebody who may lawfully take `vacancy()`, and has said nothing else."""
    facts: dict[str, object] = {
        "id": ident,
        "adult_on": date(2010, 5, 5),
        "available_from": date(2027, 2, 1),
        "countries": frozenset({"US"}),
    }
    return CandidateFacts(**(facts | known))  # type: ignore[arg-type]


def vacancy(ident: str = "orchard", **asked: object) -> VacancyNeeds:
    """Six months of apple picking in Georgia that asks for nothing else."""
    needs: dict[str, object] = {
        "id": ident,
        "scheme": "H2A",
        "occupation": "occ:apple-picker",
        "country": "US",
        "region": "US-GA",
        "start_on": START,
        "end_on": END,
    }
    return VacancyNeeds(**(needs | asked))  # type: ignore[arg-type]


def _some(codes: list[str], most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), max_size=most, unique=True)


_months = st.integers(0, 40)
_near = st.sampled_from([-60, -5, -1, 0, 1, 60])  # the days around a limit are where rules go wrong
_day = _near.map(lambda days: START + timedelta(days=days))
_late = _near.map(lambda days: END + timedelta(days=days))


@st.composite
def facts(draw: st.DrawFn, ident: str = "ana") -> CandidateFacts:
    """Anybody, known or unknown in every respect, eligible or not."""
    return CandidateFacts(
        id=ident,
        work=tuple(Work(code, draw(_months)) for code in draw(_some(OCCUPATIONS))),
        skills=tuple(Skill(code, draw(_months)) for code in draw(_some(SKILLS + LICENCES, 5))),
        languages=tuple((code, draw(st.integers(0, 5))) for code in draw(_some(LANGUAGES))),
        adult_on=draw(st.none() | _day | st.just(date(2010, 1, 1))),
        available_from=draw(st.none() | _day),
        available_to=draw(st.none() | _late),
        countries=frozenset(draw(_some(["US", "CA", "GT"]))),
        occupations_wanted=frozenset(draw(_some(OCCUPATIONS))),
        avoid=frozenset(draw(_some(["US-GA", "US-TX", "CA"], 1))),
        max_months_away=draw(st.none() | st.integers(1, 12)),
        licences_answered=draw(st.booleans()),
    )


@st.composite
def people(draw: st.DrawFn, most: int = 10) -> list[CandidateFacts]:
    """A pool with different ids, in no particular order."""
    idents = draw(st.lists(st.sampled_from([f"p{at}" for at in range(most)]), unique=True, min_size=1))
    return [draw(facts(ident)) for ident in idents]


@st.composite
def needs(draw: st.DrawFn, ident: str = "orchard") -> VacancyNeeds:
    """Any vacancy, from one that asks for nothing to one that asks for everything."""
    return VacancyNeeds(
        id=ident,
        scheme="H2A",
        occupation=draw(st.none() | st.sampled_from(OCCUPATIONS)),
        country="US",
        region=draw(st.sampled_from([None, "US-GA"])),
        start_on=draw(st.none() | st.just(START)),
        end_on=draw(st.none() | st.just(END)),
        experience_months=draw(st.sampled_from([0, 3, 12])),
        skills=tuple(
            SkillNeed(code, draw(st.booleans()), draw(st.sampled_from([0, 0, 6, 24])))
            for code in draw(_some(SKILLS, 4))
        ),
        licences=tuple(draw(_some(LICENCES, 1))),
        languages=tuple((code, draw(st.integers(1, 5))) for code in draw(_some(LANGUAGES, 1))),
        travel_days=draw(st.sampled_from([0, 5])),
    )

"""Two people who differ in one protected fact stand on the same lists, with the same points for the same reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from matching.types import Ranked
from registry import clock
from registry.access import Actor, Role
from registry.candidates.models import Candidate
from registry.candidates.service import register
from registry.db import new_public_id
from registry.pathways import service as pathways
from registry.schemes.person import Season, Stay
from registry.seeds.paired import CHANGES, pairs
from registry.shortlists import service
from registry.shortlists.pool import Pool
from registry.vacancies.models import Vacancy
from tests.registry.placements.market import Market, new_market, new_vacancy

PAIRS = 6


@dataclass
class Pair:
    one: Candidate
    twin: Candidate


def registered(session: Session, fact: str) -> list[Pair]:
    """Pairs typed at a counter, all of whom would go to the United States at once."""
    found = []
    for _fact, one, twin in pairs(5, PAIRS, [fact], as_of=clock.today()):
        free = {"countries": ("US",), "avoid": (), "available_from": date(2026, 1, 1), "available_to": None}
        told = [replace(person, dpi=None, **free).registration() for person in (one, twin)]  # type: ignore[arg-type]
        found.append(Pair(*(register(session, Actor(Role.PUBLIC), facts)[0] for facts in told)))
    return found


def lists(session: Session, market: Market) -> list[dict[str, Ranked]]:
    """Everybody on the lists of three vacancies that ask for different things."""
    drivers = new_vacancy(
        session, market.employer, licences=("skill:licence-a",), occupation="occ:truck-driver"
    )
    speakers = new_vacancy(session, market.employer, languages=(("en", 1),), skills=())
    return [in_order(session, one) for one in (market.vacancy, drivers, speakers)]


def in_order(session: Session, vacancy: Vacancy) -> dict[str, Ranked]:
    found = service.compute(session, vacancy, Pool(), as_of=clock.today(), top=1_000).ranking
    return {one.candidate: one for one in found.ranked}


def assert_alike(session: Session, market: Market, them: list[Pair]) -> None:
    """The same lists, score, parts, reasons and gaps; whoever stands between the two has their score."""
    together = 0
    for on_list in lists(session, market):
        for pair in them:
            one, twin = on_list.get(pair.one.public_id), on_list.get(pair.twin.public_id)
            assert (one is None) == (twin is None)
            if one is None or twin is None:
                continue
            together += 1
            assert (one.score, one.parts, one.missing) == (twin.score, twin.parts, twin.missing)
            low, high = sorted((one.rank, twin.rank))
            assert {each.score for each in on_list.values() if low <= each.rank <= high} == {one.score}
    assert together >= PAIRS, "the pairs must have met a list"


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.mark.parametrize("fact", CHANGES)
def test_one_protected_fact_changes_nothing(session: Session, market: Market, fact: str) -> None:
    assert_alike(session, market, registered(session, fact))


def test_what_is_told_about_earlier_seasons_changes_nothing(session: Session, market: Market) -> None:
    them = registered(session, "registration")
    for pair in them:
        own = pair.twin.actor()
        pathways.tell_passport(session, own, pair.twin, has_passport=True, until=date(2090, 1, 1))
        stay = Stay(arrived=date(2023, 3, 1), left=date(2023, 9, 1))
        pathways.add_stay(session, own, pair.twin, stay)
        late = Season(arrived=date(2024, 3, 1), left=date(2024, 9, 1), returned_on_time=False, appeared=False)
        pathways.add_stay(session, own, pair.twin, late)
    assert_alike(session, market, them)


def test_the_age_of_a_registration_and_of_an_id_changes_nothing(session: Session, market: Market) -> None:
    """The first registered and the last, with ids that sort the other way."""
    them = registered(session, "sex")
    for at, pair in enumerate(them):
        for person, letter in ((pair.one, "z"), (pair.twin, "2")):
            session.execute(
                update(Candidate)
                .where(Candidate.id == person.id)
                .values(public_id=letter + new_public_id()[1:], version=1 + at)
            )
        session.refresh(pair.one)
        session.refresh(pair.twin)
    assert_alike(session, market, them)

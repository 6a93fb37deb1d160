"""The lists of the night are those an officer gets, for every vacancy that may have one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from matching import ranking
from matching.everybody import first_of_each
from matching.types import SkillNeed
from registry import clock
from registry.access import SYSTEM
from registry.candidates import queries as people
from registry.learning.queries import weights_in_force
from registry.organisations.holds import Cause, hold
from registry.organisations.states import AgencyState
from registry.plans import queries as plans
from registry.shortlists import nightly, service
from registry.shortlists.openings import openings_for
from registry.shortlists.pool import Pool
from registry.vacancies import needs
from tests.conftest import QueryBudget
from tests.registry.placements.market import (
    END,
    Market,
    new_agency,
    new_employer,
    new_market,
    new_person,
    new_vacancy,
)


def test_each_open_vacancy_has_its_list(session: Session) -> None:
    market: Market = new_market(session)
    pool, today = Pool(), clock.today()
    wanted = nightly.wanted(session, pool.index(session), today)
    assert market.vacancy.public_id in wanted
    found = dict(zip(wanted, first_of_each(pool.index(session), list(wanted.values()), top=3), strict=True))
    officers = service.compute(session, market.vacancy, pool, as_of=today, top=3).ranking
    tonight = found[market.vacancy.public_id]
    assert [one.candidate.encode() for one in officers.ranked] == tonight.ids.tolist()
    assert [one.score for one in officers.ranked] == [score / 10_000 for score in tonight.scores.tolist()]


def test_an_agency_that_may_not_offer_work_has_no_list(session: Session) -> None:
    market, today = new_market(session), clock.today()
    suspended, held, late = (
        new_agency(session, state)
        for state in (AgencyState.SUSPENDED, AgencyState.REGISTERED, AgencyState.REGISTERED)
    )
    hold(session, SYSTEM, held, Cause.FINDING, source="case:1")
    hold(session, SYSTEM, late, Cause.BOND_LAPSE, source="bond:1")
    through = [
        new_vacancy(session, new_employer(session), agency=agency) for agency in (suspended, held, late)
    ]
    ranked = nightly.wanted(session, Pool().index(session), today).keys()
    planned = {one.public_id for one in plans.open_vacancies(session, scheme=None, country=None)}
    # A lapsed bond holds new orders only.
    assert ranked == planned == {market.vacancy.public_id, through[2].public_id}
    first = people.own(session, market.people[0].actor())
    told = service.vacancies_for(session, first.actor(), first, Pool(), top=10)
    assert {one.vacancy for one in told.ranked} == ranked


def test_every_open_vacancy_is_ranked_however_many_there_are(
    session: Session, query_budget: QueryBudget
) -> None:
    market = new_market(session)
    employer = new_employer(session)
    last = [new_vacancy(session, employer, start_on=END - timedelta(days=30)) for _ in range(200)][-1]
    pool, today = Pool(), clock.today()
    index = pool.index(session)
    with query_budget(4):
        wanted = nightly.wanted(session, index, today)
    assert len(wanted) == 201 and last.public_id in wanted
    first = people.own(session, market.people[0].actor())
    with query_budget(8):
        assert service.vacancies_for(session, first.actor(), first, pool).counts["all"] == 201
    found = openings_for(session, first.actor(), first, pool)
    assert found is not None and found.vacancies == 201


def test_the_first_list_fixes_how_rare_a_skill_is(session: Session) -> None:
    """Who registers and cannot be on the list moves nobody: neither the officer's next list, nor tonight's, nor what
    the people themselves are shown."""
    market, today = new_market(session), clock.today()
    market.vacancy.needs = needs.to_json(
        replace(
            needs.from_json(market.vacancy.needs),
            skills=(SkillNeed("skill:machete"), SkillNeed("skill:english-basic")),
        )
    )
    before = market.ranked(session)
    scores = {entry.candidate.public_id: entry.score for entry in before.entries}
    for number in range(5):
        new_person(session, f"Fuera {number}", countries=["CA"])
    session.expire_all()
    vacancy = market.vacancy
    assert ranking.rarity_of(
        market.pool.index(session), before.rarity, weights=weights_in_force(session)
    ) != pytest.approx(before.rarity)
    again = service.compute(session, vacancy, market.pool, as_of=today, top=50).ranking
    assert again.rarity == before.rarity
    assert {one.candidate: one.score for one in again.ranked} == scores
    tonight = nightly.wanted(session, market.pool.index(session), today)[vacancy.public_id]
    assert (tonight.asked.rarity, tonight.draw) == (before.rarity, before.draw)
    first = people.own(session, market.people[0].actor())
    mine = service.vacancies_for(session, first.actor(), first, market.pool).ranked
    assert [one.score for one in mine if one.vacancy == vacancy.public_id] == [scores[first.public_id]]

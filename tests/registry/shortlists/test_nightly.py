"""The lists of the night are those an officer gets, for every vacancy that may have one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matching.everybody import first_of_each
from registry import clock
from registry.organisations.states import AgencyState
from registry.shortlists import nightly, service
from registry.shortlists.pool import Pool
from tests.registry.placements.market import Market, new_agency, new_employer, new_market, new_vacancy


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


def test_an_agency_out_of_standing_has_no_list(session: Session) -> None:
    market = new_market(session)
    agency = new_agency(session, AgencyState.SUSPENDED)
    through = new_vacancy(session, new_employer(session), agency=agency)
    wanted = nightly.wanted(session, Pool().index(session), clock.today())
    assert through.public_id not in wanted
    assert market.vacancy.public_id in wanted

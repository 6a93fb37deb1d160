"""The offer in each of its states, the list of offers and the jobs that fit are as easy to read as the rest."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from registry.access import Role
from registry.placements import queries, service
from tests.registry.placements.market import new_agency, new_market, new_person, new_vacancy
from tests.web.conftest import AsRole
from tests.web.test_reading_level import on_one_engine

# How an offer is brought to a state: (who, verb) pairs.
PATHS: dict[str, list[tuple[str, str]]] = {
    "offered": [],
    "consented": [("person", "consent")],
    "declined": [("person", "decline")],
    "interview": [("person", "consent"), ("employer", "interview")],
    "selected": [("person", "consent"), ("employer", "select")],
    "not_selected": [("person", "consent"), ("employer", "reject")],
    "placed": [("person", "consent"), ("employer", "select"), ("officer", "place")],
    "withdrawn": [("officer", "withdraw")],
}


@on_one_engine
@pytest.mark.parametrize("state", PATHS)
def test_an_offer(as_role: AsRole, session: Session, state: str) -> None:
    market = new_market(session, agency=new_agency(session))
    person = market.people[0]
    browser = as_role(Role.CANDIDATE, candidate=person)
    public_id = market.refer(session, person)[0].public_id
    for who, verb in PATHS[state]:
        if who == "person":
            assert browser.post(f"/mi/ofertas/{public_id}/{verb}").status_code == 303
        else:
            actor = (market.officer if who == "officer" else market.assistant(session)).actor()
            service.change(
                session, actor, queries.load(session, market.officer.actor(), public_id), verb, reason="no"
            )
    for path in ("/mi/ofertas", f"/mi/ofertas/{public_id}"):
        assert_easy(path, browser.get(path).text)


@on_one_engine
def test_the_jobs_that_fit(as_role: AsRole, session: Session) -> None:
    market = new_market(session)
    new_vacancy(session, market.employer, country="ES", region=None)
    unsure = new_person(session, "Dudosa", months=5, available_from=None, birth_date=None)
    for person in (*market.people, unsure):
        assert_easy("/mi/vacantes", as_role(Role.CANDIDATE, candidate=person).get("/mi/vacantes").text)


def assert_easy(path: str, html: str) -> None:
    assert inflesz(html) >= EASY, f"{path}: {inflesz(html):.0f}"
    for words in sentences(html):
        assert len(words) <= LONGEST_SENTENCE, f"{path}: {' '.join(words)}"
        assert not BANNED.search(" ".join(words)), f"{path}: {' '.join(words)}"

"""Ranking a vacancy: who is on the list, in which order and why; stored so that it can be repeated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.candidates import queries as people
from registry.candidates import service as candidates
from registry.candidates.models import Candidate
from registry.errors import NotAllowed, NotFound, NotPossible
from registry.fairness import queries as fairness
from registry.organisations.states import AgencyState
from registry.shortlists import queries, replay, service
from registry.shortlists.pool import Pool
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.placements.market import (
    Market,
    new_agency,
    new_employer,
    new_market,
    new_person,
    new_vacancy,
)


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def names(session: Session, market: Market) -> list[str]:
    return [entry.candidate.given_names for entry in market.ranked(session).entries]


def test_the_best_fit_comes_first(session: Session, market: Market) -> None:
    assert names(session, market) == ["Primera", "Segunda", "Tercera", "Cuarta"]


def test_the_parts_add_up_to_the_score(session: Session, market: Market) -> None:
    shortlist = market.ranked(session)
    for entry in shortlist.entries:
        assert round(sum(part["points"] for part in entry.parts), 4) == entry.score
        assert all(abs(part["points"] - part["weight"] * part["value"]) < 1e-3 for part in entry.parts)
    assert sum(part["weight"] for part in shortlist.entries[0].parts) == pytest.approx(100)


def test_the_list_keeps_what_it_was_made_with(session: Session, market: Market) -> None:
    shortlist = market.ranked(session)
    assert shortlist.asked_by_id == market.officer.id
    assert shortlist.weights_version and shortlist.vocabulary_version and shortlist.draw
    assert len(shortlist.ruleset_hash) == 64
    assert shortlist.counts["eligible"] + shortlist.counts["unknown"] == 4
    told = events.of_record(session, "vacancy", market.vacancy.public_id)[-1]
    assert (told.verb, told.data["shortlist"]) == ("rank", shortlist.public_id)


def test_the_log_of_a_ranking_names_nobody(session: Session, market: Market) -> None:
    market.ranked(session)
    told = events.of_record(session, "vacancy", market.vacancy.public_id)[-1]
    assert not any(person.public_id in str(told.data) for person in market.people)


def test_opening_a_list_opens_nothing_that_is_sealed_of_its_people(session: Session, market: Market) -> None:
    made = market.ranked(session)
    session.expunge_all()
    found = queries.load(session, market.officer.actor(), made.public_id)
    assert found.entries
    for entry in found.entries:
        assert {"code", "dpi", "phone", "places_to_avoid"} <= inspect(entry.candidate).unloaded
    assert found.entries[0].candidate.code  # asked for, it is there


def test_whoever_avoids_the_place_is_not_on_the_list(session: Session, market: Market) -> None:
    new_person(session, "Evita", months=60, places_to_avoid=["US-GA"])
    new_person(session, "Quizá", months=60, places_to_avoid=["US-FL"])
    found = names(session, market)
    assert "Evita" not in found and found[0] in {"Quizá", "Primera"}
    counts = market.ranked(session).counts
    assert counts["only_place"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"countries": ["CA"]},
        {"available_to": date(2099, 6, 1)},
        {"available_from": date(2099, 4, 1)},
    ],
    ids=["another country", "not long enough", "too late"],
)
def test_hard_requirements_keep_people_off(session: Session, market: Market, changes: dict[str, Any]) -> None:
    new_person(session, "Fuera", months=60, **changes)
    assert "Fuera" not in names(session, market)


def test_what_is_not_known_keeps_nobody_off(session: Session, market: Market) -> None:
    new_person(session, "Sin Fecha", months=60, available_from=None, birth_date=None)
    entry = next(one for one in market.ranked(session).entries if one.candidate.given_names == "Sin Fecha")
    assert {reason["code"] for reason in entry.missing} == {"availability.unknown", "adult.unknown"}


@pytest.mark.parametrize(("start", "is_on"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_nobody_is_on_a_list_before_they_are_of_age(session: Session, start: date, is_on: bool) -> None:
    young = new_person(session, "Joven", birth_date=date(2008, 2, 1))
    order = new_vacancy(
        session, new_employer(session), state=VacancyState.HISTORICAL, start_on=start, end_on=date(2026, 6, 1)
    )
    found = service.compute(session, order, Pool(), as_of=start, top=1000)
    assert (young.public_id in [one.candidate for one in found.ranking.ranked]) is is_on


def test_a_pause_or_a_change_is_in_the_very_next_list(session: Session, market: Market) -> None:
    first = market.people[0]
    assert names(session, market)[0] == "Primera"
    candidates.pause(session, first.actor(), first)
    assert "Primera" not in names(session, market)
    candidates.resume(session, first.actor(), first)
    assert names(session, market)[0] == "Primera"
    new_person(session, "Nueva", months=30)
    assert {"Primera", "Nueva"} == set(names(session, market)[:2])


def test_what_was_rolled_back_is_forgotten(session: Session, market: Market) -> None:
    """The index is told by events; one whose transaction failed must not stay in it."""
    market.ranked(session)
    undone = session.begin_nested()
    new_person(session, "Borrada", months=60)
    assert "Borrada" in names(session, market)
    undone.rollback()
    assert "Borrada" not in names(session, market)


def test_equal_people_are_drawn_not_ordered_by_age_of_registration(session: Session) -> None:
    employer, officer = new_employer(session), new_account(session, Role.OFFICER)
    twins = [new_person(session, f"Igual {number}", months=30) for number in range(8)]
    orders = set()
    for _ in range(6):
        vacancy = new_vacancy(session, employer)
        market = Market(officer, employer, officer, vacancy, twins, Pool())
        orders.add(tuple(names(session, market)))
        assert names(session, market) == names(session, market), "one vacancy, one lottery"
    assert len(orders) > 1, "another vacancy, another lottery"


def test_a_list_comes_out_the_same_when_it_is_repeated(session: Session, market: Market) -> None:
    shortlist = market.ranked(session)
    first = market.people[0]
    candidates.pause(session, first.actor(), first)
    assert replay.replay(session, shortlist).differs == [], "from what was stored, whatever happened since"


def test_a_tampered_list_does_not_come_out_the_same(session: Session, market: Market) -> None:
    shortlist = market.ranked(session)
    shortlist.entries[2].score += 1
    assert replay.replay(session, shortlist).differs == [3]
    shortlist.entries[2].score -= 1
    shortlist.entries[0].facts = shortlist.entries[0].facts | {"countries": ["CA"]}
    assert 1 in replay.replay(session, shortlist).differs


def test_an_agency_out_of_standing_gets_nobody(session: Session) -> None:
    for state, expected in (
        (AgencyState.REGISTERED, 4),
        (AgencyState.CONDITIONAL, 4),
        (AgencyState.SUSPENDED, 0),
    ):
        market = new_market(session, agency=new_agency(session, state))
        computed = service.compute(session, market.vacancy, Pool(), as_of=clock.today(), top=50)
        mine = {person.public_id for person in market.people}
        assert len([one for one in computed.ranking.ranked if one.candidate in mine]) == expected
        if not expected:
            counts = computed.ranking.counts
            assert counts["not_eligible"] == counts["all"] == counts["failed_agency"]
            with pytest.raises(NotPossible, match="agency_gets_no_list"):
                market.ranked(session)


@pytest.mark.parametrize(
    "state", [VacancyState.DRAFT, VacancyState.CLOSED, VacancyState.FILLED, VacancyState.SUSPENDED]
)
def test_only_a_vacancy_that_may_be_filled_is_ranked(session: Session, state: VacancyState) -> None:
    officer = new_account(session, Role.OFFICER)
    vacancy = new_vacancy(session, new_employer(session), state=state)
    with pytest.raises(NotPossible, match="wrong_state"):
        service.rank(session, officer.actor(), vacancy, Pool())


def test_a_published_vacancy_that_has_begun_is_not_ranked(session: Session) -> None:
    officer = new_account(session, Role.OFFICER)
    vacancy = new_vacancy(session, new_employer(session), start_on=date(2020, 1, 1))
    with pytest.raises(NotPossible, match="vacancy_not_open"):
        service.rank(session, officer.actor(), vacancy, Pool())


def test_a_historical_order_is_ranked_as_of_its_own_time(session: Session) -> None:
    officer = new_account(session, Role.OFFICER)
    vacancy = new_vacancy(
        session,
        new_employer(session),
        state=VacancyState.HISTORICAL,
        start_on=date(2025, 5, 1),
        end_on=date(2025, 9, 1),
    )
    assert service.rank(session, officer.actor(), vacancy, Pool()).as_of == date(2025, 4, 30)


def test_of_a_historical_order_the_dates_are_not_asked(session: Session) -> None:
    """People tell from when they are free; nobody is free in the past."""
    person = new_person(session, "Libre", months=30, available_from=clock.today())
    dates: dict[str, Any] = {"start_on": date(2025, 5, 1), "end_on": date(2025, 9, 1)}
    order = new_vacancy(session, new_employer(session), state=VacancyState.HISTORICAL, **dates)
    officer = new_account(session, Role.OFFICER).actor()
    made = service.rank(session, officer, order, Pool())
    shortlist = queries.load(session, officer, made.public_id)
    assert person.public_id in [entry.candidate.public_id for entry in shortlist.entries]
    assert "failed_availability" not in shortlist.counts
    assert replay.replay(session, shortlist).differs == []


@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.AUDITOR, Role.COUNSELLOR, Role.EMPLOYER, Role.CANDIDATE]
)
def test_only_an_officer_makes_lists(session: Session, market: Market, role: Role) -> None:
    who = Actor(role, account_id=1, employer_id=market.employer.id, candidate_id=market.people[0].id)
    with pytest.raises(NotAllowed):
        service.rank(session, who, market.vacancy, market.pool)


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY, Role.CANDIDATE, Role.COUNSELLOR, Role.AUDITOR])
def test_the_list_itself_is_for_the_ministry(session: Session, market: Market, role: Role) -> None:
    shortlist = market.ranked(session)
    who = Actor(role, account_id=1, employer_id=market.employer.id, candidate_id=market.people[0].id)
    with pytest.raises(NotFound):
        queries.load(session, who, shortlist.public_id)
    with pytest.raises(NotFound):
        queries.latest_of(session, who, market.vacancy)


def test_fairness_is_counted_against_those_who_could_have_been_there(
    session: Session, market: Market
) -> None:
    for number in range(6):
        new_person(session, f"Hombre {number}", sex="M", municipality="1301")
    told = market.ranked(session).fairness
    for role, few in ((Role.OFFICER, ()), (Role.AUDITOR, ("F", "M"))):
        sex = next(one for one in fairness.panel(told, Actor(role)) if one.trait == "sex")
        assert {one.group: one.pool for one in sex.groups} == ({} if few else {"M": 6, "F": 4})
        assert sex.too_small == few, "four women: too few for a figure, and six men would tell of them"
    assert set(told) == {"sex", "department", "language", "returnee"}


def test_the_vacancies_of_a_person_show_the_same_points(session: Session, market: Market) -> None:
    score = market.ranked(session).entries[0].score
    first = first_loaded(session, market)
    found = service.vacancies_for(session, first.actor(), first, market.pool)
    mine = next(one for one in found.ranked if one.vacancy == market.vacancy.public_id)
    assert mine.score == score


def first_loaded(session: Session, market: Market) -> Candidate:
    session.flush()
    session.expire_all()
    return people.own(session, market.people[0].actor())


def test_nobody_asks_for_the_vacancies_of_another(session: Session, market: Market) -> None:
    first = first_loaded(session, market)
    with pytest.raises(NotAllowed):
        service.vacancies_for(session, market.people[1].actor(), first, market.pool)

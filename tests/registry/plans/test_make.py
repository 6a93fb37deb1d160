"""A plan for all open vacancies: who is in it, what is stored, and that it can be made again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Role
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.placements import queries as referrals
from registry.placements.service import change, consent
from registry.plans import companions, gathering, queries, service, stored
from registry.plans.models import Plan
from registry.shortlists import archive
from registry.shortlists.pool import vocabulary
from tests.registry.placements.market import Market, new_employer, new_market, new_person, new_vacancy


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session, seats=2)


def made(session: Session, market: Market) -> Plan:
    plan = service.make(session, market.officer.actor(), service.compute(session, market.pool))
    session.expire_all()
    return queries.load(session, market.officer.actor(), plan.public_id)


def given(plan: Plan) -> dict[str, str]:
    numbers = {one.vacancy_id: one.vacancy.number for one in plan.vacancies}
    return {place.candidate.given_names: numbers[place.vacancy_id] for place in plan.places}


def test_the_best_people_get_the_places_there_are(session: Session, market: Market) -> None:
    plan = made(session, market)
    assert set(given(plan)) == {"Primera", "Segunda"}
    assert (plan.figures["places"], plan.figures["plan"]["placed"]) == (2, 2)
    assert [place.own_rank for place in plan.places] == [1, 1]
    assert [place.list_rank for place in plan.places] == [1, 2]


def test_a_second_vacancy_is_filled_with_the_others(session: Session, market: Market) -> None:
    other = new_vacancy(session, market.employer, seats=2)
    plan = made(session, market)
    assert plan.figures["plan"]["placed"] == 4
    assert given(plan)["Cuarta"] in (market.vacancy.number, other.number)
    assert plan.figures["separate"]["people"] < 4


def test_the_score_is_that_of_the_vacancys_own_list(session: Session, market: Market) -> None:
    scores = {place.candidate_id: place.score for place in made(session, market).places}
    listed = {entry.candidate_id: entry.score for entry in market.ranked(session).entries}
    assert len(scores) == 2 and scores.items() <= listed.items()


def test_nobody_is_referred_by_a_plan(session: Session, market: Market) -> None:
    made(session, market)
    assert referrals.visible_to(session, market.officer.actor()) == []
    assert events.latest(session, noun="plan")[0].verb == "make"


def test_it_comes_out_the_same_again(session: Session, market: Market) -> None:
    new_vacancy(session, market.employer, seats=1)
    plan = made(session, market)
    found = service.replay(session, plan)
    assert (found.people, found.differs, found.sealed_differs) == (3, [], False)


def test_words_that_change_later_change_no_old_plan(
    session: Session, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = made(session, market)
    other = replace(vocabulary(), version="other", occupations={}, broader={})
    monkeypatch.setattr(service, "vocabulary", lambda: other)
    assert service.replay(session, plan).differs == []
    kept = stored.models_of(stored.unseal(plan.market))
    assert kept is not None and archive.archived_vocabulary(session, kept.vocabulary) != other


def test_who_stopped_looking_while_it_was_computed_is_in_no_plan(session: Session, market: Market) -> None:
    computed = service.compute(session, market.pool)
    market.people[0].state = CandidateState.PAUSED
    with pytest.raises(NotPossible, match="plan_changed_meanwhile"):
        service.make(session, market.officer.actor(), computed)


def test_a_changed_place_shows_in_the_replay(session: Session, market: Market) -> None:
    plan = made(session, market)
    plan.places[0].score += 1
    assert service.replay(session, plan).differs == [plan.places[0].candidate.public_id]


def test_what_it_is_computed_from_is_sealed(session: Session, market: Market) -> None:
    plan = made(session, market)
    assert market.people[0].public_id.encode() not in plan.market
    assert market.people[0].public_id.encode() in stored.unseal(plan.market)


def test_who_was_proposed_before_or_has_work_is_not_in_it(session: Session, market: Market) -> None:
    other = new_vacancy(session, market.employer, seats=1)
    first, second, *_ = market.people
    market.refer(session, first)
    (referral,) = market.refer(session, second)
    mine = referrals.load(session, second.actor(), referral.public_id)
    consent(session, second.actor(), mine, candidates.own(session, second.actor()), how=How.SCREEN)
    change(session, market.buyer.actor(), mine, "select")
    plan = made(session, market)
    assert given(plan).get("Primera") == other.number, "once proposed for a vacancy is enough"
    assert "Segunda" not in given(plan), "she is selected"
    assert plan.figures["places"] == 2, "her place is taken"


def test_whom_it_must_not_place_is_no_loss(
    session: Session, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody was proposed for everything: of the pairs that were left out for speed none could have been taken."""
    monkeypatch.setattr(gathering, "BEST", 1)
    others = [replace(market, vacancy=new_vacancy(session, market.employer, seats=1)) for _ in range(2)]
    assert made(session, market).figures["left_out"] > 0
    for one in (market, *others):
        one.refer(session, *market.people)
    figures = made(session, market).figures
    assert (figures["plan"]["placed"], figures["could_gain"]) == (0, 0)


def test_a_scheme_or_country_without_open_vacancies_has_no_plan(session: Session, market: Market) -> None:
    for scope in ({"scheme": "ES_GECCO"}, {"country": "CA"}):
        with pytest.raises(NotPossible, match="nothing_open"):
            service.compute(session, market.pool, **scope)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.COUNSELLOR, Role.EMPLOYER, Role.AGENCY])
def test_only_officers_make_plans(session: Session, market: Market, role: Role) -> None:
    with pytest.raises(NotAllowed):
        service.make(session, Actor(role), service.compute(session, market.pool))


def test_an_employer_does_not_learn_that_there_is_a_plan(session: Session, market: Market) -> None:
    plan = made(session, market)
    with pytest.raises(NotFound):
        queries.load(session, market.buyer.actor(), plan.public_id)


# ---------------------------------------------------------------- who goes together


def name_each_other(session: Session, one: Candidate, other: Candidate) -> None:
    companions.name(session, one.actor(), one, other.code)
    companions.name(session, other.actor(), other, one.code)


def test_two_count_as_together_when_both_said_it(session: Session, market: Market) -> None:
    first, second, *_ = market.people
    companions.name(session, first.actor(), first, second.code)
    assert companions.couples(session) == [] and companions.word_of(session, first) is False
    companions.name(session, second.actor(), second, first.code)
    assert companions.couples(session) == [(first.public_id, second.public_id)]
    assert companions.word_of(session, first) is True


def test_either_of_them_ends_it(session: Session, market: Market) -> None:
    first, second, *_ = market.people
    name_each_other(session, first, second)
    companions.forget(session, second.actor(), second)
    assert companions.couples(session) == [] and companions.word_of(session, first) is False


@pytest.mark.parametrize("code", ["nada", "", "7K2P-9XQ4-M"])
def test_a_code_of_nobody_is_refused(session: Session, market: Market, code: str) -> None:
    first = market.people[0]
    for wrong in (code, first.code):
        with pytest.raises(Invalid, match="companion_code_unknown"):
            companions.name(session, first.actor(), first, wrong)


def test_nobody_names_a_companion_for_another_person(session: Session, market: Market) -> None:
    first, second, *_ = market.people
    with pytest.raises(NotAllowed):
        companions.name(session, first.actor(), second, first.code)


def test_the_log_does_not_say_with_whom(session: Session, market: Market) -> None:
    first, second, *_ = market.people
    name_each_other(session, first, second)
    told = events.of_record(session, "candidate", first.public_id)[-1]
    assert told.verb == "name_companion" and second.public_id not in str(told.data)


def test_a_couple_goes_together_or_not_at_all(session: Session, market: Market) -> None:
    first, _, _, last = market.people
    name_each_other(session, first, last)
    market.vacancy.seats_total = 1
    new_vacancy(session, new_employer(session, "Otra (ficticia)"), seats=1)
    plan = made(session, market)
    assert set(given(plan)).isdisjoint({"Primera", "Cuarta"}), "no place for both in one place"
    market.vacancy.seats_total = 2
    plan = made(session, market)
    assert given(plan)["Primera"] == given(plan)["Cuarta"] == market.vacancy.number
    reasons = {place.candidate.given_names: [r["code"] for r in place.reasons] for place in plan.places}
    assert "together" in reasons["Primera"]


def test_a_new_person_is_in_the_next_plan(session: Session, market: Market) -> None:
    made(session, market)
    new_person(session, "Nueva", months=60)
    assert "Nueva" in given(made(session, market))

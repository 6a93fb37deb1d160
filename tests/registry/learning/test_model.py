"""Learned weights: trained on what is recorded, decided by three people, used from the next list on, off at once."""

from __future__ import annotations

from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from matching.weights import load_weights
from registry.access import Role
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.learning import outcomes, queries, service
from registry.learning.models import RankingModel
from registry.learning.states import ModelState
from registry.moves import available, move
from registry.proposals import service as proposals
from tests.factories import new_account
from tests.registry.learning.recorded import record
from tests.registry.learning.stored_model import store_model
from tests.registry.placements.market import new_market

WHY = "La temporada pasada lo confirma."


@pytest.fixture
def officer(session: Session) -> Account:
    return new_account(session, Role.OFFICER)


@pytest.fixture
def supervisor(session: Session) -> Account:
    return new_account(session, Role.SUPERVISOR)


@pytest.fixture
def director(session: Session) -> Account:
    return new_account(session, Role.DIRECTOR)


@pytest.fixture
def model(session: Session, officer: Account) -> RankingModel:
    return store_model(session, officer)


def approve(session: Session, model: RankingModel, officer: Account, supervisor: Account) -> None:
    proposal = service.propose(session, officer.actor(), model, reason=WHY)
    proposals.approve(session, supervisor.actor(), proposal, reason=WHY)


def test_it_learns_what_decided_and_says_what_it_is_worth(session: Session, officer: Account) -> None:
    record(session)
    model = service.train(session, officer.actor(), service.compute(session))
    points = model.weights["points"]
    assert points["experience"] > 60 and sum(points.values()) == pytest.approx(100)
    assert model.is_offered and model.card["gain_low"] > 0
    assert model.card["outcomes"] == model.outcomes == 600
    assert {one["group"] for one in model.card["slices"] if one["trait"] == "sex"} == {"F", "M"}
    assert not any("Ficticia" in str(value) for value in model.card.values())


def test_a_model_ranks_nobody_before_it_is_switched_on(session: Session, model: RankingModel) -> None:
    assert queries.weights_in_force(session) == load_weights()


def test_three_people_bring_it_to_rank_and_one_takes_it_back(
    session: Session, model: RankingModel, officer: Account, supervisor: Account, director: Account
) -> None:
    assert available(session, director.actor(), model) == []
    approve(session, model, officer, supervisor)
    assert model.state == ModelState.APPROVED
    assert queries.weights_in_force(session) == load_weights()
    service.change(session, director.actor(), model, "switch_on", reason=WHY)
    assert queries.weights_in_force(session).version == model.version
    service.change(session, supervisor.actor(), model, "switch_off", reason=WHY)
    assert queries.weights_in_force(session) == load_weights()
    assert queries.weights_of(session, model.version).version == model.version, "its lists can be repeated"


def test_the_next_list_is_ranked_with_the_weights_that_are_on(
    session: Session, model: RankingModel, officer: Account, supervisor: Account, director: Account
) -> None:
    market = new_market(session)
    assert market.ranked(session).weights_version == "1"
    approve(session, model, officer, supervisor)
    service.change(session, director.actor(), model, "switch_on", reason=WHY)
    found = market.ranked(session)
    assert found.weights_version == model.version
    assert found.entries[0].parts[0]["reasons"]
    service.change(session, director.actor(), model, "switch_off", reason=WHY)
    assert market.ranked(session).weights_version == "1"


def test_who_proposed_does_not_approve_and_nobody_goes_round_the_second_person(
    session: Session, model: RankingModel, officer: Account, supervisor: Account, director: Account
) -> None:
    with pytest.raises(NotPossible, match="model_needs_two"):
        move(session, supervisor.actor(), model, "approve")
    proposal = service.propose(session, officer.actor(), model, reason=WHY)
    with pytest.raises(NotPossible, match="same_person"):
        proposals.approve(session, officer.actor(), proposal, reason=WHY)
    with pytest.raises(NotPossible, match="wrong_state"):
        service.change(session, director.actor(), model, "switch_on", reason=WHY)


def test_switching_on_is_the_directors_and_takes_a_reason(
    session: Session, model: RankingModel, officer: Account, supervisor: Account, director: Account
) -> None:
    approve(session, model, officer, supervisor)
    for account in (officer, supervisor):
        with pytest.raises(NotAllowed):
            service.change(session, account.actor(), model, "switch_on", reason=WHY)
    with pytest.raises(Invalid, match="reason_missing"):
        service.change(session, director.actor(), model, "switch_on", reason=" ")


def test_the_database_refuses_changed_weights_and_one_persons_will(
    session: Session, model: RankingModel
) -> None:
    for change in ("checksum = 'x'", "state = 'approved', approved_at = trained_at", "state = 'on'"):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(text(f"UPDATE ranking_model SET {change}"))


def test_weights_that_are_not_those_that_were_judged_are_not_approved(
    session: Session, officer: Account, supervisor: Account
) -> None:
    model = store_model(session, officer, checksum="0" * 64)
    proposal = service.propose(session, officer.actor(), model, reason=WHY)
    with pytest.raises(NotPossible, match="model_changed"):
        proposals.approve(session, supervisor.actor(), proposal, reason=WHY)


def test_a_model_that_is_not_better_is_not_proposed(session: Session, officer: Account) -> None:
    truth = {name: units / 200_000 for name, units in load_weights().points.items()}
    record(session, truth=truth, vacancies=45)
    model = service.train(session, officer.actor(), service.compute(session))
    assert not model.is_offered
    with pytest.raises(NotPossible, match="model_not_better"):
        service.propose(session, officer.actor(), model, reason=WHY)


def test_too_few_outcomes_train_nothing(session: Session) -> None:
    record(session, vacancies=3)
    with pytest.raises(NotPossible, match="model_too_few_outcomes") as refused:
        service.compute(session)
    assert refused.value.args_for_words == {"have": 30, "least": 400}


def test_without_any_outcome_nothing_breaks(session: Session) -> None:
    assert len(outcomes.recorded(session).outcomes) == 0
    with pytest.raises(NotPossible, match="model_too_few_outcomes"):
        service.compute(session)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR, Role.EMPLOYER])
def test_only_officers_train(session: Session, role: Role) -> None:
    learned = service.Trained({}, *[cast(Any, None)] * 2)
    with pytest.raises(NotAllowed):
        service.train(session, new_account(session, role).actor(), learned)

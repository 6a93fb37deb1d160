"""Checklists: who may tick what, what a tick opens, what presses, and how a mistake is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.candidates import queries as candidates
from registry.candidates import service as people
from registry.candidates.consents import How, Purpose
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.placements import service as placements
from registry.placements.models import Referral
from registry.schemes.timeline import DueState
from registry.timelines import queries, service
from registry.timelines.models import Tick
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.placements.market import Market, new_employer, new_market, new_vacancy

QueryBudget = Callable[[int], object]


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def chosen(session: Session, market: Market) -> Referral:
    """The first person of the list, selected by the employer."""
    person = market.people[0]
    (referral,) = market.refer(session, person, reason="prueba")
    placements.consent(
        session, person.actor(), referral, candidates.own(session, person.actor()), how=How.SCREEN
    )
    placements.change(session, market.buyer.actor(), referral, "select")
    return queries.load_placement(session, market.buyer.actor(), referral.public_id)


def state_of(session: Session, actor: Actor, vacancy: Vacancy, step: str) -> DueState:
    return queries.of_vacancy(session, actor, vacancy).line(step).due.state


def test_a_tick_is_stored_with_who_and_when_and_opens_what_waited(session: Session, market: Market) -> None:
    employer, vacancy = market.buyer.actor(), market.vacancy
    assert state_of(session, employer, vacancy, "petition") == DueState.UNKNOWN
    done_on = clock.today() - timedelta(days=3)
    made = service.tick(session, employer, vacancy, "certification", done_on=done_on)
    line = queries.of_vacancy(session, employer, vacancy).line("certification")
    assert (line.due.state, line.due.done_on) == (DueState.DONE, done_on)
    assert line.tick is not None and line.tick.by == "employer"
    assert (line.may_tick, line.may_take_back) == (False, True)
    assert state_of(session, employer, vacancy, "petition") == DueState.NOW
    (event,) = events.of_record(session, "step", made.public_id)
    assert (event.verb, event.actor) == ("tick", employer.pseudonym)
    assert event.data["step"] == "certification"


def test_nothing_is_ticked_twice_not_even_by_two_at_once(session: Session, market: Market) -> None:
    actor, vacancy = market.buyer.actor(), market.vacancy
    service.tick(session, actor, vacancy, "job_order", done_on=clock.today())
    with pytest.raises(NotPossible, match="already_done"):
        service.tick(session, actor, vacancy, "job_order", done_on=clock.today())
    twin = Tick(vacancy_id=vacancy.id, step="job_order", done_on=clock.today(), by="employer", at=clock.now())
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_tick_is_taken_back_with_a_reason_and_can_be_made_again(session: Session, market: Market) -> None:
    actor, vacancy = market.buyer.actor(), market.vacancy
    made = service.tick(session, actor, vacancy, "job_order", done_on=clock.today())
    with pytest.raises(Invalid, match="reason_missing"):
        service.take_back(session, actor, vacancy, "job_order", reason=" ")
    service.take_back(session, actor, vacancy, "job_order", reason="era otra orden")
    assert state_of(session, actor, vacancy, "job_order") == DueState.LATER
    assert [event.verb for event in events.of_record(session, "step", made.public_id)] == [
        "tick",
        "take_back",
    ]
    with pytest.raises(NotPossible, match="not_ticked"):
        service.take_back(session, actor, vacancy, "job_order", reason="otra vez")
    service.tick(session, actor, vacancy, "job_order", done_on=clock.today())
    assert state_of(session, actor, vacancy, "job_order") == DueState.DONE


@pytest.mark.parametrize(
    ("step", "allowed"),
    [("job_order", {Role.EMPLOYER}), ("certification", {Role.EMPLOYER, Role.OFFICER})],
)
def test_the_one_who_must_act_ticks(session: Session, market: Market, step: str, allowed: set[Role]) -> None:
    actors = {
        Role.EMPLOYER: market.buyer.actor(),
        Role.OFFICER: market.officer.actor(),
        Role.SUPERVISOR: new_account(session, Role.SUPERVISOR).actor(),
        Role.COUNSELLOR: new_account(session, Role.COUNSELLOR, centre="Quetzaltenango").actor(),
        Role.AUDITOR: new_account(session, Role.AUDITOR).actor(),
    }
    for role, actor in actors.items():
        assert queries.of_vacancy(session, actor, market.vacancy).line(step).may_tick == (role in allowed)
        if role not in allowed:
            with pytest.raises(NotAllowed):
                service.tick(session, actor, market.vacancy, step, done_on=clock.today())


def test_another_employer_ticks_nothing(session: Session, market: Market) -> None:
    stranger = new_account(session, Role.EMPLOYER, employer_id=new_employer(session, "Otra (ficticia)").id)
    with pytest.raises(NotAllowed):
        service.tick(session, stranger.actor(), market.vacancy, "job_order", done_on=clock.today())


@pytest.mark.parametrize(
    ("days", "code"), [(1, "day_to_come"), (-366 * 8, "day_too_old")]
)  # fmt: skip
def test_days_that_cannot_be(session: Session, market: Market, days: int, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        service.tick(
            session,
            market.buyer.actor(),
            market.vacancy,
            "job_order",
            done_on=clock.today() + timedelta(days=days),
        )


def test_a_duty_and_an_unknown_step_cannot_be_ticked(session: Session, market: Market) -> None:
    with pytest.raises(NotPossible, match="nothing_to_tick"):
        service.tick(session, market.buyer.actor(), market.vacancy, "recruitment", done_on=clock.today())
    with pytest.raises(NotFound):
        service.tick(session, market.buyer.actor(), market.vacancy, "no_such_step", done_on=clock.today())


def test_what_the_vacancy_shows_needs_no_tick(session: Session, market: Market) -> None:
    market.vacancy.facts = market.vacancy.facts | {"official_status": "Determination Issued - Certification"}
    line = queries.of_vacancy(session, market.buyer.actor(), market.vacancy).line("certification")
    assert (line.due.state, line.due.done_on, line.tick, line.may_tick) == (DueState.DONE, None, None, False)


def test_a_closed_vacancy_is_followed_no_more(session: Session, market: Market) -> None:
    closed = new_vacancy(session, market.employer, state=VacancyState.CLOSED)
    with pytest.raises(NotPossible, match="steps_not_followed"):
        service.tick(session, market.buyer.actor(), closed, "job_order", done_on=clock.today())


class TestPlacement:
    def test_the_person_ticks_their_own_steps_and_no_other(
        self, session: Session, market: Market, chosen: Referral
    ) -> None:
        me = market.people[0].actor()
        vacancy = chosen.vacancy
        with pytest.raises(NotAllowed):
            service.tick(session, me, vacancy, "journey_refund", done_on=clock.today(), referral=chosen)
        service.tick(session, me, vacancy, "visa_application", done_on=clock.today(), referral=chosen)
        lines = queries.of_placement(session, me, chosen)
        assert lines.line("visa_application").due.state == DueState.DONE
        # The employer had until then to give the contract.
        assert lines.line("contract_copy").due.until == clock.today()

    def test_a_counsellor_ticks_for_the_person(
        self, session: Session, market: Market, chosen: Referral
    ) -> None:
        adviser = new_account(session, Role.COUNSELLOR, centre="Quetzaltenango").actor()
        found = queries.load_placement(session, adviser, chosen.public_id)
        service.tick(session, adviser, found.vacancy, "arrival", done_on=clock.today(), referral=found)
        with pytest.raises(NotAllowed):
            service.tick(
                session, adviser, found.vacancy, "journey_refund", done_on=clock.today(), referral=found
            )
        assert [one.id for one in queries.placements_of(session, adviser, market.people[0])] == [chosen.id]

    def test_the_employer_follows_while_the_person_s_yes_stands(
        self, session: Session, market: Market, chosen: Referral
    ) -> None:
        buyer, me = market.buyer.actor(), candidates.own(session, market.people[0].actor())
        start = clock.today() - timedelta(days=40)
        market.vacancy.start_on, market.vacancy.end_on = start, start + timedelta(days=60)
        session.flush()
        assert any(one.people for one in queries.pressing(session, buyer))
        people.withdraw_consent(
            session, me.actor(), me, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=chosen.vacancy_id
        )
        with pytest.raises(NotFound):
            queries.load_placement(session, buyer, chosen.public_id)
        assert not any(one.people for one in queries.pressing(session, buyer))
        assert queries.load_placement(session, me.actor(), chosen.public_id) is chosen
        assert queries.load_placement(session, market.officer.actor(), chosen.public_id) is chosen

    @pytest.mark.parametrize("scheme", ["CA_AG", "CA_LOW", "ES_GECCO"])
    def test_the_body_and_the_way_to_another_employer_are_not_the_employer_s_business(
        self, session: Session, market: Market, chosen: Referral, scheme: str
    ) -> None:
        chosen.vacancy.scheme = scheme
        session.flush()

        def steps(actor: Actor) -> set[str]:
            return {line.due.id for line in queries.of_placement(session, actor, chosen).lines}

        theirs = steps(market.people[0].actor())
        assert theirs & queries.OWN_MATTERS
        assert steps(market.buyer.actor()) == theirs - queries.OWN_MATTERS
        with pytest.raises(NotFound):
            queries.of_placement(session, market.buyer.actor(), chosen).line(
                min(theirs & queries.OWN_MATTERS)
            )

    def test_another_person_s_placement_does_not_exist(
        self, session: Session, market: Market, chosen: Referral
    ) -> None:
        with pytest.raises(NotFound):
            queries.load_placement(session, market.people[1].actor(), chosen.public_id)

    def test_steps_of_the_vacancy_are_not_the_person_s(
        self, session: Session, market: Market, chosen: Referral
    ) -> None:
        with pytest.raises(NotFound):
            service.tick(
                session,
                market.buyer.actor(),
                chosen.vacancy,
                "job_order",
                done_on=clock.today(),
                referral=chosen,
            )

    def test_who_is_not_chosen_yet_sees_the_steps_and_ticks_none(
        self, session: Session, market: Market
    ) -> None:
        person = market.people[0]
        (referral,) = market.refer(session, person, reason="prueba")
        placements.consent(
            session, person.actor(), referral, candidates.own(session, person.actor()), how=How.SCREEN
        )
        found = queries.load_placement(session, person.actor(), referral.public_id)
        assert not any(line.may_tick for line in queries.of_placement(session, person.actor(), found).lines)
        with pytest.raises(NotPossible, match="steps_not_followed"):
            service.tick(
                session,
                person.actor(),
                found.vacancy,
                "visa_application",
                done_on=clock.today(),
                referral=found,
            )


class TestPressing:
    def soon(self, session: Session, market: Market) -> Vacancy:
        """Work begins in 62 days: two days are left for the job order."""
        start = clock.today() + timedelta(days=62)
        return new_vacancy(session, market.employer, start_on=start, end_on=start + timedelta(days=180))

    def test_overdue_and_due_within_a_week(self, session: Session, market: Market) -> None:
        soon = self.soon(session, market)
        actor = market.officer.actor()
        assert [(one.vacancy.id, one.due.id) for one in queries.pressing(session, actor)] == [
            (soon.id, "job_order")
        ]
        late = new_vacancy(
            session, market.employer, start_on=clock.today() + timedelta(days=20), end_on=date(2098, 1, 1)
        )
        found = queries.pressing(session, actor)
        assert [one.due.id for one in found if one.vacancy.id == late.id] == [
            "job_order",
            "application",
            "certification",
        ]
        assert found[0].vacancy.id == late.id

    def test_each_sees_their_own(self, session: Session, market: Market) -> None:
        self.soon(session, market)
        stranger = new_account(
            session, Role.EMPLOYER, employer_id=new_employer(session, "Otra (ficticia)").id
        )
        assert queries.pressing(session, stranger.actor()) == []
        assert len(queries.pressing(session, market.buyer.actor())) == 1
        assert queries.pressing(session, Actor(Role.PUBLIC)) == []

    def test_what_is_over_presses_nobody(self, session: Session, market: Market) -> None:
        new_vacancy(session, market.employer, start_on=date(2020, 1, 1), end_on=date(2020, 6, 1))
        new_vacancy(
            session,
            market.employer,
            start_on=clock.today() + timedelta(days=20),
            end_on=date(2098, 1, 1),
            state=VacancyState.CLOSED,
        )
        assert queries.pressing(session, market.officer.actor()) == []

    def test_the_same_step_of_several_people_is_one_line(
        self, session: Session, market: Market, query_budget: QueryBudget
    ) -> None:
        vacancy = market.vacancy
        vacancy.start_on = clock.today() - timedelta(days=40)
        vacancy.end_on = clock.today() + timedelta(days=41)
        for person in market.people[:2]:
            session.add(
                Referral(
                    vacancy_id=vacancy.id, candidate_id=person.id, state="placed", referred_at=clock.now(),
                    consented_at=clock.now(), placed_at=clock.now(),
                )
            )  # fmt: skip
        session.flush()
        with query_budget(6):  # type: ignore[attr-defined]
            found = queries.pressing(session, market.officer.actor())
        refund = next(one for one in found if one.due.id == "journey_refund")
        assert (refund.people, refund.referral) == (2, None)

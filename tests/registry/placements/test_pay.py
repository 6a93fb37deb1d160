"""Promised wage, contract, first pay: who tells what, who sees what, and what is short of the promise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.placements import pay
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from tests.factories import new_account
from tests.registry.placements.market import new_agency, new_employer, new_person, new_vacancy


@pytest.fixture
def placed(session: Session) -> Referral:
    """Promised: 14.50 USD an hour."""
    vacancy = new_vacancy(session, new_employer(session), agency=new_agency(session))
    person = new_person(session, "Rosa", months=12)
    referral = Referral(
        vacancy_id=vacancy.id, candidate_id=person.id, state=ReferralState.PLACED, referred_at=clock.now(),
        consented_at=clock.now(), placed_at=clock.now(),
    )  # fmt: skip
    session.add(referral)
    session.flush()
    session.refresh(referral, ["vacancy", "candidate"])
    return referral


def people(session: Session, placed: Referral) -> dict[str, Actor]:
    vacancy = placed.vacancy
    return {
        "worker": placed.candidate.actor(),
        "agency": new_account(session, Role.AGENCY, agency_id=vacancy.agency_id).actor(),
        "employer": new_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id).actor(),
        "officer": new_account(session, Role.OFFICER).actor(),
        "counsellor": new_account(session, Role.COUNSELLOR, centre="Centro").actor(),
    }


def tell(session: Session, actor: Actor, placed: Referral, source: str, amount: str) -> None:
    pay.tell(session, actor, placed, source, amount=Decimal(amount), dated_on=clock.today())


def test_what_is_short_of_the_promise_is_seen_by_the_ministry(session: Session, placed: Referral) -> None:
    who = people(session, placed)
    tell(session, who["agency"], placed, "contract", "14.50")
    assert pay.of_referral(session, who["officer"], placed).short_of_promise == ()
    tell(session, who["worker"], placed, "first_pay", "11.00")
    assert pay.of_referral(session, who["officer"], placed).short_of_promise == ("first_pay",)
    assert pay.of_referral(session, who["worker"], placed).short_of_promise == ("first_pay",)
    assert placed.vacancy.agency_id is not None
    assert pay.below_promise(session, placed.vacancy.agency_id) == {placed.vacancy.number: 1}


@pytest.mark.parametrize("side", ["agency", "employer"])
def test_employer_and_agency_never_see_what_the_person_told(
    session: Session, placed: Referral, side: str
) -> None:
    who = people(session, placed)
    tell(session, who["worker"], placed, "first_pay", "11.00")
    assert pay.of_referral(session, who[side], placed).first_pay is None


@pytest.mark.parametrize(
    ("teller", "source"),
    [("worker", "contract"), ("counsellor", "contract"), ("agency", "first_pay"), ("employer", "first_pay"),
     ("officer", "first_pay")],
)  # fmt: skip
def test_each_tells_what_they_know(session: Session, placed: Referral, teller: str, source: str) -> None:
    with pytest.raises(NotAllowed):
        tell(session, people(session, placed)[teller], placed, source, "14.00")


def test_another_agency_tells_nothing(session: Session, placed: Referral) -> None:
    stranger = new_account(session, Role.AGENCY, agency_id=new_agency(session).id).actor()
    with pytest.raises(NotAllowed):
        tell(session, stranger, placed, "contract", "14.50")


def test_amounts_and_days_must_make_sense(session: Session, placed: Referral) -> None:
    worker = placed.candidate.actor()
    with pytest.raises(Invalid):
        tell(session, worker, placed, "first_pay", "0")
    with pytest.raises(Invalid):
        pay.tell(
            session,
            worker,
            placed,
            "first_pay",
            amount=Decimal(5),
            dated_on=clock.today() + timedelta(days=1),
        )
    placed.state = ReferralState.SELECTED
    with pytest.raises(NotPossible):
        tell(session, worker, placed, "first_pay", "14.50")

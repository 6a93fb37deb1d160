"""Referring somebody who may not go: refused with the date; a missing paper is told and refuses nobody."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app import words
from registry import clock, errors
from registry.access import Role
from registry.candidates.models import Candidate
from registry.pathways import queries, sealed, service
from registry.pathways.models import PathwayFacts, Said
from registry.placements import service as referrals
from registry.schemes.person import Stay, Told
from tests.factories import new_account
from tests.registry.placements.market import END, START, Market, new_market, new_person

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def tell_stay(session: Session, person: Candidate, arrived: date, left: date) -> None:
    """Told to a counsellor. Written straight in: the market lies far ahead, and nobody tells of the future."""
    told = Told(h2_stays=(Stay(arrived=arrived, left=left),)).model_dump_json()
    session.add(PathwayFacts(candidate_id=person.id, told=told, changed_at=clock.now()))
    session.flush()


def test_the_h2_counter_refuses_with_the_date(session: Session, market: Market) -> None:
    best = market.people[0]
    tell_stay(session, best, date(2096, 2, 1), date(2099, 1, 1))
    with pytest.raises(errors.Invalid) as refused:
        market.refer(session, best)
    assert refused.value.code == "person_not_before"
    assert words.problem(refused.value) == (
        "La persona en el lugar 1 de la lista no puede ir a este trabajo antes del 2 de marzo de 2099."
    )


def test_sixty_days_at_home_before_the_start_and_nothing_stands_in_the_way(
    session: Session, market: Market
) -> None:
    best = market.people[0]
    tell_stay(session, best, date(2096, 2, 1), date(2098, 12, 31))
    assert market.refer(session, best)


def test_who_is_no_longer_free_is_not_referred(session: Session, market: Market) -> None:
    best = market.people[0]
    shortlist = market.ranked(session)
    best = session.get_one(Candidate, best.id)
    best.available_to = date(2099, 8, 30)
    session.flush()
    with pytest.raises(errors.Invalid, match="person_not_free"):
        referrals.refer(session, market.officer.actor(), shortlist, [best.public_id])
    best.available_to, best.available_from = None, date(2099, 3, 2)
    session.flush()
    with pytest.raises(errors.Invalid, match="person_not_before"):
        referrals.refer(session, market.officer.actor(), shortlist, [best.public_id])


def test_a_missing_passport_refuses_nobody_and_is_listed(session: Session, market: Market) -> None:
    best = market.people[0]
    service.tell_passport(session, best.actor(), best, has_passport=False)
    (referral,) = market.refer(session, best)
    answer = queries.answer_for_vacancy(session, best, referral.vacancy)
    assert [one.rule for one in answer.missing] == ["CD-03"]
    assert answer.refusals == []


def test_a_sealed_yes_refuses_nobody_and_officers_answers_are_made_without_it(
    session: Session, market: Market
) -> None:
    best = market.people[0]
    (first,) = market.refer(session, best)
    adviser = new_account(session, Role.COUNSELLOR, centre="Centro").actor()
    sealed.ask(session, adviser, best, "H2A", said=Said.YES)
    assert queries.answer_for_vacancy(session, best, first.vacancy).answer != "needs_adviser"
    with_it = queries.answer_for_vacancy(session, best, first.vacancy, with_sealed=True)
    assert with_it.answer == "needs_adviser"
    assert with_it.refusals == []


def test_the_offer_asked_about_is_the_vacancys(session: Session, market: Market) -> None:
    offer = queries.offer_of(market.vacancy)
    assert offer is not None
    assert (offer.start, offer.end) == (START, END)
    market.vacancy.start_on = None
    assert queries.offer_of(market.vacancy) is None


def test_nobody_is_asked_anything_to_be_referred(session: Session, market: Market) -> None:
    newcomer = new_person(session, "Quinta", months=60)
    (referral,) = market.refer(session, newcomer, reason="Vive cerca.")
    assert referral.candidate_id == newcomer.id

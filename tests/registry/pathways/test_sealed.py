"""The sealed answer: asked after a match, by an adviser, read with a reason, in the log without content, then gone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from registry import errors, events
from registry.access import PUBLIC, Actor, Role
from registry.candidates import identity
from registry.candidates import service as people
from registry.candidates.models import Candidate
from registry.pathways import queries, sealed
from registry.pathways.models import Said, SealedAnswer
from registry.placements import service as referrals
from registry.placements.models import Referral
from registry.shortlists import service as ranking
from tests.factories import new_account
from tests.registry.placements.market import END, Market, new_market

SECRET = "me sacaron en el 2019 por Laredo"
SCHEME = "H2A"

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def referral(session: Session, market: Market) -> Referral:
    return market.refer(session, market.people[0])[0]


@pytest.fixture
def person(market: Market, referral: Referral) -> Candidate:
    return market.people[0]


@pytest.fixture
def adviser(session: Session) -> Actor:
    return new_account(session, Role.COUNSELLOR, centre="CAPMiR").actor()


def kept(session: Session) -> int:
    return session.scalar(select(func.count(SealedAnswer.id))) or 0


def test_it_is_asked_only_after_a_match_and_only_for_its_scheme(
    session: Session, market: Market, adviser: Actor
) -> None:
    nobody_yet = market.people[1]
    with pytest.raises(errors.NotPossible, match="no_match"):
        sealed.ask(session, adviser, nobody_yet, SCHEME, said=Said.NO)
    (_referral,) = market.refer(session, market.people[0])
    with pytest.raises(errors.NotPossible, match="no_match"):
        sealed.ask(session, adviser, market.people[0], "CA_AG", said=Said.NO)
    with pytest.raises(errors.NotPossible, match="nothing_to_ask"):
        sealed.ask(session, adviser, market.people[0], "GT_SNE", said=Said.NO)
    assert kept(session) == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.EMPLOYER])
def test_nobody_but_an_adviser_asks_or_reads(
    session: Session, person: Candidate, adviser: Actor, role: Role
) -> None:
    other = new_account(session, role).actor()
    with pytest.raises(errors.NotAllowed):
        sealed.ask(session, other, person, SCHEME, said=Said.YES)
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES)
    with pytest.raises(errors.NotAllowed):
        sealed.read(session, other, person, SCHEME, reason="Quiero saber")


def test_the_person_does_not_read_it_on_a_shared_telephone_and_can_have_it_deleted(
    session: Session, market: Market, person: Candidate, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    with pytest.raises(errors.NotAllowed):
        sealed.read(session, person.actor(), person, SCHEME, reason="Es mío")
    with pytest.raises(errors.NotAllowed):
        sealed.forget(session, market.people[1].actor(), person, SCHEME)
    sealed.forget(session, person.actor(), person, SCHEME)
    assert kept(session) == 0
    with pytest.raises(errors.NotPossible):
        sealed.forget(session, person.actor(), person, SCHEME)


def test_each_reading_takes_a_reason_and_is_one_event(
    session: Session, person: Candidate, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    with pytest.raises(errors.Invalid, match="reason_missing"):
        sealed.read(session, adviser, person, SCHEME, reason=" a ")
    for reason in ("La atiendo hoy", "Vuelve a preguntar"):
        opened = sealed.read(session, adviser, person, SCHEME, reason=reason)
        assert (opened.said, opened.words) == (Said.YES, SECRET)
    seen = [one for one in events.of_record(session, "candidate", person.public_id) if "sealed" in one.verb]
    assert [one.verb for one in seen] == ["ask_sealed", "read_sealed", "read_sealed"]
    assert [one.reason for one in seen] == [None, "La atiendo hoy", "Vuelve a preguntar"]
    assert {one.verb for one in identity.readings(session, person)} >= {"ask_sealed", "read_sealed"}


def test_neither_the_words_nor_the_yes_stand_anywhere_in_the_open(
    session: Session, person: Candidate, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    sealed.read(session, adviser, person, SCHEME, reason="La atiendo hoy")
    raw = bytes(session.execute(text("SELECT content FROM sealed_answer")).scalar_one())
    assert b"Laredo" not in raw
    assert b"yes" not in raw
    told = [(one.reason, one.data) for one in events.of_record(session, "candidate", person.public_id)]
    assert "Laredo" not in str(told)
    assert "yes" not in str(told)


def test_a_yes_and_a_no_leave_the_same_trace(session: Session, market: Market, adviser: Actor) -> None:
    referred = market.refer(session, market.people[0], market.people[1])
    for person, said in zip(market.people, (Said.YES, Said.NO), strict=False):
        sealed.ask(session, adviser, person, SCHEME, said=said, words=SECRET)
    assert len(referred) == 2
    traces = [
        [
            (one.verb, one.data)
            for one in events.of_record(session, "candidate", person.public_id)
            if "sealed" in one.verb
        ]
        for person in market.people[:2]
    ]
    assert traces[0] == traces[1]


def test_its_one_effect_is_talk_to_an_adviser_and_the_other_countries_stay(
    session: Session, person: Candidate, adviser: Actor
) -> None:
    before = {one.scheme: one.answer for one in queries.answers(session, person, with_sealed=[SCHEME])}
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES)
    after = {one.scheme: one.answer for one in queries.answers(session, person, with_sealed=[SCHEME])}
    assert after[SCHEME] == "needs_adviser"
    assert {scheme: answer for scheme, answer in after.items() if scheme != SCHEME} == {
        scheme: answer for scheme, answer in before.items() if scheme != SCHEME
    }
    assert {one.answer for one in queries.answers(session, person)} == set(before.values())


def test_it_takes_the_place_of_what_was_said_before(
    session: Session, person: Candidate, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    sealed.ask(session, adviser, person, SCHEME, said=Said.RATHER_NOT)
    assert kept(session) == 1
    assert sealed.read(session, adviser, person, SCHEME, reason="La atiendo").words == ""


def test_it_is_kept_to_the_end_of_the_season_and_deleted_the_day_after(
    session: Session, person: Candidate, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    assert queries.seals(session, person)[SCHEME].keep_until == END
    assert sealed.forget_due(session) == 0
    with time_machine.travel(datetime(END.year, 9, 1, 12, tzinfo=UTC), tick=False):
        assert sealed.forget_due(session) == 1
    assert kept(session) == 0
    assert events.of_record(session, "candidate", person.public_id)[-1].verb == "forget_sealed"
    assert events.of_record(session, "candidate", person.public_id)[-1].actor == "system"


def test_without_the_match_it_is_deleted_at_once(
    session: Session, person: Candidate, referral: Referral, adviser: Actor
) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.NO)
    referrals.decline(session, person.actor(), referral, person)
    assert sealed.forget_due(session) == 1
    assert kept(session) == 0


def test_who_leaves_takes_it_along(session: Session, person: Candidate, adviser: Actor) -> None:
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES)
    people.withdraw(session, person.actor(), person)
    assert sealed.forget_due(session) == 1


def test_no_list_changes_by_it(session: Session, market: Market, person: Candidate, adviser: Actor) -> None:
    """The very list, computed before and after a yes: the same people, points and order."""
    before = ranking.compute(session, market.vacancy, market.pool, as_of=date(2026, 3, 2), top=50).ranking
    sealed.ask(session, adviser, person, SCHEME, said=Said.YES, words=SECRET)
    after = ranking.compute(session, market.vacancy, market.pool, as_of=date(2026, 3, 2), top=50).ranking
    assert after == before
    assert len(before.ranked) == 4


def test_the_public_is_nobody(session: Session, person: Candidate) -> None:
    with pytest.raises(errors.NotAllowed):
        sealed.read(session, PUBLIC, person, SCHEME, reason="Quiero saber")

"""No bulk way out: a firm, all its accounts together, opens so many people a day; so does an officer; it is noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.candidates import ceilings, identity
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.errors import NotPossible
from registry.holdings import dossier
from registry.placements import queries, service
from registry.placements.models import Referral
from tests.factories import new_account
from tests.registry.placements.market import Market, new_employer, new_market, new_person

REASON = "Visita a la oficina"


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def opened(session: Session, actor: Actor, noun: str, verb: str, count: int) -> None:
    """So many readings of today, each of another person."""
    for number in range(count):
        events.record(session, actor, noun, f"{actor.public_id[:6]}{number}", verb)


def ready(session: Session, market: Market, *people: Candidate) -> list[Referral]:
    referrals = market.refer(session, *people)
    for referral, person in zip(referrals, people, strict=True):
        session.flush()
        session.expire_all()
        mine = queries.load(session, person.actor(), referral.public_id)
        service.consent(
            session, person.actor(), mine, candidates.own(session, person.actor()), how=How.SCREEN
        )
    session.expire_all()
    return [queries.load(session, market.buyer.actor(), one.public_id) for one in referrals]


def test_all_accounts_of_a_firm_together_open_so_many_a_day(session: Session, market: Market) -> None:
    first, second = ready(session, market, *market.people[:2])
    buyer = market.buyer.actor()
    colleague = new_account(session, Role.EMPLOYER, employer_id=market.employer.id).actor()
    stranger = new_account(session, Role.EMPLOYER, employer_id=new_employer(session, "Otra finca").id).actor()
    with time_machine.travel(clock.now(), tick=False) as now:
        opened(session, colleague, "referral", "disclose", ceilings.MOST_OF_A_FIRM - 1)
        opened(session, stranger, "referral", "disclose", ceilings.MOST_OF_A_FIRM)
        service.disclose(session, buyer, first)
        for account in (buyer, colleague):
            with pytest.raises(NotPossible, match="contacts_enough"):
                service.disclose(session, account, second)
        now.shift(queries.OPEN_FOR)
        service.disclose(session, colleague, first)
        now.shift(timedelta(days=1))
        service.disclose(session, buyer, second)


def test_the_supervisor_reads_which_firm_opened_many(session: Session, market: Market) -> None:
    (referral,) = ready(session, market, market.people[0])
    buyer = market.buyer.actor()
    opened(session, buyer, "referral", "disclose", 29)
    service.disclose(session, buyer, referral)
    supervisor = new_account(session, Role.SUPERVISOR).actor()
    assert [(one.who, one.people) for one in ceilings.noted(session, supervisor)] == [
        (market.employer.legal_name, 30)
    ]
    assert ceilings.noted(session, buyer) == []


def test_an_officer_opens_so_many_a_day_and_the_supervisor_is_told(session: Session) -> None:
    officer, other = (new_account(session, Role.OFFICER) for _ in range(2))
    person, another = new_person(session, "Una"), new_person(session, "Otra")
    opened(session, officer.actor(), "candidate", "identify", 49)
    identity.identify(session, officer.actor(), person, reason=REASON)
    supervisor = new_account(session, Role.SUPERVISOR).actor()
    assert [(one.who, one.people) for one in ceilings.noted(session, supervisor)] == [(officer.name, 50)]
    for number in range(ceilings.MOST_OF_AN_OFFICER - 50):
        events.record(session, officer.actor(), "candidate", f"further{number}", "identify")
    identity.identify(session, officer.actor(), person, reason=REASON)
    with pytest.raises(NotPossible, match="readings_enough"):
        identity.identify(session, officer.actor(), another, reason=REASON)
    identity.identify(session, other.actor(), another, reason=REASON)


@pytest.mark.parametrize(
    ("noun", "verb"),
    [("candidate", "read_sealed"), ("candidate", "print_message"), ("protection", "read_protection")],
)
def test_every_way_to_open_people_counts(session: Session, noun: str, verb: str) -> None:
    officer, person = new_account(session, Role.OFFICER), new_person(session, "Una")
    opened(session, officer.actor(), noun, verb, ceilings.MOST_OF_AN_OFFICER - 1)
    identity.identify(session, officer.actor(), person, reason=REASON)
    for record in ("another", "of whatever kind"):
        with pytest.raises(NotPossible, match="readings_enough"):
            ceilings.check_officer(session, officer.actor(), record)


def test_whole_files_are_taken_out_for_fewer_people(session: Session) -> None:
    officer, person = new_account(session, Role.OFFICER), new_person(session, "Una")
    another = new_person(session, "Otra")
    for one in (person, another):
        identity.identify(session, officer.actor(), one, reason=REASON)
    opened(session, officer.actor(), "candidate", "hand_over", ceilings.MOST_COPIES - 1)
    dossier.file_of(session, officer.actor(), person)
    dossier.file_of(session, officer.actor(), person)
    with pytest.raises(NotPossible, match="copies_enough"):
        dossier.file_of(session, officer.actor(), another)
    assert dossier.file_of(session, another.actor(), another)["person"], "nobody counts their own"


def test_who_passes_the_mark_unseen_is_noted_with_the_next_and_once_a_day(session: Session) -> None:
    """Two acts at the same moment must not step over the number that is looked for."""
    officer, supervisor = new_account(session, Role.OFFICER), new_account(session, Role.SUPERVISOR).actor()
    with time_machine.travel(clock.now(), tick=False) as now:
        for days in (1, 2):
            opened(session, officer.actor(), "candidate", "identify", 52)
            for name in ("Una", "Otra"):
                identity.identify(session, officer.actor(), new_person(session, name), reason=REASON)
            assert [one.people for one in ceilings.noted(session, supervisor)] == [53] * days
            now.shift(timedelta(days=1))

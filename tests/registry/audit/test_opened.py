"""The breach drill and the auditor's list: whose data an account opened, and what merits a question."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import PUBLIC, Actor, Role
from registry.audit import opened, watch
from registry.candidates import identity, service
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotAllowed, NotFound
from registry.protection import service as protection
from tests.factories import new_account
from tests.registry.candidates.people import registration

WHY = "Perdió el teléfono"
DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> list[Candidate]:
    return [service.register(session, PUBLIC, registration(phone=f"5555 01{n:02}"))[0] for n in range(3)]


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def test_it_lists_each_person_with_what_was_opened_and_nobody_else(
    session: Session, people: list[Candidate]
) -> None:
    account = new_account(session, Role.COUNSELLOR, centre="Centro Norte")
    counsellor, other = account.actor(), new_account(session, Role.OFFICER).actor()
    now = clock.now()
    with at(now + DAY):
        identity.identify(session, counsellor, people[0], reason="Para llamarle")
        sealed = protection.note(
            session, counsellor, people[0], words="La busca un hombre", has_consent=True, how=How.READ_ALOUD
        )
        identity.identify(session, other, people[1], reason="Para llamarle")
    with at(now + 3 * DAY):
        identity.identify(session, counsellor, people[2], reason="Para llamarle")
    found = opened.between(session, account.public_id, now, now + 2 * DAY)
    assert [(one.who, one.kinds, one.times) for one in found.people] == [
        (people[0].public_id, {"identity", "protection"}, 2)
    ]
    assert sealed.public_id not in {one.who for one in found.people} and not found.lost
    half_an_hour_later = opened.between(
        session, account.public_id, now + 3 * DAY + timedelta(minutes=20), now + 4 * DAY
    )
    assert [one.who for one in half_an_hour_later.people] == [people[2].public_id], "it was still open then"
    session.delete(sealed)
    session.flush()
    again = opened.between(session, account.public_id, now, now + 2 * DAY)
    assert [one.kinds for one in again.lost] == [{"protection"}], (
        "what was deleted since is not lost from sight"
    )


def test_no_entry_in_the_log_no_list(session: Session, people: list[Candidate]) -> None:
    account = new_account(session, Role.COUNSELLOR)
    auditor, supervisor = (new_account(session, role).actor() for role in (Role.AUDITOR, Role.SUPERVISOR))
    since, until = clock.now() - DAY, clock.now() + DAY
    identity.identify(session, account.actor(), people[0], reason="Para llamarle")
    entry = opened.look_up(session, auditor, account, since, until, reason=WHY)
    _entry, found = opened.of_event(session, auditor, entry.id)
    assert [one.who for one in found.people] == [people[0].public_id]
    for actor, number in ((supervisor, entry.id), (auditor, entry.id - 1), (auditor, 10**9)):
        with pytest.raises(NotFound):
            opened.of_event(session, actor, number)
    for role in set(Role) - {Role.AUDITOR, Role.SUPERVISOR, Role.SYSTEM}:
        with pytest.raises(NotAllowed):
            opened.look_up(session, Actor(role, account_id=1), account, since, until, reason=WHY)
    with pytest.raises(Invalid):
        opened.look_up(session, auditor, account, until, since, reason=WHY)
    with pytest.raises(Invalid):
        opened.look_up(session, auditor, account, since, until, reason=" ")


def test_an_account_is_found_by_address_and_number(session: Session) -> None:
    account = new_account(session, Role.OFFICER)
    assert opened.account_of(session, f" {account.email.upper()} ") is account
    assert opened.account_of(session, account.public_id) is account
    with pytest.raises(NotFound):
        opened.account_of(session, "nadie@example.org")


MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=clock.GUATEMALA)


def seen(session: Session, actor: Actor) -> watch.Watched:
    return watch.watch(session, actor, MONDAY - DAY, MONDAY + 7 * DAY)


def test_the_list_of_the_week_names_what_merits_a_question(session: Session) -> None:
    with at(MONDAY - 30 * DAY):
        auditor = new_account(session, Role.AUDITOR).actor()
        officer, supervisor, calm = (
            new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR, Role.SUPERVISOR)
        )
    for number in range(6):
        with at(MONDAY + timedelta(hours=number)):
            events.record(session, officer, "proposal", f"p{number}", "propose")
        with at(MONDAY + timedelta(hours=number, minutes=4)):
            events.record(session, supervisor, "proposal", f"p{number}", "approve")
    with at(MONDAY + DAY):
        events.record(session, officer, "proposal", "slow", "propose")
    with at(MONDAY + DAY + timedelta(hours=3)):
        events.record(session, calm, "proposal", "slow", "approve")
    with at(MONDAY.replace(hour=23)):
        events.record(session, supervisor, "vacancy", "v", "suspend")
    found = seen(session, auditor)
    assert {one.record_id for one in found.fast} == {f"p{number}" for number in range(6)}
    assert {one.minutes for one in found.fast} == {4}
    assert [(one.first, one.second, one.count, one.of) for one in found.together] == [
        (officer.pseudonym, supervisor.pseudonym, 6, 7)
    ]
    assert [(one.actor, one.night) for one in found.odd] == [(supervisor.pseudonym, 1)]
    assert watch.fast_count(session, MONDAY - DAY, MONDAY + 7 * DAY) == 6


def test_who_approves_what_they_proposed_themselves_is_no_decision_of_two(session: Session) -> None:
    auditor, officer = (new_account(session, role).actor() for role in (Role.AUDITOR, Role.OFFICER))
    with at(MONDAY):
        events.record(session, officer, "proposal", "p", "propose")
        events.record(session, officer, "proposal", "p", "approve")
    assert seen(session, auditor).fast == []


def test_fewer_than_five_people_are_never_counted_out(session: Session) -> None:
    auditor, officer = (new_account(session, role).actor() for role in (Role.AUDITOR, Role.OFFICER))
    with at(MONDAY):
        for number in range(4):
            events.record(session, officer, "candidate", f"c{number}", "identify", reason=WHY)
    assert [one.count for one in seen(session, auditor).opened] == [None]
    with at(MONDAY):
        events.record(session, officer, "candidate", "c5", "identify", reason=WHY)
    assert [one.count for one in seen(session, auditor).opened] == [5]


def test_only_auditors_read_it_and_no_endless_span(session: Session) -> None:
    auditor = new_account(session, Role.AUDITOR).actor()
    for role in set(Role) - {Role.AUDITOR}:
        with pytest.raises(NotFound):
            watch.watch(session, Actor(role), MONDAY, MONDAY + DAY)
    for since, until in ((MONDAY, MONDAY), (MONDAY, MONDAY + watch.LONGEST + DAY)):
        with pytest.raises(NotFound):
            watch.watch(session, auditor, since, until)

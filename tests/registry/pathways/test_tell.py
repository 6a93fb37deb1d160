"""What a person tells of passports and earlier seasons: step by step, for themselves and their adviser only."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import errors, events
from registry.access import PUBLIC, Actor, Role
from registry.candidates import service as people
from registry.candidates.models import Candidate
from registry.pathways import queries, sealed, service
from registry.pathways.models import PathwayFacts
from registry.schemes.person import Season, Stay, Told
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.placements.market import END, new_market

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.fixture
def person(session: Session) -> Candidate:
    return people.register(session, PUBLIC, registration())[0]


def test_each_step_is_kept_beside_the_others(session: Session, person: Candidate) -> None:
    me = person.actor()
    service.tell_passport(session, me, person, has_passport=True, until=date(2031, 5, 2))
    service.tell_never(session, me, person, "spain")
    service.add_stay(session, me, person, Stay(arrived=date(2025, 3, 1), left=date(2025, 10, 31)))
    service.add_stay(session, me, person, Stay(arrived=date(2024, 3, 1), left=date(2024, 10, 31)))
    told = queries.told_by(session, person)
    assert told.passport_until == date(2031, 5, 2)
    assert told.spain_seasons == ()
    assert told.h2_stays is not None
    assert [one.arrived.year for one in told.h2_stays] == [2024, 2025]
    assert told.papers is None


def test_a_passport_that_is_gone_has_no_last_day(session: Session, person: Candidate) -> None:
    service.tell_passport(session, person.actor(), person, has_passport=True, until=date(2031, 5, 2))
    service.tell_passport(session, person.actor(), person, has_passport=False)
    assert queries.told_by(session, person).passport_until is None


def test_the_log_says_which_part_and_never_what(session: Session, person: Candidate) -> None:
    service.add_stay(
        session, person.actor(), person, Season(arrived=date(2025, 3, 1), left=date(2025, 10, 31))
    )
    newest = events.of_record(session, "candidate", person.public_id)[-1]
    assert (newest.verb, newest.data) == ("tell", {"part": "spain"})


def test_the_last_stay_taken_out_is_as_if_nobody_had_asked(session: Session, person: Candidate) -> None:
    service.add_stay(session, person.actor(), person, Stay(arrived=date(2025, 3, 1), left=date(2025, 10, 31)))
    service.remove_stay(session, person.actor(), person, "h2", 1)
    assert queries.told_by(session, person).h2_stays is None
    with pytest.raises(errors.NotPossible):
        service.remove_stay(session, person.actor(), person, "h2", 1)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.EMPLOYER, Role.AGENCY, Role.AUDITOR])
def test_only_the_person_and_a_counsellor_tell(session: Session, person: Candidate, role: Role) -> None:
    other = new_account(session, role).actor()
    with pytest.raises(errors.NotAllowed):
        service.tell_never(session, other, person, "h2")
    stranger = Actor(Role.CANDIDATE, candidate_id=person.id + 1)
    with pytest.raises(errors.NotAllowed):
        service.tell_never(session, stranger, person, "h2")
    assert queries.told_by(session, person) == Told()
    service.tell_never(session, new_account(session, Role.COUNSELLOR, centre="Centro").actor(), person, "h2")
    assert queries.told_by(session, person).h2_stays == ()


def test_papers_are_asked_after_a_match_only(session: Session, person: Candidate) -> None:
    with pytest.raises(errors.NotPossible, match="no_match"):
        service.tell_papers(session, person.actor(), person, papers=[])
    market = new_market(session)
    (_referral,) = market.refer(session, market.people[0], reason="Ya habló con el centro.")
    matched = market.people[0]
    service.tell_papers(session, matched.actor(), matched, papers=["criminal_record"])
    assert queries.told_by(session, matched).papers == ("criminal_record",)
    with pytest.raises(errors.Invalid, match="code_unknown"):
        service.tell_papers(session, matched.actor(), matched, papers=["deportation_order"])
    with pytest.raises(errors.Invalid, match="date_future"):
        service.tell_papers(session, matched.actor(), matched, papers=[], exam_on=date(2026, 3, 3))


def test_papers_are_deleted_after_the_season_and_the_rest_stays(session: Session) -> None:
    market = new_market(session)
    person = market.people[0]
    market.refer(session, person)
    service.tell_passport(session, person.actor(), person, has_passport=True, until=date(2031, 5, 2))
    service.tell_papers(session, person.actor(), person, papers=["criminal_record"], exam_on=date(2026, 1, 5))
    assert service.forget_papers_due(session) == 0
    with time_machine.travel(datetime(END.year, 9, 1, 12, tzinfo=UTC), tick=False):
        assert service.forget_papers_due(session) == 1
        assert service.forget_papers_due(session) == 0
    told = queries.told_by(session, person)
    assert (told.papers, told.exam_on) == (None, None)
    assert told.passport_until == date(2031, 5, 2)


def test_who_leaves_takes_it_along(session: Session, person: Candidate) -> None:
    service.tell_never(session, person.actor(), person, "h2")
    people.withdraw(session, person.actor(), person)
    with pytest.raises(errors.NotPossible):
        service.tell_never(session, person.actor(), person, "spain")
    sealed.forget_due(session)
    assert session.scalar(select(PathwayFacts.id)) is None


def test_more_stays_than_a_life_holds_are_refused(session: Session, person: Candidate) -> None:
    for year in range(30):
        day = date(1990 + year, 3, 1)
        service.add_stay(session, person.actor(), person, Stay(arrived=day, left=day))
    with pytest.raises(errors.Invalid, match="too_many_answers"):
        service.add_stay(session, person.actor(), person, Stay(arrived=date(2025, 3, 1)))

"""The same-day path: who is told, and that the agency hears nothing first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.complaints import asking, danger
from registry.complaints.models import AgencyAnswer
from registry.errors import NotAllowed, NotPossible
from registry.messages import recipients
from tests.registry.complaints.reports import agency_named, given, judged, person, sent

QUESTION = "¿Cómo guarda su agencia los documentos de las personas que recluta?"


@pytest.fixture
def officer(session: Session) -> Actor:
    return person(session, Role.OFFICER)


@pytest.mark.parametrize("sign", danger.SIGNS)
def test_any_sign_at_the_first_look_starts_the_path(session: Session, officer: Actor, sign: str) -> None:
    complaint = sent(session)
    judged(session, complaint, officer, agency_named(session), signs=(sign,))
    assert complaint.urgency == "same_day"
    told = danger.referrals(session, complaint)
    assert {(one.body, one.due_on, one.sent_on) for one in told} == {
        ("mp", clock.today(), None),
        ("svet", clock.today(), None),
    }


def test_the_head_of_the_service_is_alerted_without_a_word_of_it(session: Session, officer: Actor) -> None:
    director, supervisor = person(session, Role.DIRECTOR), person(session, Role.SUPERVISOR)
    judged(session, sent(session), officer, None, signs=("violence",))
    alert = session.scalars(select(events.Event).where(events.Event.verb == "alert")).one()
    assert alert.data == {"signs": ["violence"]}
    names = {one.name for one in recipients.of(session, alert)}
    assert {director.name, supervisor.name} <= names
    assert officer.name not in names


def test_what_the_form_says_is_raised_by_the_clock_at_the_turn_of_the_hour(session: Session) -> None:
    """The moment of the alert tells the hour of the report and not its minute."""
    with time_machine.travel(datetime(2026, 3, 2, 15, 27, tzinfo=UTC), tick=False):
        complaint = sent(session, kinds=("minor", "fee"), in_danger=True)
        assert danger.raise_due(session) == 0
        assert danger.is_kept_from_agency(session, complaint), "kept from the agency all the same"
    with time_machine.travel(datetime(2026, 3, 2, 16, 1, tzinfo=UTC), tick=False):
        assert danger.raise_due(session) == 1
        assert danger.raise_due(session) == 0
    found = danger.of(session, complaint)
    assert found is not None
    assert (found.signs, found.raised_by_id) == (["minor", "threat"], None)


def test_the_agency_is_asked_nothing_before_a_second_person_releases_it(
    session: Session, officer: Actor
) -> None:
    agency = agency_named(session)
    complaint = sent(session, agency)
    judged(session, complaint, officer, agency, signs=("papers_held",))
    with pytest.raises(NotPossible) as refused:
        asking.ask(session, officer, complaint, QUESTION)
    assert refused.value.code == "agency_not_to_be_warned"
    assert session.scalars(select(AgencyAnswer)).all() == []
    with pytest.raises(NotPossible, match="same_person"):
        danger.release(session, officer, complaint, reason="Ya no hay peligro.")
    danger.release(
        session, person(session, Role.SUPERVISOR), complaint, reason="La fiscalía está de acuerdo."
    )
    asking.ask(session, officer, complaint, QUESTION)
    assert complaint.state == "awaiting_agency"


def test_who_handles_it_does_not_release_it(session: Session) -> None:
    supervisor = person(session, Role.SUPERVISOR)
    complaint = sent(session)
    judged(session, complaint, person(session, Role.OFFICER), None, signs=("threat",))
    found = danger.of(session, complaint)
    assert found is not None
    found.raised_by_id = supervisor.account_id
    with pytest.raises(NotPossible) as refused:
        danger.release(session, supervisor, complaint, reason="Ya no hay peligro.")
    assert refused.value.code == "same_person"


def test_each_authority_is_written_down_once(session: Session, officer: Actor) -> None:
    complaint = sent(session, kinds=("violence",))
    given(session, complaint, officer)
    row = danger.refer(session, officer, complaint, "mp", reference="MP001-2026-1")
    assert (complaint.state, row.sent_on) == ("referred", clock.today())
    danger.refer(session, officer, complaint, "svet")
    with pytest.raises(NotPossible):
        danger.refer(session, officer, complaint, "mp")
    with pytest.raises(NotAllowed):
        danger.refer(session, person(session, Role.OFFICER), complaint, "pdh")

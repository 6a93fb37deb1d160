"""The outbox: one message per event and person, to who agreed; nothing for who said no."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.candidates import queries, service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Safety
from registry.candidates.registration import answer
from registry.messages import optin, outbox
from registry.messages.catalogue import Channel
from registry.messages.models import Outgoing
from tests.registry.messages.saying import happened, person


def test_one_message_for_one_event_and_a_rollback_leaves_none(session: Session) -> None:
    candidate = person(session)
    event = happened(session, candidate)
    first = outbox.write(session, candidate, "stage_offered", because=event)
    assert first is not None
    assert outbox.write(session, candidate, "stage_offered", because=event) is first
    assert json.loads(first.values) == {"name": "María"}, "the first name and nothing more"
    act = session.begin_nested()
    outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    act.rollback()
    assert session.scalars(select(Outgoing)).all() == [first]


def test_who_said_no_is_not_written_to_and_who_has_no_telephone_gets_paper(session: Session) -> None:
    said_no = person(session, agrees_to=(Purpose.REGISTER,))
    assert outbox.write(session, said_no, "stage_offered", because=happened(session, said_no)) is None
    without = person(session, phone=None, agrees_to=(Purpose.REGISTER,))
    printed = outbox.write(session, without, "stage_offered", because=happened(session, without))
    assert printed is not None
    assert printed.delivery == "to_print"
    quiet = person(session)
    session.add(Safety(candidate_id=quiet.id, is_quiet=True, changed_at=clock.now()))
    assert outbox.write(session, quiet, "stage_offered", because=happened(session, quiet)) is None
    gone = person(session)
    service.withdraw(session, gone.actor(), queries.own(session, gone.actor()))
    assert outbox.write(session, gone, "stage_offered", because=happened(session, gone)) is None


def test_each_way_is_a_permission_of_its_own(session: Session) -> None:
    candidate = person(session)
    whatsapp = answer(Purpose.MESSAGES_WHATSAPP, is_given=True, how=How.SCREEN)
    service.give_consent(session, candidate.actor(), candidate, whatsapp)
    assert optin.agreed(session, candidate) == [Channel.WHATSAPP, Channel.SMS]
    service.withdraw_consent(session, candidate.actor(), candidate, Purpose.MESSAGES)
    assert optin.agreed(session, candidate) == [Channel.WHATSAPP]
    kept = queries.standing_consents(session, candidate.id)
    assert any(one.text == whatsapp.text and one.at for one in kept), "the words agreed to, and when"


def test_taking_it_back_stops_what_waits(session: Session) -> None:
    candidate = person(session)
    waiting = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    assert optin.stop(session, candidate.actor(), candidate)
    assert optin.agreed(session, candidate) == []
    assert outbox.cancel(session, candidate) == 1
    session.expire_all()
    assert waiting is not None
    assert waiting.delivery == "cancelled"
    assert not optin.stop(session, candidate.actor(), candidate), "twice is no error"


@pytest.mark.parametrize(
    "values", [{}, {"day": "lunes"}, {"day": "1", "time": "9", "place": "x", "reason": "y"}]
)
def test_other_values_than_agreed_are_a_mistake_of_ours(session: Session, values: dict[str, str]) -> None:
    candidate = person(session)
    with pytest.raises(ValueError, match="asks for"):
        outbox.write(session, candidate, "appointment", values, because=happened(session, candidate))
    with pytest.raises(ValueError, match="no message"):
        outbox.write(session, candidate, "free text", because=happened(session, candidate))

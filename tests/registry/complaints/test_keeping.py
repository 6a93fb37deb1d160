"""After the years of keeping a report says nothing any more; that there was one, and how it ended, stays."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.accounts.models import Account
from registry.complaints import attachments, ending, keeping, queries, service
from registry.complaints.handling import Closing
from registry.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from registry.complaints.told import Payment
from registry.errors import NotPossible
from tests.registry.complaints.reports import STORIES, agency_named, judged, person, sent
from tests.registry.vetting.agencies import picture

THEN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LAST_DAY = datetime(2031, 3, 2, 15, 0, tzinfo=UTC)
SECRETS = ("lista de Canadá", "5555 9876", "Don Chepe", "Se habló con", "El recibo")


def closed(session: Session, folder: Path) -> Complaint:
    """A report with everything that one can hold, closed on the second of March 2026."""
    officer, agency = person(session, Role.OFFICER), agency_named(session)
    payment = Payment(cost_code="F1", amount=Decimal(1500), paid_to_name="Don Chepe")
    complaint = sent(session, agency, contact="5555 9876", payments=(payment,), municipality="0101")
    attachments.add(session, folder, picture(), complaint_id=complaint.id)
    service.write(session, complaint, STORIES[1])
    judged(session, complaint, officer, agency, evidence="document", note="Se habló con la vecina.")
    ending.close(session, officer, complaint, outcome="substantiated", reason="El recibo coincide.")
    ending.agree(session, person(session, Role.SUPERVISOR), complaint)
    session.flush()
    return complaint


def words_of(session: Session, complaint: Complaint) -> str:
    """Everything of the report that can be opened."""
    session.expire_all()
    whole = service.whole(session, complaint.id)
    closing = session.scalars(select(Closing).where(Closing.complaint_id == complaint.id)).one()
    told = [whole.who, whole.text, whole.contact, closing.reason]
    told += [one.text for one in whole.messages] + [one.paid_to_name for one in whole.fees]
    return " ".join(one for one in told if one)


def test_what_was_said_is_destroyed_on_its_day_and_the_counts_stay(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(THEN, tick=False):
        complaint = closed(session, tmp_path)
        receipt, agency_id = complaint.receipt_hash, complaint.agency_id or 0
        assert all(
            one in words_of(session, complaint) for one in ("lista de Canadá", "5555 9876", "Don Chepe")
        )
    with time_machine.travel(datetime(2031, 3, 1, 15, 0, tzinfo=UTC), tick=False):
        assert keeping.destroy_due(session, tmp_path) == 0
    assert len(list((tmp_path / attachments.FOLDER).iterdir())) == 1
    with time_machine.travel(LAST_DAY, tick=False):
        assert [keeping.destroy_due(session, tmp_path) for _time in range(2)] == [1, 0]
    assert words_of(session, complaint) == ""
    assert list((tmp_path / attachments.FOLDER).iterdir()) == []
    assert session.scalars(select(ComplaintFile)).all() == []
    assert session.scalars(select(ComplaintMessage)).all() == []
    session.refresh(complaint)
    assert (complaint.contact_hash, complaint.municipality) == (None, None)
    assert complaint.receipt_hash != receipt
    assert (complaint.kind, complaint.state, complaint.day) == ("fee", "closed", THEN.date())
    assert session.scalars(select(Closing.outcome)).one() == "substantiated"
    counted = queries.fee_reports_about(session, agency_id)
    assert (counted.reports, counted.codes) == (1, {"F1": 1})
    done = session.scalars(select(events.Event).where(events.Event.verb == "destroy")).one()
    assert (done.record_id, done.actor, done.data) == (complaint.public_id, "system", {})


def test_nothing_of_it_lies_in_the_tables(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(THEN, tick=False):
        complaint = closed(session, tmp_path)
    with time_machine.travel(LAST_DAY, tick=False):
        keeping.destroy_due(session, tmp_path)
    row = session.execute(text("SELECT who, text, contact FROM complaint")).one()
    assert tuple(row) == (None, None, None)
    assert not any(one in words_of(session, complaint) for one in SECRETS)


def test_what_is_destroyed_is_not_reopened_and_what_is_open_is_kept(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(THEN, tick=False):
        complaint = closed(session, tmp_path)
        handler = next(one for one in complaint.handlers if one.ended_at is None)
    officer = session.get_one(Account, handler.account_id).actor()
    ending.reopen(session, officer, complaint, reason="Hay un mensaje nuevo.")
    with time_machine.travel(LAST_DAY, tick=False):
        assert keeping.destroy_due(session, tmp_path) == 0
        ending.close(session, officer, complaint, outcome="partly", reason="Se volvió a ver.")
        ending.agree(session, person(session, Role.SUPERVISOR), complaint)
        assert keeping.destroy_due(session, tmp_path) == 0, "the years count from the last closing"
    with time_machine.travel(datetime(2036, 3, 2, 15, 0, tzinfo=UTC), tick=False):
        assert keeping.destroy_due(session, tmp_path) == 1
        with pytest.raises(NotPossible) as refused:
            ending.reopen(session, officer, complaint, reason="Otra vez.")
    assert refused.value.code == "report_destroyed"

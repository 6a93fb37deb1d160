"""How long a report is kept: after the years of the file of clocks what was said, and by whom, is destroyed.

Kept for the counts: day, kinds, agency, codes and amounts of payments, how it ended, and the acts in the log. Nothing
of it tells who reported or what they said, and the receipt opens nothing any more.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import SYSTEM
from registry.complaints import attachments
from registry.complaints.handling import Closing, SentOutside, Triage, Why
from registry.complaints.models import (
    AgencyAnswer,
    Complaint,
    ComplaintFile,
    ComplaintMessage,
    FeeReport,
    Remedy,
)
from registry.complaints.states import ENDED


def destroy_due(session: Session, folder: Path) -> int:
    """Destroy what ended reports said whose last day of keeping has come. Returns how many; the clock calls it."""
    last_day = (
        select(Closing.complaint_id)
        .where(Closing.state == "approved", Closing.keep_until.is_not(None))
        .group_by(Closing.complaint_id)
        .having(func.max(Closing.keep_until) <= clock.today())
    )
    query = select(Complaint).where(
        Complaint.id.in_(last_day), Complaint.state.in_(ENDED), Complaint.destroyed_on.is_(None)
    )
    due = list(session.scalars(query.order_by(Complaint.id)))
    for complaint in due:
        _destroy(session, folder, complaint)
    return len(due)


def _destroy(session: Session, folder: Path, complaint: Complaint) -> None:
    complaint.who = complaint.text = complaint.contact = complaint.contact_hash = None
    complaint.municipality, complaint.wants_contact = None, False
    # A receipt of nobody: the reporter's own no longer finds it.
    complaint.receipt_hash = crypto.token_hash(crypto.new_token())
    for file in session.scalars(select(ComplaintFile).where(ComplaintFile.complaint_id == complaint.id)):
        attachments.delete(session, folder, file)
    session.execute(delete(ComplaintMessage).where(ComplaintMessage.complaint_id == complaint.id))
    for table, emptied in (
        (FeeReport, {"paid_to_name": None, "promised_service": None}),
        (Remedy, {"basis": "", "give_up_reason": None}),
        (Triage, {"note": ""}),
        (Closing, {"reason": "", "content": None, "refusal": None}),
        (Why, {"text": ""}),
        (SentOutside, {"reference": None}),
        (AgencyAnswer, {"told": "", "text": None}),
    ):
        session.execute(update(table).where(table.complaint_id == complaint.id).values(**emptied))
    complaint.destroyed_on = clock.today()
    session.flush()
    events.record(session, SYSTEM, "complaint", complaint.public_id, "destroy")

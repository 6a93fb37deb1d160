"""Opening the words of a report: by who handles it, with a reason each time. The log holds that it was opened, the
reason is sealed with the report (why.py).

No log, no words. A supervisor who only gives reports out does not open them; the list of readers is for every handler
and for the supervisor.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer_group

from registry import clock, events
from registry.access import Actor
from registry.accounts.models import Account
from registry.complaints import hands, why
from registry.complaints.handling import SentOutside
from registry.complaints.models import (
    AgencyAnswer,
    Complaint,
    ComplaintFile,
    ComplaintMessage,
    FeeReport,
    Remedy,
)
from registry.errors import NotFound

_VERBS = ("open_sealed", "open_file")


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything that was told, for the one who is reading it now. `contact`: way, value, when; None if none."""

    text: str | None
    who: str | None
    contact: dict[str, Any] | None
    fees: tuple[FeeReport, ...]
    messages: tuple[ComplaintMessage, ...]
    files: tuple[ComplaintFile, ...]
    answers: tuple[AgencyAnswer, ...]
    remedies: tuple[Remedy, ...]
    referrals: tuple[SentOutside, ...]


def open_sealed(session: Session, actor: Actor, complaint: Complaint, *, reason: str) -> Opened:
    """Open a report once. Raises NotAllowed, NotPossible("handler_shut_out"), Invalid("reason_missing")."""
    hands.check_reader(session, actor, complaint)
    why.record(session, actor, complaint, "open_sealed", why.said(reason, field="reason"))
    whole = session.scalars(
        select(Complaint)
        .where(Complaint.id == complaint.id)
        .options(
            undefer_group("sealed"),
            selectinload(Complaint.fees),
            selectinload(Complaint.messages),
            selectinload(Complaint.files),
            selectinload(Complaint.remedies),
        )
        .execution_options(populate_existing=True)
    ).one()
    for message in whole.messages:
        if message.author == "reporter":
            message.is_read = True
    session.flush()
    asked = select(AgencyAnswer).where(AgencyAnswer.complaint_id == whole.id).order_by(AgencyAnswer.id)
    told = select(SentOutside).where(SentOutside.complaint_id == whole.id).order_by(SentOutside.id)
    return Opened(
        text=whole.text,
        who=whole.who,
        contact=json.loads(whole.contact) if whole.contact else None,
        fees=tuple(whole.fees),
        messages=tuple(whole.messages),
        files=tuple(whole.files),
        answers=tuple(session.scalars(asked)),
        remedies=tuple(whole.remedies),
        referrals=tuple(session.scalars(told)),
    )


def open_file(
    session: Session, actor: Actor, complaint: Complaint, file_public_id: str, *, reason: str
) -> ComplaintFile:
    """Open one picture or voice note. Raises NotAllowed, NotFound, NotPossible("handler_shut_out"),
    Invalid("reason_missing")."""
    hands.check_reader(session, actor, complaint)
    said = why.said(reason, field="reason")
    query = select(ComplaintFile).where(
        ComplaintFile.public_id == file_public_id, ComplaintFile.complaint_id == complaint.id
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound()
    why.record(session, actor, complaint, "open_file", said, data={"file": found.public_id})
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who opened a report: when, never what. `reason`: for who handles it; empty for everybody else."""

    name: str
    role: str
    on: date
    verb: str
    reason: str


def readers(session: Session, actor: Actor, complaint: Complaint) -> list[Reader]:
    """Everybody who opened it, the last one first, for who handles it and for who gives it out."""
    read = [one for one in events.of_record(session, "complaint", complaint.public_id) if one.verb in _VERBS]
    ids = {one.actor.partition(":")[2] for one in read}
    query = select(Account.public_id, Account.name).where(Account.public_id.in_(ids))
    names = dict(session.execute(query).all())
    reasons = why.of(session, read) if complaint.is_own(actor) else {}
    return [
        Reader(
            name=names.get(one.actor.partition(":")[2], ""),
            role=one.actor.partition(":")[0],
            on=one.at.astimezone(clock.GUATEMALA).date(),
            verb=one.verb,
            reason=reasons.get(one.id, ""),
        )
        for one in reversed(read)
    ]

"""The agency's right to answer (ethical-recruitment.md 6.6): it is asked in the handler's words and has five days.

It sees the question, the codes and its own answer; of the report nothing else, and of the day only the month. On the
same-day path it is asked nothing before a second person releases it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.text import fold
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.complaints import hands, rules, telling
from registry.complaints.kinds import Kind
from registry.complaints.models import AgencyAnswer, Complaint, FeeReport
from registry.complaints.states import ComplaintState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.moves import move
from registry.workdays import add_working_days

SHORTEST, LONGEST = 20, 4000
# So many words in the reporter's order are a quotation.
_QUOTED_WORDS = 6
_DAY = re.compile(
    r"\b\d{1,2}\s*(?:/|-|\.|\s+de\s+)\s*(?:\d{1,2}|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|"
    r"setiembre|octubre|noviembre|diciembre)\b"
)
_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")


def identifying(session: Session, complaint: Complaint, text: str) -> list[str]:
    """What in the handler's question could tell who reported: quoted, day, number, name, amount. Warnings, not a bar:
    the handler may have the reporter's leave."""
    # Compared in memory; nobody is shown what was found, only that something was.
    query = select(Complaint.text, Complaint.contact).where(Complaint.id == complaint.id)
    told, contact = session.execute(query).one()
    found = []
    plain = fold(text)
    if _quotes(plain, fold(told or "")):
        found.append("quoted")
    if _DAY.search(plain):
        found.append("day")
    if _NUMBER.search(text):
        found.append("number")
    if any(fold(name) in plain for name in _values(contact)):
        found.append("name")
    amounts = select(FeeReport.amount).where(
        FeeReport.complaint_id == complaint.id, FeeReport.amount.is_not(None)
    )
    digits = re.sub(r"(?<=\d)[,.\s](?=\d{3}\b)", "", plain)
    if any(
        re.search(rf"(?<!\d){int(one)}(?!\d)", digits) for one in session.scalars(amounts) if one is not None
    ):
        found.append("amount")
    return found


def _quotes(text: str, told: str) -> bool:
    words, source = text.split(), f" {' '.join(told.split())} "
    return any(
        f" {' '.join(words[at : at + _QUOTED_WORDS])} " in source
        for at in range(len(words) - _QUOTED_WORDS + 1)
    )


def _values(contact: str | None) -> list[str]:
    """The number or address that the reporter left: never to be repeated."""
    value = json.loads(contact).get("value", "") if contact else ""
    return [value] if len(value) >= 4 else []


def ask(
    session: Session,
    actor: Actor,
    complaint: Complaint,
    text: str,
    *,
    codes: Iterable[str] = (),
    is_sure: bool = False,
) -> AgencyAnswer:
    """Put a question to the agency. `is_sure`: the handler read the warnings of `identifying` and means it.

    Raises NotAllowed, NotPossible: no_agency, agency_not_to_be_warned, question_open, handler_shut_out;
    Invalid("question_short", "question_identifies").
    """
    hands.check_handler(session, actor, complaint)
    if complaint.agency_id is None:
        raise NotPossible("no_agency")
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise Invalid("question_short", field="question", letters=SHORTEST)
    if any(one.answered_at is None for one in questions(session, complaint)):
        raise NotPossible("question_open")
    if not is_sure and identifying(session, complaint, text):
        raise Invalid("question_identifies", field="is_sure")
    move(session, actor, complaint, "ask_agency")
    days = rules.in_force(session).clocks.agency_answer_working_days
    row = AgencyAnswer(
        complaint_id=complaint.id,
        agency_id=complaint.agency_id,
        told=text.strip(),
        codes=[code for code in codes if code in list(Kind)],
        asked_by_id=actor.account_id,
        asked_at=clock.now(),
        due_on=add_working_days(clock.today(), days),
    )
    session.add(row)
    session.flush()
    # Its message goes to the agency; the log names neither complaint nor reporter.
    events.record(session, actor, "question", row.public_id, "ask")
    telling.tell_step(session, actor, complaint, "awaiting_agency")
    return row


def questions(session: Session, complaint: Complaint) -> list[AgencyAnswer]:
    query = select(AgencyAnswer).where(AgencyAnswer.complaint_id == complaint.id)
    return list(session.scalars(query.order_by(AgencyAnswer.id)))


# ---------------------------------------------------------------- the agency


def of_agency(session: Session, actor: Actor) -> list[AgencyAnswer]:
    """What the actor's agency was asked, the newest first."""
    if actor.agency_id is None:
        return []
    query = select(AgencyAnswer).where(AgencyAnswer.agency_id == actor.agency_id)
    return list(session.scalars(query.order_by(AgencyAnswer.asked_at.desc(), AgencyAnswer.id.desc())))


def load(session: Session, actor: Actor, public_id: str) -> AgencyAnswer:
    """One question of the actor's agency. Raises NotFound for absent and forbidden."""
    found = session.scalar(select(AgencyAnswer).where(AgencyAnswer.public_id == public_id))
    if found is None or not may(actor, Permission.COMPLAINT_ANSWER, found):
        raise NotFound()
    return found


def answer(session: Session, actor: Actor, row: AgencyAnswer, text: str) -> None:
    """The agency answers, once; late answers are taken too, and are seen to be late.

    Raises NotAllowed, NotPossible("answered_already"), Invalid("answer_short").
    """
    if not may(actor, Permission.COMPLAINT_ANSWER, row):
        raise NotAllowed()
    if row.answered_at is not None:
        raise NotPossible("answered_already")
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise Invalid("answer_short", field="answer", letters=SHORTEST)
    row.text, row.answered_at = text.strip(), clock.now()
    session.flush()
    events.record(session, actor, "question", row.public_id, "answer")


def month_of(row: AgencyAnswer) -> date:
    """What the agency is told of when it was asked is the month: the day could tell who had come in the day before."""
    return row.asked_at.astimezone(clock.GUATEMALA).date().replace(day=1)


def went_unanswered(session: Session, complaint: Complaint) -> bool:
    """Did the agency let its days pass?"""
    today = clock.today()
    return complaint.state == ComplaintState.AWAITING_AGENCY and any(
        one.answered_at is None and one.due_on < today for one in questions(session, complaint)
    )

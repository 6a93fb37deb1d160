"""The reporter's verbs: send a report, come back, write, tell of a threat or of a repayment, say how to be reached.

The reporter is nobody: every verb takes the complaint that a receipt opened, and no actor. Nothing is written into the
log while they are there; `enter_log` does it when the day is over, in a drawn order.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload, undefer_group

from matching.text import fold, phone_key
from registry import clock, crypto, events
from registry.access import PUBLIC
from registry.complaints import brakes, receipts, rules
from registry.complaints.kinds import Author, MessageKind, Urgency
from registry.complaints.models import Complaint, ComplaintFile, ComplaintMessage, FeeReport, Remedy, Visit
from registry.complaints.receipts import Receipt
from registry.complaints.told import Contact, Payment, Told, Who
from registry.errors import Invalid, NotPossible
from registry.organisations.models import Agency
from registry.vacancies.models import Vacancy
from registry.workdays import add_working_days

LONGEST_MESSAGE = 4000


def send(
    session: Session,
    told: Told,
    *,
    language: str,
    channel: str,
    receipt: Receipt | None = None,
    visit: Visit | None = None,
) -> tuple[Complaint, str]:
    """Keep a report; returns it and its receipt, which is not kept. `visit`: its files go with the report.

    `receipt`: one made before anything was written, where others wait for the writer. With the repeatable one of a
    program, sent again, the report that has it is returned.
    Raises Invalid("report_empty") when nothing was told.
    """
    if not told.kinds:
        raise Invalid("report_empty", field="kinds")
    receipt = receipt or receipts.new()
    if session.get_bind().dialect.name == "postgresql":
        # The same report sent many times at once: the others wait here and find it.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(receipt.sealed))))
    before = _by_hash(session, receipt.sealed)
    if before is not None:
        return before, receipt.digits
    complaint = _complaint(session, told, receipt.sealed, language=language, channel=channel)
    session.add(complaint)
    session.flush()
    for place, payment in enumerate(told.payments, start=1):
        session.add(_fee(complaint, place, payment, told))
    if visit is not None:
        for file in session.scalars(select(ComplaintFile).where(ComplaintFile.visit_id == visit.id)).all():
            file.visit_id, file.complaint_id = None, complaint.id
    session.flush()
    return complaint, receipt.digits


def _complaint(session: Session, told: Told, sealed: str, *, language: str, channel: str) -> Complaint:
    agency_id, vacancy_id, corridor = _target(session, told.who)
    return Complaint(
        number=_number(session),
        receipt_hash=sealed,
        day=clock.today(),
        channel=channel,
        language=language,
        urgency=told.urgency,
        kind=told.kind,
        kinds=[str(kind) for kind in told.kinds],
        wishes=[str(wish) for wish in told.wishes],
        in_danger=told.in_danger,
        is_queued=brakes.is_over(session, agency_id=agency_id, vacancy_id=vacancy_id),
        agency_id=agency_id,
        vacancy_id=vacancy_id,
        municipality=told.municipality,
        corridor=told.corridor or corridor,
        who=told.who.words,
        text=told.text,
        triage_due_on=add_working_days(clock.today(), rules.in_force(session).clocks.triage_working_days),
        **_contact(told.contact),
    )


def _target(session: Session, who: Who) -> tuple[int | None, int | None, str | None]:
    """Internal keys of the agency and vacancy named, and the vacancy's country; unknown ones are None."""
    named = or_(Agency.registry_no == who.agency, Agency.public_id == who.agency)
    agency_id = session.scalar(select(Agency.id).where(named)) if who.agency else None
    if not who.vacancy:
        return agency_id, None, None
    found = session.scalar(select(Vacancy).where(Vacancy.number == who.vacancy))
    if found is None:
        return agency_id, None, None
    return agency_id or found.agency_id, found.id, found.country


def _fee(complaint: Complaint, place: int, payment: Payment, told: Told) -> FeeReport:
    return FeeReport(
        complaint_id=complaint.id,
        place=place,
        agency_id=complaint.agency_id,
        corridor=complaint.corridor,
        # Other currencies have no rate of ours: the handler writes the quetzales.
        amount_gtq=payment.amount if payment.currency == "GTQ" else None,
        first_pay=told.first_pay if place == 1 else None,
        first_pay_currency=told.first_pay_currency if place == 1 else None,
        **payment.model_dump(),
    )


def _contact(contact: Contact | None) -> dict[str, object]:
    if contact is None:
        return {"wants_contact": False, "contact": None, "contact_hash": None}
    # One spelling per telephone and address: two reports of one person count once.
    key = fold(contact.value) if "@" in contact.value else phone_key(contact.value)
    return {
        "wants_contact": True,
        "contact": json.dumps(contact.model_dump()),
        "contact_hash": crypto.keyed_hash("complaint-contact", key) if key else None,
    }


def _number(session: Session) -> str:
    """A number of five drawn digits of this year: counted ones would tell who came first."""
    while True:
        number = f"D-{clock.today().year}-{secrets.randbelow(100_000):05d}"
        if session.scalar(select(Complaint.id).where(Complaint.number == number)) is None:
            return number


def _by_hash(session: Session, sealed: str) -> Complaint | None:
    return session.scalar(select(Complaint).where(Complaint.receipt_hash == sealed))


def by_receipt(session: Session, digits: str) -> Complaint | None:
    """The complaint of this receipt. One slow computation, then one look into an index. Raises
    NotPossible("receipts_busy")."""
    return _by_hash(session, receipts.looked_up(digits))


def whole(session: Session, complaint_id: int) -> Complaint:
    """The reporter's own complaint with its thread, files, payments and repayments."""
    query = (
        select(Complaint)
        .where(Complaint.id == complaint_id)
        .options(
            undefer_group("sealed"),
            selectinload(Complaint.messages),
            selectinload(Complaint.files),
            selectinload(Complaint.fees),
            selectinload(Complaint.remedies),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one()


def write(
    session: Session, complaint: Complaint, text: str, *, kind: MessageKind = MessageKind.MESSAGE
) -> None:
    """A message of the reporter. Raises Invalid("report_message_missing", "report_message_long")."""
    if kind is MessageKind.MESSAGE and not text.strip():
        raise Invalid("report_message_missing", field="text")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid("report_message_long", field="text", letters=LONGEST_MESSAGE)
    last = select(func.max(ComplaintMessage.place)).where(ComplaintMessage.complaint_id == complaint.id)
    session.add(
        ComplaintMessage(
            complaint_id=complaint.id,
            place=(session.scalar(last) or 0) + 1,
            author=Author.REPORTER,
            kind=kind,
            day=clock.today(),
            text=text.strip(),
        )
    )
    session.flush()


def tell_threat(session: Session, complaint: Complaint, text: str) -> None:
    """The reporter was threatened: the same-day path, whatever it was before."""
    complaint.was_threatened, complaint.urgency = True, Urgency.SAME_DAY
    write(session, complaint, text, kind=MessageKind.THREAT)


def tell_repaid(
    session: Session,
    complaint: Complaint,
    remedy: Remedy | None,
    *,
    is_repaid: bool,
    amount: Decimal | None,
    text: str,
) -> None:
    """The worker's own word on one repayment: it closes or opens what was planned (ethical-recruitment.md 3.3).

    `remedy` is None while nothing was planned. `amount`: what they received, when it was a part.
    Raises NotPossible("wrong_state") for one that is confirmed, or that nobody owes any more.
    """
    if remedy is not None:
        if remedy.state in ("confirmed", "given_up"):
            raise NotPossible("wrong_state")
        remedy.confirmed, remedy.confirmed_on = is_repaid, clock.today()
        remedy.confirmed_amount = remedy.amount if is_repaid else amount
    received = remedy.amount if remedy is not None and is_repaid else amount
    fees = session.scalars(select(FeeReport).where(FeeReport.complaint_id == complaint.id)).all()
    if is_repaid and received is not None and len(fees) == 1:
        fees[0].refunded_amount = received
    told = MessageKind.REPAID if is_repaid else MessageKind.NOT_REPAID
    words = (f"{remedy.amount} {remedy.currency}:" if remedy else "", str(amount or ""), text.strip())
    write(session, complaint, " ".join(part for part in words if part), kind=told)


def change_contact(session: Session, complaint: Complaint, contact: Contact | None) -> None:
    """How to be reached from now on, or not at all; what was kept before is gone."""
    for column, value in _contact(contact).items():
        setattr(complaint, column, value)
    session.flush()


def mark_read(complaint: Complaint) -> bool:
    """The reporter has read the office's messages. True when there was one they had not."""
    unread = [
        message for message in complaint.messages if message.author == Author.OFFICE and not message.is_read
    ]
    for message in unread:
        message.is_read = True
    return bool(unread)


def enter_log(session: Session) -> int:
    """For the clock: what reporters did until yesterday goes into the log, by day, in a drawn order.

    An event at the moment itself would stand between two others that have a second. Returns how many.
    """
    today = clock.today()
    acts: list[tuple[str, str, date]] = []
    sent = select(Complaint).where(Complaint.is_logged.is_(False), Complaint.day < today)
    for complaint in session.scalars(sent).all():
        complaint.is_logged = True
        acts.append((complaint.public_id, "send", complaint.day))
    written = (
        select(ComplaintMessage, Complaint.public_id)
        .join(Complaint, Complaint.id == ComplaintMessage.complaint_id)
        .where(
            ComplaintMessage.author == Author.REPORTER,
            ComplaintMessage.is_logged.is_(False),
            ComplaintMessage.day < today,
        )
    )
    for message, public_id in session.execute(written).all():
        message.is_logged = True
        acts.append((public_id, f"tell_{message.kind}", message.day))
    _record(session, acts)
    return len(acts)


def _record(session: Session, acts: Sequence[tuple[str, str, date]]) -> None:
    for public_id, verb, day in secrets.SystemRandom().sample(acts, len(acts)):
        events.record(session, PUBLIC, "complaint", public_id, verb, data={"day": day.isoformat()})

"""Sending a report and coming back: what is kept, how it is found again, and what a brake does to it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from argon2 import low_level
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Role
from registry.complaints import brakes, queries, receipts, service
from registry.complaints.kinds import Kind, MessageKind, PaidTo, Urgency
from registry.complaints.models import Complaint, FeeReport
from registry.complaints.told import Contact, Payment, Told, Who
from registry.errors import Invalid
from registry.organisations.models import Agency
from tests.registry.complaints.reports import judged, person


@pytest.fixture
def agency(session: Session) -> Agency:
    found = Agency(
        legal_name="Manos del Maíz (ficticia)",
        registry_no="R-0901",
        applied_at=clock.now(),
        is_fictitious=True,
    )
    session.add(found)
    session.flush()
    return found


def told(agency: Agency | None = None, **more: object) -> Told:
    return Told.model_validate(
        {
            "kinds": [Kind.FEE],
            "who": Who(agency=agency.registry_no if agency else None),
            "text": "Me cobraron.",
        }
        | more
    )


def send(session: Session, report: Told) -> tuple[Complaint, str]:
    return service.send(session, report, language="es", channel="web")


def test_a_report_is_found_by_its_receipt_alone(session: Session) -> None:
    complaint, digits = send(session, told())
    assert receipts.read(receipts.grouped(digits)) == digits
    found = service.by_receipt(session, digits)
    assert found is not None
    assert found.id == complaint.id
    wrong = f"{(int(digits) + 1) % 10**16:016d}"
    assert service.by_receipt(session, wrong) is None


def test_a_receipt_is_found_among_many_with_one_slow_computation(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [send(session, told())[1] for _ in range(8)]
    seen: list[bytes] = []
    slow = low_level.hash_secret_raw

    def counted(secret: bytes, *rest: object, **more: object) -> bytes:
        seen.append(secret)
        return slow(secret, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(receipts, "hash_secret_raw", counted)
    assert service.by_receipt(session, kept[3]) is not None
    assert len(seen) == 1


@pytest.mark.parametrize(
    "typed", ["", "123", "1234 5678 9012 345x", "1234-5678-9012-34567", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"]
)
def test_what_is_no_receipt_is_not_looked_up(typed: str) -> None:
    assert receipts.read(typed) is None


def test_spaces_and_dashes_do_not_matter() -> None:
    assert receipts.read(" 1234-5678 9012.3456 ") == "1234567890123456"


def test_only_the_day_and_drawn_numbers_are_kept(session: Session, frozen_now: datetime) -> None:
    one, two = send(session, told())[0], send(session, told())[0]
    assert one.day == date(2026, 3, 2)
    assert one.triage_due_on == date(2026, 3, 4)
    assert abs(one.id - two.id) > 1
    assert one.number != two.number
    moments = [
        column.name
        for column in Complaint.__table__.columns
        if column.name.endswith("_at") and getattr(one, column.name) is not None
    ]
    assert moments == []


@pytest.mark.parametrize(
    ("kinds", "in_danger", "urgency"),
    [
        ([Kind.FEE], False, Urgency.NORMAL),
        ([Kind.FEE], True, Urgency.SAME_DAY),
        ([Kind.FEE, Kind.PAPERS_HELD], False, Urgency.SAME_DAY),
        ([Kind.VIOLENCE], False, Urgency.SAME_DAY),
        ([Kind.NOT_PAID, Kind.MINOR], False, Urgency.SAME_DAY),
    ],
)
def test_danger_makes_it_a_matter_of_the_day(
    session: Session, kinds: list[Kind], in_danger: bool, urgency: Urgency
) -> None:
    complaint, _ = send(session, told(kinds=kinds, in_danger=in_danger))
    assert complaint.urgency == urgency


def test_the_most_dangerous_thing_gives_it_its_kind(session: Session) -> None:
    complaint, _ = send(session, told(kinds=[Kind.FEE, Kind.VIOLENCE, Kind.OTHER]))
    assert complaint.kind == Kind.VIOLENCE


def test_nothing_told_is_no_report(session: Session) -> None:
    with pytest.raises(Invalid, match="report_empty"):
        send(session, told(kinds=[]))


def test_payments_are_kept_with_the_agency_and_in_quetzales_where_they_are(
    session: Session, agency: Agency
) -> None:
    paid = [
        Payment(cost_code="F1", amount=Decimal(1500), paid_to=PaidTo.AGENCY, paid_on=date(2026, 1, 1)),
        Payment(cost_code="C7", amount=Decimal(190), currency="USD"),
        Payment(cost_code="X3"),
    ]
    report = told(agency, payments=paid, first_pay=Decimal(1800), first_pay_currency="USD")
    complaint, _ = send(session, report)
    fees = session.scalars(select(FeeReport).order_by(FeeReport.place)).all()
    assert [(fee.cost_code, fee.amount_gtq) for fee in fees] == [
        ("F1", Decimal(1500)),
        ("C7", None),
        ("X3", None),
    ]
    assert {fee.agency_id for fee in fees} == {agency.id}
    assert [fee.first_pay for fee in fees] == [Decimal(1800), None, None]
    assert queries.fee_reports_about(session, agency.id).reports == 0, "nobody has read it yet"
    judged(session, complaint, person(session, Role.OFFICER), agency)
    counted = queries.fee_reports_about(session, agency.id)
    assert (counted.reports, counted.codes, counted.last_day) == (
        1,
        {"F1": 1, "C7": 1, "X3": 1},
        complaint.day,
    )


def test_two_reports_with_one_contact_count_once(session: Session, agency: Agency) -> None:
    for value in ("5555 1234", "+502 5555-1234"):
        contact = Contact(way="whatsapp", value=value)
        complaint, _ = send(session, told(agency, contact=contact, payments=[Payment(cost_code="F1")]))
        judged(session, complaint, person(session, Role.OFFICER), agency)
    assert queries.fee_reports_about(session, agency.id).reports == 1


def test_a_program_that_sends_twice_gets_one_receipt(session: Session) -> None:
    content = told().model_dump_json()
    digits = receipts.repeatable("key-1", content)
    receipt = receipts.new(digits)
    first = service.send(session, told(), language="es", channel="api", receipt=receipt)
    again = service.send(session, told(), language="es", channel="api", receipt=receipt)
    assert first[0].id == again[0].id
    assert first[1] == again[1]
    assert receipts.repeatable("key-1", content + " ") != digits


def test_a_flood_is_taken_and_waits_behind(
    session: Session, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "A_DAY_ABOUT_ONE", 2)
    flood = [send(session, told(agency))[0].is_queued for _ in range(4)]
    other, _ = send(session, told())
    assert flood == [False, False, True, True]
    assert other.is_queued is False


def test_thread_goes_both_ways_and_a_threat_is_of_the_day(session: Session) -> None:
    complaint, _ = send(session, told())
    service.write(session, complaint, "Tengo el anuncio.")
    service.tell_threat(session, complaint, "")
    whole = service.whole(session, complaint.id)
    assert [message.kind for message in whole.messages] == [MessageKind.MESSAGE, MessageKind.THREAT]
    assert (whole.urgency, whole.was_threatened) == (Urgency.SAME_DAY, True)
    with pytest.raises(Invalid, match="report_message_missing"):
        service.write(session, complaint, "  ")


def test_contact_is_replaced_or_gone(session: Session) -> None:
    complaint, _ = send(session, told(contact=Contact(way="call", value="5555 1234")))
    service.change_contact(session, complaint, None)
    whole = service.whole(session, complaint.id)
    assert (whole.wants_contact, whole.contact, whole.contact_hash) == (False, None, None)


def test_the_log_hears_of_it_when_the_day_is_over(session: Session, frozen_now: datetime) -> None:
    complaint, _ = send(session, told())
    service.write(session, complaint, "Otra cosa.")
    assert service.enter_log(session) == 0
    assert events.of_record(session, "complaint", complaint.public_id) == []


def test_the_log_holds_day_and_verb_and_nothing_else(session: Session, tmp_path: Path) -> None:
    complaint, _ = send(session, told())
    service.write(session, complaint, "MARCA en el mensaje")
    complaint.day = complaint.day.replace(year=complaint.day.year - 1)
    whole = service.whole(session, complaint.id)
    whole.messages[0].day = complaint.day
    session.flush()
    assert service.enter_log(session) == 2
    assert service.enter_log(session) == 0
    logged = events.of_record(session, "complaint", complaint.public_id)
    assert {entry.verb for entry in logged} == {"send", "tell_message"}
    assert all(
        entry.data == {"day": complaint.day.isoformat()} and entry.actor == "public" for entry in logged
    )
    assert list(events.breaks(session)) == []

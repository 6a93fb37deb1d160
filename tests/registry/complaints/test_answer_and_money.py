"""The agency's right to answer, money back until the worker says so, and how a report ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.complaints import asking, ending, remedy, service
from registry.complaints.handling import Closing
from registry.complaints.models import Complaint, ComplaintMessage, Remedy
from registry.complaints.told import Payment
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations.models import Agency
from tests.registry.complaints.reports import STORIES, agency_named, given, judged, person, sent

QUESTION = "¿Cómo se asegura su agencia de que nadie cobre a las personas que recluta?"


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: object) -> None:
    """Monday, 2 March 2026."""


@pytest.fixture
def officer(session: Session) -> Actor:
    return person(session, Role.OFFICER)


@pytest.fixture
def agency(session: Session) -> Agency:
    return agency_named(session)


@pytest.fixture
def report(session: Session, officer: Actor, agency: Agency) -> Complaint:
    """Read and credible, in the officer's hands: 5,000 quetzales."""
    complaint = sent(
        session, agency, contact="4477 8899", payments=(Payment(cost_code="F1", amount=Decimal(5000)),)
    )
    judged(session, complaint, officer, agency)
    return complaint


# ---------------------------------------------------------------- the right to answer


def test_the_agency_has_five_working_days(session: Session, officer: Actor, report: Complaint) -> None:
    row = asking.ask(session, officer, report, QUESTION, codes=["fee", "nonsense"])
    assert (row.due_on, row.codes) == (date(2026, 3, 9), ["fee"])
    assert report.state == "awaiting_agency"
    assert not asking.went_unanswered(session, report)


def test_an_answer_that_does_not_come_is_seen(session: Session, officer: Actor, report: Complaint) -> None:
    row = asking.ask(session, officer, report, QUESTION)
    row.due_on = clock.today() - timedelta(days=1)
    assert asking.went_unanswered(session, report)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("¿Es verdad que pidió cinco mil quetzales por anotarme en la lista de Canadá?", "quoted"),
        ("¿Qué pasó en su oficina el 14 de febrero por la tarde con esa persona?", "day"),
        ("¿Por qué pidieron depositar en la cuenta 30-4455-778 del banco a una persona?", "number"),
        ("¿Por qué cobraron Q5,000 a una persona que quería trabajar en Canadá?", "amount"),
        ("¿Llamó usted al 4477 8899 para pedir dinero antes de la entrevista?", "name"),
    ],
)
def test_what_could_tell_who_reported_is_warned_of(
    session: Session, officer: Actor, report: Complaint, question: str, why: str
) -> None:
    assert why in asking.identifying(session, report, question)
    with pytest.raises(Invalid) as refused:
        asking.ask(session, officer, report, question)
    assert refused.value.code == "question_identifies"
    asking.ask(session, officer, report, question, is_sure=True)


def test_a_plain_question_warns_of_nothing(session: Session, report: Complaint) -> None:
    assert asking.identifying(session, report, QUESTION) == []


def test_another_agency_finds_no_question(
    session: Session, officer: Actor, report: Complaint, agency: Agency
) -> None:
    row = asking.ask(session, officer, report, QUESTION)
    mine = person(session, Role.AGENCY, agency_id=agency.id)
    other = person(session, Role.AGENCY)
    assert asking.of_agency(session, other) == []
    with pytest.raises(NotFound):
        asking.load(session, other, row.public_id)
    found = asking.load(session, mine, row.public_id)
    asking.answer(session, mine, found, "Despedimos a quien cobró y devolvemos el dinero.")
    with pytest.raises(NotPossible):
        asking.answer(session, mine, found, "Queremos agregar otra cosa más a lo dicho.")


def test_the_log_joins_no_question_to_its_report(session: Session, officer: Actor, report: Complaint) -> None:
    row = asking.ask(session, officer, report, QUESTION)
    (line,) = events.of_record(session, "question", row.public_id)
    assert line.data == {}
    assert asking.month_of(row) == date(2026, 3, 1)


# ---------------------------------------------------------------- money back


def planned(session: Session, officer: Actor, report: Complaint, **changes: object) -> Remedy:
    facts: dict[str, object] = {
        "cost_code": "F1",
        "amount": Decimal(5000),
        "currency": "GTQ",
        "liable": "employer",
        "basis": "Lo que contó la persona.",
    }
    return remedy.plan(session, officer, report, **(facts | changes))  # type: ignore[arg-type]


def test_one_worker_has_ninety_days_and_a_group_six_months(
    session: Session, officer: Actor, report: Complaint
) -> None:
    assert planned(session, officer, report).due_on == date(2026, 5, 31)
    assert planned(session, officer, report, is_group=True).due_on == date(2026, 9, 2)
    assert report.state == "remedy"


def test_only_the_worker_says_that_it_arrived(session: Session, officer: Actor, report: Complaint) -> None:
    row = planned(session, officer, report)
    for _step in ("planned", "paid_claimed"):
        with pytest.raises(NotPossible) as refused:
            ending.close(session, officer, report, outcome="repaid", reason="Mostraron la boleta.")
        assert refused.value.code == "repayment_not_confirmed"
        if row.state == "planned":
            remedy.claim_paid(session, officer, report, row, proof="Boleta 123 del banco.")
    assert row.state == "paid_claimed"
    service.tell_repaid(session, report, row, is_repaid=True, amount=Decimal(5000), text="")
    assert row.state == "confirmed"
    ending.close(session, officer, report, outcome="repaid", reason="La persona lo confirmó.")
    assert report.state == "closed"


def test_each_repayment_is_answered_alone(session: Session, officer: Actor, report: Complaint) -> None:
    """A yes to one says nothing of the others, and never more than planned comes back."""
    rows = [planned(session, officer, report) for _each in range(3)]
    remedy.claim_paid(session, officer, report, rows[0], proof="Boleta 123 del banco.")
    service.tell_repaid(session, report, rows[0], is_repaid=True, amount=Decimal(9999), text="")
    service.tell_repaid(session, report, rows[1], is_repaid=False, amount=Decimal(200), text="")
    assert [row.state for row in rows] == ["confirmed", "disputed", "planned"]
    assert [row.confirmed_amount for row in rows] == [rows[0].amount, Decimal(200), None]
    with pytest.raises(NotPossible, match="wrong_state"):
        service.tell_repaid(session, report, rows[0], is_repaid=False, amount=None, text="")


def test_a_worker_who_says_no_keeps_it_open(session: Session, officer: Actor, report: Complaint) -> None:
    row = planned(session, officer, report)
    remedy.claim_paid(session, officer, report, row, proof="Boleta 123 del banco.")
    service.tell_repaid(
        session, report, row, is_repaid=False, amount=Decimal(1000), text="Faltan cuatro mil."
    )
    assert row.state == "disputed"
    with pytest.raises(NotPossible):
        ending.close(session, officer, report, outcome="substantiated", reason="Se probó.")
    remedy.claim_paid(session, officer, report, row, proof="Boleta 124 del banco.")
    assert row.state == "paid_claimed"


def test_two_people_take_off_what_the_worker_was_told_of(
    session: Session, officer: Actor, report: Complaint
) -> None:
    row = planned(session, officer, report)
    remedy.give_up(session, officer, report, row, reason="Se anotó dos veces.")
    assert (row.state, row.waits_to_be_given_up) == ("planned", True)
    with pytest.raises(NotPossible, match="wrong_state"):
        remedy.give_up(session, officer, report, row, reason="Se anotó dos veces.")
    with pytest.raises(NotPossible, match="same_person"):
        remedy.agree_to_give_up(session, officer, report, row)
    remedy.agree_to_give_up(session, person(session, Role.SUPERVISOR), report, row)
    assert (row.state, row.give_up_reason) == ("given_up", "Se anotó dos veces.")
    assert remedy.of(session, report) == [row], "the row stays"
    assert report.state == "remedy", "what follows is its handler's"
    with pytest.raises(NotPossible, match="wrong_state"):
        service.tell_repaid(session, report, row, is_repaid=False, amount=None, text="No llegó.")


def refuse(session: Session, supervisor: Actor, report: Complaint, row: Remedy) -> None:
    with pytest.raises(Invalid, match="reason_missing"):
        remedy.refuse_to_give_up(session, supervisor, report, row, reason="  ")
    remedy.refuse_to_give_up(session, supervisor, report, row, reason="La otra no se anotó.")
    assert remedy.refusals(session, report) == {row.id: "La otra no se anotó."}
    last = events.of_record(session, "complaint", report.public_id)[-1]
    assert (last.verb, last.reason) == ("refuse_give_up_remedy", None), "sealed with the report"


def test_two_people_take_off_what_the_worker_says_did_not_arrive(
    session: Session, officer: Actor, report: Complaint
) -> None:
    row = planned(session, officer, report)
    remedy.claim_paid(session, officer, report, row, proof="Boleta 123 del banco.")
    service.tell_repaid(session, report, row, is_repaid=False, amount=None, text="No llegó.")
    supervisor = person(session, Role.SUPERVISOR)
    with pytest.raises(NotPossible):
        remedy.agree_to_give_up(session, supervisor, report, row)
    for answer in (refuse, remedy.agree_to_give_up):
        remedy.give_up(session, officer, report, row, reason="Otra devolución toma su lugar.")
        assert row.state == "disputed"
        with pytest.raises(NotPossible):
            ending.close(session, officer, report, outcome="substantiated", reason="Se probó.")
        with pytest.raises(NotPossible, match="same_person"):
            remedy.agree_to_give_up(session, officer, report, row)
        with pytest.raises(NotAllowed):
            remedy.agree_to_give_up(session, person(session, Role.OFFICER), report, row)
        same = replace(supervisor, account_id=officer.account_id)
        with pytest.raises(NotPossible, match="same_person"):
            remedy.agree_to_give_up(session, same, report, row)
        answer(session, supervisor, report, row)
    assert (row.state, row.given_up_by_id) == ("given_up", supervisor.account_id)
    assert remedy.of(session, report) == [row]
    with pytest.raises(NotPossible, match="nothing_repaid"):
        ending.close(session, officer, report, outcome="repaid", reason="Se arregló.")


@pytest.mark.parametrize("outcome", ["substantiated", "partly"])
def test_two_people_close_what_leaves_money_unpaid(
    session: Session, officer: Actor, report: Complaint, outcome: str
) -> None:
    row = ending.close(session, officer, report, outcome=outcome, reason="Se probó.")
    assert (row.state, report.state) == ("open", "triaged")
    ending.agree(session, person(session, Role.SUPERVISOR), report)
    assert report.state == "closed"


def test_one_handler_closes_what_came_back(session: Session, officer: Actor, report: Complaint) -> None:
    row = planned(session, officer, report)
    service.tell_repaid(session, report, row, is_repaid=True, amount=None, text="")
    assert ending.close(session, officer, report, outcome="partly", reason="Se probó.").state == "approved"


def test_by_hand_one_person_takes_off_nothing_disputed(
    session: Session, officer: Actor, report: Complaint
) -> None:
    row = planned(session, officer, report)
    service.tell_repaid(session, report, row, is_repaid=False, amount=None, text="No llegó.")
    session.flush()
    for more in ("", f", give_up_by_id = {officer.account_id}, given_up_by_id = {officer.account_id}"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE complaint_remedy SET given_up_on = '2026-03-02'{more}"))
    session.refresh(row)
    assert row.state == "disputed"


def test_nothing_is_repaid_when_nothing_was_planned(
    session: Session, officer: Actor, report: Complaint
) -> None:
    with pytest.raises(NotPossible) as refused:
        ending.close(session, officer, report, outcome="repaid", reason="Se arregló.")
    assert refused.value.code == "nothing_repaid"


def test_a_stranger_plans_nothing(session: Session, report: Complaint) -> None:
    with pytest.raises(NotAllowed):
        planned(session, person(session, Role.OFFICER), report)


def test_the_estimate_is_the_middle_of_like_reports(
    session: Session, report: Complaint, agency: Agency
) -> None:
    for story, amount in zip(STORIES[1:4], (4000, 6000, 9000), strict=True):
        sent(session, agency, text=story, payments=(Payment(cost_code="F1", amount=Decimal(amount)),))
    found = remedy.estimate(session, report, "F1", "GTQ")
    assert found is not None
    assert (found.amount, found.reports) == (Decimal("6000.00"), 3)
    assert remedy.estimate(session, report, "F1", "USD") is None
    assert remedy.estimate(session, report, "C7", "GTQ") is None


def test_a_flood_does_not_move_the_estimate() -> None:
    rows = [(1, Decimal(4000)), (2, Decimal(5000)), (3, Decimal(6000))]
    flood = [(100 + number, Decimal(90000)) for number in range(40)]
    source_of = {1: 1, 2: 2, 3: 3} | {key: 100 for key, _amount in flood}
    found = remedy.middle([*rows, *flood], source_of, "GTQ")
    assert found is not None
    assert found.amount == Decimal("5500.00")
    assert remedy.middle(flood, source_of, "GTQ") is None


# ---------------------------------------------------------------- the end


def test_who_proposed_a_dismissal_does_not_confirm_it(
    session: Session, officer: Actor, report: Complaint
) -> None:
    with pytest.raises(NotPossible, match="nothing_proposed"):
        ending.agree(session, person(session, Role.SUPERVISOR), report)
    ending.propose_dismissal(session, officer, report, outcome="not_credible", reason="No coincide nada.")
    with pytest.raises(NotPossible, match="same_person"):
        ending.agree(session, officer, report)
    with pytest.raises(NotAllowed):
        ending.agree(session, person(session, Role.OFFICER), report)
    ending.agree(session, person(session, Role.SUPERVISOR), report)
    assert report.state == "dismissed"
    query = select(ComplaintMessage.text).where(ComplaintMessage.complaint_id == report.id)
    told = session.scalars(query.order_by(ComplaintMessage.place)).all()
    assert told[-1] == "dismissed_not_credible"


def test_a_supervisor_who_handled_it_is_no_second_person(session: Session, report: Complaint) -> None:
    supervisor = person(session, Role.SUPERVISOR)
    row = Closing(
        complaint_id=report.id,
        kind="dismiss",
        outcome="test",
        reason="Prueba.",
        proposed_by_id=supervisor.account_id,
        proposed_on=clock.today(),
    )
    session.add(row)
    session.flush()
    with pytest.raises(NotPossible) as refused:
        ending.agree(session, supervisor, report)
    assert refused.value.code == "same_person"


def test_the_database_refuses_one_person_for_both(
    session: Session, officer: Actor, report: Complaint
) -> None:
    ending.propose_dismissal(session, officer, report, outcome="test", reason="Fue una prueba.")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text("UPDATE complaint_closing SET state = 'approved', decided_by_id = proposed_by_id")
        )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE complaint_closing SET state = 'approved'"))


def test_a_closed_report_is_kept_five_years(session: Session, officer: Actor, report: Complaint) -> None:
    row = ending.close(session, officer, report, outcome="substantiated", reason="Se probó.")
    ending.agree(session, person(session, Role.SUPERVISOR), report)
    assert row.keep_until == date(2031, 3, 2)
    ending.reopen(session, officer, report, reason="Hay un mensaje nuevo.")
    assert report.state == "investigating"
    assert report.closed_at is None


def test_each_step_is_told_to_the_reporter(session: Session, officer: Actor, report: Complaint) -> None:
    ending.investigate(session, officer, report)
    asking.ask(session, officer, report, QUESTION)
    row = planned(session, officer, report)
    remedy.claim_paid(session, officer, report, row, proof="Boleta 123.")
    service.tell_repaid(session, report, row, is_repaid=True, amount=None, text="")
    ending.close(session, officer, report, outcome="repaid", reason="Llegó.")
    query = select(ComplaintMessage).where(
        ComplaintMessage.complaint_id == report.id, ComplaintMessage.author == "office"
    )
    told = [one.text for one in session.scalars(query.order_by(ComplaintMessage.place))]
    assert told == [
        "triaged", "investigating", "awaiting_agency", "remedy", "payment_due", "payment_claimed", "closed_repaid",
    ]  # fmt: skip


def test_a_supervisor_gives_a_report_twice_to_nobody(
    session: Session, officer: Actor, report: Complaint
) -> None:
    with pytest.raises(NotFound):
        given(session, report, officer)

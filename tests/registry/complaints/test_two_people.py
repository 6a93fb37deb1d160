"""No one person alone ends a report that they do not find true, nor takes weight from one: in code and in SQL."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Role
from registry.complaints import (
    asking,
    assigning,
    danger,
    ending,
    hands,
    queries,
    reading,
    remedy,
    second,
    telling,
    triage,
)
from registry.complaints.handling import Triage
from registry.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations.models import Agency
from registry.vetting import desk as vetting_desk
from registry.vetting import service as vetting
from tests.registry.complaints.reports import agency_named, given, judged, person, sent

MARK = "Juan-Pérez-dijo-que-ya"


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: object) -> None:
    """Monday, 2 March 2026."""


@pytest.fixture
def officer(session: Session) -> Actor:
    return person(session, Role.OFFICER)


@pytest.fixture
def supervisor(session: Session) -> Actor:
    return person(session, Role.SUPERVISOR)


@pytest.fixture
def agency(session: Session) -> Agency:
    return agency_named(session)


@pytest.fixture
def report(session: Session, officer: Actor, agency: Agency) -> Complaint:
    complaint = sent(session, agency)
    judged(session, complaint, officer, agency, evidence="document")
    return complaint


def last_told(session: Session, complaint: Complaint) -> str:
    query = select(ComplaintMessage.text).where(ComplaintMessage.complaint_id == complaint.id)
    return session.scalars(query.order_by(ComplaintMessage.place.desc())).first() or ""


# ---------------------------------------------------------------- how it ends


@pytest.mark.parametrize("outcome", ["not_substantiated", "withdrawn", "passed_on"])
def test_an_end_that_finds_nothing_true_waits(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint, outcome: str
) -> None:
    row = ending.close(session, officer, report, outcome=outcome, reason="Nadie más lo vio.")
    assert (row.state, report.state, report.closed_at) == ("open", "triaged", None)
    assert last_told(session, report) == "triaged", "nobody is told of an end that is none"
    with pytest.raises(NotPossible, match="same_person"):
        ending.agree(session, officer, report)
    ending.agree(session, supervisor, report)
    assert (row.state, report.state, row.decided_by_id) == ("approved", "closed", supervisor.account_id)
    assert last_told(session, report) == f"closed_{outcome}"
    assert row.keep_until is not None


def test_on_the_same_day_path_every_end_waits(session: Session, officer: Actor, supervisor: Actor) -> None:
    child = sent(session, kinds=("minor",))
    judged(session, child, officer, None)
    assert ending.close(session, officer, child, outcome="substantiated", reason="Se probó.").state == "open"
    assert child.state != "closed"
    ending.agree(session, supervisor, child)
    assert child.state == "closed"


def test_what_is_found_true_one_handler_closes(session: Session, officer: Actor, report: Complaint) -> None:
    assert ending.close(session, officer, report, outcome="partly", reason="Una parte.").state == "approved"
    assert report.state == "closed"


def test_another_handler_of_it_is_a_second_person(
    session: Session, officer: Actor, report: Complaint
) -> None:
    other = person(session, Role.INSPECTOR)
    ending.close(session, officer, report, outcome="withdrawn", reason="Así lo pidió.")
    with pytest.raises(NotAllowed):
        ending.agree(session, other, report)
    given(session, report, other)
    ending.agree(session, other, report)
    assert report.state == "closed"


def test_what_is_refused_stays_open_and_says_why(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint
) -> None:
    row = ending.close(session, officer, report, outcome="passed_on", reason="Le toca al MP.")
    with pytest.raises(Invalid, match="reason_missing"):
        second.refuse(session, supervisor, report, reason=" ")
    second.refuse(session, supervisor, report, reason=MARK)
    assert (row.state, row.refusal, report.state) == ("refused", MARK, "triaged")
    ending.close(session, officer, report, outcome="substantiated", reason="Se probó.")


def test_one_thing_waits_at_a_time(session: Session, officer: Actor, report: Complaint) -> None:
    ending.close(session, officer, report, outcome="withdrawn", reason="Así lo pidió.")
    acts: list[Callable[[], object]] = [
        lambda: ending.close(session, officer, report, outcome="substantiated", reason="Se probó."),
        lambda: ending.propose_dismissal(session, officer, report, outcome="test", reason="Prueba."),
        lambda: judged(session, report, officer, None),
    ]
    for act in acts:
        with pytest.raises(NotPossible, match="second_person_asked"):
            act()


# ---------------------------------------------------------------- what was said of it


def test_credit_proof_and_agency_are_taken_by_two(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint, agency: Agency
) -> None:
    other = agency_named(session, "Rutas del Sur, S.A.", "R-0902")
    taken: list[tuple[Agency | None, dict[str, object]]] = [
        (agency, {"is_credible": False}),
        (agency, {"evidence": "word"}),
        (agency, {"kind": "other"}),
        (None, {}),
        (other, {}),
    ]
    for about, changes in taken:
        assert judged(session, report, officer, about, **changes) == []
        row = second.waiting(session, report)
        assert row is not None
        assert (report.agency_id, report.kind) == (agency.id, "fee")
        assert session.get_one(Triage, report.id).is_credible
        second.refuse(session, supervisor, report, reason="No lo veo.")
    judged(session, report, officer, other, is_credible=False)
    ending.agree(session, supervisor, report)
    assert report.agency_id == other.id
    judgement = session.get_one(Triage, report.id)
    assert (judgement.is_credible, judgement.by_id) == (False, officer.account_id)


def test_the_first_look_away_from_whom_the_reporter_chose_waits(
    session: Session, officer: Actor, supervisor: Actor, agency: Agency
) -> None:
    complaint = sent(session, agency)
    judged(session, complaint, officer, None, signs=("threat",))
    assert (complaint.state, complaint.agency_id) == ("triaged", agency.id), "the report moves on"
    assert complaint.triaged_at is not None
    assert session.get(Triage, complaint.id) is None, "what was said of it waits"
    assert danger.of(session, complaint) is not None, "danger does not wait"
    ending.agree(session, supervisor, complaint)
    assert (complaint.state, complaint.agency_id) == ("triaged", None)


@pytest.mark.parametrize("changes", [{"is_credible": False}, {"evidence": "detail"}])
def test_the_first_look_alone_takes_no_weight(
    session: Session, officer: Actor, supervisor: Actor, agency: Agency, changes: dict[str, object]
) -> None:
    complaint = sent(session, agency)
    picture = ComplaintFile(
        complaint_id=complaint.id,
        kind="picture",
        media_type="image/webp",
        size_bytes=1,
        digest="0" * 64,
        day=complaint.day,
    )
    session.add(picture)
    session.flush()
    for answer in (lambda: second.refuse(session, supervisor, complaint, reason="No lo veo."), None):
        assert judged(session, complaint, officer, agency, **changes) == []
        assert complaint.state == "triaged"
        assert session.get(Triage, complaint.id) is None
        assert second.waiting(session, complaint) is not None
        if answer:
            answer()
    ending.agree(session, supervisor, complaint)
    assert session.get_one(Triage, complaint.id).by_id == officer.account_id
    judged(session, complaint, officer, agency, evidence="document")
    assert session.get_one(Triage, complaint.id).is_credible


def test_what_came_without_papers_one_handler_judges(
    session: Session, officer: Actor, agency: Agency
) -> None:
    complaint = sent(session, agency)
    judged(session, complaint, officer, agency, evidence="word")
    assert session.get_one(Triage, complaint.id).evidence == "word"


def test_what_two_people_took_away_counts_no_more(
    session: Session, officer: Actor, supervisor: Actor, agency: Agency
) -> None:
    from registry.complaints.told import Payment

    complaint = sent(session, agency, payments=(Payment(cost_code="F1", amount="5000"),))
    judged(session, complaint, officer, agency)
    judged(session, complaint, officer, agency, is_credible=False)
    assert queries.fee_reports_about(session, agency.id).reports == 1
    ending.agree(session, supervisor, complaint)
    assert queries.fee_reports_about(session, agency.id).reports == 0


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE complaint SET state = 'closed'",
        "UPDATE complaint SET state = 'dismissed'",
        "UPDATE complaint SET agency_id = NULL",
        "UPDATE complaint SET urgency = 'normal' WHERE urgency = 'same_day'",
        "UPDATE complaint_triage SET is_credible = FALSE",
        "DELETE FROM complaint_triage",
        "DELETE FROM complaint_closing",
        "UPDATE complaint_closing SET outcome = 'substantiated'",
        "UPDATE complaint_closing SET state = 'approved'",
        "UPDATE complaint_closing SET state = 'approved', decided_by_id = proposed_by_id",
        "INSERT INTO complaint_closing (id, complaint_id, kind, outcome, reason, state, proposed_by_id, proposed_on)"
        " SELECT 990, id, 'close', 'substantiated', who, 'approved', 1, day FROM complaint",
    ],
)
def test_the_database_refuses_one_person(
    session: Session, officer: Actor, agency: Agency, statement: str
) -> None:
    child = sent(session, agency, kinds=("minor",))
    judged(session, child, officer, agency)
    ending.close(session, officer, child, outcome="not_substantiated", reason="Nadie más lo vio.")
    session.flush()
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text(statement))


def test_an_old_agreement_ends_nothing_again(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint
) -> None:
    row = ending.close(session, officer, report, outcome="not_substantiated", reason="Nadie más lo vio.")
    ending.agree(session, supervisor, report)
    ending.reopen(session, officer, report, reason="Hay un mensaje nuevo.")
    session.flush()
    assert row.state == "reopened"
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text("UPDATE complaint SET state = 'closed'"))


# ---------------------------------------------------------------- who has a stake


def test_a_stake_shuts_out_of_every_act(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint, agency: Agency
) -> None:
    row = remedy.plan(
        session,
        officer,
        report,
        cost_code="F1",
        amount=Decimal(500),
        currency="GTQ",
        liable="agency",
        basis="Lo dicho.",
    )
    case = vetting.begin_official(session, supervisor, agency, "surveillance", reason="Revisión anual.")
    case.officer_id = officer.account_id
    session.flush()
    judgement = triage.Judgement(is_credible=True, kind="fee", evidence="word", note="Se entiende.")
    acts: list[Callable[[], object]] = [
        lambda: telling.write(session, officer, report, "¿Recuerda el mes?"),
        lambda: asking.ask(session, officer, report, "¿Cómo se asegura de que nadie cobre a nadie?"),
        lambda: danger.raise_signs(session, officer, report, ["threat"]),
        lambda: danger.refer(session, officer, report, "mp"),
        lambda: remedy.claim_paid(session, officer, report, row, proof="Boleta 1."),
        lambda: remedy.give_up(session, officer, report, row, reason="Se anotó dos veces."),
        lambda: ending.close(session, officer, report, outcome="substantiated", reason="Se probó."),
        lambda: ending.propose_dismissal(session, officer, report, outcome="test", reason="Prueba."),
        lambda: ending.investigate(session, officer, report),
        lambda: ending.reopen(session, officer, report, reason="Otra vez."),
        lambda: triage.triage(session, officer, report, judgement),
        lambda: reading.open_sealed(session, officer, report, reason="Atender."),
    ]
    for act in acts:
        with pytest.raises(NotPossible, match="handler_shut_out"):
            act()


def test_a_supervisor_with_a_link_is_no_second_person(
    session: Session, officer: Actor, supervisor: Actor, report: Complaint, agency: Agency
) -> None:
    other = person(session, Role.SUPERVISOR)
    case = vetting.begin_official(session, other, agency, "surveillance", reason="Revisión anual.")
    vetting_desk.declare_own(session, supervisor, surnames="Xol Choc")
    vetting_desk.declare(
        session, supervisor, case, answers=dict.fromkeys(vetting_desk.TOPICS, True), explanation="Mi hermana"
    )
    ending.close(session, officer, report, outcome="withdrawn", reason="Así lo pidió.")
    assert hands.has_stake(session, supervisor, report)
    for act in (ending.agree, lambda *who: second.refuse(*who, reason="No lo veo.")):
        with pytest.raises(NotPossible, match="handler_shut_out"):
            act(session, supervisor, report)
    ending.agree(session, other, report)


# ---------------------------------------------------------------- why


def test_no_reason_stands_in_the_log_and_handlers_alone_read_it(
    session: Session, officer: Actor, supervisor: Actor
) -> None:
    complaint = sent(session, kinds=("minor",))
    judged(session, complaint, officer, None, note=MARK, signs=("minor",))
    danger.release(session, supervisor, complaint, reason=MARK)
    reading.open_sealed(session, officer, complaint, reason=MARK)
    ending.close(session, officer, complaint, outcome="withdrawn", reason=MARK)
    second.refuse(session, supervisor, complaint, reason=MARK)
    ending.propose_dismissal(session, officer, complaint, outcome="test", reason=MARK)
    ending.agree(session, supervisor, complaint)
    ending.reopen(session, officer, complaint, reason=MARK)
    other = person(session, Role.INSPECTOR)
    given(session, complaint, other)
    assigning.take_away(session, supervisor, complaint, other.public_id, reason=MARK)
    written = [f"{one.data}{one.reason}" for one in session.scalars(select(events.Event))]
    assert not any("Juan" in line for line in written)
    for column in ("reason", "content", "refusal"):
        for stored in session.scalars(text(f"SELECT {column} FROM complaint_closing")):
            assert stored is None or b"Juan" not in bytes(stored)
    assert all(b"Juan" not in bytes(one) for one in session.scalars(text("SELECT text FROM complaint_why")))
    assert [one.reason for one in reading.readers(session, officer, complaint)] == [MARK]
    for outsider in (supervisor, other):
        assert [one.reason for one in reading.readers(session, outsider, complaint)] == [""]
        assert [one.name for one in reading.readers(session, outsider, complaint)] != [""]


def test_the_reporter_reads_each_end_in_words() -> None:
    from app.words import WORDS

    for step, outcomes in (("closed", ending.OUTCOMES), ("dismissed", ending.DISMISSALS)):
        assert all(f"report.step.{step}_{outcome}" in WORDS for outcome in outcomes)

"""The agency answers requirement by requirement, over days, and is told at once what is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files import service as files
from registry.vetting import queries, requirements, service
from tests.registry.vetting.agencies import (
    PDF,
    answered,
    applied,
    person_of,
    picture,
    reread,
    reviewed,
    staff,
    submitted,
)


@pytest.mark.usefixtures("frozen_now")
@pytest.mark.parametrize(
    ("code", "dated_on", "outcome"),
    [
        ("tax_registration", date(2025, 3, 2), date(2026, 3, 2)),  # the last day it is good
        ("tax_registration", date(2025, 3, 1), "document_expired"),
        ("tax_registration", date(2026, 3, 3), "date_future"),
        ("tax_registration", None, "date_missing"),
        ("police_record", date(2025, 8, 31), "document_expired"),  # six months: 28 February
        ("police_record", date(2025, 9, 30), date(2026, 3, 30)),
        ("bond", date(2026, 3, 1), "document_expired"),
        ("bond", date(2027, 3, 1), date(2027, 3, 1)),
        ("application", None, None),
    ],
)
def test_dates_of_papers(
    session: Session, tmp_path: Path, code: str, dated_on: date | None, outcome: date | str | None
) -> None:
    _agency, case, actor = applied(session)

    def give() -> date | None:
        given = service.give_document(
            session, actor, case, code, PDF, name="x.pdf", folder=tmp_path, dated_on=dated_on
        )
        return given.expires_on

    if isinstance(outcome, str):
        with pytest.raises(Invalid) as refusal:
            give()
        assert (refusal.value.code, refusal.value.field) == (outcome, "dated_on")
        assert queries.answer_to(session, case, code) is None
    else:
        assert give() == outcome


def test_a_document_is_kept_and_can_be_replaced(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = applied(session)
    service.give_document(session, actor, case, "identity", picture(), name="dpi.jpg", folder=tmp_path)
    service.give_document(session, actor, case, "identity", PDF, name="../../dpi nuevo.exe", folder=tmp_path)
    kept = queries.answer_to(session, case, "identity")
    assert kept is not None
    assert kept.file is not None
    assert kept.file.shown_name == "dpi nuevo.pdf"
    assert files.read(tmp_path, kept.file) == PDF
    assert len(list(tmp_path.iterdir())) == 2


def test_a_declaration_keeps_its_words_and_who_declared(session: Session) -> None:
    _agency, case, actor = applied(session)
    with pytest.raises(Invalid, match="declarer_missing"):
        service.give_statement(session, actor, case, "zero_fee", " R ")
    answer = service.give_statement(session, actor, case, "zero_fee", "Rosa Xol")
    assert answer.statement is not None
    assert answer.statement.startswith("Declaro bajo juramento")
    assert answer.statement.endswith("\nRosa Xol")


def test_a_statement_has_a_length(session: Session) -> None:
    _agency, case, actor = applied(session)
    for text, code in (("corto", "statement_short"), ("x" * 4001, "statement_long")):
        with pytest.raises(Invalid, match=code):
            service.give_statement(session, actor, case, "staff", text)


def test_only_what_is_asked(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = applied(session, kind="individual")
    for code in ("deed", "nothing", "company"):
        with pytest.raises(NotFound):
            service.give_document(session, actor, case, code, PDF, name="x", folder=tmp_path)
    with pytest.raises(NotFound):
        service.give_statement(session, actor, case, "identity", "no es un documento de nada")


def test_nobody_else_answers(session: Session, tmp_path: Path) -> None:
    _agency, case, _actor = applied(session)
    _other, _case, stranger = applied(session, email="otra@agencia.example", nit="1234-7")
    for actor in (stranger, staff(session, Role.OFFICER)):
        with pytest.raises(NotAllowed):
            service.give_document(session, actor, case, "identity", PDF, name="x", folder=tmp_path)
    with pytest.raises(NotFound):
        queries.load(session, stranger, case.public_id)


def test_nothing_is_changed_while_an_officer_reads(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = submitted(session, tmp_path)
    with pytest.raises(NotPossible, match="case_not_open"):
        service.give_statement(session, actor, case, "zero_fee", "Rosa Xol")


def test_submit_waits_for_everything_mandatory(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = applied(session)
    assert requirements.missing(session, case)[:1] == ["people"]
    with pytest.raises(NotPossible, match="requirements_missing"):
        service.submit(session, actor, case)
    _agency, whole, actor = answered(session, tmp_path, email="b@b.example", nit="1234-7")
    service.submit(session, actor, whole)
    assert whole.state == "submitted"


@pytest.mark.usefixtures("frozen_now")
def test_the_clock_starts_with_the_submission_and_stands_still_at_the_agency(
    session: Session, tmp_path: Path
) -> None:
    agency, case, officer = reviewed(session, tmp_path)
    assert case.due_on == date(2026, 4, 15)
    service.question(session, officer, case, "bond", note="Falta la firma del asegurador.")
    service.send_return(session, officer, case, reason="Falta una firma.")
    assert case.paused_on is not None
    case.paused_on -= timedelta(days=7)  # it lay with the agency for five working days
    actor = person_of(session, agency)
    with pytest.raises(NotPossible, match="requirements_missing"):
        service.submit(session, actor, case)
    service.give_document(
        session, actor, case, "bond", PDF, name="b.pdf", folder=tmp_path,
        dated_on=clock.today() + timedelta(days=100),
    )  # fmt: skip
    service.submit(session, actor, case)
    assert case.due_on == date(2026, 4, 22)
    answer = queries.answer_to(session, case, "bond")
    assert answer is not None
    assert (answer.state, answer.officer_note) == ("given", "Falta la firma del asegurador.")


@pytest.mark.usefixtures("frozen_now")
def test_a_returned_case_lapses_without_an_answer(session: Session, tmp_path: Path) -> None:
    agency, case, officer = reviewed(session, tmp_path)
    service.send_return(session, officer, case, reason="Falta una firma.")
    assert service.lapse_due(session) == 0
    assert case.answer_by == clock.today() + timedelta(days=60)
    case.answer_by -= timedelta(days=61)
    assert service.lapse_due(session) == 1
    assert reread(session, officer, case).state == "lapsed"
    actor = person_of(session, agency)
    assert service.open_case(session, actor, agency).number != case.number
    with pytest.raises(NotPossible, match="case_already_open"):
        service.open_case(session, actor, agency)

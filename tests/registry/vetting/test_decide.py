"""Two people behind every registration: in the services, and again in the database for whoever comes by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import words
from registry import clock, events, moves
from registry.access import Role
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.flags.models import RedFlag
from registry.organisations import service as organisations
from registry.organisations.models import Agency, Recruiter, Standing
from registry.standard import service as assessing
from registry.vetting import decide, requirements, service, steps
from registry.vetting.models import Answer, Case
from tests.registry.standard.cases import finding, in_the_field
from tests.registry.vetting.agencies import (
    PDF,
    answer,
    assessed,
    decided,
    declares,
    heard_and_seen,
    person_of,
    recommended,
    reread,
    reviewed,
    staff,
    submitted,
)

SURE = {"reason": "Conforme.", "public_reason": "Cumple los requisitos."}


@pytest.mark.usefixtures("frozen_now")
def test_a_registration(session: Session, tmp_path: Path) -> None:
    agency, case, _supervisor = decided(session, tmp_path)
    assert (case.state, case.outcome) == ("decided", "register")
    assert (agency.state, agency.registry_no) == ("registered", "R-0001")
    assert (agency.valid_from, agency.valid_to) == (date(2026, 3, 2), date(2029, 3, 1))
    recruiter = session.scalars(select(Recruiter)).one()
    assert (recruiter.card_no, recruiter.valid_to) == ("RC-0001", date(2029, 3, 1))
    line = session.scalars(select(Standing)).one()
    assert (line.state, line.public_reason) == ("registered", "Cumple los requisitos.")
    assert list(events.breaks(session)) == []


def test_numbers_go_on(session: Session, tmp_path: Path) -> None:
    for n in (1, 2, 3):
        agency, _case, _actor = decided(session, tmp_path, email=f"a{n}@a.example", nit=f"{n}2345-{n}")
        assert agency.registry_no == f"R-000{n}"
    assert set(session.scalars(select(Recruiter.card_no))) == {"RC-0001", "RC-0002", "RC-0003"}


def test_with_conditions(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path, "condition")
    assert agency.state == "conditional"
    assert agency.conditions == "Presentar la fianza renovada antes de junio."


def test_a_refusal_gives_no_number(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path, "refuse")
    assert (agency.state, agency.registry_no, agency.valid_to) == ("refused", None, None)


def test_who_recommends_does_not_decide(session: Session, tmp_path: Path) -> None:
    agency, case, officer = recommended(session, tmp_path)
    account = session.scalars(select(Account).where(Account.id == officer.account_id)).one()
    account.role = Role.SUPERVISOR  # the same person with another hat
    assert "decide" not in moves.available(session, account.actor(), case)
    with pytest.raises(NotPossible, match="same_person"):
        decide.decide(session, account.actor(), case, **SURE)
    with pytest.raises(NotAllowed):
        decide.decide(session, officer, case, **SURE)
    assert (case.state, agency.state) == ("recommended", "applied")


def test_who_judged_a_document_does_not_decide(session: Session, tmp_path: Path) -> None:
    _agency, case, _officer = recommended(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    first = session.scalars(select(Answer).where(Answer.case_id == case.id)).first()
    assert first is not None
    first.reviewed_by_id = supervisor.account_id
    with pytest.raises(NotPossible, match="same_person"):
        decide.decide(session, supervisor, case, **SURE)


@pytest.mark.parametrize("what", ["a document", "the name", "the outcome", "a person behind it"])
def test_nobody_decides_on_something_else_than_was_recommended(
    session: Session, tmp_path: Path, what: str
) -> None:
    agency, case, _officer = recommended(session, tmp_path, "condition")
    if what == "a document":
        session.scalars(select(Answer).where(Answer.requirement == "bond")).one().expires_on = date(
            2040, 1, 1
        )
    elif what == "the name":
        agency.legal_name = "Otra, S.A."
    elif what == "the outcome":
        case.recommended_outcome = "register"
    else:
        session.execute(text("UPDATE agency_party SET name = 'Otra Persona' WHERE role = 'owner'"))
    session.flush()
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    with pytest.raises(NotPossible, match="changed_since_recommended"):
        decide.decide(session, supervisor, case, **SURE)


@pytest.mark.parametrize(("weight", "why"), [(100, "hard_stop"), (40, "flags_undisposed"), (39, None)])
def test_a_flag_raised_after_the_recommendation_stops_the_decision(
    session: Session, tmp_path: Path, weight: int, why: str | None
) -> None:
    agency, case, _officer = recommended(session, tmp_path)
    row = RedFlag(rule="PHX1", rules_version="1", agency_id=agency.id, evidence={}, weight=weight,
                  raised_at=clock.now())  # fmt: skip
    session.add(row)
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    if why is None:
        decide.decide(session, supervisor, case, **SURE)
        return
    with pytest.raises(NotPossible, match=why):
        decide.decide(session, supervisor, case, **SURE)
    assert agency.state == "applied"
    decide.send_back(session, supervisor, case, reason="Hay una bandera nueva.")


def test_a_flag_does_not_stop_a_refusal(session: Session, tmp_path: Path) -> None:
    agency, case, _officer = recommended(session, tmp_path, "refuse")
    session.add(RedFlag(rule="PHX1", rules_version="1", agency_id=agency.id, evidence={}, weight=100,
                        raised_at=clock.now()))  # fmt: skip
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(session, supervisor, case, **SURE)
    assert agency.state == "refused"


def test_send_back(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = recommended(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    with pytest.raises(Invalid, match="reason_missing"):
        decide.send_back(session, supervisor, case, reason=" ")
    decide.send_back(session, supervisor, case, reason="Falta ver la fianza.")
    again = reread(session, officer, case)
    assert (again.state, again.recommended_by_id, again.recommended_hash) == ("field_review", None, None)
    steps.send_findings(session, officer, again)
    decide.recommend(session, officer, again, outcome="refuse", reason="La fianza no existe.")
    declares(session, supervisor, again)
    decide.decide(session, supervisor, again, **SURE)
    assert again.outcome == "refuse"


def test_a_registration_rests_on_accepted_answers_only(session: Session, tmp_path: Path) -> None:
    _agency, case, _actor = submitted(session, tmp_path)
    officer = staff(session, Role.OFFICER)
    declares(session, officer, case)
    service.review(session, officer, case)
    with pytest.raises(NotPossible, match="answers_not_reviewed"):
        steps.begin_fieldwork(session, officer, case)
    codes = requirements.not_reviewed(session, case)
    service.question(session, officer, case, codes[0], note="No se lee.")
    for code in codes[1:]:
        service.accept(session, officer, case, code)
    heard_and_seen(session, officer, case)
    with pytest.raises(NotPossible, match="answers_not_accepted"):
        decide.recommend(session, officer, case, outcome="register", reason="x y z")
    assert case.state == "findings_sent"
    decide.recommend(session, officer, case, outcome="refuse", reason="x y z")


def test_conditions_need_words_and_outcomes_are_three(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = reviewed(session, tmp_path)
    heard_and_seen(session, officer, case)
    with pytest.raises(Invalid, match="conditions_missing"):
        decide.recommend(session, officer, case, outcome="condition", reason="x y z", conditions=" ")
    with pytest.raises(Invalid, match="outcome_unknown"):
        decide.recommend(session, officer, case, outcome="revoke", reason="x y z")


@pytest.mark.usefixtures("frozen_now")
def test_conditions_that_were_set_are_the_public_ones(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = reviewed(session, tmp_path)
    heard_and_seen(session, officer, case)
    for text_, day in (
        ("Presentar la fianza.", date(2026, 5, 4)),
        ("Dar contrato a Marta", date(2026, 6, 1)),
    ):
        assessing.set_condition(session, officer, case, text=text_, due_on=day, consequence="none")
    decide.recommend(
        session, officer, case, outcome="condition", reason="x y z", conditions="Otras palabras."
    )
    assert case.recommended_conditions == (
        "Presentar la fianza (hasta el 04/05/2026). Dar contrato a Marta (hasta el 01/06/2026)."
    )


@pytest.mark.parametrize(
    ("grades", "obstacle"),
    [
        (("minor",), "points_open"),
        (("major",) * 4, "points_too_many"),
        (("critical",), "critical_open"),
    ],
)
def test_what_stands_in_the_way_is_said_as_it_is(
    session: Session, tmp_path: Path, grades: tuple[str, ...], obstacle: str
) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    for grade in grades:
        found = finding(session, officer, case, "B.3", grade)
        if grade == "critical":
            assessing.confirm(session, staff(session, Role.SUPERVISOR), found)
    assessed(session, officer, case)
    steps.send_findings(session, officer, case)
    with pytest.raises(NotPossible) as refused:
        decide.recommend(session, officer, case, outcome="register", reason="x y z")
    assert refused.value.code == obstacle
    assert obstacle in words.PROBLEMS


def test_a_case_belongs_to_the_officer_who_took_it(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = reviewed(session, tmp_path)
    other = staff(session, Role.OFFICER)
    declares(session, other, case)
    for act in (
        lambda: steps.begin_fieldwork(session, other, case),
        lambda: service.accept(session, other, case, "bond"),
        lambda: service.send_return(session, other, case, reason="x y z"),
    ):
        with pytest.raises(NotPossible, match="case_of_another_officer"):
            act()
    heard_and_seen(session, officer, case)
    with pytest.raises(NotPossible, match="case_of_another_officer"):
        decide.recommend(session, other, case, outcome="register", reason="x y z")


@pytest.mark.usefixtures("frozen_now")
def test_a_renewal_in_time_goes_on_where_the_licence_ends(session: Session, tmp_path: Path) -> None:
    agency, _first, _actor = decided(session, tmp_path)
    person = person_of(session, agency)
    case = service.open_case(session, person, agency)
    assert case.kind == "renewal"
    for code in ("application", "zero_fee"):
        one = next(x for x in _requirements(session, case) if x.code == code)
        answer(session, person, case, one, tmp_path, PDF)
    # What stands in the register is not changed by typing into a draft.
    with pytest.raises(NotPossible, match="agency_data_closed"):
        organisations.keep(session, person, agency, data={"legal_name": "Otra, S.A."})
    for one in _requirements(session, case):
        if one.is_mandatory:
            answer(session, person, case, one, tmp_path)
    service.submit(session, person, case)
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    for who in (officer, supervisor):
        declares(session, who, case)
    service.review(session, officer, case)
    for code in requirements.not_reviewed(session, case):
        service.accept(session, officer, case, code)
    heard_and_seen(session, officer, case)
    decide.recommend(session, officer, case, outcome="register", reason="Todo en orden.")
    decide.decide(session, supervisor, case, **SURE)
    assert (agency.registry_no, agency.valid_from, agency.valid_to) == (
        "R-0001",
        date(2026, 3, 2),
        date(2032, 3, 1),
    )


def _requirements(session: Session, case: Case) -> tuple[requirements.Requirement, ...]:

    return requirements.of_case(session, case)


# ---------------------------------------------------------------- the same in SQL

ONE_PERSON = "UPDATE vetting_case SET decided_by_id = recommended_by_id"
NOBODY = "UPDATE vetting_case SET state = 'decided'"
NO_NUMBER = "UPDATE agency SET state = 'registered'"
SAME_NUMBER = "UPDATE agency SET registry_no = 'R-0001', state = 'registered'"
UNKNOWN_STATE = "UPDATE vetting_case SET state = 'approved'"


@pytest.mark.parametrize("statement", [ONE_PERSON, NOBODY, NO_NUMBER, UNKNOWN_STATE])
def test_by_hand_it_is_refused_too(session: Session, tmp_path: Path, statement: str) -> None:
    recommended(session, tmp_path)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement))


def test_one_number_for_two_agencies_is_refused(session: Session, tmp_path: Path) -> None:
    recommended(session, tmp_path)
    recommended(session, tmp_path, email="b@b.example", nit="12345-1")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(SAME_NUMBER))
    assert session.scalars(select(Agency.state).distinct()).all() == ["applied"]

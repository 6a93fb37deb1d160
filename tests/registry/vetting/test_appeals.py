"""What follows a decision: an appeal that somebody reads, and that ends without a whole new vetting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, moves
from registry.access import Actor, Role
from registry.errors import NotPossible
from registry.organisations import sanctions
from registry.organisations.models import Agency, Recruiter
from registry.proposals import service as proposing
from registry.standard import queries as standards
from registry.standard import score
from registry.standard import service as assessing
from registry.standard.models import Condition
from registry.vetting import appeals, deadlines, decide, mine, requirements, service, steps
from registry.vetting.models import Case
from tests.registry.standard.cases import finding, in_the_field
from tests.registry.vetting.agencies import (
    WHY,
    answer,
    assessed,
    decided,
    declares,
    flags_answered,
    heard_and_seen,
    out_of_standing,
    person_of,
    reviewed,
    staff,
    two_people,
)
from tests.registry.vetting.test_by_hand import refusal

GROUNDS = "La fianza sí estaba vigente el día de la decisión."


def taken(session: Session, case: Case) -> Actor:
    """An officer who had no part in anything takes the case."""
    officer = staff(session, Role.OFFICER)
    declares(session, officer, case)
    service.review(session, officer, case)
    return officer


def appealed(session: Session, agency: Agency) -> tuple[Case, Actor]:
    case = appeals.open_appeal(session, person_of(session, agency), agency, grounds=GROUNDS)
    return case, taken(session, case)


def settled(
    session: Session, case: Case, officer: Actor, outcome: str, conditions: str | None = None
) -> None:
    """From the desk to the decision of somebody else, without another look at the whole agency."""
    steps.begin_fieldwork(session, officer, case)
    steps.send_findings(session, officer, case)
    decide.recommend(session, officer, case, outcome=outcome, reason="Visto.", conditions=conditions)
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(session, supervisor, case, reason="Conforme.", public_reason="Se estudió otra vez.")


def test_an_appeal_is_not_returned(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path, "refuse")
    appeal, officer = appealed(session, agency)
    assert "return" not in moves.available(session, officer, appeal)
    with pytest.raises(NotPossible, match="appeal_not_returned"):
        service.send_return(session, officer, appeal, reason="Falta un papel.")
    assert appeal.state == "desk_review"


def test_an_appeal_needs_no_whole_new_vetting(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path, "refuse")
    appeal, officer = appealed(session, agency)
    settled(session, appeal, officer, "register")
    assert agency.state == "registered"
    (kept,) = standards.snapshots(session, appeal)
    assert (kept.inputs["case_kind"], kept.result["asked"]) == ("appeal", "appeal")
    assert score.replay(session, kept)


def test_a_surveillance_is_decided_on_what_it_found(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    watch = service.begin_official(
        session, staff(session, Role.OFFICER), agency, "surveillance", reason="Toca."
    )
    officer = taken(session, watch)
    flags_answered(session, officer, agency)
    code = next(one.code for one in standards.of_case(session, watch).criteria if one.severity == "critical")
    steps.begin_fieldwork(session, officer, watch)
    finding(session, officer, watch, code, "minor")
    assert score.of_case(session, watch).not_assessed_critical == (code,)
    assessing.set_result(session, officer, watch, criterion=code, result="partly", note="Falta el registro.")
    assert not score.of_case(session, watch).not_assessed_critical
    steps.send_findings(session, officer, watch)
    decide.recommend(session, officer, watch, outcome="keep", reason="Se corrige en su plazo.")
    assert watch.state == "recommended"


def renewal(session: Session, agency: Agency, folder: Path) -> tuple[Case, Actor]:
    """The agency's renewal in the hands of an officer, everything accepted, seen and assessed."""
    person = person_of(session, agency)
    case = service.open_case(session, person, agency)
    for one in requirements.of_case(session, case):
        if one.is_mandatory and one.code in requirements.missing(session, case):
            answer(session, person, case, one, folder)
    service.submit(session, person, case)
    officer = taken(session, case)
    for code in requirements.not_reviewed(session, case):
        service.accept(session, officer, case, code)
    flags_answered(session, officer, agency)
    heard_and_seen(session, officer, case)
    return case, officer


def concluded(session: Session, case: Case, officer: Actor, outcome: str) -> None:
    decide.recommend(session, officer, case, outcome=outcome, reason="Visto.")
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(session, supervisor, case, reason="Así se decide.", public_reason="Se estudió.")


@pytest.mark.usefixtures("frozen_now")
def test_a_refused_renewal_is_appealed_while_the_licence_runs(session: Session, tmp_path: Path) -> None:
    agency, _first, _actor = decided(session, tmp_path)
    case, officer = renewal(session, agency, tmp_path)
    concluded(session, case, officer, "refuse")
    assert (agency.state, agency.valid_to) == ("registered", date(2029, 3, 1))
    assert appeals.open_until(session, agency) == case.appeal_until
    appeal, other = appealed(session, agency)
    assert officer.account_id in appeals.involved(session, appeal)
    assert case.decided_by_id in appeals.involved(session, appeal)
    assert appeals.open_until(session, agency) is None
    settled(session, appeal, other, "register")
    # It decides what the renewal asked for.
    assert (agency.state, agency.valid_to) == ("registered", date(2032, 3, 1))


def test_an_upheld_appeal_against_a_suspension_gives_no_new_years(
    session: Session, tmp_path: Path, frozen_now: datetime
) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    out_of_standing(session, agency)
    appeal, officer = appealed(session, agency)
    agency.valid_to = date(2026, 3, 1)
    session.flush()
    settled(session, appeal, officer, "register")
    assert (agency.state, agency.valid_to) == ("registered", date(2026, 3, 1))


def test_a_renewal_granted_while_suspended_counts_once_it_is_lifted(
    session: Session, tmp_path: Path, frozen_now: datetime
) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    out_of_standing(session, agency)
    case, officer = renewal(session, agency, tmp_path)
    concluded(session, case, officer, "register")
    assert (agency.state, agency.valid_to) == ("suspended", date(2029, 3, 1))
    two_people(session, agency, sanctions.propose_lifting, **WHY)
    assert (agency.state, agency.valid_to) == ("registered", date(2032, 3, 1))
    assert set(session.scalars(select(Recruiter.valid_to))) == {date(2032, 3, 1)}
    # Once: the next suspension gives no more of it.
    with time_machine.travel(frozen_now + timedelta(days=1), tick=False):
        out_of_standing(session, agency)
        two_people(session, agency, sanctions.propose_lifting, **WHY)
    assert agency.valid_to == date(2032, 3, 1)


def conditional(session: Session, folder: Path) -> tuple[Agency, Case, Condition, Actor]:
    """In the register with one condition, and the officer who set it."""
    agency, case, officer = reviewed(session, folder)
    heard_and_seen(session, officer, case)
    condition = assessing.set_condition(
        session, officer, case, text="Entregar el contrato modelo", due_on=clock.today() + timedelta(days=30),
        consequence="hold_job_orders",
    )  # fmt: skip
    concluded(session, case, officer, "condition")
    assert agency.state == "conditional"
    return agency, case, condition, officer


def test_conditions_end_when_two_people_say_that_all_are_met(session: Session, tmp_path: Path) -> None:
    agency, case, condition, officer = conditional(session, tmp_path)
    assert "end_conditions" not in sanctions.available(session, officer, agency)
    with pytest.raises(NotPossible, match="conditions_open"):
        sanctions.propose_conditions_met(session, officer, agency, **WHY)
    assessing.meet_condition(session, officer, case, condition)
    assert "end_conditions" in sanctions.available(session, officer, agency)
    proposal = sanctions.propose_conditions_met(session, officer, agency, **WHY)
    assert "end_conditions" not in sanctions.available(session, officer, agency)
    proposing.approve(session, staff(session, Role.SUPERVISOR), proposal, reason="De acuerdo.")
    assert (agency.state, agency.conditions) == ("registered", None)
    line = sanctions.newest_line(session, agency)
    assert line is not None
    assert (line.state, line.proposal_id) == ("registered", proposal.id)


def test_the_database_ends_conditions_of_conditional_agencies_only(session: Session, tmp_path: Path) -> None:
    agency, case, condition, officer = conditional(session, tmp_path)
    assessing.meet_condition(session, officer, case, condition)
    proposal = sanctions.propose_conditions_met(session, officer, agency, **WHY)
    line = (
        "INSERT INTO standing (agency_id, state, since, ground, proposal_id)"
        f" VALUES ({agency.id}, 'registered', '2026-03-03', 'proposal', {proposal.id})"
    )
    assert refusal(session, [line]) is not None
    out_of_standing(session, agency)
    with pytest.raises(NotPossible):
        proposing.approve(session, staff(session, Role.SUPERVISOR), proposal, reason="De acuerdo.")
    approve = (
        "UPDATE proposal SET state = 'approved', decided_at = proposed_at, decided_by_id ="
        f" (SELECT max(id) FROM account) WHERE id = {proposal.id}"
    )
    assert refusal(session, [approve]) is None
    assert refusal(session, [approve, line]) is not None


def test_lifting_a_suspension_keeps_open_conditions(session: Session, tmp_path: Path) -> None:
    agency, _case, _condition, _officer = conditional(session, tmp_path)
    before = agency.conditions
    out_of_standing(session, agency)
    two_people(session, agency, sanctions.propose_lifting, **WHY)
    assert (agency.state, agency.conditions) == ("conditional", before)


def test_what_is_open_after_the_decision_goes_on_with_any_officer_who_declared(
    session: Session, tmp_path: Path, frozen_now: datetime
) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    assessed(session, officer, case)
    found = finding(session, officer, case, standards.of_case(session, case).criteria[0].code, "minor")
    steps.send_findings(session, officer, case)
    concluded(session, case, officer, "refuse")
    person, other = person_of(session, agency), staff(session, Role.OFFICER)
    assert [
        (one.about, one.ends_on) for one in deadlines.of_agency(session, agency) if one.about == "plan"
    ] == [("plan", found.due_on)]
    with time_machine.travel(frozen_now + timedelta(days=40), tick=False):
        assert [one.kind for one in mine.waiting_for(session, officer)] == ["overdue"]
        plan = assessing.answer(
            session, person, case, found, plan="Llevar el registro.", due_on=clock.today()
        )
        with pytest.raises(NotPossible, match="not_declared"):
            assessing.accept_plan(session, other, plan)
        declares(session, other, case)
        assessing.accept_plan(session, other, plan)
        assessing.prove(session, person, plan, proof="Aquí está el registro.")
        assessing.verify(session, other, plan, found)
    assert found.state == "closed"

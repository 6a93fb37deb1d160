"""What follows a decision: an appeal that somebody reads, and that ends without a whole new vetting."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry import moves
from registry.access import Actor, Role
from registry.errors import NotPossible
from registry.organisations.models import Agency
from registry.standard import queries as standards
from registry.standard import score
from registry.standard import service as assessing
from registry.vetting import appeals, decide, service, steps
from registry.vetting.models import Case
from tests.registry.standard.cases import finding
from tests.registry.vetting.agencies import decided, declares, flags_answered, person_of, staff

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

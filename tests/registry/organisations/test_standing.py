"""Suspend, lift, revoke, stop in an emergency, expire: each with its dated line, and never by one person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, moves
from registry.access import Role
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations import register, sanctions
from registry.organisations.models import Agency
from registry.proposals import conflicts
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.standard.models import CriterionResult
from registry.vetting import desk
from registry.vetting import service as vetting
from registry.vetting.models import Case
from tests.registry.vetting.agencies import decided, person_of, staff, two_people

WHY = {"reason": "Denuncia de cobro.", "public_reason": "Hay una denuncia en investigación."}


def suspended(session: Session, folder: Path, outcome: str = "register") -> Agency:
    agency, _case, _actor = decided(session, folder, outcome)
    two_people(session, agency, sanctions.propose_suspension, **WHY)
    return agency


def states_of(session: Session) -> list[str]:
    session.expire_all()
    return [line.status for line in register.entry(session, "R-0001").history]


def test_suspend_and_lift_with_two_people(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    proposal = sanctions.propose_suspension(session, officer, agency, **WHY)
    assert agency.state == "registered"
    assert moves.available(session, officer, proposal) == ["withdraw"]
    assert moves.available(session, supervisor, proposal) == ["approve", "reject"]
    proposing.approve(session, supervisor, proposal, reason="Consta el recibo.")
    assert agency.state == "suspended"
    lifting = sanctions.propose_lifting(session, officer, agency, **WHY)
    # Who suspended does not lift it.
    with pytest.raises(NotPossible, match="same_person"), session.begin_nested():
        proposing.approve(session, supervisor, lifting, reason="De acuerdo.")
    proposing.reject(session, staff(session, Role.SUPERVISOR), lifting, reason="Que decida otra persona.")
    two_people(session, agency, sanctions.propose_lifting, reason="Se aclaró.", public_reason="Se aclaró.")
    assert agency.state == "registered"
    assert states_of(session) == ["registered", "suspended", "registered"]


def test_nobody_approves_what_they_proposed(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    proposal = sanctions.propose_suspension(session, supervisor, agency, **WHY)
    with pytest.raises(NotPossible, match="same_person"):
        proposing.approve(session, supervisor, proposal, reason="De acuerdo.")
    account = session.scalars(select(Account).where(Account.id == supervisor.account_id)).one()
    account.role = Role.OFFICER  # the same person with another hat
    session.flush()
    account.role = Role.SUPERVISOR
    with pytest.raises(NotPossible, match="same_person"):
        proposing.reject(session, account.actor(), proposal, reason="No.")
    assert agency.state == "registered"


def test_what_changed_since_is_not_approved(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    proposal = sanctions.propose_suspension(session, staff(session, Role.OFFICER), agency, **WHY)
    agency.conditions = "Informar cada mes."
    session.flush()
    with pytest.raises(NotPossible, match="changed_since_proposed"):
        proposing.approve(session, staff(session, Role.SUPERVISOR), proposal, reason="De acuerdo.")


def test_one_open_proposal_of_a_kind(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    officer = staff(session, Role.OFFICER)
    proposal = sanctions.propose_suspension(session, officer, agency, **WHY)
    with pytest.raises(NotPossible, match="proposal_open_already"):
        sanctions.propose_suspension(session, staff(session, Role.OFFICER), agency, **WHY)
    with pytest.raises(NotAllowed):
        moves.check(session, staff(session, Role.OFFICER), proposal, "withdraw")
    proposing.withdraw(session, officer, proposal)
    assert proposals.open_about(session, agency, "agency_suspend") is None


def test_conditions_survive_a_suspension_only_when_they_are_said_again(
    session: Session, tmp_path: Path
) -> None:
    agency = suspended(session, tmp_path, "condition")
    two_people(session, agency, sanctions.propose_lifting, **WHY, conditions="Informar cada mes.")
    assert (agency.state, agency.conditions) == ("conditional", "Informar cada mes.")


def test_revoked_after_a_hearing_is_the_end(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    officer = staff(session, Role.OFFICER)
    with pytest.raises(NotPossible, match="wrong_state"):
        sanctions.propose_revocation(session, officer, agency, **WHY, heard_on=clock.today())
    two_people(session, agency, sanctions.propose_suspension, **WHY)
    for heard_on, code in (
        (None, "hearing_missing"),
        (clock.today() - timedelta(days=1), "hearing_outside"),
        (clock.today() + timedelta(days=1), "hearing_outside"),
    ):
        with pytest.raises(Invalid, match=code):
            sanctions.propose_revocation(session, officer, agency, **WHY, heard_on=heard_on)
    two_people(session, agency, sanctions.propose_revocation, **WHY, heard_on=clock.today())
    assert agency.state == "revoked"
    with pytest.raises(NotPossible, match="standing_forbids_case"):
        vetting.open_case(session, person_of(session, agency), agency)
    with pytest.raises(NotPossible, match="wrong_state"):
        sanctions.propose_lifting(session, officer, agency, **WHY)


def test_who_may_propose_and_only_with_reasons(session: Session, tmp_path: Path) -> None:
    agency, _case, supervisor = decided(session, tmp_path)
    for role in (Role.INSPECTOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            sanctions.propose_suspension(session, staff(session, role), agency, **WHY)
    with pytest.raises(NotAllowed):
        sanctions.stop(session, supervisor, agency, **WHY)
    with pytest.raises(Invalid, match="reason_missing"):
        sanctions.propose_suspension(session, supervisor, agency, reason=" ", public_reason="x")
    with pytest.raises(Invalid, match="public_reason_missing"):
        sanctions.propose_suspension(session, supervisor, agency, reason="x", public_reason=" ")
    assert agency.state == "registered"


# ---------------------------------------------------------------- in an emergency

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


def stopped(session: Session, folder: Path, outcome: str = "register") -> tuple[Agency, str]:
    """Stopped by a director on Monday, the second of March 2026."""
    agency, _case, _actor = decided(session, folder, outcome)
    director = staff(session, Role.DIRECTOR)
    proposal = sanctions.stop(session, director, agency, **WHY)
    assert (agency.state, proposal.state) == ("suspended", "open")
    with pytest.raises(NotPossible, match="proposal_acts_already"):
        proposing.withdraw(session, director, proposal)
    return agency, proposal.public_id


def test_an_emergency_that_nobody_ratifies_falls(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as now:
        agency, key = stopped(session, tmp_path, "condition")
        proposal = proposals.load(session, staff(session, Role.SUPERVISOR), key)
        assert proposal.falls_on is not None
        now.move_to(START + timedelta(days=(proposal.falls_on - date(2026, 3, 2)).days))
        assert proposing.fall_due(session) == 0
        now.shift(timedelta(days=1))
        assert proposing.fall_due(session) == 1
        # With the conditions it stood under before.
        assert (agency.state, proposal.state) == ("conditional", "fell")
        assert agency.conditions == "Presentar la fianza renovada antes de junio."
        assert proposing.fall_due(session) == 0
    assert states_of(session) == ["conditional", "suspended", "conditional"]


def test_an_emergency_that_is_ratified_stays(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as now:
        agency, key = stopped(session, tmp_path)
        supervisor = staff(session, Role.SUPERVISOR)
        proposal = proposals.load(session, supervisor, key)
        proposing.approve(session, supervisor, proposal, reason="Es grave.")
        now.shift(timedelta(days=60))
        assert proposing.fall_due(session) == 0
        assert agency.state == "suspended"


def test_an_emergency_that_is_rejected_ends_at_once(session: Session, tmp_path: Path) -> None:
    agency, key = stopped(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    proposing.reject(session, supervisor, proposals.load(session, supervisor, key), reason="No hay prueba.")
    assert agency.state == "registered"


def test_an_emergency_that_falls_leaves_a_later_suspension_alone(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as now:
        agency, _key = stopped(session, tmp_path)
        two_people(session, agency, sanctions.propose_lifting, **WHY)
        two_people(session, agency, sanctions.propose_suspension, **WHY)
        now.shift(timedelta(days=60))
        assert proposing.fall_due(session) == 1
        assert agency.state == "suspended"


# ---------------------------------------------------------------- the clock


@pytest.mark.usefixtures("frozen_now")
def test_expiry_and_a_new_registration(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    agency.valid_to = clock.today()
    assert sanctions.expire_due(session) == 0
    agency.valid_to = clock.today() - timedelta(days=1)
    assert sanctions.expire_due(session) == 1
    session.expire_all()
    assert register.entry(session, "r-1").status == "expired"
    assert vetting.open_case(session, person_of(session, agency), agency).kind == "renewal"


def test_no_second_emergency_after_one_that_nobody_confirmed(session: Session, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        agency, _key = stopped(session, tmp_path)
        proposal = proposals.of_subject(session, agency)[0]
        assert proposal.falls_on is not None
        traveller.shift(proposal.falls_on - clock.today() + timedelta(days=1))
        assert proposing.fall_due(session) == 1
        director = staff(session, Role.DIRECTOR)
        with pytest.raises(NotPossible, match="emergency_not_again"):
            sanctions.stop(session, director, agency, **WHY)
        assert "stop" not in sanctions.available(session, director, agency)
        assert (
            sanctions.propose_suspension(session, staff(session, Role.OFFICER), agency, **WHY).state == "open"
        )
        traveller.shift(timedelta(days=91))
        assert sanctions.stop(session, director, agency, **WHY).state == "open"


def test_no_second_emergency_after_a_rejected_one(session: Session, tmp_path: Path) -> None:
    agency, _key = stopped(session, tmp_path)
    proposal = proposals.of_subject(session, agency)[0]
    proposing.reject(session, staff(session, Role.SUPERVISOR), proposal, reason="No es urgente")
    with pytest.raises(NotPossible, match="emergency_not_again"):
        sanctions.stop(session, staff(session, Role.DIRECTOR), agency, **WHY)


# ---------------------------------------------------------------- who has a conflict of interest


def test_who_is_linked_neither_proposes_nor_decides(session: Session, tmp_path: Path) -> None:
    agency, case, _actor = decided(session, tmp_path)
    proposal = sanctions.propose_suspension(session, staff(session, Role.OFFICER), agency, **WHY)
    sister = staff(session, Role.SUPERVISOR)
    desk.declare_own(session, sister, surnames="Ajcip Sicán")
    desk.declare(session, sister, case, answers=dict.fromkeys(desk.TOPICS, True), explanation="Es mi hermana")
    for decide in (proposing.approve, proposing.reject):
        with pytest.raises(NotPossible, match="conflict_declared"):
            decide(session, sister, proposal, reason="Bien")
    proposing.reject(session, staff(session, Role.SUPERVISOR), proposal, reason="Falta prueba")
    # A link that only shows, declared by nobody.
    neighbour = staff(session, Role.OFFICER)
    desk.declare_own(session, neighbour, surnames="Ajcip Sicán", phones="2232 0101")
    with pytest.raises(NotPossible, match="conflict_declared"):
        sanctions.propose_suspension(session, neighbour, agency, **WHY)


def test_who_gathered_the_evidence_does_not_let_back_in(session: Session, tmp_path: Path) -> None:
    agency = suspended(session, tmp_path)
    case = session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    author = session.get_one(Account, session.scalars(select(CriterionResult.by_id)).first()).actor()
    assert conflicts.agency_of(session, case) == agency.id
    with pytest.raises(NotPossible, match="evidence_own"):
        sanctions.propose_lifting(session, author, agency, **WHY)
    assert sanctions.propose_lifting(session, staff(session, Role.OFFICER), agency, **WHY).state == "open"

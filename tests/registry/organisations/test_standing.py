"""Suspend, reinstate, revoke, expire: each with its dated line, and four eyes on the way back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, moves
from registry.access import Role
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations import register, service
from registry.vetting import service as vetting
from tests.registry.vetting.agencies import decided, person_of, staff

WHY = {"reason": "Denuncia de cobro.", "public_reason": "Hay una denuncia en investigación."}


def test_suspend_and_reinstate_with_two_people(session: Session, tmp_path: Path) -> None:
    agency, _case, first = decided(session, tmp_path)
    service.suspend(session, first, agency, **WHY)
    assert "reinstate" not in moves.available(session, first, agency)
    with pytest.raises(NotPossible, match="same_person"):
        service.reinstate(session, first, agency, **WHY)
    second = staff(session, Role.SUPERVISOR)
    assert {"reinstate", "revoke"} <= set(moves.available(session, second, agency))
    service.reinstate(session, second, agency, reason="Se aclaró.", public_reason="Se aclaró la denuncia.")
    assert agency.state == "registered"
    session.expire_all()
    history = register.entry(session, "R-0001").history
    assert [line.status for line in history] == ["registered", "suspended", "registered"]
    assert history[0].public_reason == "Se aclaró la denuncia."


def test_a_new_hat_is_not_a_new_person(session: Session, tmp_path: Path) -> None:
    agency, _case, first = decided(session, tmp_path)
    service.suspend(session, first, agency, **WHY)
    account = session.scalars(select(Account).where(Account.id == first.account_id)).one()
    account.role = Role.OFFICER
    session.flush()
    account.role = Role.SUPERVISOR
    with pytest.raises(NotPossible, match="same_person"):
        service.reinstate(session, account.actor(), agency, **WHY)


def test_conditions_survive_a_suspension_only_when_they_are_said_again(
    session: Session, tmp_path: Path
) -> None:
    agency, _case, first = decided(session, tmp_path, "condition")
    service.suspend(session, first, agency, **WHY)
    second = staff(session, Role.SUPERVISOR)
    service.reinstate(session, second, agency, **WHY, conditions="Informar cada mes.")
    assert (agency.state, agency.conditions) == ("conditional", "Informar cada mes.")


def test_revoked_is_the_end(session: Session, tmp_path: Path) -> None:
    agency, _case, supervisor = decided(session, tmp_path)
    service.revoke(session, supervisor, agency, **WHY)
    assert agency.state == "revoked"
    with pytest.raises(NotPossible, match="standing_forbids_case"):
        vetting.open_case(session, person_of(session, agency), agency)
    with pytest.raises(NotPossible, match="wrong_state"):
        service.reinstate(session, staff(session, Role.SUPERVISOR), agency, **WHY)


def test_only_a_supervisor_and_only_with_reasons(session: Session, tmp_path: Path) -> None:
    agency, _case, supervisor = decided(session, tmp_path)
    for role in (Role.OFFICER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            service.suspend(session, staff(session, role), agency, **WHY)
    with pytest.raises(Invalid, match="reason_missing"):
        service.suspend(session, supervisor, agency, reason=" ", public_reason="x")
    with pytest.raises(Invalid, match="public_reason_missing"):
        service.suspend(session, supervisor, agency, reason="x", public_reason=" ")
    assert agency.state == "registered"


@pytest.mark.usefixtures("frozen_now")
def test_expiry_and_a_new_registration(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    agency.valid_to = clock.today()
    assert service.expire_due(session) == 0
    agency.valid_to = clock.today() - timedelta(days=1)
    assert service.expire_due(session) == 1
    session.expire_all()
    assert register.entry(session, "r-1").status == "expired"
    assert vetting.open_case(session, person_of(session, agency), agency).kind == "renewal"

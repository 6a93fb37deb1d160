"""What follows a decision: an appeal that somebody reads, and that ends without a whole new vetting."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry import moves
from registry.access import Actor, Role
from registry.errors import NotPossible
from registry.organisations.models import Agency
from registry.vetting import appeals, service
from registry.vetting.models import Case
from tests.registry.vetting.agencies import decided, declares, person_of, staff

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


def test_an_appeal_is_not_returned(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path, "refuse")
    appeal, officer = appealed(session, agency)
    assert "return" not in moves.available(session, officer, appeal)
    with pytest.raises(NotPossible, match="appeal_not_returned"):
        service.send_return(session, officer, appeal, reason="Falta un papel.")
    assert appeal.state == "desk_review"

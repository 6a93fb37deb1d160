"""A case under assessment as tests need it, each step made by the service that makes it in life."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor
from registry.organisations.models import Agency
from registry.standard import service
from registry.standard.models import Evidence, Finding
from registry.vetting import fieldwork, steps
from registry.vetting.models import Case
from tests.registry.vetting.agencies import reviewed


def in_the_field(session: Session, folder: Path, **changes: Any) -> tuple[Agency, Case, Actor]:
    """Papers accepted, visit and interviews explained away: the officer assesses."""
    agency, case, officer = reviewed(session, folder, **changes)
    steps.begin_fieldwork(session, officer, case)
    fieldwork.explain(session, officer, case, what="visit", why="not_reached", reason="Carretera cortada.")
    fieldwork.explain(session, officer, case, what="interviews", why="no_placements", reason="Es nueva.")
    return agency, case, officer


def evidence(session: Session, officer: Actor, case: Case, criterion: str, **changes: Any) -> Evidence:
    facts: dict[str, Any] = {
        "element": "POL",
        "kind": "document",
        "text": "Procedimiento escrito, firmado por la gerencia.",
        "strength": 2,
    }
    return service.add_evidence(session, officer, case, criterion=criterion, **(facts | changes))


def finding(session: Session, officer: Actor, case: Case, criterion: str, grade: str) -> Finding:
    """A finding on evidence of its own, to be corrected in thirty days."""
    proof = evidence(session, officer, case, criterion)
    return service.raise_finding(
        session,
        officer,
        case,
        criterion=criterion,
        grade=grade,
        statement="No hay registro de las quejas recibidas.",
        evidence=[proof.public_id],
        due_on=clock.today() + timedelta(days=30),
    )

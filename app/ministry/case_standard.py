"""The standard on the page of a case: points and coverage, findings and what the agency does about them, conditions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.access import Actor
from registry.organisations.models import Agency
from registry.standard import demerits, score
from registry.standard import queries as standard
from registry.standard.states import COUNTING
from registry.vetting.models import Case
from registry.vetting.states import WHOLE


def progress(session: Session, case: Case) -> list[tuple[str, bool, int, str]]:
    """(code, is done, how many are left, section) for the list of what is done; nothing where the version of the
    standard has no criteria."""
    criteria = standard.of_case(session, case).criteria
    if not criteria:
        return []
    results = standard.results(session, case)
    left = sum(one.code not in results for one in criteria)
    open_findings = sum(one.state in COUNTING for one in standard.findings(session, case))
    whole = [("criteria", left == 0, left, "norma")] if case.kind in WHOLE else []
    return [
        *whole,
        ("findings", open_findings == 0, open_findings, "norma"),
    ]


def section(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    version = standard.of_case(session, case)
    return {
        "standard": version,
        "criteria": {one.code: one for one in version.criteria},
        "grades": {one.code: one for one in version.grades},
        "score": score.of_case(session, case),
        "ledger": demerits.of_agency(session, agency.id),
        "findings": standard.findings(session, case),
        "conditions": standard.conditions(session, case),
        "owed": standard.open_conditions(session, agency.id),
    }

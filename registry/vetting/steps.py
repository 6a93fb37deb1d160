"""The middle of a case: from the desk to the field, from there to the agency, which corrects what was found."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.access import Actor
from registry.moves import move
from registry.standard import queries as standards
from registry.standard.models import Finding
from registry.vetting import pace
from registry.vetting.models import Case
from registry.vetting.states import CaseState

# An observation or a good practice asks nothing of the agency.
TO_CORRECT = frozenset({"critical", "major", "minor"})
_AGREED = frozenset({"accepted", "proven", "done"})


def begin_fieldwork(session: Session, actor: Actor, case: Case) -> None:
    """The papers are read; visit and interviews follow. Raises NotPossible: answers_not_reviewed, flags_undisposed."""
    move(session, actor, case, "begin_fieldwork")


def send_findings(session: Session, actor: Actor, case: Case) -> None:
    """The agency reads what was found. With something to correct, the clock of the Ministry stands still until the
    officer recommends. Raises NotPossible: fieldwork_missing, findings_unconfirmed."""
    asks = bool(to_correct(session, case))
    sets = pace.pause(session, case, "findings_answer_working_days") if asks else None
    move(session, actor, case, "send_findings", sets=sets)


def begin_correction(session: Session, actor: Actor, case: Case) -> None:
    """The plan stands: the officer agreed to a measure of the agency for each finding. The clock goes on standing
    still. Raises NotPossible("plan_missing")."""
    move(session, actor, case, "begin_correction", sets={"answer_by": None})


def plan_accepted(session: Session, actor: Actor, case: Case) -> None:
    """The officer agreed to one more measure: with the last one the correction begins."""
    if case.state == CaseState.FINDINGS_SENT and not without_plan(session, case):
        begin_correction(session, actor, case)


def to_correct(session: Session, case: Case) -> list[Finding]:
    """Open findings that ask something of the agency."""
    return [
        one for one in standards.findings(session, case) if one.state == "open" and one.grade in TO_CORRECT
    ]


def without_plan(session: Session, case: Case) -> list[Finding]:
    """Of these, the ones for which no measure is agreed."""
    return [
        one for one in to_correct(session, case) if not any(action.state in _AGREED for action in one.actions)
    ]

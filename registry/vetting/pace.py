"""When a case is due: working days of Guatemala, the clock standing still while the agency answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from registry import clock
from registry.standard import queries as standards
from registry.vetting.models import Case
from registry.vetting.states import CaseState
from registry.workdays import add_working_days, working_days_until

# The clock of the standard that runs in each state, counted from the day the case was handed in.
_STEPS = {
    CaseState.SUBMITTED: "desk_review_working_days",
    CaseState.DESK_REVIEW: "field_review_working_days",
    CaseState.FIELD_REVIEW: "findings_working_days",
    CaseState.RECOMMENDED: "decision_working_days",
}


def begin(session: Session, case: Case) -> dict[str, Any]:
    """The columns of a case that is handed in for the first time."""
    today = clock.today()
    return {
        "filed_on": today,
        "due_on": standards.of_case(session, case).clocks["decision_working_days"].after(today),
    }


def pause(session: Session, case: Case, answer_clock: str) -> dict[str, Any]:
    """The columns of a case that goes to the agency. `answer_clock`: the clock that says until when it may answer."""
    allowed = standards.of_case(session, case).clocks.get(answer_clock)
    return {"paused_on": clock.today(), "answer_by": allowed.after(clock.today()) if allowed else None}


def resume(case: Case) -> dict[str, Any]:
    """The columns of a case that comes back: as many working days later as it lay with the agency."""
    due_on = case.due_on
    if case.paused_on is not None and due_on is not None:
        due_on = add_working_days(due_on, max(0, working_days_until(case.paused_on, clock.today())))
    return {"due_on": due_on, "paused_on": None, "answer_by": None}


def step_due_on(session: Session, case: Case) -> date | None:
    """Until when the present step should be done; None while the clock stands still or before it began.

    Counted back from the day the decision is due, so that every pause moves each step.
    """
    name = _STEPS.get(CaseState(case.state))
    if name is None or case.due_on is None or case.paused_on is not None:
        return None
    clocks = standards.of_case(session, case).clocks
    if name not in clocks:
        return case.due_on
    return add_working_days(case.due_on, clocks[name].value - clocks["decision_working_days"].value)

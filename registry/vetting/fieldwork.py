"""What was heard and seen outside the file, as a whole: is it done, who gathered it, could the office be reached.

Single interviews are in interviews.py, single visits in visits.py.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.errors import Invalid, NotPossible
from registry.vetting.access import check_may_keep
from registry.vetting.models import Case
from registry.vetting.staff_records import (
    FieldworkGap,
    Interview,
    InterviewSample,
    Visit,
    VisitPhoto,
)
from registry.vetting.states import WHOLE

# A visit that found the door closed, or nobody there, was made.
MADE = ("done", "closed", "unreachable")
WHATS = ("visit", "interviews")
WHYS = ("no_placements", "not_reached", "refused", "other")


def done(session: Session, case: Case) -> bool:
    """Visit and interviews logged, or the reason written down why not."""
    return not missing(session, case)


def missing(session: Session, case: Case) -> list[str]:
    """What of WHATS is neither logged nor explained; nothing where the agency is not looked at as a whole."""
    if case.kind not in WHOLE:
        return []
    explained = {gap.what for gap in gaps(session, case)}
    there = {"visit": visit_made(session, case), "interviews": interviews_left(session, case) == 0}
    return [what for what in WHATS if not there[what] and what not in explained]


def visit_made(session: Session, case: Case) -> bool:
    query = select(Visit.id).where(Visit.case_id == case.id, Visit.how == "visit", Visit.state.in_(MADE))
    return session.scalar(query.limit(1)) is not None


def sample_of(session: Session, case: Case) -> InterviewSample | None:
    return session.scalar(select(InterviewSample).where(InterviewSample.case_id == case.id))


def interview_count(session: Session, case: Case) -> int:
    return session.scalar(select(func.count()).where(Interview.case_id == case.id)) or 0


def interviews_left(session: Session, case: Case) -> int | None:
    """How many of the sample are still to be heard; None while no sample was drawn."""
    sample = sample_of(session, case)
    return None if sample is None else max(0, sample.size - interview_count(session, case))


def gaps(session: Session, case: Case) -> list[FieldworkGap]:
    return list(session.scalars(select(FieldworkGap).where(FieldworkGap.case_id == case.id)))


def explain(session: Session, actor: Actor, case: Case, *, what: str, why: str, reason: str) -> FieldworkGap:
    """Say why there is no visit, or why the sample was not heard in full. Said again, it replaces what was said.

    Raises NotAllowed, NotPossible, Invalid("gap_unknown", "reason_missing").
    """
    check_may_keep(session, actor, case)
    if what not in WHATS or why not in WHYS:
        raise Invalid("gap_unknown", field="why")
    if len(reason.strip()) < 3:
        raise Invalid("reason_missing", field="gap_reason")
    if why == "no_placements" and (what == "visit" or _has_placements(session, case)):
        raise NotPossible("there_are_placements" if what == "interviews" else "gap_not_for_visit")
    gap = next((one for one in gaps(session, case) if one.what == what), None)
    if gap is None:
        gap = FieldworkGap(case_id=case.id, what=what)
        session.add(gap)
    gap.why, gap.reason, gap.at = why, reason.strip(), clock.now()
    gap.by_id = actor.account_id or 0
    session.flush()
    events.record(session, actor, "case", case.public_id, "explain_gap", data={"what": what, "why": why})
    return gap


def _has_placements(session: Session, case: Case) -> bool:
    from registry.vetting import interviews

    return bool(interviews.placed(session, case))


def evidence_authors(session: Session, case: Case) -> set[int]:
    """Accounts that heard, saw, photographed or entered evidence of this case: none of them decides it (6.5)."""
    queries = (
        select(Interview.held_by_id).where(Interview.case_id == case.id),
        select(Interview.entered_by_id).where(Interview.case_id == case.id),
        select(Visit.visitor_id).where(Visit.case_id == case.id),
        select(Visit.entered_by_id).where(Visit.case_id == case.id),
        select(VisitPhoto.taken_by_id)
        .join(Visit, Visit.id == VisitPhoto.visit_id)
        .where(Visit.case_id == case.id),
    )
    return {key for query in queries for key in session.scalars(query) if key is not None}


# ---------------------------------------------------------------- rule OPS2

CALLS_IN_VAIN = 3


def not_found_at(session: Session, agency_id: int, since: date) -> list[Visit]:
    """Visits since that day that met a closed door or nobody, and three telephone calls or more that nobody took
    (rule OPS2 of ethical-recruitment.md 6.7); empty after a later visit that found the office."""
    query = (
        select(Visit)
        .join(Case, Case.id == Visit.case_id)
        .where(Case.agency_id == agency_id, Visit.happened_on >= since, Visit.state.in_(MADE))
        .order_by(Visit.happened_on, Visit.id)
    )
    made = list(session.scalars(query))
    found_last = max((n for n, one in enumerate(made) if one.state == "done"), default=-1)
    vain = [one for one in made[found_last + 1 :] if one.state != "done"]
    visits = [one for one in vain if one.how == "visit"]
    calls = [one for one in vain if one.how == "call"]
    return visits + (calls if len(calls) >= CALLS_IN_VAIN else [])

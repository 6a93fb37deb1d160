"""Ask once: what a new file takes over from the last one that was decided, and what is asked anew.

Papers that are still good come along and wait for a new look. Expired ones do not, and at a renewal neither do the
declarations, which are made again. A change takes everything but the papers that speak of what changes.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import Actor
from registry.vetting import requirements
from registry.vetting.models import Answer, AnswerPage, Case
from registry.vetting.states import CaseState

_CARRYING = frozenset({"renewal", "variation"})


def last_decided(session: Session, agency_id: int) -> Case | None:
    """The newest case by which this agency came into the register or stayed there."""
    query = (
        select(Case)
        .where(
            Case.agency_id == agency_id,
            Case.state == CaseState.DECIDED,
            Case.outcome.in_(("register", "condition")),
            Case.kind.in_(("initial", "renewal", "variation")),
        )
        .order_by(Case.decided_at.desc(), Case.id.desc())
        .limit(1)
    )
    answers = selectinload(Case.answers).selectinload(Answer.pages)
    return session.scalar(query.options(answers))


def carry_over(session: Session, actor: Actor, case: Case) -> int:
    """Fill a new draft from the last decided case. Returns how many answers came along."""
    before = last_decided(session, case.agency_id) if case.kind in _CARRYING else None
    if before is None:
        return 0
    asked = {one.code: one for one in requirements.of_case(session, case)}
    today, carried = clock.today(), 0
    for answer in before.answers:
        wanted = asked.get(answer.requirement)
        expired = answer.expires_on is not None and answer.expires_on < today
        if wanted is None or expired or answer.state == "needs_work":
            continue
        if wanted.declaration and case.kind == "renewal":
            continue
        _copy(session, case, answer)
        carried += 1
    session.flush()
    if carried:
        events.record(session, actor, "case", case.public_id, "carry", data={"answers": carried})
    return carried


def _copy(session: Session, case: Case, answer: Answer) -> None:
    """`given_at` stays: so it is seen that the answer is older than the case."""
    copy = Answer(
        case_id=case.id,
        requirement=answer.requirement,
        statement=answer.statement,
        file_id=answer.file_id,
        expires_on=answer.expires_on,
        given_at=answer.given_at,
    )
    session.add(copy)
    session.flush()
    for page in answer.pages:
        session.add(AnswerPage(answer_id=copy.id, file_id=page.file_id, position=page.position))


def is_carried(case: Case, answer: Answer) -> bool:
    return answer.given_at < case.opened_at


def ask_anew(session: Session, case: Case, codes: frozenset[str]) -> None:
    """What changes must be shown with new papers: those that came along from before are taken out again."""
    query = select(Answer).where(Answer.case_id == case.id, Answer.requirement.in_(codes))
    for answer in session.scalars(query.options(selectinload(Answer.pages))):
        if is_carried(case, answer):
            for page in answer.pages:
                session.delete(page)
            session.delete(answer)
    session.flush()

"""Interviews at a fair: a time at a table, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import Actor, Permission, may
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.fairs import queries
from registry.fairs.models import Fair, FairInterview, FairStand
from registry.fairs.states import INTERVIEW, FairState, InterviewState, NotSelected, Result, StandState
from registry.moves import move


def book(
    session: Session, actor: Actor, fair: Fair, stand: FairStand, candidate: Candidate, at: datetime
) -> FairInterview:
    """Give somebody who came a time at an employer's table. The person stands there: nothing is sent to anybody.

    Raises NotAllowed, NotPossible("fair_is_over", "stand_not_coming", "not_arrived"), Invalid("time_not_offered",
    "time_taken", "person_busy", "interviewed_already").
    """
    if not may(actor, Permission.FAIR_PLAN, fair) or stand.fair_id != fair.id:
        raise NotAllowed()
    if fair.state != FairState.PUBLISHED:
        raise NotPossible("fair_is_over")
    if stand.state != StandState.COMING:
        raise NotPossible("stand_not_coming")
    # Two desks at one fair: whoever comes second reads that the time is taken.
    session.flush()
    session.refresh(stand, with_for_update={"of": FairStand})
    if queries.arrival(session, fair, candidate) is None:
        raise NotPossible("not_arrived")
    _check_time(session, fair, stand, candidate, at)
    interview = FairInterview(
        fair_id=fair.id,
        stand=stand,
        candidate_id=candidate.id,
        at=at,
        state=INTERVIEW.initial,
    )
    session.add(interview)
    session.flush()
    data = {"fair": fair.public_id, "vacancy": stand.vacancy.public_id}
    events.record(session, actor, "fair_interview", interview.public_id, "book", data=data)
    return interview


def _check_time(session: Session, fair: Fair, stand: FairStand, candidate: Candidate, at: datetime) -> None:
    if at not in queries.times(fair):
        raise Invalid("time_not_offered", field="at")
    if at not in queries.free_times(session, fair, stand):
        raise Invalid("time_taken", field="at")
    mine = session.scalars(
        select(FairInterview).where(
            FairInterview.fair_id == fair.id,
            FairInterview.candidate_id == candidate.id,
            FairInterview.state != InterviewState.CANCELLED,
        )
    ).all()
    if any(one.stand_id == stand.id for one in mine):
        raise Invalid("interviewed_already", field="stand")
    if any(one.at == at for one in mine):
        raise Invalid("person_busy", field="at")


def tell_result(
    session: Session,
    actor: Actor,
    interview: FairInterview,
    result: Result,
    why: NotSelected | None = None,
) -> None:
    """What the employer said. A no takes a reason in plain words, which the person reads too. Raises
    Invalid("why_missing"), NotPossible("wrong_state", "day_not_come", "fair_is_over")."""
    is_no = result is Result.NOT_SELECTED
    if is_no and why is None:
        raise Invalid("why_missing", field="why")
    sets = {"result": str(result), "why": str(why) if is_no and why else None}
    move(session, actor, interview, "meet", sets=sets, data={"result": str(result)})


def miss(session: Session, actor: Actor, interview: FairInterview) -> None:
    move(session, actor, interview, "miss")


def cancel(session: Session, actor: Actor, interview: FairInterview) -> None:
    """The time is free again."""
    move(session, actor, interview, "cancel", sets={"at": None})

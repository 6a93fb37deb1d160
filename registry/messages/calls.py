"""People whom messages did not reach: a centre calls them. The list says why in neutral words; the telephone opens as
any identity does, with a line in the log that the person sees; what came of it is a code."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from registry import clock, events
from registry.access import SYSTEM, Actor, Permission, may
from registry.candidates import identity, safety, service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate, Safety
from registry.candidates.registration import answer
from registry.candidates.states import LEFT
from registry.errors import Invalid, NotAllowed, NotFound
from registry.messages import optin
from registry.messages.catalogue import Channel, settings
from registry.messages.models import CallTask
from registry.messages.states import CallState
from registry.moves import check, move

LIST_SIZE = 100


class Outcome(StrEnum):
    REACHED = "reached"
    GOES_ON = "goes_on"
    PAUSES = "pauses"
    NO_MESSAGES = "no_messages"
    WRONG_NUMBER = "wrong_number"
    NO_ANSWER = "no_answer"


# Asked when the call was made and again whenever it is shown: what they ask for counts from that moment.
_IS_QUIET = exists().where(Safety.candidate_id == Candidate.id, Safety.is_quiet)
_OF_RECONFIRMING = (Outcome.GOES_ON, Outcome.PAUSES)


def make(session: Session, candidate: Candidate, why: str) -> CallTask | None:
    """Ask a centre to call; one open task for each reason. None for who left, whose telephone is not safe, or who has
    none."""
    candidate = optin.main_record(session, candidate)
    if candidate.state in LEFT or candidate.phone is None or safety.is_quiet(session, candidate.id):
        return None
    session.flush()
    already = _open_of(session, candidate, why)
    if already is not None:
        return already
    task = CallTask(
        candidate_id=candidate.id,
        why=why,
        centre=candidate.centre,
        state=CallState.OPEN,
        made_at=clock.now(),
    )
    session.add(task)
    session.flush()
    return task


def _open_of(session: Session, candidate: Candidate, why: str) -> CallTask | None:
    return session.scalar(
        select(CallTask).where(
            CallTask.candidate_id == candidate.id, CallTask.why == why, CallTask.state == CallState.OPEN
        )
    )


def drop(session: Session, candidate: Candidate, why: str) -> None:
    """Nothing is left to call about."""
    task = _open_of(session, candidate, why)
    if task is not None:
        move(session, SYSTEM, task, "drop")


def unwanted(session: Session) -> list[int]:
    """Ids of open calls of people who left since, or whose telephone is not safe any more; some of them."""
    query = (
        select(CallTask.id)
        .join(Candidate, Candidate.id == CallTask.candidate_id)
        .where(CallTask.state == CallState.OPEN, or_(Candidate.state.in_(LEFT), _IS_QUIET))
    )
    return list(session.scalars(query.order_by(CallTask.id).limit(LIST_SIZE)))


def drop_unwanted(session: Session, task_id: int) -> None:
    """For the clock: end one of them."""
    task = session.get_one(CallTask, task_id)
    if task.state == CallState.OPEN:
        move(session, SYSTEM, task, "drop")


def waiting(session: Session, actor: Actor) -> list[CallTask]:
    """Open calls of this centre, and of people without one; the oldest first. Who left meanwhile, or asked that nothing
    rings, is not called."""
    if not may(actor, Permission.CALL_READ):
        raise NotFound()
    mine = or_(CallTask.centre == actor.centre, CallTask.centre.is_(None))
    query = (
        select(CallTask)
        .join(Candidate, Candidate.id == CallTask.candidate_id)
        .where(CallTask.state == CallState.OPEN, mine, Candidate.state.not_in(LEFT), ~_IS_QUIET)
        .options(joinedload(CallTask.candidate))
        .order_by(func.coalesce(CallTask.tried_at, CallTask.made_at), CallTask.id)
    )
    return list(session.scalars(query.limit(LIST_SIZE)))


def load(session: Session, actor: Actor, public_id: str) -> CallTask:
    """A call of this centre. Raises NotFound for absent, another centre's, who left, and whose telephone is unsafe."""
    task = session.scalar(
        select(CallTask).where(CallTask.public_id == public_id).options(joinedload(CallTask.candidate))
    )
    if task is None or not may(actor, Permission.CALL_READ) or task.centre not in (None, actor.centre):
        raise NotFound()
    if task.candidate.state in LEFT or safety.is_quiet(session, task.candidate_id):
        raise NotFound()
    return task


def open_telephone(session: Session, actor: Actor, task: CallTask, *, reason: str) -> None:
    """The telephone opens for half an hour; the log, and the person, know who opened it."""
    if not may(actor, Permission.CALL_MAKE):
        raise NotAllowed()
    identity.identify(session, actor, task.candidate, reason=reason)


def outcomes(task: CallTask) -> list[Outcome]:
    """What can come of this call."""
    return [one for one in Outcome if task.why == "reconfirm" or one not in _OF_RECONFIRMING]


def finish(session: Session, actor: Actor, task: CallTask, outcome: Outcome) -> None:
    """Note what came of a call. Nobody took it: it stays, until it was tried often enough.

    Raises NotAllowed, NotPossible("wrong_state"), Invalid("call_outcome").
    """
    check(session, actor, task, "finish")
    if outcome not in outcomes(task):
        raise Invalid("call_outcome", field="outcome")
    if outcome is Outcome.NO_ANSWER:
        task.tried, task.tried_at = task.tried + 1, clock.now()
        if task.tried < settings().call_tries:
            events.record(session, actor, "call", task.public_id, "try_call", data={"tried": task.tried})
            return
    sets = {"outcome": str(outcome), "done_by_id": actor.account_id}
    move(session, actor, task, "finish", data={"outcome": str(outcome)}, sets=sets)
    _follow(session, actor, task, outcome)


def _follow(session: Session, actor: Actor, task: CallTask, outcome: Outcome) -> None:
    from registry.messages import reconfirm

    candidate = session.get_one(Candidate, task.candidate_id)
    if outcome in _OF_RECONFIRMING:
        reconfirm.say(session, actor, candidate, goes_on=outcome is Outcome.GOES_ON)
    if outcome in (Outcome.NO_MESSAGES, Outcome.WRONG_NUMBER):
        # A wrong number is somebody else's telephone: nobody writes to it again.
        for channel in optin.agreed(session, candidate):
            if channel is Channel.EMAIL and outcome is Outcome.WRONG_NUMBER:
                continue
            refused = answer(Purpose(optin.PURPOSES[channel]), is_given=False, how=How.PHONE)
            service.give_consent(session, actor, candidate, refused)

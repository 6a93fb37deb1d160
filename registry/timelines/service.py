"""The verbs of checklists: tick a step as done, take a tick back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Permission, may
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.placements.models import Referral
from registry.schemes.timeline import DueState
from registry.timelines import queries
from registry.timelines.models import Tick
from registry.timelines.states import TICK
from registry.vacancies.models import Vacancy

# Nothing in a checklist lies further back: a longer past is a typing error.
_OLDEST_YEARS = 5


def tick(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    step: str,
    *,
    done_on: date,
    referral: Referral | None = None,
) -> Tick:
    """The one who must act says that a step was done, and when.

    Raises NotFound (no such step), NotAllowed (another must act), NotPossible("already_done", "nothing_to_tick",
    "steps_not_followed"), Invalid("day_to_come", "day_too_old").
    """
    session.flush()
    session.refresh(vacancy, ["state", "version"], with_for_update={"of": Vacancy})
    line = _checklist(session, actor, vacancy, referral).line(step)
    due = line.due
    _must_be_theirs(actor, due.who, Permission.STEP_TICK, referral or vacancy)
    if due.is_duty:
        raise NotPossible("nothing_to_tick")
    if line.tick is not None or due.state == DueState.DONE:
        raise NotPossible("already_done")
    if not queries.is_followed(vacancy, referral):
        raise NotPossible("steps_not_followed")
    today = clock.today()
    if done_on > today:
        raise Invalid("day_to_come", field="done_on")
    if done_on.year < today.year - _OLDEST_YEARS:
        raise Invalid("day_too_old", field="done_on")
    made = Tick(
        vacancy_id=vacancy.id,
        referral_id=referral.id if referral else None,
        step=step,
        done_on=done_on,
        by=str(actor.role),
        at=clock.now(),
        state=TICK.initial,
    )
    session.add(made)
    session.flush()
    events.record(session, actor, "step", made.public_id, "tick", data=_data(vacancy, referral, made))
    return made


def take_back(
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    step: str,
    *,
    reason: str,
    referral: Referral | None = None,
) -> None:
    """A tick was a mistake; the reason stays in the log. Raises NotFound, NotAllowed, NotPossible("not_ticked"),
    Invalid (no reason)."""
    line = _checklist(session, actor, vacancy, referral).line(step)
    _must_be_theirs(actor, line.due.who, Permission.STEP_TAKE_BACK, referral or vacancy)
    if line.tick is None:
        raise NotPossible("not_ticked")
    made = queries.load_tick(session, line.tick.id)
    move(session, actor, made, "take_back", reason=reason, data=_data(vacancy, referral, made))


def _checklist(
    session: Session, actor: Actor, vacancy: Vacancy, referral: Referral | None
) -> queries.Checklist:
    if referral is not None:
        return queries.of_placement(session, actor, referral)
    return queries.of_vacancy(session, actor, vacancy)


def _must_be_theirs(actor: Actor, who: str, permission: Permission, record: Vacancy | Referral) -> None:
    if actor.role not in queries.ACTS_FOR[who] or not may(actor, permission, record):
        raise NotAllowed()


def _data(vacancy: Vacancy, referral: Referral | None, made: Tick) -> dict[str, str | None]:
    return {
        "vacancy": vacancy.public_id,
        "referral": referral.public_id if referral else None,
        "step": made.step,
        "done_on": made.done_on.isoformat(),
    }

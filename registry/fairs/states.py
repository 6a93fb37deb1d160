"""The life of a fair, of an employer's place at it, and of an interview there."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Permission
from registry.moves import Machine, Transition, one_of

if TYPE_CHECKING:
    from registry.fairs.models import Fair


class FairState(StrEnum):
    PLANNED = "planned"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    HELD = "held"


class StandState(StrEnum):
    INVITED = "invited"
    COMING = "coming"
    NOT_COMING = "not_coming"


class InterviewState(StrEnum):
    BOOKED = "booked"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Result(StrEnum):
    """What the employer said after the interview, in plain words."""

    SELECTED = "selected"
    SECOND_INTERVIEW = "second_interview"
    TELLS_LATER = "tells_later"
    NOT_SELECTED = "not_selected"


class NotSelected(StrEnum):
    """Why not. Never who the person is: only what the job asks and they do not have yet."""

    EXPERIENCE = "experience"
    SKILL = "skill"
    LANGUAGE = "language"
    PAPERS = "papers"
    DATES = "dates"
    PLACES_TAKEN = "places_taken"
    PERSON_DECLINED = "person_declined"


def still_to_come(session: Session, actor: Actor, fair: Fair) -> str | None:
    return None if fair.starts_on >= clock.today() else "fair_is_over"


def its_day_has_come(session: Session, actor: Actor, fair: Fair) -> str | None:
    return None if fair.starts_on <= clock.today() else "day_not_come"


def somebody_comes(session: Session, actor: Actor, fair: Fair) -> str | None:
    from registry.fairs.models import FairStand

    coming = exists().where(FairStand.fair_id == fair.id, FairStand.state == StandState.COMING)
    return None if session.scalar(select(coming)) else "no_employer_comes"


def fair_is_on(session: Session, actor: Actor, record: Any) -> str | None:
    """A stand or an interview changes only while its fair is planned or published."""
    from registry.fairs.models import Fair

    state = session.scalar(select(Fair.state).where(Fair.id == record.fair_id))
    return None if state in (FairState.PLANNED, FairState.PUBLISHED) else "fair_is_over"


def fair_is_to_come(session: Session, actor: Actor, record: Any) -> str | None:
    from registry.fairs.models import Fair

    day = session.scalar(select(Fair.starts_on).where(Fair.id == record.fair_id))
    return fair_is_on(session, actor, record) or (None if day and day >= clock.today() else "fair_is_over")


def fair_was_not_called_off(session: Session, actor: Actor, record: Any) -> str | None:
    from registry.fairs.models import Fair

    state, day = session.execute(select(Fair.state, Fair.starts_on).where(Fair.id == record.fair_id)).one()
    if state in (FairState.PLANNED, FairState.CANCELLED):
        return "fair_is_over"
    return None if day <= clock.today() else "day_not_come"


_F, _B, _I = FairState, StandState, InterviewState
_PLAN = Permission.FAIR_PLAN
FAIR = Machine(
    "fair",
    FairState,
    _F.PLANNED,
    [
        Transition(
            "publish", one_of(_F.PLANNED), _F.PUBLISHED, _PLAN, guards=(still_to_come, somebody_comes),
            stamps="published_at",
        ),
        Transition(
            "cancel", one_of(_F.PLANNED, _F.PUBLISHED), _F.CANCELLED, _PLAN, needs_reason=True, guards=(still_to_come,)
        ),
        Transition("close", one_of(_F.PUBLISHED), _F.HELD, _PLAN, guards=(its_day_has_come,)),
    ],
)  # fmt: skip
STAND = Machine(
    "fair_stand",
    StandState,
    _B.INVITED,
    [
        Transition(
            "come", one_of(_B.INVITED, _B.NOT_COMING), _B.COMING, _PLAN, guards=(fair_is_on,), stamps="answered_at"
        ),
        Transition(
            "stay_away", one_of(_B.INVITED, _B.COMING), _B.NOT_COMING, _PLAN, guards=(fair_is_on,),
            stamps="answered_at",
        ),
        # The same, said by the employer themselves.
        Transition(
            "accept", one_of(_B.INVITED, _B.NOT_COMING), _B.COMING, Permission.FAIR_ANSWER,
            guards=(fair_is_to_come,), stamps="answered_at",
        ),
        Transition(
            "turn_down", one_of(_B.INVITED, _B.COMING), _B.NOT_COMING, Permission.FAIR_ANSWER,
            guards=(fair_is_to_come,), stamps="answered_at",
        ),
    ],
)  # fmt: skip
INTERVIEW = Machine(
    "fair_interview",
    InterviewState,
    _I.BOOKED,
    [
        Transition("meet", one_of(_I.BOOKED), _I.HELD, _PLAN, guards=(fair_was_not_called_off,)),
        Transition("miss", one_of(_I.BOOKED), _I.MISSED, _PLAN, guards=(fair_was_not_called_off,)),
        Transition("cancel", one_of(_I.BOOKED), _I.CANCELLED, _PLAN),
    ],
)  # fmt: skip

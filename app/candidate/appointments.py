"""/mi/citas - when and where somebody is awaited: at a centre, at a job fair; what was noted and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry import clock
from registry.access import Actor, Permission
from registry.appointments import queries as appointments
from registry.appointments.models import Appointment
from registry.candidates import queries
from registry.fairs import queries as fairs
from registry.fairs.models import Fair, FairInterview
from registry.fairs.states import FairState, InterviewState
from registry.seeds.reference import municipalities

router = APIRouter(prefix="/mi/citas")


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment, `at` on the clock of Guatemala."""

    one: Appointment
    at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """One interview at a fair; `at`: on the clock of Guatemala, None once it is cancelled."""

    one: FairInterview
    title: str
    employer: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FairShown:
    fair: Fair
    place: str
    tables: tuple[Table, ...]


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def list_own(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    queries.own(session, actor)
    to_come, others = visits(session, actor)
    coming, past = own_fairs(session, actor)
    return page(
        request,
        "candidate/own/appointments.html",
        to_come=to_come,
        others=others,
        fairs=coming,
        past_fairs=past,
    )


def visits(session: Session, actor: Actor) -> tuple[list[Visit], list[Visit]]:
    """Those to come, the next first, and all others, the newest first."""
    shown = [Visit(one, one.at.astimezone(clock.GUATEMALA)) for one in appointments.own(session, actor)]
    to_come = [visit for visit in shown if appointments.is_to_come(visit.one)]
    return sorted(to_come, key=lambda visit: visit.at), [visit for visit in shown if visit not in to_come]


def own_fairs(session: Session, actor: Actor) -> tuple[list[FairShown], list[FairShown]]:
    """Fairs to come (invited to, or with an interview), the next first, and past ones with what came of them."""
    held: dict[str, tuple[Fair, list[Table]]] = {
        fair.public_id: (fair, []) for fair in fairs.own_fairs(session, actor)
    }
    for interview, fair in fairs.own_interviews(session, actor):
        held.setdefault(fair.public_id, (fair, []))[1].append(_table(interview))
    shown = [
        FairShown(fair, f"{fair.place}, {municipalities()[fair.municipality].name}", tuple(tables))
        for fair, tables in sorted(held.values(), key=lambda one: (one[0].starts_on, one[0].id))
    ]
    coming = [
        one for one in shown if one.fair.state != FairState.HELD and one.fair.starts_on >= clock.today()
    ]
    return coming, [one for one in reversed(shown) if one not in coming]


def _table(one: FairInterview) -> Table:
    vacancy = one.stand.vacancy
    employer = vacancy.employer.trade_name or vacancy.employer.legal_name
    at = one.at.astimezone(clock.GUATEMALA) if one.at and one.state != InterviewState.CANCELLED else None
    return Table(one, vacancy.title, employer, at)

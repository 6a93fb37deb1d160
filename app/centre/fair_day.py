"""/centro/ferias/ID/dia - the day of a fair: who comes, interviews by employer and time, and what came of each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.centre.fairs import employer_name
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import clock, moves
from registry.access import Actor, Permission
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotFound
from registry.fairs import interviews, queries, service
from registry.fairs.models import Fair
from registry.fairs.states import NotSelected, Result

router = APIRouter(prefix="/centro/ferias/{public_id}")
_PLAN = [allow(Permission.FAIR_PLAN)]


class Slip(FormModel):
    code: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Booking(Slip):
    """`slot`: a table and a time that was free when the page was made, "STAND ISO", on the clock of Guatemala."""

    slot: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,20} [0-9T:+.-]{16,40}$")]


class Told(FormModel):
    result: Result
    why: NotSelected | None = None


@router.get("/dia", dependencies=_PLAN)
def day(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """A code is typed or scanned into the box: in an address it would stay in logs and in the browser's history."""
    return _page(request, session, actor, queries.load(session, actor, public_id), Bound(), None)


def _whose(session: Session, actor: Actor, bound: Bound[Any], code: str) -> Candidate | None:
    try:
        return service.find_by_slip(session, actor, code)
    except Invalid as problem:
        bound.add("code", words.problem(problem))
        return None


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    fair: Fair,
    bound: Bound[Any],
    person: Candidate | None,
) -> Response:
    stands = queries.stands(session, fair, coming=True)
    names = {one.id: f"{employer_name(one.vacancy)} · {one.vacancy.title}" for one in stands}
    arrived = person is not None and queries.arrival(session, fair, person) is not None
    return page(
        request,
        "centre/fairs/day.html",
        bound=bound,
        fair=fair,
        # The code alone opens no more than a first name.
        first_name=person.given_names.split()[0] if person is not None else None,
        is_there=arrived,
        arrived_count=len(queries.arrivals(session, fair)),
        slots=[
            (
                names[one.id],
                [
                    (f"{one.public_id} {at.isoformat()}", f"{at:%H:%M} · {names[one.id]}")
                    for at in queries.free_times(session, fair, one)
                ],
            )
            for one in stands
        ],
        interviews=[
            {
                "one": one,
                "name": one.candidate.given_names.split()[0],
                "table": names.get(one.stand_id, one.stand.vacancy.title),
                "at": one.at.astimezone(clock.GUATEMALA).strftime("%H:%M") if one.at else "–",
                "verbs": moves.available(session, actor, one),
            }
            for one in queries.interviews(session, fair)
        ],
        results=words.choices("fair.result", Result),
        reasons=words.choices("fair.why", NotSelected),
    )


@router.post("/arrive", dependencies=_PLAN)
def arrive(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    fair = queries.load(session, actor, public_id)

    def act(sent: Slip) -> None:
        service.arrive(session, actor, fair, service.find_by_slip(session, actor, sent.code))

    bound = carry_out(session, Slip, form, act)
    if bound.has_errors:
        return _page(request, session, actor, fair, bound, None)
    return _page_of(request, session, actor, fair, str(bound.value("code")))


def _page_of(request: Request, session: Session, actor: Actor, fair: Fair, code: str) -> Response:
    """Answered in place: the code of somebody's slip goes into no address of ours."""
    bound: Bound[Any] = Bound({"code": code})
    return _page(request, session, actor, fair, bound, _whose(session, actor, bound, code))


@router.post("/book", dependencies=_PLAN)
def book(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    fair = queries.load(session, actor, public_id)

    def act(sent: Booking) -> None:
        person = service.find_by_slip(session, actor, sent.code)
        stand_id, _blank, moment = sent.slot.partition(" ")
        stand = queries.stand(session, fair, stand_id)
        try:
            at = datetime.fromisoformat(moment)
            at = at if at.tzinfo else at.replace(tzinfo=clock.GUATEMALA)
            interviews.book(session, actor, fair, stand, person, at)
        except Invalid as problem:
            problem.field = "slot"
            raise
        except ValueError as error:
            raise Invalid("time_not_offered", field="slot") from error

    bound = carry_out(session, Booking, form, act)
    if bound.has_errors:
        return _page(request, session, actor, fair, bound, _quietly(session, actor, str(bound.value("code"))))
    return redirect(request, session, f"/centro/ferias/{public_id}/dia#horas")


def _quietly(session: Session, actor: Actor, code: str) -> Candidate | None:
    """For a form that is wrong already: whose it is, if the code is right."""
    return _whose(session, actor, Bound(), code)


@router.post("/interviews/{interview_id}/result", dependencies=_PLAN)
def result(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    interview_id: str,
) -> Response:
    fair = queries.load(session, actor, public_id)
    one = queries.interview(session, fair, interview_id)
    bound = carry_out(
        session, Told, form, lambda sent: interviews.tell_result(session, actor, one, sent.result, sent.why)
    )
    if bound.has_errors:
        return _page(request, session, actor, fair, bound, None)
    return redirect(request, session, f"/centro/ferias/{public_id}/dia#horas")


@router.post("/interviews/{interview_id}/{verb}", dependencies=_PLAN)
def change_interview(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    interview_id: str,
    verb: str,
) -> Response:
    fair = queries.load(session, actor, public_id)
    one = queries.interview(session, fair, interview_id)
    act = {"miss": interviews.miss, "cancel": interviews.cancel}.get(verb)
    if act is None:
        raise NotFound()
    bound = carry_out(session, Nothing, form, lambda _sent: act(session, actor, one))
    if bound.has_errors:
        return _page(request, session, actor, fair, bound, None)
    return redirect(request, session, f"/centro/ferias/{public_id}/dia#horas")

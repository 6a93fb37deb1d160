"""/centro/ferias - planning a fair: vacancies and employers, publishing, inviting by match, figures."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.agency.forms import place_choices
from app.centre.people import masked_name, place
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, Nothing, Reason, attempt, bind, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import moves
from registry.access import Actor, Permission
from registry.errors import NotFound, NotPossible
from registry.fairs import queries, service
from registry.fairs.models import Fair
from registry.seeds.reference import municipalities
from registry.vacancies import queries as vacancies
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/centro/ferias")
_PLAN = [allow(Permission.FAIR_PLAN)]


class NewFair(FormModel):
    """Times are on the clock of Guatemala."""

    title: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    municipality: Annotated[str, StringConstraints(min_length=1, max_length=4)]
    place: Annotated[str, StringConstraints(min_length=5, max_length=200)]
    starts_on: date
    starts_at_time: time
    ends_at_time: time
    minutes_each: Annotated[int, Field(ge=5, le=120)] = 15


class Invited(FormModel):
    vacancy: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class HowMany(FormModel):
    count: Annotated[int, Field(ge=1, le=service.MOST_INVITED)]


@router.get("", dependencies=_PLAN)
def list_fairs(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    fairs = queries.of_centre(session, actor)
    return page(request, "centre/fairs/list.html", fairs=fairs, places=municipalities())


@router.get("/nueva", dependencies=_PLAN)
def new_fair(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return page(request, "centre/fairs/form.html", bound=Bound({"minutes_each": 15}), places=place_choices())


@router.post("/nueva", dependencies=_PLAN)
def plan(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    made: list[Fair] = []
    bound = carry_out(
        session, NewFair, form, lambda sent: made.append(service.plan(session, actor, **dict(sent)))
    )
    if bound.has_errors:
        return page(request, "centre/fairs/form.html", bound=bound, places=place_choices())
    return redirect(request, session, f"/centro/ferias/{made[0].public_id}")


@router.get("/{public_id}", dependencies=_PLAN)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, queries.load(session, actor, public_id), None)


def _page(request: Request, session: Session, actor: Actor, fair: Fair, bound: Bound[Any] | None) -> Response:
    counts = queries.invited(session, fair)
    return page(
        request,
        "centre/fairs/read.html",
        bound=bound,
        fair=fair,
        place_name=municipalities()[fair.municipality].name,
        stands=[
            (
                one,
                employer_name(one.vacancy),
                counts.get(one.vacancy_id, 0),
                moves.available(session, actor, one),
            )
            for one in queries.stands(session, fair)
        ],
        vacancies=[
            (one.public_id, f"{one.number} · {one.title} · {employer_name(one)}")
            for one in queries.can_be_invited(session, fair)
        ],
        verbs=moves.available(session, actor, fair),
        figures=queries.summary(session, fair),
    )


def employer_name(vacancy: Vacancy) -> str:
    return vacancy.employer.trade_name or vacancy.employer.legal_name


@router.post("/{public_id}/invite", dependencies=_PLAN)
def invite(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    fair = queries.load(session, actor, public_id)

    def act(sent: Invited) -> None:
        vacancy = next((one for one in vacancies.published(session) if one.public_id == sent.vacancy), None)
        if vacancy is None:
            raise NotPossible("vacancy_not_published")
        service.invite_vacancy(session, actor, fair, vacancy)

    return _after(request, session, actor, fair, carry_out(session, Invited, form, act))


@router.post("/{public_id}/stands/{stand_id}/{verb}", dependencies=_PLAN)
def answer_stand(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    stand_id: str,
    verb: str,
) -> Response:
    fair = queries.load(session, actor, public_id)
    stand = queries.stand(session, fair, stand_id)
    if verb not in ("come", "stay_away"):
        raise NotFound()
    bound = carry_out(
        session,
        Nothing,
        form,
        lambda _sent: service.answer_stand(session, actor, fair, stand, is_coming=verb == "come"),
    )
    return _after(request, session, actor, fair, bound)


@router.get("/{public_id}/vacantes/{stand_id}", dependencies=_PLAN)
def people_to_invite(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    pool: CandidatePool,
    public_id: str,
    stand_id: str,
) -> Response:
    fair = queries.load(session, actor, public_id)
    return _people(request, session, actor, pool, fair, stand_id, None)


def _people(
    request: Request,
    session: Session,
    actor: Actor,
    pool: CandidatePool,
    fair: Fair,
    stand_id: str,
    bound: Bound[Any] | None,
) -> Response:
    stand = queries.stand(session, fair, stand_id)
    try:
        fitting = service.who_fits(session, actor, fair, stand, pool, count=_SHOWN)
    except NotPossible:
        fitting = []
    return page(
        request,
        "centre/fairs/people.html",
        bound=bound,
        fair=fair,
        stand=stand,
        employer=employer_name(stand.vacancy),
        invited=queries.invited(session, fair).get(stand.vacancy_id, 0),
        people=[(rank, masked_name(one), place(one)) for rank, one in fitting],
    )


_SHOWN = 50


@router.post("/{public_id}/vacantes/{stand_id}/invite", dependencies=_PLAN)
@computes
def invite_people(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    pool: CandidatePool,
    form: SentForm,
    public_id: str,
    stand_id: str,
) -> Response:
    """Who fits is worked out while nobody waits for the writer."""
    fair = queries.load(session, actor, public_id)
    bound = bind(HowMany, form)
    fitting: list[tuple[int, int]] = []
    if bound.data is not None:
        stand = queries.stand(session, fair, stand_id)
        with attempt(session, bound):
            found = service.who_fits(session, actor, fair, stand, pool, count=bound.data.count)
            fitting = [(rank, one.id) for rank, one in found]
    if bound.has_errors:
        return _people(request, session, actor, pool, fair, stand_id, bound)
    with writing(request, session, form) as keeping:
        fair = queries.load(keeping, actor, public_id)
        with attempt(keeping, bound):
            service.invite_people(keeping, actor, fair, queries.stand(keeping, fair, stand_id), fitting)
        if not bound.error_list:
            return redirect(request, keeping, f"/centro/ferias/{public_id}")
    return _people(request, session, actor, pool, queries.load(session, actor, public_id), stand_id, bound)


@router.post("/{public_id}/{verb}", dependencies=_PLAN)
def change(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, verb: str
) -> Response:
    fair = queries.load(session, actor, public_id)
    if verb not in ("publish", "cancel", "close"):
        raise NotFound()
    if verb == "cancel":
        bound: Bound[Any] = carry_out(
            session,
            Reason,
            form,
            lambda sent: service.change(session, actor, fair, verb, reason=sent.reason),
        )
    else:
        bound = carry_out(session, Nothing, form, lambda _sent: service.change(session, actor, fair, verb))
    return _after(request, session, actor, fair, bound)


def _after(request: Request, session: Session, actor: Actor, fair: Fair, bound: Bound[Any]) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, fair, bound)
    return redirect(request, session, f"/centro/ferias/{fair.public_id}")

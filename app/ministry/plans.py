"""/ministerio/asignaciones - all open vacancies filled at once: what it would give, for whom, and why.

It only proposes; people are referred on the page of each vacancy."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import format_number
from app.pages import page, redirect
from app.words import matching
from registry.access import Actor, Permission, may
from registry.plans import queries, service
from registry.plans.models import Plan
from registry.seeds.reference import departments
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/asignaciones")
Code = Annotated[str, StringConstraints(max_length=10)]


class Scope(FormModel):
    scheme: Code | None = None
    country: Code | None = None


@router.get("", dependencies=[allow(Permission.PLAN_READ)])
def list_plans(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _list(request, session, actor, Bound())


def _list(request: Request, session: Session, actor: Actor, bound: Bound[Scope]) -> Response:
    countries, schemes = vacancies.open_choices(session)
    return page(
        request,
        "ministry/plans/list.html",
        bound=bound,
        plans=queries.all_plans(session, actor),
        may_make=may(actor, Permission.PLAN_MAKE),
        schemes=words.choices("scheme", schemes),
        countries=[(code, matching.country_name(code)) for code in countries],
        country_name=matching.country_name,
    )


@router.post("/make", dependencies=[allow(Permission.PLAN_MAKE)])
@computes
def make(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, pool: CandidatePool
) -> Response:
    bound = bind(Scope, form)
    computed = None
    if bound.data is not None:
        with attempt(session, bound):
            computed = service.compute(session, pool, scheme=bound.data.scheme, country=bound.data.country)
    if computed is not None:
        with writing(request, session, form) as keeping, attempt(keeping, bound):
            made = service.make(keeping, actor, computed)
            return redirect(request, keeping, f"/ministerio/asignaciones/{made.public_id}")
    return _list(request, session, actor, bound)


@router.get("/{public_id}", dependencies=[allow(Permission.PLAN_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, queries.load(session, actor, public_id))


@router.get("/{public_id}/replay", dependencies=[allow(Permission.PLAN_READ)])
def replay(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """The same plan computed again from what was stored with it; nothing changes."""
    plan = queries.load(session, actor, public_id)
    return _page(request, plan, service.replay(session, plan))


def _page(request: Request, plan: Plan, replayed: service.Replayed | None = None) -> Response:
    numbers = {one.vacancy.public_id: one.vacancy.number for one in plan.vacancies}
    people: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for place in plan.places:
        code = (place.candidate.municipality or "")[:2]
        people[place.vacancy_id].append(
            {
                "candidate": place.candidate.public_id,
                "score": place.score,
                "own_rank": place.own_rank,
                "list_rank": place.list_rank,
                "department": departments()[code].name if code in departments() else "",
                "work": matching.work(place.facts["work"]),
                "reasons": [_reason(reason, numbers) for reason in place.reasons],
            }
        )
    return page(
        request,
        "ministry/plans/read.html",
        plan=plan,
        figures=plan.figures,
        people=people,
        replayed=replayed,
        shares=[_share(one) for one in plan.figures["shares"]],
        country_name=matching.country_name,
    )


def _reason(reason: dict[str, Any], numbers: dict[str, str]) -> str:
    args = {
        name: format_number(value, 1) if isinstance(value, float) else numbers.get(value, value)
        for name, value in reason["args"].items()
    }
    return words.reason({"code": reason["code"], "args": args})


def _share(one: dict[str, Any]) -> dict[str, Any]:
    return one | {
        "label": f"{words.word(one['trait'], 'trait')}: {matching.group_name(one['trait'], one['group'])}"
    }

"""/ministerio/enlaces - who is a protection focal point: one person proposes, the head approves, either ends it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.second_factor import fresh
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import Invalid
from registry.protection import queries, service

router = APIRouter(prefix="/enlaces")


class Proposed(FormModel):
    account: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


@router.get("", dependencies=[allow(Permission.FOCAL_END)])
def list_focal_points(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, actor, None)


def _page(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> Response:
    return page(
        request,
        "ministry/focal_points.html",
        bound=bound,
        rows=[
            (focal, account, moves.available(session, actor, focal))
            for focal, account in queries.focal_points(session, actor)
        ],
        may_propose=may(actor, Permission.FOCAL_PROPOSE),
        accounts=[
            (one.public_id, f"{one.name} · {one.centre}" if one.centre else one.name)
            for one in queries.counsellors(session)
        ],
    )


@router.post("/propose", dependencies=[allow(Permission.FOCAL_PROPOSE)])
def propose(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    def act(sent: Proposed) -> None:
        named = next((one for one in queries.counsellors(session) if one.public_id == sent.account), None)
        if named is None:
            raise Invalid("not_a_counsellor", field="account")
        service.propose_focal(session, actor, named, reason=sent.reason)

    return _after(request, session, actor, carry_out(session, Proposed, form, act))


@router.post("/{public_id}/approve", dependencies=[allow(Permission.FOCAL_APPROVE), fresh()])
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "approve")


@router.post("/{public_id}/end", dependencies=[allow(Permission.FOCAL_END)])
def end(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "end")


def _change(
    request: Request, session: Session, actor: Actor, form: SentForm, public_id: str, verb: str
) -> Response:
    focal = queries.load_focal(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.change_focal(session, actor, focal, verb))
    return _after(request, session, actor, bound)


def _after(request: Request, session: Session, actor: Actor, bound: Bound[Any]) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/ministerio/enlaces")

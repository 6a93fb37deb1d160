"""/ministerio/modelo - weights learned from outcomes: their card, and who proposes, approves, switches on and off."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, attempt, carry_out
from app.guards import allow
from app.ministry.forms import Reason
from app.pages import page, redirect
from app.second_factor import fresh
from app.words import matching
from app.words.plans import colour
from matching import learn
from matching.weights import PARTS
from registry import moves
from registry.access import Actor, Permission, may
from registry.learning import queries, service
from registry.learning.models import RankingModel

router = APIRouter(prefix="/modelo")


@router.get("", dependencies=[allow(Permission.MODEL_READ)])
def list_models(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _list(request, session, actor, Bound())


def _list(request: Request, session: Session, actor: Actor, bound: Bound[Any]) -> Response:
    return page(
        request,
        "ministry/models/list.html",
        bound=bound,
        models=queries.every(session, actor),
        on=queries.switched_on(session),
        may_train=may(actor, Permission.MODEL_TRAIN),
        least=learn.LEAST_OUTCOMES,
        colour=colour,
    )


@router.post("/train", dependencies=[allow(Permission.MODEL_TRAIN)])
@computes
def train(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound: Bound[Any] = Bound()
    with attempt(session, bound):
        found = service.compute(session)
    if bound.has_errors:
        return _list(request, session, actor, bound)
    with writing(request, session, form) as keeping:
        model = service.train(keeping, actor, found)
        return redirect(request, keeping, f"/ministerio/modelo/{model.public_id}")


@router.get("/{public_id}", dependencies=[allow(Permission.MODEL_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, queries.load(session, actor, public_id), None)


@router.post("/{public_id}/propose", dependencies=[allow(Permission.MODEL_TRAIN)])
def propose(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    model = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.propose(session, actor, model, reason=sent.reason)
    )
    return _after(request, session, actor, model, bound)


@router.post("/{public_id}/switch_on", dependencies=[allow(Permission.MODEL_SWITCH_ON), fresh()])
def switch_on(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "switch_on")


@router.post("/{public_id}/switch_off", dependencies=[allow(Permission.MODEL_SWITCH_OFF)])
def switch_off(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _change(request, session, actor, form, public_id, "switch_off")


def _change(
    request: Request, session: Session, actor: Actor, form: Any, public_id: str, verb: str
) -> Response:
    model = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.change(session, actor, model, verb, reason=sent.reason)
    )
    return _after(request, session, actor, model, bound)


def _after(
    request: Request, session: Session, actor: Actor, model: RankingModel, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, model, bound)
    return redirect(request, session, f"/ministerio/modelo/{model.public_id}")


def _page(
    request: Request, session: Session, actor: Actor, model: RankingModel, bound: Bound[Any] | None
) -> Response:
    card = model.card
    points = [
        {
            "label": words.word(name, "part"),
            "before": card["points_before"][name],
            "after": card["points"][name],
        }
        for name in PARTS
    ]
    return page(
        request,
        "ministry/models/read.html",
        bound=bound,
        model=model,
        card=card,
        points=points,
        slices=[one | {"label": _group(one["trait"], one["group"])} for one in card["slices"]],
        too_few=[_group(trait, group) for trait, group in card["too_few"]],
        verbs=moves.available(session, actor, model),
        waiting=service.waiting(session, model),
        may_propose=may(actor, Permission.MODEL_TRAIN) and model.state == "trained" and model.is_offered,
        colour=colour,
    )


def _group(trait: str, group: str) -> str:
    return f"{words.word(trait, 'trait')}: {matching.group_name(trait, group)}"

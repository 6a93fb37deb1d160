"""/centro/lotes - paper piles: how many sheets came, how many are typed, which are next."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.batches import queries, service
from registry.batches.models import SetAside
from registry.candidates import identity
from registry.candidates import queries as candidates
from registry.candidates.code import grouped
from registry.errors import NotFound

router = APIRouter(prefix="/centro/lotes")
_TYPE = [allow(Permission.CANDIDATE_REGISTER)]
Sheets = Annotated[int, Field(ge=1, le=5000)]


class NewBatch(FormModel):
    source: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    sheets: Sheets


class Recount(FormModel):
    sheets: Sheets


class Aside(FormModel):
    why: SetAside


@router.get("", dependencies=_TYPE)
def list_batches(request: Request, session: DbSession, actor: CurrentActor, guardada: str = "") -> Response:
    """`guardada`: who was registered from the last sheet of a pile."""
    saved = candidates.load(session, actor, guardada) if guardada else None
    if saved is not None and not identity.may_read_identity(session, actor, saved):
        raise NotFound()
    return _page(request, session, actor, None, saved=(saved, grouped(saved.code)) if saved else None)


def _page(
    request: Request, session: Session, actor: Actor, bound: Bound[Any] | None, *, saved: Any = None
) -> Response:
    return page(
        request,
        "centre/batches/list.html",
        bound=bound,
        piles=queries.of_centre(session, actor),
        reasons=words.choices("set_aside", SetAside),
        saved=saved,
    )


@router.post("/open", dependencies=_TYPE)
def open_batch(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    def act(sent: NewBatch) -> None:
        service.open_batch(session, actor, source=sent.source, sheets=sent.sheets)

    bound = carry_out(session, NewBatch, form, act)
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/centro/lotes")


@router.post("/{public_id}/recount", dependencies=_TYPE)
def recount(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    batch = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Recount, form, lambda sent: service.recount(session, actor, batch, sheets=sent.sheets)
    )
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/centro/lotes")


@router.post("/{public_id}/put_aside", dependencies=_TYPE)
def put_aside(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    batch = queries.load(session, actor, public_id)
    bound = carry_out(session, Aside, form, lambda sent: service.put_aside(session, actor, batch, sent.why))
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/centro/lotes")

"""/ministerio/centros - where people may go: address, hours and telephone of each centre, as everybody reads them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.centre.services import as_typed, keep, service_form
from app.deps import CurrentActor, DbSession, SentForm
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.seeds.reference import municipalities
from registry.support import directory

router = APIRouter(prefix="/centros")
_PUBLISH = [allow(Permission.PLACE_PUBLISH)]
_LIST = "/ministerio/centros"


@router.get("", dependencies=_PUBLISH)
def list_centres(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    rows = directory.centres(session, actor)
    return page(request, "ministry/places.html", rows=rows, places=municipalities())


@router.post("/take_shipped", dependencies=_PUBLISH)
def take_shipped(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    directory.take_shipped(session, actor)
    return redirect(request, session, _LIST)


@router.get("/nuevo", dependencies=_PUBLISH)
def new_centre(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return service_form(request, actor, None, None, back=_LIST)


@router.post("/nuevo", dependencies=_PUBLISH)
def add_centre(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    return keep(request, session, actor, form, None, back=_LIST)


@router.get("/{public_id}", dependencies=_PUBLISH)
def edit_centre(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    found = directory.load(session, actor, public_id)
    return service_form(request, actor, as_typed(found), found, back=_LIST)


@router.post("/{public_id}", dependencies=_PUBLISH)
def keep_centre(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return keep(request, session, actor, form, directory.load(session, actor, public_id), back=_LIST)


@router.post("/{public_id}/use", dependencies=_PUBLISH)
def use_centre(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    found = directory.load(session, actor, public_id)
    directory.use(session, actor, found, is_in_use=form.get("in_use") == "yes")
    return redirect(request, session, _LIST)

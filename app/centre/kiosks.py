"""/centro/kioscos - turning a device into a kiosk, the kiosks of the centre, turning one off from anywhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.security import clear_session_cookie, cookie_name_at_fair, kiosk_cookie_names
from registry.access import Actor, Permission
from registry.accounts import sessions
from registry.kiosks import queries, service

router = APIRouter(prefix="/centro/kioscos")
_YEAR = 365 * 24 * 3600


class NewKiosk(FormModel):
    name: Annotated[str, StringConstraints(min_length=2, max_length=60)]
    paper: str = service.PAPERS[0]


@router.get("", dependencies=[allow(Permission.KIOSK_READ)])
def list_kiosks(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _list(request, session, actor, Bound())


@router.post("/turn-on", dependencies=[allow(Permission.KIOSK_TURN_ON)])
def turn_on(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """This very device becomes the kiosk, and whoever did it is signed out of it."""
    bound = bind(NewKiosk, form)
    token = ""  # nosec B105 # none yet
    if cookie_name_at_fair(request) in request.cookies:
        bound.add("", words.text_of("device_of_fair"))
    elif bound.data is not None:
        with attempt(session, bound):
            _kiosk, token = service.turn_on(session, actor, name=bound.data.name, paper=bound.data.paper)
            sessions.close(session, request.state.web_session)
    if bound.has_errors:
        return _list(request, session, actor, bound)
    response = redirect(request, session, "/kiosco")
    clear_session_cookie(request, response)
    settings = settings_of(request)
    # Whoever turned it on is at home on this device no more: it is everybody's from here on.
    for left in request.cookies:
        response.delete_cookie(left, path="/", secure=settings.is_https, httponly=True)
    name = kiosk_cookie_names(settings)[0]
    # It stays a kiosk when it is switched off at night.
    response.set_cookie(
        name, token, max_age=_YEAR, secure=settings.is_https, httponly=True, samesite="lax", path="/"
    )
    return response


@router.post("/{public_id}/revoke", dependencies=[allow(Permission.KIOSK_REVOKE)])
def revoke(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    kiosk = queries.load(session, actor, public_id)
    bound: Bound[Any] = Bound()
    with attempt(session, bound):
        service.revoke(session, actor, kiosk)
    if bound.has_errors:
        return _list(request, session, actor, bound)
    return redirect(request, session, "/centro/kioscos")


def _list(request: Request, session: Session, actor: Actor, bound: Bound[Any]) -> Response:
    return page(
        request,
        "centre/kiosks.html",
        bound=bound,
        kiosks=queries.of_centre(session, actor),
        papers=words.choices("paper", service.PAPERS),
        centre=actor.centre,
    )

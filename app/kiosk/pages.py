"""/kiosco - the start page with its doors, which ends every visit; and the question whether somebody is still there."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.deps import KIOSK_PAGES, CurrentActor, DbSession, SentForm, is_kiosk_page, settings_of
from app.forms import FormModel, bind
from app.guards import allow
from app.kiosk import visits
from app.pages import give_cookie, page, redirect
from app.security import kiosk_cookie_names
from registry.access import Permission

router = APIRouter(prefix="/kiosco")
_READ = [allow(Permission.PUBLIC_READ)]
# Seconds: nobody touched it for so long, then the question, then the reset (experience.md 2.8, WCAG 2.2.1).
ASK_AFTER, ANSWER_WITHIN = 30, 60
# Without scripts nobody can tell typing from leaving: the question comes later.
ASK_AFTER_PLAIN = 90


class Door(FormModel):
    door: Literal["registro", "verificar", "denuncia", "estado"]


@router.get("", dependencies=_READ)
def start_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """The doors. Coming here ends the visit before. A device that is no kiosk (any more) is told so."""
    kiosk = request.state.kiosk
    cookie, visit, _consulted = kiosk_cookie_names(settings_of(request))
    response = (
        page(request, "kiosk/start.html", is_closed=visit in request.cookies)
        if kiosk
        else page(request, "kiosk/none.html")
    )
    if cookie in request.cookies:
        visits.end(request, session, response)
        if kiosk is None:
            response.delete_cookie(cookie, path="/", secure=settings_of(request).is_https, httponly=True)
    return response


@router.post("/start", dependencies=_READ)
def open_door(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Door, form)
    if bound.data is None or request.state.kiosk is None:
        return redirect(request, session, "/kiosco")
    response = redirect(request, session, f"/{bound.data.door}")
    _kiosk, visit, _consulted = kiosk_cookie_names(settings_of(request))
    give_cookie(request, response, visit, "1")
    return response


@router.get("/aviso", dependencies=_READ)
def still_there(request: Request, actor: CurrentActor, de: str = "") -> Response:
    """Without scripts: is somebody there? `de`: the page to go back to."""
    back = de if is_kiosk_page(de) else KIOSK_PAGES[0]
    return page(request, "kiosk/still_there.html", back=back, seconds=ANSWER_WITHIN)

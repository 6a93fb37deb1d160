"""/agencias/solicitud - an agency asks to be registered: what will be asked, the form, what happens next.

The answer is the same whether the e-mail is known or not; the link to the account goes to that e-mail alone.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.agency import forms
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.security import limit
from app.words import standard as standard_words
from registry.access import Permission
from registry.standard import queries as standards
from registry.vetting import queries
from registry.vetting.apply import Application, apply

router = APIRouter(prefix="/agencias/solicitud")
_ASK = [allow(Permission.AGENCY_APPLY)]


@router.get("", dependencies=_ASK)
def start(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """What will be asked and how long it takes, before anything is typed."""
    return page(
        request,
        "public/agencies/start.html",
        asked=standards.in_force(session),
        asked_only_of=standard_words.asked_only_of,
        usual_days=queries.usual_working_days(session),
    )


@router.get("/datos", dependencies=_ASK)
def application_page(request: Request, actor: CurrentActor) -> HTMLResponse:
    return _form(request, None)


def _form(request: Request, bound: Bound[forms.Application] | None) -> HTMLResponse:
    return page(
        request,
        "public/agencies/application.html",
        bound=bound,
        kinds=forms.kind_choices(),
        places=forms.place_choices(),
        corridors=forms.corridor_choices(),
    )


@router.post("/datos", dependencies=[*_ASK, limit("agency_apply", "30/minute")])
def send(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(forms.Application, form)
    token = None
    if bound.data is not None:
        with attempt(session, bound):
            token = apply(session, actor, _application(bound.data))
    if bound.has_errors:
        return _form(request, bound)
    # Only the demo, which sends no mail, shows the link on the page.
    shown = f"?enlace={token}" if token and settings_of(request).is_demo else ""
    return redirect(request, session, f"/agencias/solicitud/enviada{shown}")


def _application(sent: forms.Application) -> Application:
    return Application(
        kind=sent.kind,
        legal_name=sent.legal_name,
        trade_name=sent.trade_name or None,
        nit=sent.nit,
        municipality=sent.municipality,
        address=sent.address,
        corridors=tuple(sent.corridors),
        contact_name=sent.contact_name,
        email=sent.email,
        phone=sent.phone,
        language=i18n.language(),
    )


@router.get("/enviada", dependencies=_ASK)
def sent_page(request: Request, actor: CurrentActor, enlace: Annotated[str, Query()] = "") -> HTMLResponse:
    is_shown = settings_of(request).is_demo and re.fullmatch(r"[\w-]{20,80}", enlace) is not None
    return page(request, "public/agencies/sent.html", link=f"/invitacion/{enlace}" if is_shown else None)

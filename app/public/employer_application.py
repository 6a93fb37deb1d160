"""/empleadores/solicitud - an employer asks to be let in: what will be asked, the form, what happens next.

The answer is the same whether the e-mail is known or not; the link to the account goes to that e-mail alone.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.employer.company import Company, country_choices
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.security import limit
from registry.access import Permission
from registry.organisations import employers

router = APIRouter(prefix="/empleadores/solicitud")
_ASK = [allow(Permission.EMPLOYER_APPLY)]


@router.get("", dependencies=_ASK)
def start(request: Request, actor: CurrentActor) -> HTMLResponse:
    """What will be asked and what it costs (nothing), before anything is typed."""
    return page(request, "public/employers/start.html")


@router.get("/datos", dependencies=_ASK)
def application_page(request: Request, actor: CurrentActor) -> HTMLResponse:
    return _form(request, None)


def _form(request: Request, bound: Bound[Company] | None) -> HTMLResponse:
    return page(request, "public/employers/application.html", bound=bound, countries=country_choices())


@router.post("/datos", dependencies=[*_ASK, limit("employer_apply", "30/minute")])
def send(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Company, form)
    token = None
    if bound.data is not None:
        with attempt(session, bound):
            token = employers.apply(session, actor, data=bound.data.data(), language=i18n.language())
    if bound.has_errors:
        return _form(request, bound)
    # Only the demo, which sends no mail, shows the link on the page.
    shown = f"?enlace={token}" if token and settings_of(request).is_demo else ""
    return redirect(request, session, f"/empleadores/solicitud/enviada{shown}")


@router.get("/enviada", dependencies=_ASK)
def sent_page(request: Request, actor: CurrentActor, enlace: Annotated[str, Query()] = "") -> HTMLResponse:
    is_shown = settings_of(request).is_demo and re.fullmatch(r"[\w-]{20,80}", enlace) is not None
    return page(request, "public/employers/sent.html", link=f"/invitacion/{enlace}" if is_shown else None)

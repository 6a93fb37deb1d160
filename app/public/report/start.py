"""/denuncia - the two doors: report, or come back with the receipt; and the way out of every page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.deps import CurrentActor, DbSession
from app.forms import clean
from app.guards import allow
from app.public.report import questions
from app.public.report.visit import WAIT, ReportForm, attach, current, folder_of, go, leave, show
from app.security import is_crowded
from registry import clock
from registry.access import Permission
from registry.complaints import visits
from registry.complaints.visits import Page
from registry.errors import NotFound
from registry.organisations import register
from registry.vacancies import queries as vacancies

router = APIRouter()
_SEND = [allow(Permission.COMPLAINT_SEND)]
# More new visits than this from everybody together, and each waits a little before the questions.
_UNUSUAL = "120/10 minutes"
# Where anybody may have been: it tells nothing about who left.
ELSEWHERE = "https://es.wikipedia.org/"
_About = Annotated[str, Query(max_length=60)]


@router.get("", dependencies=_SEND)
def start_page(
    request: Request, session: DbSession, actor: CurrentActor, agencia: _About = "", vacante: _About = ""
) -> Response:
    """`agencia`, `vacante`: whom the page before was about."""
    here = current(request, session)
    return show(
        request,
        "start",
        go_on=here is not None and here.visit.complaint_id is None,
        is_sent=here is not None and here.visit.complaint_id is not None,
        was_lost=here is None and "sin-respuestas" in request.query_params,
        closed=request.query_params.get("cerrada", "") if here is None else "",
        about={"agencia": agencia, "vacante": vacante},
    )


@router.post("", dependencies=_SEND)
def start(request: Request, session: DbSession, actor: CurrentActor, form: ReportForm) -> Response:
    """Begin anew; what was begun here before is deleted."""
    here = current(request, session)
    if here is not None:
        visits.end(session, folder_of(request), here.visit)
    content = Page()
    agency, vacancy = (clean(str(form.get(name, ""))) for name in ("agencia", "vacante"))
    _about(session, content, agency=agency, vacancy=vacancy)
    if is_crowded("complaint_start", _UNUSUAL):
        content.not_before = clock.now() + WAIT
    _visit, token = visits.start(session, content)
    return attach(request, go(f"/denuncia/{'espere' if content.not_before else questions.ORDER[0]}"), token)


def _about(session: DbSession, content: Page, *, agency: str, vacancy: str) -> None:
    """Fill in whom it is about, where the page before said so and the register knows it."""
    try:
        if vacancy:
            found = vacancies.published_one(session, vacancy)
            content.told.who.vacancy, content.who_shown = found.number, f"{found.number} · {found.title}"
        elif agency:
            entry = register.entry(session, agency)
            content.told.who.agency, content.who_shown = entry.code, entry.legal_name
    except NotFound:
        return


@router.get("/salir", dependencies=_SEND)
def exit_here(request: Request, actor: CurrentActor) -> Response:
    """Away at once. The answers can no longer be found from here; the clock deletes them within the hour."""
    return leave(request, ELSEWHERE)


@router.post("/forget", dependencies=_SEND)
def forget(request: Request, session: DbSession, actor: CurrentActor, form: ReportForm) -> Response:
    """Delete what was written here, or close what was opened: what was sent stays, and the next page says so."""
    here = current(request, session)
    if here is None:
        return leave(request, "/denuncia?cerrada=1")
    visits.end(session, folder_of(request), here.visit)
    return leave(
        request, f"/denuncia?cerrada={'sin-mandar' if here.visit.complaint_id is None else 'mandada'}"
    )

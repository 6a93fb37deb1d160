"""/norma - what is asked of an agency that recruits, in plain words: for agencies before they start, and everybody."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app import i18n
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words import standard as standard_words
from registry.access import Permission
from registry.standard import queries
from registry.vetting.queries import usual_working_days

router = APIRouter(prefix="/norma")


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "public/standard/read.html",
        standard=queries.in_force(session),
        usual_days=usual_working_days(session),
        language=i18n.language(),
        asked_only_of=standard_words.asked_only_of,
        span=standard_words.span,
    )

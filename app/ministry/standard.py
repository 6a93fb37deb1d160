"""/ministerio/norma - a version of the standard to read, with its sources and marks, and the versions there are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from app import i18n
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words import standard as standard_words
from registry.access import Permission
from registry.errors import NotFound
from registry.standard import loading, queries

router = APIRouter(prefix="/norma")


@router.get("", dependencies=[allow(Permission.LAW_READ)])
def read(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    version: Annotated[str, Query(max_length=6)] = "",
) -> HTMLResponse:
    current = queries.in_force(session)
    try:
        shown = queries.of_version(session, version) if version else current
    except KeyError:
        raise NotFound() from None
    return page(
        request,
        "ministry/standard/read.html",
        standard=shown,
        in_force=current.version,
        versions=queries.versions(session),
        waiting=loading.waiting(session),
        language=i18n.language(),
        colour=standard_words.colour,
        span=standard_words.span,
        asked_only_of=standard_words.asked_only_of,
    )

"""/jornadas - the recruitment drives that agencies announced: where, when, for what, and that they are free."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.words.agencies import country_name
from registry.access import Permission
from registry.drives import queries
from registry.seeds.reference import departments, municipalities

router = APIRouter(prefix="/jornadas")


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def list_drives(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    places = municipalities()
    return page(
        request,
        "public/drives.html",
        drives=queries.upcoming(session),
        places=places,
        departments=departments(),
        country_name=country_name,
    )

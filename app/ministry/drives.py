"""/ministerio/jornadas - the recruitment drives of the coming days, for those who may go and look."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.drives import queries
from registry.seeds.reference import departments, municipalities

router = APIRouter(prefix="/jornadas")


@router.get("", dependencies=[allow(Permission.AGENCY_READ)])
def list_drives(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "ministry/drives.html",
        drives=queries.announced_to_the_ministry(session, actor),
        places=municipalities(),
        departments=departments(),
    )

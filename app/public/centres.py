"""/centros - where people may go for help: the Ministry's centres and those for migrants, each with its source and day.

What nobody has confirmed says so. The words are data of registry/support, kept at /ministerio/centros.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.complaints import helplines
from registry.seeds.reference import departments, municipalities
from registry.support import directory
from registry.support.models import ServiceKind

router = APIRouter(prefix="/centros")


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def list_centres(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    found = directory.open_to_all(session)
    kinds = (ServiceKind.MINISTRY_CENTRE, ServiceKind.MIGRANT_CENTRE)
    return page(
        request,
        "public/centres.html",
        groups=[(kind, [one for one in found if one.kind is kind]) for kind in kinds],
        places=municipalities(),
        departments=departments(),
        helplines=helplines.places(),
    )

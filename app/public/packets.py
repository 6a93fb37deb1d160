"""/verificar/informe/NUMBER - is the report on an agency that somebody shows the one that was made here?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.security import limit
from registry.access import Permission
from registry.errors import NotFound
from registry.organisations import register
from registry.packets import queries

router = APIRouter(prefix="/verificar/informe")


@router.get("/{public_id}", dependencies=[allow(Permission.PUBLIC_READ), limit("verify", "240/minute")])
def check(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    """Its date, its hash and the agency then and today; what else stands on it is for who holds it to compare."""
    packet = queries.printed(session, public_id)
    if packet is None:
        raise NotFound()
    (agency,) = register.of_ids(session, [packet.agency_id])
    return page(request, "public/verify/packet.html", packet=packet, agency=agency)

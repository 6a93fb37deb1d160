"""/agencia/reclutadores/KEY/carne - the card of one of the agency's own recruiters, to be printed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app.agency.lists import READ, Key
from app.cards import card_page
from app.deps import CurrentActor, DbSession
from registry.errors import NotFound
from registry.organisations import queries

router = APIRouter(prefix="/agencia")


@router.get("/reclutadores/{key}/carne", dependencies=READ)
def own_card(request: Request, session: DbSession, actor: CurrentActor, key: Key) -> HTMLResponse:
    agency = queries.own_agency(session, actor)
    recruiter = next((one for one in agency.recruiters if one.id == key), None)
    if recruiter is None:
        raise NotFound()
    return card_page(request, session, agency, recruiter, "/agencia/reclutadores")

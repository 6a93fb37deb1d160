"""/verificar - one box for whatever somebody was told: a name, a number, a telephone, a card, a vacancy.

Asked by GET so that it works without script and can be read aloud again; the request log holds no query.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from app.security import limit
from app.words.agencies import colour, country_name
from registry.access import Permission
from registry.errors import NotFound
from registry.organisations import lookup, register

router = APIRouter(prefix="/verificar")
_READ = [allow(Permission.PUBLIC_READ), limit("verify", "240/minute")]


@router.get("", dependencies=_READ)
def verify(
    request: Request, session: DbSession, actor: CurrentActor, q: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    found = lookup.verify(session, q) if q.strip() else None
    return _answer(request, found, q)


@router.get("/{code}", dependencies=_READ)
def verify_code(request: Request, session: DbSession, actor: CurrentActor, code: str) -> HTMLResponse:
    """The address on papers and cards: an agency's own page, or what a card or vacancy number stands for."""
    try:
        agency = register.entry(session, code)
    except NotFound:
        return _answer(request, lookup.verify(session, code), code)
    return page(
        request,
        "public/verify/agency.html",
        agency=agency,
        vacancies=register.live_vacancies(session, code),
        countries=[country_name(corridor) for corridor in agency.corridors],
        country_name=country_name,
    )


def _answer(request: Request, found: lookup.Verification | None, typed: str) -> HTMLResponse:
    return page(
        request,
        "public/verify/verify.html",
        found=found,
        typed=typed,
        colour=colour,
        country_name=country_name,
    )

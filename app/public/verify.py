"""/verificar - one box for whatever somebody was told: a name, a number, a telephone, a card, a whole message.

The box is sent by POST, so that what was pasted is in no address, no history and no log; it is read in memory and
forgotten with the answer. A number alone may stand in the address too (`?q=`, `/verificar/CODE`): papers and cards do.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession, database_of, read_form
from app.guards import allow
from app.pages import page
from app.public import certificates
from app.security import limit
from app.words.agencies import colour, country_name
from registry.access import Permission
from registry.alerts import queries as alerts
from registry.drives import queries as drives
from registry.errors import NotFound
from registry.opendata import rows
from registry.organisations import lookup, message, register
from registry.organisations.verification import Verification

router = APIRouter(prefix="/verificar")
_READ = [allow(Permission.PUBLIC_READ), limit("verify", "240/minute")]


@router.get("", dependencies=_READ)
def verify(
    request: Request, session: DbSession, actor: CurrentActor, q: Annotated[str, Query(max_length=500)] = ""
) -> HTMLResponse:
    certificate = certificates.by_number(request, session, q)
    if certificate is not None:
        return certificate
    found = lookup.verify(session, q) if q.strip() else None
    return _answer(request, found, q)


@router.post("", dependencies=_READ)
def verify_message(
    request: Request, actor: CurrentActor, form: Annotated[FormData, Depends(read_form, scope="function")]
) -> HTMLResponse:
    """Nothing is written by this form, so it carries no token to remember: sent twice, it is answered twice, by a
    connection that reads."""
    sent = form.get("q")
    typed = sent if isinstance(sent, str) else ""
    with database_of(request).session(write=False) as session:
        certificate = certificates.by_number(request, session, typed) or certificates.by_text(
            request, session, typed
        )
        if certificate is not None:
            return certificate
        found = lookup.verify(session, typed) if typed.strip() else None
        return _answer(request, found, typed)


@router.get("/alertas", dependencies=_READ)
def published_alerts(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(request, "public/verify/alerts.html", alerts=alerts.published(session))


@router.get("/{code}", dependencies=_READ)
def verify_code(request: Request, session: DbSession, actor: CurrentActor, code: str) -> HTMLResponse:
    """The address on papers and cards: an agency's own page, or what a card or vacancy number stands for."""
    certificate = certificates.by_number(request, session, code)
    if certificate is not None:
        return certificate
    try:
        agency = register.entry(session, code)
    except NotFound:
        return _answer(request, lookup.verify_code(session, code), code)
    return page(
        request,
        "public/verify/agency.html",
        agency=agency,
        vacancies=register.live_vacancies(session, code),
        drives=drives.of_code(session, agency.code),
        offices=[
            ", ".join(filter(None, (one.address, one.municipality, one.department))) for one in agency.offices
        ],
        complaints=rows.complaint_counts(session, agency.code),
        countries=[country_name(corridor) for corridor in agency.corridors],
        country_name=country_name,
    )


def _answer(request: Request, found: Verification | None, typed: str) -> HTMLResponse:
    return page(
        request,
        "public/verify/verify.html",
        found=found,
        typed=typed[: message.LONGEST],
        longest=message.LONGEST,
        colour=colour,
        country_name=country_name,
    )

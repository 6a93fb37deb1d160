"""/mi/certificados - what a person proved in a test: the paper to print and the file to send."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.credentials import download, row, sheet
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from registry.access import Permission
from registry.candidates import queries as candidates
from registry.certificates import queries

router = APIRouter(prefix="/mi/certificados")
_READ = [allow(Permission.CERTIFICATE_READ)]


@router.get("", dependencies=_READ)
def list_certificates(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    person = candidates.own(session, actor)
    rows = [row(one) for one in queries.of_person(session, person.id)]
    return page(request, "candidate/certificates/list.html", rows=rows)


@router.get("/{public_id}/hoja", dependencies=_READ)
def print_sheet(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return sheet(request, queries.load(session, actor, public_id), "/mi/certificados")


@router.get("/{public_id}/archivo", dependencies=_READ)
def download_file(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return download(request, queries.load(session, actor, public_id))

"""Skill certificates for whoever is shown one: by its file under /verificar/certificado, and what machines read.

/.well-known/did.json holds the issuer's keys, /credenciales/estado/N the signed list of what was revoked,
/credenciales/logros/ID what a test asks. What was pasted or sent is read in memory and forgotten.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, JSONResponse, Response

from app import i18n
from app.credentials import MEDIA_TYPE, issuer_of, read_file
from app.deps import CurrentActor, DbSession, database_of, read_form, settings_of
from app.forms import Bound, FormModel
from app.guards import allow
from app.pages import page
from app.security import limit
from app.words import problem, text_of
from registry.access import Permission
from registry.certificates import achievements, jose, keys, queries, status_list
from registry.certificates.queries import Shown
from registry.errors import Invalid

router = APIRouter()
_READ = [allow(Permission.PUBLIC_READ), limit("verify", "240/minute")]


class File(FormModel):
    """A file or its text; which of them was sent is looked at by hand."""


@router.get("/.well-known/did.json", dependencies=[allow(Permission.PUBLIC_READ)])
def did_document(request: Request, actor: CurrentActor) -> Response:
    return JSONResponse(keys.did_document(issuer_of(settings_of(request))), media_type="application/did+json")


@router.get("/credenciales/estado/{number}", dependencies=[allow(Permission.PUBLIC_READ)])
def revoked(request: Request, session: DbSession, actor: CurrentActor, number: int) -> Response:
    token = status_list.credential(session, issuer_of(settings_of(request)), number)
    return Response(token, media_type=MEDIA_TYPE)


@router.get("/credenciales/logros/{code}", dependencies=[allow(Permission.PUBLIC_READ)])
def achievement(request: Request, actor: CurrentActor, code: str) -> HTMLResponse:
    """What somebody showed who holds this certificate."""
    return page(
        request, "public/verify/achievement.html", achievement=achievements.find(code), lang=i18n.language()
    )


@router.get("/verificar/certificado", dependencies=_READ)
def ask_file(request: Request, actor: CurrentActor) -> HTMLResponse:
    return _ask(request, Bound())


@router.post("/verificar/certificado", dependencies=_READ)
def check_file(
    request: Request, actor: CurrentActor, form: Annotated[FormData, Depends(read_form, scope="function")]
) -> HTMLResponse:
    """Nothing is written by this form, so it carries no token to remember."""
    text = _sent(form)
    pasted = form.get("text")
    bound: Bound[File] = Bound(values={"text": pasted if isinstance(pasted, str) else ""})
    try:
        if not text:
            raise Invalid("credential_missing", field="file")
        urn = read_file(request, text)
        with database_of(request).session(write=False) as session:
            found = queries.by_urn(session, urn)
            if found is not None:
                return shown(request, found, is_signed=True)
        bound.add("file", text_of("credential_foreign"))
    except Invalid as error:
        bound.add("file", problem(error))
    return _ask(request, bound)


def _sent(form: FormData) -> str:
    """What was pasted, or what the file holds; "" for neither. One byte more than allowed is read, to be refused."""
    pasted, sent = form.get("text"), form.get("file")
    if isinstance(sent, UploadFile) and sent.filename:
        return sent.file.read(jose.LONGEST + 1).decode("ascii", "replace")
    return pasted.strip() if isinstance(pasted, str) else ""


def _ask(request: Request, bound: Bound[Any]) -> HTMLResponse:
    return page(request, "public/verify/file.html", bound=bound)


def by_number(request: Request, session: Session, typed: str) -> HTMLResponse | None:
    """The page of a certificate, when what was typed is the number of one; None otherwise."""
    found = queries.by_number(session, typed)
    return shown(request, found, is_signed=False) if found is not None else None


def by_text(request: Request, session: Session, typed: str) -> HTMLResponse | None:
    """The same for the text of a file that was pasted into the box; None when it is none of ours."""
    if not typed.lstrip().startswith("eyJ"):
        return None
    try:
        found = queries.by_urn(session, read_file(request, typed))
    except Invalid:
        return None
    if found is not None:
        return shown(request, found, is_signed=True)
    foreign: Bound[File] = Bound(values={"text": typed})
    foreign.add("file", text_of("credential_foreign"))
    return _ask(request, foreign)


def shown(request: Request, found: Shown, *, is_signed: bool) -> HTMLResponse:
    return page(
        request, "public/verify/certificate.html", found=found, is_signed=is_signed, lang=i18n.language()
    )

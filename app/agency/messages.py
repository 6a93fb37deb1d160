"""/agencia/mensajes - the thread with the officer of a case: read, answer, attach."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency import forms, typed
from app.agency.files import chosen
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download, files_folder
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.files.checks import MAX_BYTES
from registry.organisations import queries as organisations
from registry.vetting import notes, told
from registry.vetting.models import Case

router = APIRouter(prefix="/agencia/mensajes")
_READ = [allow(Permission.CASE_READ)]


@router.get("", dependencies=_READ)
def threads(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Every case the agency knows of, with what was not read."""
    agency = organisations.own_agency(session, actor)
    return page(
        request,
        "agency/messages.html",
        agency=agency,
        cases=[one for one in told.of_agency(session, agency.id) if one.submitted_at is not None],
        unread=told.unread(session, agency.id),
    )


@router.get("/{number}", dependencies=_READ)
def thread_page(request: Request, session: DbSession, actor: CurrentActor, number: str) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    case = told.load(session, actor, number)
    return _page(request, session, actor, case, typed.recall(session, agency, request))


def _page(
    request: Request, session: Session, actor: Actor, case: Case, bound: Bound[Any] | None
) -> HTMLResponse:
    return page(
        request,
        "agency/thread.html",
        bound=bound,
        case=case,
        messages=notes.thread(session, actor, case),
        notes=notes.notes_of(session, actor, case),
        may_write=notes.may_write(session, actor, case),
        is_unread=case.id in told.unread(session, case.agency_id),
    )


@router.post("/{number}", dependencies=[allow(Permission.CASE_MESSAGE)], max_body_size=5 * MAX_BYTES)
def write(request: Request, session: DbSession, actor: CurrentActor, form: SentForm, number: str) -> Response:
    agency = organisations.own_agency(session, actor)
    case = told.load(session, actor, number)
    bound = bind(forms.Message, form)
    if bound.data is not None:
        with attempt(session, bound):
            folder = files_folder(settings_of(request))
            notes.write_message(session, actor, case, bound.data.text, uploads=chosen(form), folder=folder)
    if bound.has_errors:
        typed.remember(session, actor, agency, request, bound)
        return _page(request, session, actor, case, bound)
    notes.mark_read(session, actor, case)
    typed.forget(session, agency, request)
    return redirect(request, session, f"/agencia/mensajes/{number}")


@router.post("/{number}/read", dependencies=[allow(Permission.CASE_MESSAGE)])
def mark_read(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, number: str
) -> Response:
    notes.mark_read(session, actor, told.load(session, actor, number))
    return redirect(request, session, f"/agencia/mensajes/{number}")


@router.get("/{number}/archivos/{file_id}", dependencies=_READ)
def file(request: Request, session: DbSession, actor: CurrentActor, number: str, file_id: str) -> Response:
    case = told.load(session, actor, number)
    return download(settings_of(request), notes.file_of_thread(session, actor, case, file_id))

"""/agencia/requisitos/CODE - one requirement a page: why it is asked, the officer's note, a file or words."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, Response

from app import words
from app.agency import forms
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.errors import NotFound
from registry.files.checks import MAX_BYTES
from registry.vetting import queries, requirements, service
from registry.vetting.models import Case
from registry.vetting.requirements import Requirement

router = APIRouter(prefix="/agencia/requisitos")
# Room for a file that is a little too large, so that it is refused in words beside its field.
_BODY_BYTES = 3 * MAX_BYTES


def _case(session: DbSession, actor: CurrentActor, code: str) -> tuple[Case, Requirement]:
    case = queries.own_case(session, actor)
    if case is not None:
        for one in requirements.of_case(session, case):
            if one.code == code:
                return case, one
    raise NotFound()


@router.get("/{code}", dependencies=[allow(Permission.CASE_READ)])
def requirement_page(request: Request, session: DbSession, actor: CurrentActor, code: str) -> HTMLResponse:
    return _page(request, session, actor, code, None)


def _page(
    request: Request, session: DbSession, actor: CurrentActor, code: str, bound: Bound[forms.Answer] | None
) -> HTMLResponse:
    case, asked = _case(session, actor, code)
    return page(
        request,
        "agency/requirement.html",
        bound=bound,
        case=case,
        asked=asked,
        answer=queries.answer_to(session, case, code),
        is_open=case.state in queries.BEING_PREPARED,
    )


@router.post("/{code}", dependencies=[allow(Permission.CASE_SUBMIT)], max_body_size=_BODY_BYTES)
def give(request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str) -> Response:
    case, asked = _case(session, actor, code)
    bound = bind(forms.Answer, form)
    if bound.data is not None:
        with attempt(session, bound):
            _give(request, session, actor, case, asked, form, bound)
    if bound.has_errors:
        return _page(request, session, actor, code, bound)
    return redirect(request, session, "/agencia")


def _give(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    case: Case,
    asked: Requirement,
    form: FormData,
    bound: Bound[forms.Answer],
) -> None:
    sent = bound.checked
    upload = form.get("file")
    has_file = isinstance(upload, UploadFile) and bool(upload.filename)
    if asked.declaration and not sent.agrees:
        bound.add("agrees", words.text_of("declaration_unticked"))
    elif asked.declaration:
        service.give_statement(session, actor, case, asked.code, sent.declarer)
    elif "statement" in asked.accepts and sent.statement:
        service.give_statement(session, actor, case, asked.code, sent.statement)
    elif not has_file:
        missing = "upload_missing" if asked.accepts == ("document",) else "nothing_given"
        bound.add("file", words.text_of(missing))
    if has_file and isinstance(upload, UploadFile) and not bound.has_errors:
        service.give_document(
            session,
            actor,
            case,
            asked.code,
            upload.file.read(MAX_BYTES + 1),
            name=upload.filename or "",
            folder=files_folder(settings_of(request)),
            dated_on=sent.dated_on,
        )

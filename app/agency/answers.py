"""/agencia/requisitos/CODE - one requirement a page: why it is asked, the officer's note, photographs or words."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import words
from app.agency import forms, typed
from app.agency.files import chosen
from app.agency.lists import Key
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.files.checks import MAX_BYTES
from registry.organisations import queries as organisations
from registry.standard.model import Requirement
from registry.vetting import carry, documents, queries, requirements, service
from registry.vetting.models import Case

router = APIRouter(prefix="/agencia/requisitos")
# A page of a deed or two at a time, each photograph as large as telephones make them.
_BODY_BYTES = 5 * MAX_BYTES


def _case(session: Session, actor: Actor, code: str) -> tuple[Case, Requirement]:
    case = queries.own_case(session, actor)
    if case is not None:
        for one in requirements.of_case(session, case):
            if one.code == code:
                return case, one
    raise NotFound()


@router.get("/{code}", dependencies=[allow(Permission.CASE_READ)])
def requirement_page(request: Request, session: DbSession, actor: CurrentActor, code: str) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    return _page(request, session, actor, code, typed.recall(session, agency, request))


def _page(
    request: Request, session: Session, actor: Actor, code: str, bound: Bound[Any] | None
) -> HTMLResponse:
    case, asked = _case(session, actor, code)
    answer = queries.answer_to(session, case, code)
    return page(
        request,
        "agency/requirement.html",
        bound=bound,
        case=case,
        asked=asked,
        answer=answer,
        is_open=case.state in queries.BEING_PREPARED,
        is_carried=answer is not None and carry.is_carried(case, answer),
        most_pages=documents.MOST_PAGES,
    )


@router.post("/{code}", dependencies=[allow(Permission.CASE_SUBMIT)], max_body_size=_BODY_BYTES)
def give(request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str) -> Response:
    agency = organisations.own_agency(session, actor)
    case, asked = _case(session, actor, code)
    bound = bind(forms.Answer, form)
    if typed.wants_later(form):
        typed.remember(session, actor, agency, request, bound)
        return redirect(request, session, "/agencia")
    if bound.data is not None:
        with attempt(session, bound):
            _give(request, session, actor, case, asked, form, bound)
    if bound.has_errors:
        typed.remember(session, actor, agency, request, bound)
        return _page(request, session, actor, code, bound)
    typed.forget(session, agency, request)
    return redirect(request, session, "/agencia")


def _give(
    request: Request,
    session: Session,
    actor: Actor,
    case: Case,
    asked: Requirement,
    form: FormData,
    bound: Bound[forms.Answer],
) -> None:
    sent, files = bound.checked, chosen(form)
    if asked.declaration and not sent.agrees:
        bound.add("agrees", words.text_of("declaration_unticked"))
    elif asked.declaration:
        service.give_statement(session, actor, case, asked.code, sent.declarer)
    elif "statement" in asked.accepts and sent.statement:
        service.give_statement(session, actor, case, asked.code, sent.statement)
    elif not files:
        missing = "upload_missing" if asked.accepts == ("document",) else "nothing_given"
        bound.add("file", words.text_of(missing))
    if files and not bound.has_errors:
        documents.give(
            session,
            actor,
            case,
            asked.code,
            files,
            folder=files_folder(settings_of(request)),
            dated_on=sent.dated_on,
            is_sure=sent.is_sure,
        )


@router.post("/{code}/paginas", dependencies=[allow(Permission.CASE_SUBMIT)], max_body_size=_BODY_BYTES)
def add_pages(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str
) -> Response:
    case, _asked = _case(session, actor, code)
    bound: Bound[Any] = bind(forms.MorePages, form)
    files = chosen(form)
    if not files:
        bound.add("file", words.text_of("upload_missing"))
    if bound.data is not None and files:
        with attempt(session, bound):
            folder = files_folder(settings_of(request))
            documents.add_pages(session, actor, case, code, files, folder=folder, is_sure=bound.data.is_sure)
    if bound.has_errors:
        return _page(request, session, actor, code, bound)
    return redirect(request, session, f"/agencia/requisitos/{code}")


@router.post("/{code}/paginas/{key}/remove", dependencies=[allow(Permission.CASE_SUBMIT)])
def remove_page(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str, key: Key
) -> Response:
    case, _asked = _case(session, actor, code)
    documents.remove_page(session, actor, case, code, key)
    return redirect(request, session, f"/agencia/requisitos/{code}")

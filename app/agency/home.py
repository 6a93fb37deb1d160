"""/agencia and /agencia/expediente - where the agency stands, what is left to do, hand in, follow, be told."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.agency import tasks
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download
from app.forms import Bound, Nothing, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.words.agencies import colour
from registry import moves
from registry.access import Permission
from registry.errors import NotFound
from registry.files import queries as files
from registry.organisations import queries as organisations
from registry.vetting import queries, requirements, service

router = APIRouter(prefix="/agencia")


@router.get("", dependencies=[allow(Permission.AGENCY_READ)])
def home(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _home(request, session, actor, None)


def _home(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[Nothing] | None
) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    case = queries.own_case(session, actor)
    return page(
        request,
        "agency/home.html",
        bound=bound,
        agency=agency,
        case=case,
        sections=tasks.sections(session, agency, case) if case else [],
        documents=tasks.documents(session, case) if case else [],
        missing=requirements.missing(session, case) if case else [],
        verbs=moves.available(session, actor, case) if case else [],
        may_open=service.may_open(session, actor, agency),
        reason=queries.last_reason(session, case, "return") if case and case.state == "returned" else None,
        colour=colour,
    )


@router.get("/expediente", dependencies=[allow(Permission.CASE_READ)])
def case_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Everything that was given, read before it is handed in, and what happened since."""
    agency = organisations.own_agency(session, actor)
    case = queries.own_case(session, actor)
    if case is None:
        raise NotFound()
    return page(
        request,
        "agency/case.html",
        agency=agency,
        case=case,
        asked=requirements.of_case(session, case),
        answers={answer.requirement: answer for answer in case.answers},
        verbs=moves.available(session, actor, case),
        lines=[_line(one) for one in queries.history(session, actor, case)],
        decision=queries.last_reason(session, case, "decide") if case.state == "decided" else None,
        colour=colour,
    )


def _line(one: queries.Happened) -> dict[str, str]:
    return {
        "at": i18n.format_moment(one.at),
        "title": words.word(one.verb, "case.happened"),
        "by": words.word(one.role, "role"),
        "text": one.reason or "",
    }


@router.post("/expediente/submit", dependencies=[allow(Permission.CASE_SUBMIT)])
def submit(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    case = queries.own_case(session, actor)
    if case is None:
        raise NotFound()
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.submit(session, actor, case)
    if bound.has_errors:
        return _home(request, session, actor, bound)
    return redirect(request, session, "/agencia/expediente")


@router.post("/expediente/open", dependencies=[allow(Permission.CASE_SUBMIT)])
def open_case(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = organisations.own_agency(session, actor)
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.open_case(session, actor, agency)
    if bound.has_errors:
        return _home(request, session, actor, bound)
    return redirect(request, session, "/agencia")


@router.get("/archivos/{public_id}", dependencies=[allow(Permission.CASE_READ)])
def file(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return download(settings_of(request), files.load(session, actor, public_id))

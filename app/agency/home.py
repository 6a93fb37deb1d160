"""/agencia and /agencia/expediente - where the agency stands, what presses, what is left to do, hand in, be told."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.agency import tasks
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download
from app.forms import Bound, Nothing, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.words.agencies import colour
from registry import clock, moves
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.files import queries as files
from registry.organisations import keeping, standing
from registry.organisations import queries as organisations
from registry.organisations.models import Agency, AgencyContact, AgencyParty
from registry.selfcheck import queries as selfchecks
from registry.standard import queries as standards
from registry.vetting import appeals, deadlines, queries, requirements, service, told
from registry.vetting.models import Case

router = APIRouter(prefix="/agencia")
_SHOWN_DEADLINES = 8
# Where each kind of deadline is dealt with; a paper that runs out is renewed with the file.
_WHERE = {
    "licence": "/agencia",
    "bond": "/agencia/fianza",
    "certificate": "/agencia/certificados",
    "paper": "/agencia/expediente",
    "answer": "/agencia",
    "plan": "/agencia/hallazgos",
    "measure": "/agencia/hallazgos",
    "condition": "/agencia/condiciones",
    "appeal": "/agencia/apelacion",
}


@router.get("", dependencies=[allow(Permission.AGENCY_READ)])
def home(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _home(request, session, actor, None)


def _home(request: Request, session: Session, actor: Actor, bound: Bound[Nothing] | None) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    case = queries.own_case(session, actor)
    is_open = case is not None and case.state not in ("decided", "lapsed")
    return page(
        request,
        "agency/home.html",
        bound=bound,
        agency=agency,
        case=case,
        is_open=is_open,
        on_show=keeping.is_on_show(agency),
        sections=tasks.sections(session, agency, case if is_open else None),
        documents=tasks.documents(session, agency, case) if case and is_open else [],
        missing=requirements.missing(session, case) if case and is_open else [],
        verbs=moves.available(session, actor, case) if case else [],
        may_open=service.may_open(session, actor, agency),
        renewal_from=service.renewal_from(session, agency),
        reason=queries.last_reason(session, case, "return") if case and case.state == "returned" else None,
        check=selfchecks.newest(session, actor),
        pressing=_pressing(session, agency, case),
        unread=sum(told.unread(session, agency.id).values()),
        answering=[one for one in told.of_agency(session, agency.id) if one.state in queries.ANSWERING],
        appeal_until=_appeal_until(session, agency),
        usual_days=queries.usual_working_days(session),
        holds=standing.told_holds(session, agency.id),
        colour=colour,
    )


def _appeal_until(session: Session, agency: Agency) -> Any:
    until = appeals.open_until(session, agency)
    return until if until is not None and until >= clock.today() else None


def _pressing(session: Session, agency: Agency, case: Case | None) -> list[dict[str, Any]]:
    """What runs out, in words, the one that ends first at the top."""
    titles = {one.code: one.title for one in standards.of_case(session, case).requirements} if case else {}
    return [
        {
            "title": words.word(one.about, "deadline"),
            "what": titles[one.what][i18n.language()]
            if one.about == "paper" and one.what in titles
            else one.what,
            "ends_on": one.ends_on,
            "days_left": one.days_left,
            "href": _WHERE[one.about],
        }
        for one in deadlines.of_agency(session, agency)[:_SHOWN_DEADLINES]
    ]


@router.get("/expediente", dependencies=[allow(Permission.CASE_READ)])
def case_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Everything that was given, read before it is handed in, and what happened since."""
    agency = organisations.own_agency(session, actor)
    case = queries.own_case(session, actor)
    if case is None:
        raise NotFound()
    kept: list[AgencyParty | AgencyContact] = [*agency.parties, *agency.contacts]
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
        changes=[one for one in kept if one.variation_id == case.id],
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

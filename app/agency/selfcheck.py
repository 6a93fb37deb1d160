"""/agencia/autoevaluacion - the agency looks at itself, criterion by criterion, before anybody else does."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.agency import forms
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.organisations import queries as organisations
from registry.selfcheck import queries, service
from registry.selfcheck.models import SelfCheck
from registry.selfcheck.queries import Line
from registry.standard import queries as standards

router = APIRouter(prefix="/agencia/autoevaluacion")
_READ = [allow(Permission.AGENCY_READ)]
_KEEP = [allow(Permission.AGENCY_KEEP)]
# A person who knows the agency needs about this long for one criterion.
_MINUTES_EACH = 3


@router.get("", dependencies=_READ)
def overview(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _overview(request, session, actor, None)


def _overview(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    check = queries.newest(session, actor)
    lines = queries.lines(session, check) if check else []
    standard = standards.of_version(session, check.standard_version) if check else standards.in_force(session)
    return page(
        request,
        "agency/selfcheck.html",
        bound=bound,
        agency=agency,
        check=check,
        standard=standard,
        groups=_groups(standard, lines),
        answered=sum(line.answer is not None for line in lines),
        total=len(standard.criteria_for(agency.kind)),
        minutes=_MINUTES_EACH * len(standard.criteria_for(agency.kind)),
    )


def _groups(standard: Any, lines: list[Line]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The criteria under their principle, as tasks."""
    return [
        (principle, [_task(line) for line in lines if line.criterion.principle == principle.code])
        for principle in standard.principles
        if any(line.criterion.principle == principle.code for line in lines)
    ]


def _task(line: Line) -> dict[str, Any]:
    return {
        "label": f"{line.criterion.code} {line.criterion.title[i18n.language()]}",
        "href": f"/agencia/autoevaluacion/criterios/{line.criterion.code}",
        "state": "todo" if line.answer is None else "missing" if line.is_gap else "done",
        "hint": None,
    }


@router.post("/begin", dependencies=_KEEP)
def begin(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = organisations.own_agency(session, actor)
    check = service.begin(session, actor, agency)
    return redirect(request, session, _next(queries.lines(session, check)))


def _check(session: Session, actor: Actor) -> SelfCheck:
    check = queries.newest(session, actor)
    if check is None:
        raise NotFound()
    return check


def _next(lines: list[Line]) -> str:
    """The first criterion without an answer; the result when there is none."""
    for line in lines:
        if line.answer is None:
            return f"/agencia/autoevaluacion/criterios/{line.criterion.code}"
    return "/agencia/autoevaluacion"


@router.get("/criterios/{code}", dependencies=_READ)
def criterion_page(request: Request, session: DbSession, actor: CurrentActor, code: str) -> HTMLResponse:
    return _criterion(request, session, actor, code, None)


def _criterion(
    request: Request, session: Session, actor: Actor, code: str, bound: Bound[Any] | None
) -> HTMLResponse:
    check = _check(session, actor)
    lines = queries.lines(session, check)
    place = next((n for n, line in enumerate(lines) if line.criterion.code == code), None)
    if place is None:
        raise NotFound()
    standard = standards.of_version(session, check.standard_version)
    line = lines[place]
    return page(
        request,
        "agency/selfcheck_criterion.html",
        bound=bound,
        line=line,
        place=place + 1,
        total=len(lines),
        principle=next(one for one in standard.principles if one.code == line.criterion.principle),
        elements=standard.elements,
        answers=forms.answer_choices(),
    )


@router.post("/criterios/{code}", dependencies=_KEEP)
def answer(request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str) -> Response:
    check = _check(session, actor)
    bound = bind(forms.OwnView, form)
    if bound.data is not None:
        with attempt(session, bound):
            service.answer(session, actor, check, code, answer=bound.data.answer, lacking=bound.data.lacking)
    if bound.has_errors:
        return _criterion(request, session, actor, code, bound)
    session.expire(check, ["answers"])
    return redirect(request, session, _next(queries.lines(session, _check(session, actor))))


@router.post("/finish", dependencies=_KEEP)
def finish(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.finish(session, actor, _check(session, actor))
    if bound.has_errors:
        return _overview(request, session, actor, bound)
    return redirect(request, session, "/agencia/autoevaluacion/resultado")


@router.get("/resultado", dependencies=_READ)
def result(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """What to prepare before applying: the gaps, the gravest first, with the proofs that will be asked."""
    check = _check(session, actor)
    lines = queries.lines(session, check)
    order = {"critical": 0, "major": 1, "minor": 2}
    gaps = sorted(
        (line for line in lines if line.is_gap), key=lambda line: order.get(line.criterion.severity, 3)
    )
    standard = standards.of_version(session, check.standard_version)
    return page(
        request,
        "agency/selfcheck_result.html",
        check=check,
        gaps=gaps,
        criticals=sum(line.criterion.severity == "critical" for line in gaps),
        answered=sum(line.answer is not None for line in lines),
        total=len(lines),
        grades={one.code: one.title for one in standard.grades},
    )

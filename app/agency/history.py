"""/agencia/historia, /condiciones, /apelacion - what was decided, what is still to do, and how to disagree."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency import forms, typed
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.words.agencies import colour
from registry import clock
from registry.access import Actor, Permission
from registry.organisations import queries as organisations
from registry.standard import queries as standards
from registry.vetting import appeals, queries, told

router = APIRouter(prefix="/agencia")


@router.get("/historia", dependencies=[allow(Permission.CASE_READ)])
def history(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """Every case and every line of the public history, and how long decisions usually take."""
    agency = organisations.own_agency(session, actor)
    return page(
        request,
        "agency/history.html",
        agency=agency,
        cases=told.of_agency(session, agency.id),
        standings=list(reversed(agency.standings)),
        usual_days=queries.usual_working_days(session),
        allowed_days=standards.in_force(session).clocks["decision_working_days"].value,
        colour=colour,
    )


@router.get("/condiciones", dependencies=[allow(Permission.CASE_READ)])
def conditions(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """What the register asks of an agency with conditions, with its days."""
    agency = organisations.own_agency(session, actor)
    found = [
        one
        for case in told.of_agency(session, agency.id)
        if case.state == "decided"
        for one in standards.conditions(session, case)
    ]
    today = clock.today()
    return page(
        request,
        "agency/conditions.html",
        agency=agency,
        rows=[(one, (one.due_on - today).days) for one in found],
        standard=standards.in_force(session),
    )


@router.get("/apelacion", dependencies=[allow(Permission.CASE_READ)])
def appeal_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    return _appeal(request, session, actor, typed.recall(session, agency, request))


def _appeal(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    until = appeals.open_until(session, agency)
    return page(
        request,
        "agency/appeal.html",
        bound=bound,
        agency=agency,
        against=appeals.appealed(session, agency),
        until=until,
        is_open=until is not None and until >= clock.today(),
        made=[one for one in told.of_agency(session, agency.id) if one.kind == "appeal"],
        term=standards.in_force(session).clocks["appeal_working_days"],
        colour=colour,
    )


@router.post("/apelacion", dependencies=[allow(Permission.CASE_SUBMIT)])
def appeal(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    agency = organisations.own_agency(session, actor)
    bound = bind(forms.Appeal, form)
    if typed.wants_later(form):
        typed.remember(session, actor, agency, request, bound)
        return redirect(request, session, "/agencia")
    if bound.data is not None:
        with attempt(session, bound):
            appeals.open_appeal(session, actor, agency, grounds=bound.data.grounds)
    if bound.has_errors:
        typed.remember(session, actor, agency, request, bound)
        return _appeal(request, session, actor, bound)
    typed.forget(session, agency, request)
    return redirect(request, session, "/agencia/apelacion")

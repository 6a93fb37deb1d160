"""/agencia/hallazgos - each finding with the days left: a plan, then its proof."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.agency import forms, typed
from app.agency.files import readable
from app.agency.lists import BODY_BYTES
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import files_folder
from app.forms import Bound, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry import clock
from registry.access import Actor, Permission
from registry.files.service import store
from registry.organisations import queries as organisations
from registry.standard import queries as standards
from registry.standard import service
from registry.standard.models import Finding
from registry.vetting import told
from registry.vetting.models import Case

router = APIRouter(prefix="/agencia/hallazgos")
_READ = [allow(Permission.CASE_READ)]
_ANSWER = [allow(Permission.FINDING_ANSWER)]


@router.get("", dependencies=_READ)
def findings(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    """The findings of every case that the agency was told of, the open ones first."""
    agency = organisations.own_agency(session, actor)
    today = clock.today()
    groups = []
    for case in told.of_agency(session, agency.id):
        found = standards.findings_for_agency(session, actor, case)
        if found:
            lines = [(one, (one.due_on - today).days if one.due_on else None, _step(one)) for one in found]
            groups.append((case, lines))
    return page(request, "agency/findings.html", agency=agency, groups=groups, today_is=today)


def _step(finding: Finding) -> str:
    """What the finding waits for: nothing, plan, officer, proof, closed."""
    if finding.grade in service.ASKS_NOTHING:
        return "nothing"
    if finding.state == "closed":
        return "closed"
    standing = [one for one in finding.actions if one.state != "refused"]
    if not standing:
        return "plan"
    return "proof" if standing[-1].state == "accepted" else "officer"


@router.get("/{number}/{public_id}", dependencies=_READ)
def finding_page(
    request: Request, session: DbSession, actor: CurrentActor, number: str, public_id: str
) -> HTMLResponse:
    agency = organisations.own_agency(session, actor)
    case, finding = _load(session, actor, number, public_id)
    return _page(request, session, actor, case, finding, typed.recall(session, agency, request))


def _load(session: Session, actor: Actor, number: str, public_id: str) -> tuple[Case, Finding]:
    case = told.load(session, actor, number)
    return case, standards.load_finding(session, actor, case, public_id)


def _page(
    request: Request, session: Session, actor: Actor, case: Case, finding: Finding, bound: Bound[Any] | None
) -> HTMLResponse:
    standard = standards.of_case(session, case)
    return page(
        request,
        "agency/finding.html",
        bound=bound,
        case=case,
        finding=finding,
        criterion=standard.criterion(finding.criterion),
        days_left=(finding.due_on - clock.today()).days if finding.due_on else None,
        step=_step(finding),
        may_plan=service.why_not_answer(session, actor, case, finding) is None,
    )


@router.post("/{number}/{public_id}/plan", dependencies=_ANSWER)
def plan(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, number: str, public_id: str
) -> Response:
    case, finding = _load(session, actor, number, public_id)
    bound = bind(forms.Plan, form)
    if bound.data is not None:
        with attempt(session, bound):
            service.answer(session, actor, case, finding, plan=bound.data.plan, due_on=bound.data.due_on)
    if bound.has_errors:
        return _page(request, session, actor, case, finding, bound)
    return redirect(request, session, f"/agencia/hallazgos/{number}/{public_id}")


@router.post("/{number}/{public_id}/{action_id}/prove", dependencies=_ANSWER, max_body_size=BODY_BYTES)
def prove(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    number: str,
    public_id: str,
    action_id: str,
) -> Response:
    case, finding = _load(session, actor, number, public_id)
    action = standards.load_action(finding, action_id)
    bound = bind(forms.Proof, form)
    if bound.data is not None:
        with attempt(session, bound):
            chosen = readable(form, is_sure=bound.data.is_sure)
            folder = files_folder(settings_of(request))
            stored = (
                store(session, folder, chosen[1], name=chosen[0], agency_id=case.agency_id)
                if chosen
                else None
            )
            service.prove(session, actor, action, proof=bound.data.proof, file=stored)
    if bound.has_errors:
        return _page(request, session, actor, case, finding, bound)
    return redirect(request, session, f"/agencia/hallazgos/{number}/{public_id}")

"""/ministerio/expedientes/ID - the middle of a case: to the field, and what was found to the agency."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Nothing, carry_out
from app.guards import allow
from app.ministry import case_page
from app.ministry.case_page import address
from app.pages import redirect
from registry.access import Actor, Permission
from registry.vetting import queries, steps
from registry.vetting.models import Case

router = APIRouter(prefix="/expedientes")


@router.post("/{public_id}/begin-fieldwork", dependencies=[allow(Permission.CASE_REVIEW)])
def begin_fieldwork(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _step(request, session, actor, form, public_id, steps.begin_fieldwork)


@router.post("/{public_id}/send-findings", dependencies=[allow(Permission.CASE_REVIEW)])
def send_findings(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _step(request, session, actor, form, public_id, steps.send_findings)


def _step(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    step: Callable[[Session, Actor, Case], None],
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: step(session, actor, case))
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case))

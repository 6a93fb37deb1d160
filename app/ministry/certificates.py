"""/ministerio/certificados - certificates of skills, taking one back; and the training centres that may test.

Issuing, revoking and approving a centre happen under /ministerio/aprobaciones, by a second person.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.credentials import row
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission, may
from registry.certificates import queries, service
from registry.proposals import queries as proposals

router = APIRouter(prefix="/certificados")
_READ = [allow(Permission.CERTIFICATE_READ)]


class NewCentre(FormModel):
    name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    agreement: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


@router.get("", dependencies=_READ)
def list_certificates(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    rows = [row(one) for one in queries.listed(session, actor)]
    return page(request, "ministry/certificates/list.html", rows=rows)


@router.get("/centros", dependencies=_READ)
def list_centres(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _centres(request, session, actor, None)


@router.post("/centros", dependencies=[allow(Permission.TRAINING_CENTRE_PROPOSE)])
def propose_centre(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = carry_out(
        session, NewCentre, form, lambda sent: service.propose_centre(session, actor, **sent.model_dump())
    )
    if bound.has_errors:
        return _centres(request, session, actor, bound)
    return redirect(request, session, "/ministerio/certificados/centros")


@router.post("/centros/{public_id}/end", dependencies=[allow(Permission.TRAINING_CENTRE_PROPOSE)])
def propose_end(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    centre = queries.load_centre(session, public_id)
    bound = carry_out(
        session,
        Reason,
        form,
        lambda sent: service.propose_centre_end(session, actor, centre, reason=sent.reason),
    )
    if bound.has_errors:
        return _centres(request, session, actor, bound)
    return redirect(request, session, "/ministerio/certificados/centros")


@router.get("/{public_id}", dependencies=_READ)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _one(request, session, actor, public_id, None)


@router.post("/{public_id}/revoke", dependencies=[allow(Permission.CERTIFICATE_END)])
def propose_revocation(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    certificate = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        Reason,
        form,
        lambda sent: service.propose_revocation(session, actor, certificate, reason=sent.reason),
    )
    if bound.has_errors:
        return _one(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/certificados/{public_id}")


def _one(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    certificate = queries.load(session, actor, public_id)
    return page(
        request,
        "ministry/certificates/read.html",
        bound=bound,
        row=row(certificate),
        proposals=proposals.of_subject(session, certificate),
        may_end=may(actor, Permission.CERTIFICATE_END),
    )


def _centres(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    return page(
        request,
        "ministry/certificates/centres.html",
        bound=bound,
        centres=queries.centres(session),
        may_propose=may(actor, Permission.TRAINING_CENTRE_PROPOSE),
    )

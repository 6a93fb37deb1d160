"""/admin/cuentas - invite, disable, enable; change a role with two people and a day between them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import moves
from registry.access import STAFF, Permission, Role
from registry.accounts import queries, service

router = APIRouter(prefix="/cuentas")


class Invitation(FormModel):
    name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
    centre: Annotated[str, StringConstraints(max_length=60)] | None = None


class RoleProposal(Reason):
    role: Role


@router.get("", dependencies=[allow(Permission.ACCOUNT_LIST)])
def list_accounts(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    invited: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:
    return _list(request, session, actor, None, invited)


def _list(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    bound: Bound[Invitation] | None,
    invited: str = "",
) -> HTMLResponse:
    return page(
        request,
        "admin/accounts/list.html",
        bound=bound,
        accounts=queries.visible_to(session, actor),
        changes=queries.pending_role_changes(session),
        invited=invited,
    )


@router.post("/invite", dependencies=[allow(Permission.ACCOUNT_INVITE)])
def invite(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = carry_out(
        session,
        Invitation,
        form,
        lambda sent: service.invite(
            session, actor, email=sent.email, name=sent.name, role=Role.COUNSELLOR, centre=sent.centre
        ),
    )
    if bound.has_errors:
        return _list(request, session, actor, bound)
    # The link goes to the invited person's mail and is shown to nobody: who invites must not be able to use it.
    return redirect(request, session, "/admin/cuentas?invited=1")


@router.get("/{public_id}", dependencies=[allow(Permission.ACCOUNT_LIST)])
def read_account(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _account(request, session, actor, public_id, None)


def _account(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    bound: Bound[Reason] | Bound[RoleProposal] | None,
) -> HTMLResponse:
    account = queries.load(session, actor, public_id)
    verbs = moves.available(session, actor, account)
    roles = words.choices("role", sorted(STAFF))
    return page(request, "admin/accounts/read.html", bound=bound, account=account, verbs=verbs, roles=roles)


@router.post("/{public_id}/disable", dependencies=[allow(Permission.ACCOUNT_DISABLE)])
def disable(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    account = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.disable(session, actor, account, reason=sent.reason)
    )
    if bound.has_errors:
        return _account(request, session, actor, public_id, bound)
    return redirect(request, session, f"/admin/cuentas/{public_id}")


@router.post("/{public_id}/enable", dependencies=[allow(Permission.ACCOUNT_ENABLE)])
def enable(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    account = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.enable(session, actor, account, reason=sent.reason)
    )
    if bound.has_errors:
        return _account(request, session, actor, public_id, bound)
    return redirect(request, session, f"/admin/cuentas/{public_id}")


@router.post("/{public_id}/propose-role", dependencies=[allow(Permission.ROLE_PROPOSE)])
def propose_role(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    account = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        RoleProposal,
        form,
        lambda sent: service.propose_role(session, actor, account, sent.role, reason=sent.reason),
    )
    if bound.has_errors:
        return _account(request, session, actor, public_id, bound)
    return redirect(request, session, "/admin/cuentas")


@router.post("/cambios/{public_id}/approve", dependencies=[allow(Permission.ROLE_APPROVE)])
def approve_role(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    service.approve_role(session, actor, queries.role_change(session, public_id))
    return redirect(request, session, "/admin/cuentas")

"""/admin/cuentas - disable at once; what gives a right is proposed, approved by another, and happens a day later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.second_factor import fresh
from registry import clock, moves
from registry.access import STAFF, Actor, Permission, Role, may
from registry.accounts import changes, queries, service
from registry.accounts.models import Account

router = APIRouter(prefix="/cuentas")


class NewAccount(Reason):
    name: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
    role: Role
    centre: Annotated[str, StringConstraints(max_length=60)] | None = None


class RoleProposal(Reason):
    role: Role


@router.get("", dependencies=[allow(Permission.ACCOUNT_LIST)])
def list_accounts(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    proposed: Annotated[str, Query(max_length=3)] = "",
) -> HTMLResponse:
    return _list(request, session, actor, None, proposed)


def _list(
    request: Request, session: Session, actor: Actor, bound: Bound[Any] | None, proposed: str = ""
) -> HTMLResponse:
    return page(
        request,
        "admin/accounts/list.html",
        bound=bound,
        accounts=queries.visible_to(session, actor),
        changes=[(one, moves.available(session, actor, one)) for one in queries.open_changes(session)],
        altered=changes.altered(session, actor),
        roles=words.choices("role", sorted(STAFF)),
        may_invite=may(actor, Permission.ACCOUNT_INVITE),
        proposed=proposed,
    )


@router.post("/invite", dependencies=[allow(Permission.ACCOUNT_INVITE)])
def propose_account(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A new person. Nobody is written to before two people agreed and a day passed."""
    bound = carry_out(
        session,
        NewAccount,
        form,
        lambda sent: changes.propose_account(session, actor, **sent.model_dump()),
    )
    if bound.has_errors:
        return _list(request, session, actor, bound)
    return redirect(request, session, "/admin/cuentas?proposed=1")


@router.get("/{public_id}", dependencies=[allow(Permission.ACCOUNT_LIST)])
def read_account(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _account(request, session, actor, public_id, None)


def _account(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    account = queries.load(session, actor, public_id)
    return page(
        request,
        "admin/accounts/read.html",
        bound=bound,
        account=account,
        verbs=moves.available(session, actor, account),
        changes=queries.open_changes(session, account),
        may_propose=may(actor, Permission.ROLE_PROPOSE) and not account.is_own(actor),
        may_invite=may(actor, Permission.ACCOUNT_INVITE),
        invited_until=queries.invited_until(session, account),
        now=clock.now(),
        may_end=may(actor, Permission.ACCOUNT_DISABLE),
        roles=words.choices("role", sorted(STAFF)),
    )


@router.post("/{public_id}/disable", dependencies=[allow(Permission.ACCOUNT_DISABLE)])
def disable(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _act(
        request, session, actor, form, public_id, Reason,
        lambda account, sent: service.disable(session, actor, account, reason=sent.reason),
    )  # fmt: skip


@router.post("/{public_id}/end-sessions", dependencies=[allow(Permission.ACCOUNT_DISABLE)])
def end_sessions(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _act(
        request, session, actor, form, public_id, Nothing,
        lambda account, _sent: service.end_sessions(session, actor, account),
    )  # fmt: skip


@router.post("/{public_id}/enable", dependencies=[allow(Permission.ROLE_PROPOSE)])
def propose_renewal(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """For a lost second factor, or a disabled account that comes back."""
    return _act(
        request, session, actor, form, public_id, Reason,
        lambda account, sent: changes.propose_renewal(session, actor, account, reason=sent.reason),
    )  # fmt: skip


@router.post("/{public_id}/invite-again", dependencies=[allow(Permission.ACCOUNT_INVITE)])
def invite_again(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """For who did not open their account in time."""
    return _act(
        request, session, actor, form, public_id, Nothing,
        lambda account, _sent: service.invite_again(session, actor, account),
    )  # fmt: skip


@router.post("/{public_id}/propose-role", dependencies=[allow(Permission.ROLE_PROPOSE)])
def propose_role(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _act(
        request, session, actor, form, public_id, RoleProposal,
        lambda account, sent: changes.propose_role(session, actor, account, sent.role, reason=sent.reason),
    )  # fmt: skip


def _act(
    request: Request,
    session: Session,
    actor: Actor,
    form: SentForm,
    public_id: str,
    model: type[Any],
    act: Callable[[Account, Any], object],
) -> Response:
    account = queries.load(session, actor, public_id)
    bound = carry_out(session, model, form, lambda sent: act(account, sent))
    if bound.has_errors:
        return _account(request, session, actor, public_id, bound)
    return redirect(request, session, f"/admin/cuentas/{public_id}")


@router.post("/cambios/{public_id}/approve", dependencies=[allow(Permission.ROLE_APPROVE), fresh()])
def approve_change(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    change = queries.change(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: changes.approve(session, actor, change))
    return _after(request, session, actor, bound)


@router.post("/cambios/{public_id}/stop", dependencies=[allow(Permission.ROLE_PROPOSE)])
def stop_change(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    change = queries.change(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: changes.stop(session, actor, change, reason=sent.reason)
    )
    return _after(request, session, actor, bound)


def _after(request: Request, session: Session, actor: Actor, bound: Bound[Any]) -> Response:
    if bound.has_errors:
        return _list(request, session, actor, bound)
    return redirect(request, session, "/admin/cuentas")

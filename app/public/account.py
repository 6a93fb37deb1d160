"""/cuenta - one's own account: open sessions, password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.accounts import queries, service, sessions

router = APIRouter(prefix="/cuenta")


class CodesRenewal(FormModel):
    current: str


class PasswordChange(CodesRenewal):
    password: str
    again: str


@router.get("", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def account_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _page(request, session, actor, None)


def _page(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[PasswordChange] | None
) -> HTMLResponse:
    return page(
        request,
        "account/account.html",
        bound=bound,
        sessions=sessions.open_of(session, actor),
        this_session=request.state.web_session.public_id,
    )


@router.post("/sesiones/{public_id}/close", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def close_session(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    sessions.close(session, queries.own_session(session, actor, public_id))
    return redirect(request, session, "/cuenta")


@router.get("/codigos", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def renew_codes_page(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(request, "account/renew_codes.html")


@router.post("/codigos", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def renew_codes(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """New recovery codes, shown once in this answer; sent twice, the last ones shown are the ones that work."""
    bound = bind(CodesRenewal, form)
    codes: list[str] = []
    if bound.data is not None:
        with attempt(session, bound):
            codes = service.renew_recovery_codes(session, actor, current=bound.data.current)
    if bound.has_errors:
        return page(request, "account/renew_codes.html", bound=bound)
    return page(request, "account/recovery_codes.html", codes=codes)


@router.post("/clave", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def change_password(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(PasswordChange, form)
    if bound.data is not None:
        if bound.data.password != bound.data.again:
            bound.add("again", words.text_of("passwords_differ"))
        else:
            with attempt(session, bound):
                service.change_password(
                    session, actor, current=bound.data.current, password=bound.data.password
                )
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/entrar")

"""/entrar, /salir, /invitacion - staff, employers and agencies sign in with password and second factor."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import menu, words
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import give_cookie, page, redirect
from app.security import address_of, clear_session_cookie, device_of, limit, session_cookie_name
from registry.access import Permission
from registry.accounts import passwords, service, sessions

router = APIRouter()


class SignIn(FormModel):
    email: str
    password: str
    code: str
    next: str = ""


class Activation(FormModel):
    password: str
    again: str
    code: str


@router.get("/entrar", dependencies=[allow(Permission.SESSION_OPEN)])
def sign_in_page(request: Request, actor: CurrentActor, next: Annotated[str, Query()] = "") -> HTMLResponse:
    return page(request, "account/sign_in.html", next=own_path(next))


@router.post("/entrar", dependencies=[allow(Permission.SESSION_OPEN), limit("sign_in", "60/minute")])
def sign_in(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(SignIn, form)
    opened = None
    if bound.data is not None:
        with attempt(session, bound):
            sent = bound.data
            opened = service.sign_in(
                session,
                email=sent.email,
                password=sent.password,
                code=sent.code,
                device=device_of(request),
                address=address_of(request),
            )
            if opened is None:
                bound.add("email", words.text_of("sign_in_failed"))
    if opened is None or bound.data is None:
        bound.values.pop("password", None)
        return page(request, "account/sign_in.html", bound=bound, next=own_path(str(form.get("next") or "")))
    account, token = opened
    answer = redirect(request, session, own_path(bound.data.next) or menu.home_of(account.actor()))
    give_cookie(request, answer, session_cookie_name(settings_of(request)), token)
    return answer


@router.post("/salir", dependencies=[allow(Permission.SESSION_CLOSE)])
def sign_out(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    sessions.close(session, request.state.web_session)
    answer = redirect(request, session, "/")
    clear_session_cookie(request, answer)
    return answer


@router.get("/invitacion/{token}", dependencies=[allow(Permission.SESSION_OPEN)])
def invitation_page(request: Request, session: DbSession, actor: CurrentActor, token: str) -> HTMLResponse:
    _invitation, account = service.open_invitation(session, token)
    return _activation(request, account.email, account.name, passwords.totp_secret_of(token), None)


@router.post(
    "/invitacion/{token}", dependencies=[allow(Permission.SESSION_OPEN), limit("activate", "60/minute")]
)
def activate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, token: str
) -> Response:
    bound = bind(Activation, form)
    codes: list[str] = []
    if bound.data is not None:
        sent = bound.data
        if sent.password != sent.again:
            bound.add("again", words.text_of("passwords_differ"))
        else:
            with attempt(session, bound):
                secret = passwords.totp_secret_of(token)
                account, codes = service.activate(
                    session, token, password=sent.password, secret=secret, code=sent.code
                )
    if not codes:
        _invitation, account = service.open_invitation(session, token)
        return _activation(request, account.email, account.name, passwords.totp_secret_of(token), bound)
    # The recovery codes are shown once, in this answer and nowhere else.
    return page(request, "account/recovery_codes.html", codes=codes)


def _activation(
    request: Request, email: str, name: str, secret: str, bound: Bound[Activation] | None
) -> HTMLResponse:
    qr = segno.make(passwords.totp_address(secret, email), error="m").svg_inline(
        scale=4, dark="#000", light="#fff"
    )
    return page(request, "account/activate.html", bound=bound, secret=secret, qr=qr, email=email, name=name)


def own_path(path: str) -> str:
    """`path` when it is an address of this site, otherwise nothing (ASVS 3.7.2)."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""

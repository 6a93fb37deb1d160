"""/entrar, /salir, /invitacion - staff, employers and agencies sign in: password and second factor, or a passkey."""

from __future__ import annotations

from typing import Annotated, Any

import segno
from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import menu, words
from app.deps import CurrentActor, DbSession, SentForm, computes, settings_of, writing
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import give_cookie, page, redirect
from app.second_factor import door, given
from app.security import (
    TooMany,
    address_of,
    clear_session_cookie,
    device_of,
    host_cookie,
    is_used_up,
    limit,
    session_cookie_name,
)
from registry import clock, crypto
from registry.access import Permission, Role
from registry.accounts import brakes, devices, entry, factors, passwords, queries, service, sessions
from registry.accounts.entry import Attempt, Opened, Proved
from registry.accounts.factors import Factor, Remaining
from registry.accounts.models import Account, WebSession

router = APIRouter()
# A password is taken as it was typed, spaces at its ends too (ASVS 6.2.8).
Secret = Annotated[str, StringConstraints(strip_whitespace=False)]
_CHANGED_SECONDS = 600
_DEVICE_SECONDS = devices.DAYS * 24 * 3600


class SignIn(FormModel):
    email: str
    password: Secret
    code: str
    next: str = ""


class KeySignIn(FormModel):
    """With a passkey, whose answer the script of the page put in the form; mail and password may be left out."""

    passkey: str
    email: str = ""
    password: Secret = ""
    next: str = ""


class Activation(FormModel):
    password: Secret
    again: Secret
    code: str


@router.get("/entrar", dependencies=[allow(Permission.SESSION_OPEN)])
def sign_in_page(
    request: Request, session: DbSession, actor: CurrentActor, next: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Whoever just chose a new password reads once what else opens their account."""
    cookie = _changed_cookie(request)
    remaining = _remaining(session, request.cookies.get(cookie, ""))
    answer = door(request, "account/sign_in.html", next=own_path(next), remaining=remaining)
    if cookie in request.cookies:
        answer.delete_cookie(cookie, path="/", secure=settings_of(request).is_https, httponly=True)
    return answer


def to_the_door(request: Request, session: Session, account: Account) -> Response:
    """The answer to a new password. The cookie says whose it was, and opens nothing."""
    answer = redirect(request, session, "/entrar")
    sealed = crypto.encrypt_to_text(f"{int(clock.now().timestamp())} {account.public_id}")
    give_cookie(request, answer, _changed_cookie(request), sealed, max_age=_CHANGED_SECONDS)
    return answer


def _changed_cookie(request: Request) -> str:
    return host_cookie("clave", settings_of(request))


def _remaining(session: Session, sealed: str) -> Remaining | None:
    if not sealed:
        return None
    try:
        made_at, public_id = crypto.decrypt_text(sealed).split(" ")
    except (InvalidToken, ValueError):
        return None
    account = queries.by_public_id(session, public_id)
    is_new = clock.now().timestamp() - int(made_at) < _CHANGED_SECONDS
    return factors.remaining(session, account) if account is not None and is_new else None


@router.post("/entrar", dependencies=[allow(Permission.SESSION_OPEN)])
@computes
def sign_in(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A password is looked at while nobody waits for the writer."""
    bound: Bound[Any] = bind(KeySignIn, form) if form.get("passkey") else bind(SignIn, form)
    if bound.data is not None:
        answer = _open(request, session, form, bound, bound.data)
        if answer is not None:
            return answer
    for secret in ("password", "passkey", "code"):
        bound.values.pop(secret, None)
    return door(
        request,
        "account/sign_in.html",
        bound=bound,
        next=own_path(str(form.get("next") or "")),
        remaining=None,
    )


def _open(
    request: Request, session: Session, form: FormData, bound: Bound[Any], sent: SignIn | KeySignIn
) -> Response | None:
    """None when it did not open: `bound` says why, and the failure is counted."""
    tried = _tried(request, sent)
    _refuse_flood(request, session, tried)
    proved, opened = Proved(), None
    with attempt(session, bound):
        proved = entry.prove(session, tried)
    if bound.has_errors:
        return None
    # From here on nothing of the session that reads is asked any more.
    earlier = getattr(request.state, "web_session", None)
    earlier_id = earlier.id if earlier is not None else None
    is_proved = tried.key_alone is not None or proved.password_hash is not None
    with writing(request, session, form, is_proved=is_proved) as keeping:
        with attempt(keeping, bound):
            opened = entry.sign_in(keeping, tried, proved)
            if opened is None:
                bound.add("email", words.text_of("sign_in_failed"))
        if opened is None:
            return None
        if earlier_id is not None:
            sessions.close(keeping, keeping.get_one(WebSession, earlier_id))
        return _signed_in(request, keeping, opened, own_path(sent.next))


def _tried(request: Request, sent: SignIn | KeySignIn) -> Attempt:
    code, key = ("", sent.passkey) if isinstance(sent, KeySignIn) else (sent.code, "")
    return Attempt(
        email=sent.email,
        password=sent.password,
        given=given(request, code=code, key=key),
        device=device_of(request),
        address=address_of(request),
        marks=request.cookies.get(_device_cookie(request), ""),
    )


def _device_cookie(request: Request) -> str:
    return host_cookie("aparato", settings_of(request))


def _refuse_flood(request: Request, session: Session, tried: Attempt) -> None:
    """A device that the account knows is not counted with its neighbours. A password costs a slow hash; a passkey costs
    little and is counted by itself, so that whoever sends nonsense keeps no neighbour out."""
    if devices.known(session, entry.named(session, tried), tried.marks):
        return
    name, rate = ("sign_in", "60/minute") if tried.key_alone is None else ("sign_in_key", "600/minute")
    if is_used_up(name, rate, brakes.source(tried.address)):
        raise TooMany()


def _signed_in(request: Request, session: Session, opened: Opened, onward: str) -> Response:
    # Whoever used up a recovery code sees how many are left.
    home = "/cuenta" if opened.factor is Factor.RECOVERY else menu.home_of(opened.account.actor())
    answer = redirect(request, session, onward or home)
    give_cookie(request, answer, session_cookie_name(settings_of(request)), opened.token)
    give_cookie(request, answer, _device_cookie(request), opened.marks, max_age=_DEVICE_SECONDS)
    return answer


@router.post("/salir", dependencies=[allow(Permission.SESSION_CLOSE)])
def sign_out(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    sessions.close(session, request.state.web_session)
    answer = redirect(request, session, "/mi/entrar?cerrado=1" if actor.role is Role.CANDIDATE else "/")
    clear_session_cookie(request, answer)
    return answer


@router.get("/invitacion/{token}", dependencies=[allow(Permission.SESSION_OPEN)])
def invitation_page(request: Request, session: DbSession, actor: CurrentActor, token: str) -> HTMLResponse:
    return _activation(request, session, token, None, passwords.new_totp_secret())


@router.post(
    "/invitacion/{token}", dependencies=[allow(Permission.SESSION_OPEN), limit("activate", "60/minute")]
)
@computes
def activate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, token: str
) -> Response:
    bound = bind(Activation, form)
    secret = passwords.open_totp_secret(str(form.get("sealed")), crypto.token_hash(token))
    codes: list[str] = []
    if secret is None:
        bound.add("code", words.text_of("square_lapsed"))
    elif bound.data is not None:
        sent = bound.data
        if sent.password != sent.again:
            bound.add("again", words.text_of("passwords_differ"))
        else:
            with attempt(session, bound):
                prepared = service.prepare(
                    session, token, password=sent.password, secret=secret, code=sent.code
                )
            if not bound.has_errors:
                with writing(request, session, form) as keeping:
                    _account, codes = service.activate(keeping, token, prepared)
    if not codes:
        return _activation(request, session, token, bound, secret or passwords.new_totp_secret())
    # The recovery codes are shown once, in this answer and nowhere else.
    return page(request, "account/recovery_codes.html", codes=codes, is_new=True)


def _activation(
    request: Request, session: Session, token: str, bound: Bound[Activation] | None, secret: str
) -> HTMLResponse:
    """Each opening has a secret of its own, sealed for this link: who opened the page before knows nothing of it."""
    _invitation, account = service.open_invitation(session, token)
    return page(
        request,
        "account/activate.html",
        bound=bound,
        secret=secret,
        sealed=passwords.sealed_totp_secret(secret, crypto.token_hash(token)),
        qr=qr_of(secret, account.email),
        email=account.email,
        name=account.name,
    )


def qr_of(secret: str, email: str) -> str:
    """The square that an authenticator application reads, as SVG."""
    drawn: str = segno.make(passwords.totp_address(secret, email), error="m").svg_inline(
        scale=4, dark="#000", light="#fff"
    )
    return drawn


def own_path(path: str) -> str:
    """`path` when it is an address of this site, otherwise nothing (ASVS 3.7.2)."""
    # Browsers take tabs and ends of lines out of an address before they read it.
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else ""

"""/cuenta - one's own account: open sessions, password, second factors. What changes a factor asks for one again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, Nothing, attempt, bind, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.public.sign_in import Secret, qr_of, to_the_door
from app.second_factor import binding_of, fresh, is_offered, site_of
from app.security import clear_session_cookie, is_used_up
from registry.access import Actor, Permission
from registry.accounts import changes, factors, passkeys, passwords, queries, resets, service, sessions
from registry.accounts.models import Account
from registry.accounts.passkeys import Answer
from registry.errors import NotFound, NotPossible

router = APIRouter(prefix="/cuenta")
# Whoever finds an open session guesses no password with it.
_TRIES = "10/15 minutes"


class PasswordChange(FormModel):
    current: Secret
    password: Secret
    again: Secret


class NewKey(FormModel):
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    passkey: str


class NewApplication(FormModel):
    sealed: Annotated[str, StringConstraints(max_length=400)]
    code: str


def _own(session: Session, actor: Actor) -> Account:
    return queries.load(session, actor, actor.public_id)


@router.get("", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def account_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _page(request, session, actor, None)


def _page(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> HTMLResponse:
    account = _own(session, actor)
    return page(
        request,
        "account/account.html",
        bound=bound,
        sessions=sessions.open_of(session, actor),
        this_session=request.state.web_session.public_id,
        keys=passkeys.of_account(session, account.id),
        keys_offered=is_offered(request),
        key_site=site_of(request).origin,
        api_keys=queries.api_keys_of(session, account.id),
        codes_left=factors.codes_left(session, account.id),
        few_codes=passwords.FEW_CODES,
        renewal=queries.own_renewal(session, actor),
    )


@router.post("/sesiones/close-others", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def close_others(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    sessions.close_others(session, request.state.web_session)
    return redirect(request, session, "/cuenta")


@router.post("/sesiones/{public_id}/close", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def close_session(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    closed = queries.own_session(session, actor, public_id)
    sessions.close(session, closed)
    answer = redirect(request, session, "/cuenta")
    if closed.id == request.state.web_session.id:
        clear_session_cookie(request, answer)
    return answer


@router.post("/codigos", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
@computes
def renew_codes(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """New recovery codes, shown once in this answer; sent twice, the last ones shown are the ones that work."""
    drawn = factors.draw_recovery_codes(actor.public_id)
    with writing(request, session, form) as keeping:
        factors.renew_recovery_codes(keeping, actor, drawn)
    return page(request, "account/recovery_codes.html", codes=list(drawn), is_new=False)


@router.post("/llaves/nueva", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
def new_key_page(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The page on which the browser makes a key: its challenge is of this session."""
    return _new_key(request, session, actor, None)


def _new_key(request: Request, session: Session, actor: Actor, bound: Bound[NewKey] | None) -> Response:
    if not is_offered(request):
        raise NotPossible("passkey_elsewhere")
    options = passkeys.registration_options(session, actor, site_of(request), binding_of(request))
    return page(request, "account/new_key.html", bound=bound, passkey_options=options)


@router.post("/llaves", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
def keep_key(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    def keep(sent: NewKey) -> None:
        answer = Answer(sent.passkey, site_of(request), binding_of(request))
        passkeys.register(session, actor, answer, name=sent.name)

    bound = carry_out(session, NewKey, form, keep)
    if bound.has_errors:
        return _new_key(request, session, actor, bound)
    return redirect(request, session, "/cuenta")


@router.post("/llaves/{public_id}/remove", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
def remove_key(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    passkeys.remove(session, actor, public_id)
    return redirect(request, session, "/cuenta")


@router.post("/programas/{public_id}/withdraw", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
def withdraw_api_key(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    service.withdraw_api_key(session, actor, public_id)
    return redirect(request, session, "/cuenta")


@router.post("/aplicacion", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
def replace_application(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm
) -> Response:
    """Another telephone: first the square to read, then the code that it shows. The secret travels sealed."""
    if "sealed" not in form:
        return _application(request, session, actor, None, passwords.new_totp_secret())
    bound = bind(NewApplication, form)
    secret = passwords.open_totp_secret(str(form.get("sealed")), actor.public_id)
    if secret is None:
        raise NotFound()
    if bound.data is not None:
        with attempt(session, bound):
            factors.replace_totp(session, actor, secret=secret, code=bound.data.code)
    if bound.has_errors:
        return _application(request, session, actor, bound, secret)
    return redirect(request, session, "/cuenta")


def _application(
    request: Request, session: Session, actor: Actor, bound: Bound[NewApplication] | None, secret: str
) -> HTMLResponse:
    return page(
        request,
        "account/application.html",
        bound=bound,
        secret=secret,
        sealed=passwords.sealed_totp_secret(secret, actor.public_id),
        qr=qr_of(secret, _own(session, actor).email),
    )


@router.post("/cambios/{public_id}/stop", dependencies=[allow(Permission.ACCOUNT_KEEP)])
def stop_renewal(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """Somebody said that one's second factor was lost; whoever has it says no."""
    change = queries.own_renewal(session, actor)
    if change is None or change.public_id != public_id:
        raise NotFound()
    bound = carry_out(session, Nothing, form, lambda _sent: changes.stop(session, actor, change, reason=""))
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/cuenta")


@router.post("/clave", dependencies=[allow(Permission.ACCOUNT_KEEP), fresh()])
@computes
def change_password(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(PasswordChange, form)
    if bound.data is not None:
        answer = _change_password(request, session, actor, form, bound)
        if answer is not None:
            return answer
    return _page(request, session, actor, bound)


def _change_password(
    request: Request, session: Session, actor: Actor, form: FormData, bound: Bound[PasswordChange]
) -> Response | None:
    """None when it was not changed: `bound` says why."""
    sent = bound.checked
    if sent.password != sent.again:
        bound.add("again", words.text_of("passwords_differ"))
        return None
    if is_used_up("own_password", _TRIES, str(actor.pseudonym)):
        bound.add("current", words.text_of("sign_in_slowed"))
        return None
    with attempt(session, bound):
        change = resets.prepare_change(_own(session, actor), current=sent.current, password=sent.password)
    if bound.has_errors:
        return None
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            account = resets.change_password(keeping, actor, change)
        return None if bound.has_errors else to_the_door(request, keeping, account)

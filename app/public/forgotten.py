"""/entrar/olvido, /clave - a forgotten password: a link by mail, and the second factor all the same."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import claim_form, page, redirect
from app.public.sign_in import Secret, to_the_door
from app.second_factor import door, given
from app.security import address_of, limit
from registry.access import Permission
from registry.accounts import resets

router = APIRouter()


class Forgotten(FormModel):
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]


class NewPassword(FormModel):
    password: Secret
    again: Secret
    code: str = ""
    passkey: str = ""


@router.get("/entrar/olvido", dependencies=[allow(Permission.SESSION_OPEN)])
def forgotten_page(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(request, "account/forgotten.html", was_sent="enviado" in request.query_params)


@router.post("/entrar/olvido", dependencies=[allow(Permission.SESSION_OPEN), limit("forgotten", "30/minute")])
def ask(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The same answer for every mail, known here or not."""
    bound = bind(Forgotten, form)
    if bound.data is not None:
        with attempt(session, bound):
            resets.ask(session, email=bound.data.email, address=address_of(request))
    if bound.has_errors:
        return page(request, "account/forgotten.html", bound=bound, was_sent=False)
    return redirect(request, session, "/entrar/olvido?enviado=1")


@router.get("/clave/{token}", dependencies=[allow(Permission.SESSION_OPEN)])
def new_password_page(request: Request, session: DbSession, actor: CurrentActor, token: str) -> HTMLResponse:
    resets.open_link(session, token)
    return door(request, "account/new_password.html")


@router.post(
    "/clave/{token}", dependencies=[allow(Permission.SESSION_OPEN), limit("new_password", "60/minute")]
)
@computes
def choose(request: Request, session: DbSession, actor: CurrentActor, form: SentForm, token: str) -> Response:
    """What is slow is computed while nobody waits for the writer."""
    # A double tap finds the link used up, and gets the first answer all the same.
    claim_form(request, session, form)
    resets.open_link(session, token)
    bound = bind(NewPassword, form)
    if bound.data is not None:
        answer = _choose(request, session, form, bound, token)
        if answer is not None:
            return answer
    for secret in ("password", "again", "passkey", "code"):
        bound.values.pop(secret, None)
    return door(request, "account/new_password.html", bound=bound)


def _choose(
    request: Request, session: DbSession, form: FormData, bound: Bound[NewPassword], token: str
) -> Response | None:
    """None when it was not set: `bound` says why, and a wrong second factor is counted."""
    sent = bound.checked
    if sent.password != sent.again:
        bound.add("again", words.text_of("passwords_differ"))
        return None
    with attempt(session, bound):
        factor = given(request, code=sent.code, key=sent.passkey)
        chosen = resets.prepare(session, token, password=sent.password, given=factor)
    if bound.has_errors:
        return None
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            account = resets.choose_password(keeping, token, chosen)
            if account is not None:
                return to_the_door(request, keeping, account)
            bound.add("code", words.text_of("second_factor_wrong"))
        return None

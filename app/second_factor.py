"""The second factor in the browser: which passkeys it offers, what it answered, asking again before weighty acts.

A route with `dependencies=[fresh()]` runs only for who gave the second factor in the last quarter of an hour. Others
see a page that asks for it and carries everything they typed along.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import words
from app.config import Settings
from app.deps import CurrentActor, DbSession, ReadForm, SentForm, keeping_at_once, settings_of
from app.forms import Bound, clean
from app.pages import page, put_cookie
from app.security import host_cookie, is_used_up
from registry.accounts import factors, passkeys, passwords
from registry.accounts.factors import Given
from registry.accounts.passkeys import Answer, Site

# What this page adds to the form that it carries along.
CODE, KEY = "second_code", "second_key"
# Stands in no page, not even unseen: it is typed once more.
_SECRETS = frozenset({"password", "current", "again"})
_TRIES = "10/15 minutes"


class FreshNeeded(Exception):
    """The second factor is to be given again. `fields`: the form as it was sent, `is_without_secrets` when passwords
    were left out; `error`: a code of what was wrong."""

    def __init__(self, form: FormData, options: str | None, error: str | None) -> None:
        super().__init__()
        self.fields = _fields(form)
        self.is_without_secrets = not _SECRETS.isdisjoint(form)
        self.options = options
        self.error = error


def site_of(request: Request) -> Site:
    return passkeys.site_of(settings_of(request).public_url)


def _binding_cookie(settings: Settings) -> str:
    return host_cookie("entrada", settings)


def binding_of(request: Request) -> str:
    """The browser that challenges are made for: its session, or before there is one a cookie that says nothing."""
    web_session = getattr(request.state, "web_session", None)
    if web_session is not None:
        return f"session:{web_session.public_id}"
    cookie = request.cookies.get(_binding_cookie(settings_of(request)), "")
    return f"browser:{cookie}" if cookie else ""


def door(request: Request, template: str, **context: Any) -> HTMLResponse:
    """A page for people who are not signed in, where a passkey can be given."""
    settings = settings_of(request)
    cookie = request.cookies.get(_binding_cookie(settings), "") or secrets.token_urlsafe(16)
    options = passkeys.sign_in_options(site_of(request), f"browser:{cookie}") if is_offered(request) else None
    answer = page(request, template, passkey_options=options, **context)
    put_cookie(request, answer, _binding_cookie(settings), cookie)
    return answer


def is_offered(request: Request) -> bool:
    """Passkeys belong to one name of this site; under another, the browser would refuse."""
    return request.url.hostname == site_of(request).rp_id


def given(request: Request, *, code: str, key: str) -> Given:
    """What was typed, or what the browser answered with a passkey."""
    if not key:
        return Given(code=code)
    return Given(answer=Answer(key, site_of(request), binding_of(request)))


def _typed(form: FormData, name: str) -> str:
    return clean(str(form.get(name) or ""))[:20_000].strip()


def _hashed_ahead(request: Request, session: DbSession, actor: CurrentActor, form: ReadForm) -> str | None:
    """What was typed as a recovery code, hashed while nobody waits for the one writer: until now nothing was written
    but that this session is in use, and the form is not claimed yet."""
    code, web_session = _typed(form, CODE), getattr(request.state, "web_session", None)
    if web_session is None or factors.is_fresh(web_session) or not passwords.is_like_recovery_code(code):
        return None
    if is_used_up("second_factor", _TRIES, str(actor.pseudonym), counts=False):
        return None
    session.commit()
    return passwords.recovery_hash(actor.public_id, code)


HashedAhead = Annotated[str | None, Depends(_hashed_ahead, scope="function")]


def ask_again(
    request: Request, session: DbSession, actor: CurrentActor, hashed: HashedAhead, form: SentForm
) -> None:
    web_session = getattr(request.state, "web_session", None)
    if web_session is None or factors.is_fresh(web_session):
        return
    code, key = _typed(form, CODE), _typed(form, KEY)
    error = None
    if code or key:
        if is_used_up("second_factor", _TRIES, str(actor.pseudonym)):
            error = "sign_in_slowed"
        else:
            proof, session_id = (
                replace(given(request, code=code, key=key), recovery_hash=hashed),
                web_session.id,
            )
            with keeping_at_once(request, session, form) as keeping:
                is_right = factors.confirm(keeping, session_id, proof)
            if is_right:
                return
            error = "second_factor_wrong"
    options = None
    if is_offered(request) and actor.account_id is not None:
        own = passkeys.of_account(session, actor.account_id)
        options = passkeys.sign_in_options(site_of(request), binding_of(request), own) if own else None
    raise FreshNeeded(form, options, error)


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [
        (name, clean(value))
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in (CODE, KEY, *_SECRETS)
    ]


def fresh() -> Any:
    """For a route's `dependencies=[allow(...), fresh()]`."""
    return Depends(ask_again)


def ask_page(request: Request, error: FreshNeeded) -> Response:
    bound: Bound[Any] = Bound()
    if error.error:
        bound.add(CODE, words.text_of(error.error))
    return page(
        request,
        "account/confirm.html",
        status=422,
        bound=bound,
        fields=error.fields,
        is_without_secrets=error.is_without_secrets,
        passkey_options=error.options,
    )

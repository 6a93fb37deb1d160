"""Pages: the Jinja environment and what every page's frame needs.

`page` renders a whole template, `fragment` one block of it (for htmx), `redirect` ends a POST and remembers the
answer, so that a second click on the same button leads to the same place and changes nothing.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments import render_block
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match

from app import collisions, i18n, menu, voices, words
from app.assets import manifest
from app.config import ROOT
from registry import clock, crypto
from registry.access import PUBLIC
from registry.accounts import once
from registry.accounts.models import FormToken

_TOKEN = re.compile(r"[\w-]{16,64}")
_NEVER_KEPT = frozenset({"password", "current", "again", "word"})
_DOUBLE_TAP = timedelta(minutes=10)
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field # nosec B105


class AlreadySent(Exception):
    """This form was sent before; its answer was to go to `location`, with these cookies if it was just now."""

    def __init__(self, location: str, cookies: dict[str, str] | None = None) -> None:
        super().__init__(location)
        self.location = location
        self.cookies = cookies or {}


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        # Filters speak the reader's language: a constant's words must not be worked out once for everybody.
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        contact=i18n.format_contact,
        date=i18n.format_date,
        phone=i18n.format_phone,
        moment=i18n.format_moment,
        number=i18n.format_number,
        money=i18n.format_money,
        word=words.word,
        reason=words.reason,
    )
    env.globals.update(
        asset=asset,
        form_token=form_token,
        current_path_with_lang=current_path_with_lang,
        # Not "languages": a page about people has those of its own.
        interface_languages=i18n.known(),
        month_names=i18n.month_names,
        today=clock.today,
        voice=voices.voice,
    )
    return env


def asset(name: str) -> str:
    """The address of a built front-end file, with its content hash."""
    return "/static/dist/" + manifest()[name]


def form_token() -> Markup:
    """A hidden field that makes one form one act, however often it is sent."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN, secrets.token_urlsafe(18))


@pass_context
def current_path_with_lang(context: Context, code: str) -> str:
    """Empty where the address answers no GET: a page that only a sent form has cannot be asked for again."""
    request: Request = context["request"]
    if request.method == "POST" and not _answers_get(request):
        return ""
    query = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    # One slash: two would name another host.
    path = "/" + request.url.path.lstrip("/\\")
    return f"{path}?{urlencode([*query, ('lang', code)])}"


def _answers_get(request: Request) -> bool:
    asked = {**request.scope, "method": "GET"}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)


def _frame(request: Request) -> dict[str, Any]:
    actor = getattr(request.state, "actor", PUBLIC)
    kiosk = getattr(request.state, "kiosk", None)
    settings = request.app.state.settings
    return {
        "request": request,
        "lang": i18n.language(),
        "reader_language": i18n.chosen(),
        "user": actor if actor.is_signed_in else None,
        "kiosk": kiosk,
        "nav": [] if kiosk else menu.items(actor, request.url.path),
        "demo": settings.is_demo,
        "helpline": settings.helpline,
        "sms_number": settings.sms_number,
        "whatsapp_number": settings.whatsapp_number,
        "request_id": getattr(request.state, "request_id", ""),
        "bound": None,
        "stored": None,
        "seen": "",
        "own_address": "",
    }


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """The whole page. A `bound` form with errors answers 422 by itself, 409 where somebody else saved meanwhile.

    `stored`: what stands in the form's fields now, where others may change it too (app/collisions.py);
    `own_address`: where the page is read, where its form is sent elsewhere.
    """
    merged = _frame(request) | context
    bound = merged["bound"]
    if status == 200 and bound is not None and bound.has_errors:
        status = 409 if bound.theirs else 422
    if merged["stored"] is not None:
        merged["seen"] = (bound and bound.seen) or collisions.mark(merged["stored"])
    html = environment().get_template(template).render(merged)
    return HTMLResponse(i18n.mark_fragments(html), status_code=status)


def fragment(request: Request, template: str, block: str, **context: Any) -> HTMLResponse:
    """One block of a template, for a request that htmx made."""
    html = render_block(environment(), template, block, _frame(request) | context)
    return HTMLResponse(i18n.mark_fragments(html))


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def claim_form(request: Request, session: Session, form: FormData, *, is_proved: bool = True) -> None:
    """Raise AlreadySent when this form was answered before, with the same words in it; other words are another act.

    The token stands in a page that others may have read, so alone it finds nothing: the answer's address may name a
    person. A stranger's form without a word gets no cookie again. `is_proved`: what was typed and is not compared here
    was right.
    """
    token = form.get(FORM_TOKEN)
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return
    actor = getattr(request.state, "actor", PUBLIC)
    said = _said(form)
    act = crypto.keyed_hash("form_sent", json.dumps([token, request.url.path, said]))
    before = once.earlier(session, act, actor)
    if before is None:
        request.state.form_claim = FormToken(
            token=act, holder=once.holder_of(actor), path=request.url.path, sent_at=clock.now()
        )
    elif is_proved:
        answer = json.loads(before.answer)
        # A double tap: the browser kept only this second answer, so it gets the first one's cookies too.
        is_double = clock.now() - before.sent_at < _DOUBLE_TAP and (actor.is_signed_in or bool(said))
        raise AlreadySent(answer["location"], answer["cookies"] if is_double else None)


def _said(form: FormData) -> list[tuple[str, str]]:
    """What was typed, and what is compared of it."""
    return sorted((name, _compared(name, value)) for name, value in form.multi_items() if name != FORM_TOKEN)


def _compared(name: str, value: UploadFile | str) -> str:
    """Of a file what it is called and how long it is; of what is kept as a slow hash alone whether there was any."""
    if isinstance(value, str):
        return str(bool(value)) if name in _NEVER_KEPT else value
    return f"{value.filename} {value.size}"


def redirect(request: Request, session: Session, location: str) -> Response:
    """303 to `location`, an address of our own; stored with the form's token in the same transaction."""
    if not location.startswith("/") or location.startswith("//"):
        raise ValueError("redirects stay on this site")
    claim: FormToken | None = getattr(request.state, "form_claim", None)
    if claim is not None:
        claim.answer = json.dumps({"location": location, "cookies": {}})
        session.add(claim)
        session.flush()
        request.state.form_claim, request.state.form_answered = None, claim
    return RedirectResponse(location, status_code=303)


def give_cookie(
    request: Request, response: Response, name: str, value: str, *, max_age: int | None = None
) -> None:
    """Set a cookie with the answer of a form, and keep it with the form's token for a double tap."""
    put_cookie(request, response, name, value, max_age=max_age)
    answered: FormToken | None = getattr(request.state, "form_answered", None)
    if answered is not None:
        answer = json.loads(answered.answer)
        answer["cookies"][name] = value
        answered.answer = json.dumps(answer)


def put_cookie(
    request: Request, response: Response, name: str, value: str, *, max_age: int | None = None
) -> None:
    """A cookie of ours: not for scripts, not for other sites, until the browser closes or the server ends it, or for
    `max_age` seconds."""
    is_https = request.app.state.settings.is_https
    response.set_cookie(
        name, value, secure=is_https, httponly=True, samesite="lax", path="/", max_age=max_age
    )


def json_script(data: dict[str, Any]) -> Markup:
    """JSON-LD for a page's head: `<` is escaped so that no text can end the element."""
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704  # nosec B704

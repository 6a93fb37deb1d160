"""/ministerio/mensajes - what is sent to candidates: texts with their length and an example, who agreed to them, and
figures of what went out and came in. Nobody's telephone, nobody's message."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.messages import gsm, queries, texts
from registry.messages.catalogue import SPANISH, Channel, catalogue, measured, settings
from registry.messages.texts import Draft

router = APIRouter(prefix="/mensajes")


class NewText(FormModel):
    text: Annotated[str, StringConstraints(max_length=600)]
    language: Annotated[str, StringConstraints(pattern=r"[a-z]{2,3}")] = SPANISH
    translator: Annotated[str, StringConstraints(max_length=200)] | None = None
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


@router.get("", dependencies=[allow(Permission.MESSAGE_READ)])
def overview(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _overview(request, session, actor, Bound())


def _overview(request: Request, session: Session, actor: Actor, bound: Bound[Any]) -> HTMLResponse:
    return page(
        request,
        "ministry/messages/list.html",
        bound=bound,
        rows=queries.text_rows(session),
        figures=queries.figures(session, actor),
        days=queries.FIGURES_DAYS,
        waiting=texts.waiting(session),
        brought=len(texts.brought_along(session)),
        may_propose=may(actor, Permission.MESSAGE_PROPOSE),
        longest=gsm.LONGEST,
        rules=settings(),
    )


@router.post("/propose", dependencies=[allow(Permission.MESSAGE_PROPOSE)])
def propose_brought(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """All texts of the product that nobody has proposed yet, together."""
    bound = bind(Reason, form)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            texts.propose(session, actor, texts.brought_along(session), reason=sent.reason)
    if bound.has_errors:
        return _overview(request, session, actor, bound)
    return redirect(request, session, "/ministerio/mensajes")


@router.get("/{code}/{channel}", dependencies=[allow(Permission.MESSAGE_READ)])
def read_text(
    request: Request, session: DbSession, actor: CurrentActor, code: str, channel: str
) -> HTMLResponse:
    return _text(request, session, actor, _row(session, code, channel), Bound())


def _row(session: Session, code: str, channel: str) -> queries.TextRow:
    for row in queries.text_rows(session):
        if (row.kind.code, str(row.channel)) == (code, channel):
            return row
    raise NotFound()


def _text(
    request: Request, session: Session, actor: Actor, row: queries.TextRow, bound: Bound[NewText]
) -> HTMLResponse:
    typed = bound.value("text") or row.text
    return page(
        request,
        "ministry/messages/read.html",
        bound=bound,
        row=row,
        typed=typed,
        signs=measured(typed).signs if not bound.error("text") else None,
        longest=gsm.LONGEST,
        values=[*row.kind.values, "complaints"],
        placeholders=catalogue().placeholders,
        may_propose=may(actor, Permission.MESSAGE_PROPOSE),
        languages=[(one.code, one.own_name) for one in i18n.known().values()],
    )


@router.post("/{code}/{channel}", dependencies=[allow(Permission.MESSAGE_PROPOSE)])
def propose_text(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, code: str, channel: str
) -> Response:
    """Other words for one text, or the words of another language with the translator's name."""
    row = _row(session, code, channel)
    bound = bind(NewText, form)
    if bound.data is not None:
        sent = bound.data
        draft = Draft(row.kind.code, Channel(row.channel), sent.text, sent.language, sent.translator)
        with attempt(session, bound):
            texts.propose(session, actor, [draft], reason=sent.reason)
    if bound.has_errors:
        return _text(request, session, actor, row, bound)
    return redirect(request, session, "/ministerio/mensajes")

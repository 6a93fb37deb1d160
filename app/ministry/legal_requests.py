"""/ministerio/pedidos-legales - an authority asks about one person: one supervisor writes it down, another approves
with a fresh second factor, and a copy is handed over that says whose it is. There is no such thing for a list."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.candidate import my_data
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, Reason, carry_out
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from app.second_factor import fresh
from registry import clock, moves
from registry.access import Actor, Permission
from registry.candidates import queries as candidates
from registry.errors import Invalid, NotFound
from registry.legal_requests import queries, service
from registry.legal_requests.models import LegalRequest, Notice

router = APIRouter(prefix="/pedidos-legales")
_PROPOSE = [allow(Permission.PERSONAL_EXPORT_PROPOSE)]
_APPROVE = [allow(Permission.PERSONAL_EXPORT_APPROVE)]
_HERE = "/ministerio/pedidos-legales"
# Stands in the log and on the person's own page as the reason why their data were opened.
_REASON = N_("Para una autoridad que lo pidió por escrito")
# Code of a part to the sections of a person's answers that it shows.
_SECTIONS = {"person": ("person", "contact"), "work": ("languages", "work")}
_Text = Annotated[str, StringConstraints(min_length=3, max_length=500)]


class Proposed(FormModel):
    """`person`: the public number of one record, as its page shows it."""

    person: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    authority: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    reference: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    parts: list[str] = []
    reason: _Text
    notice: Notice
    notice_note: _Text


class Told(FormModel):
    note: _Text


class Copy(FormModel):
    """A sheet in words to print, or the data for a program."""

    kind: Literal["sheet", "data"] = "sheet"


@router.get("", dependencies=_PROPOSE)
def list_requests(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(request, "ministry/legal_requests/list.html", requests=queries.listed(session, actor))


@router.get("/nuevo", dependencies=_PROPOSE)
def new(request: Request, session: DbSession, actor: CurrentActor, persona: str = "") -> HTMLResponse:
    return _form(request, None, persona[:40])


def _form(request: Request, bound: Bound[Any] | None, person: str = "") -> HTMLResponse:
    return page(
        request,
        "ministry/legal_requests/form.html",
        bound=bound,
        person=person,
        parts=words.choices("legal_request.part", service.PARTS),
        notices=words.choices("legal_request.notice", Notice),
    )


@router.post("/propose", dependencies=_PROPOSE)
def propose(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    made: dict[str, str] = {}

    def act(sent: Proposed) -> None:
        try:
            person = candidates.load(session, actor, sent.person)
        except NotFound as error:
            raise Invalid("person_unknown", field="person") from error
        facts = sent.model_dump(exclude={"person"})
        made["id"] = service.propose(session, actor, person, **facts).public_id

    bound = carry_out(session, Proposed, form, act)
    if bound.has_errors:
        return _form(request, bound)
    return redirect(request, session, f"{_HERE}/{made['id']}")


@router.get("/{public_id}", dependencies=_PROPOSE)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, session, actor, queries.load(session, actor, public_id), None)


def _page(
    request: Request, session: Session, actor: Actor, found: LegalRequest, bound: Bound[Any] | None
) -> HTMLResponse:
    return page(
        request,
        "ministry/legal_requests/read.html",
        bound=bound,
        one=found,
        verbs=moves.available(session, actor, found),
    )


@router.post("/{public_id}/approve", dependencies=[*_APPROVE, fresh()])
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """With the second factor given again: an open screen is not enough."""
    return _decide(request, session, actor, form, public_id, "approve")


@router.post("/{public_id}/refuse", dependencies=_APPROVE)
def refuse(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _decide(request, session, actor, form, public_id, "refuse")


def _decide(
    request: Request, session: Session, actor: Actor, form: FormData, public_id: str, verb: str
) -> Response:
    found = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.decide(session, actor, found, verb, reason=sent.reason)
    )
    return _after(request, session, actor, found, bound)


@router.post("/{public_id}/withdraw", dependencies=_PROPOSE)
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    found = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.withdraw(session, actor, found))
    return _after(request, session, actor, found, bound)


@router.post("/{public_id}/notice", dependencies=_PROPOSE)
def note_told(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """The ombudsman was told, as was promised when the request was written down."""
    found = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Told, form, lambda sent: service.note_told(session, actor, found, note=sent.note)
    )
    return _after(request, session, actor, found, bound)


@router.post("/{public_id}/hand_over", dependencies=[*_PROPOSE, fresh()])
def hand_over(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """The copy itself is the answer: there is no address to come back to, and each one is in the log."""
    found = queries.load(session, actor, public_id)
    held: dict[str, Any] = {}
    bound = carry_out(
        session,
        Copy,
        form,
        lambda _sent: held.update(service.hand_over(session, actor, found, reason=i18n.gettext(_REASON))),
    )
    if bound.has_errors:
        return _page(request, session, actor, found, bound)
    if bound.checked.kind == "sheet":
        return _sheet(request, session, actor, found, held["watermark"])
    return Response(
        json.dumps(held, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="pedido-{found.public_id}.json"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _sheet(
    request: Request, session: Session, actor: Actor, found: LegalRequest, mark: dict[str, Any]
) -> HTMLResponse:
    person = candidates.load(session, actor, found.candidate.public_id)
    return page(
        request,
        "ministry/legal_requests/sheet.html",
        one=found,
        mark=mark,
        made_at=clock.now(),
        sections=[
            (part, my_data.answers_of(person, sections))
            for part, sections in _SECTIONS.items()
            if part in found.parts
        ],
        **my_data.lists_of(session, person),
    )


def _after(
    request: Request, session: Session, actor: Actor, found: LegalRequest, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, found, bound)
    return redirect(request, session, f"{_HERE}/{found.public_id}")

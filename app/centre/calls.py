"""/centro/llamadas - whom to call because messages did not reach them; /centro/avisos - what waits on paper.

The lists show a given name and initials. The telephone opens for half an hour, and the person sees that it did.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.centre.people import masked_name, place
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.candidates import identity, safety
from registry.messages import calls, queries
from registry.messages.catalogue import settings
from registry.messages.models import CallTask

router = APIRouter(prefix="/centro")
# Stands in the log and on the person's own page as the reason why their telephone was opened.
_REASON = N_("Para llamarle por su registro")


class Ended(FormModel):
    outcome: calls.Outcome


@router.get("/llamadas", dependencies=[allow(Permission.CALL_READ)])
def list_calls(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    waiting = calls.waiting(session, actor)
    return page(
        request,
        "centre/calls/list.html",
        rows=[(one, masked_name(one.candidate), place(one.candidate)) for one in waiting],
        tries=settings().call_tries,
    )


@router.get("/llamadas/{public_id}", dependencies=[allow(Permission.CALL_READ)])
def read_call(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, calls.load(session, actor, public_id), Bound())


def _page(request: Request, session: Session, actor: Actor, task: CallTask, bound: Bound[Ended]) -> Response:
    person = task.candidate
    is_open = identity.may_read_identity(session, actor, person)
    careful = safety.of(session, person) if is_open else None
    return page(
        request,
        "centre/calls/read.html",
        bound=bound,
        task=task,
        name=masked_name(person),
        first_name=person.given_names.split()[0],
        phone=person.phone if is_open else None,
        is_shared=person.is_phone_shared,
        contact=careful.contact if careful is not None else None,
        tries=settings().call_tries,
        outcomes=words.choices("call.outcome", calls.outcomes(task)) if task.state == "open" else [],
    )


@router.post("/llamadas/{public_id}/open", dependencies=[allow(Permission.CALL_MAKE)])
def open_telephone(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    task = calls.load(session, actor, public_id)
    bound = bind(Nothing, form)
    if bound.data is not None:
        calls.open_telephone(session, actor, task, reason=i18n.gettext(_REASON))
    return redirect(request, session, f"/centro/llamadas/{public_id}")


@router.post("/llamadas/{public_id}/finish", dependencies=[allow(Permission.CALL_MAKE)])
def finish(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    task = calls.load(session, actor, public_id)
    bound = bind(Ended, form)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            calls.finish(session, actor, task, sent.outcome)
    if bound.has_errors:
        return _page(request, session, actor, task, bound)
    return redirect(request, session, "/centro/llamadas")


@router.get("/avisos", dependencies=[allow(Permission.MESSAGE_PRINT)])
def list_paper(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    rows = queries.to_print(session, actor)
    return page(
        request,
        "centre/calls/paper.html",
        rows=[(message, masked_name(person), place(person)) for message, person in rows],
    )


@router.get("/avisos/{public_id}", dependencies=[allow(Permission.MESSAGE_PRINT)])
def read_paper(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """The sheet: a first name and the text that two people of the Ministry agreed on."""
    message, person, text = queries.on_paper(session, actor, public_id)
    return page(
        request, "centre/calls/sheet.html", message=message, text=text, name=person.given_names.split()[0]
    )


@router.post("/avisos/{public_id}/print", dependencies=[allow(Permission.MESSAGE_PRINT)])
def note_printed(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    queries.note_printed(session, actor, public_id)
    return redirect(request, session, "/centro/avisos")

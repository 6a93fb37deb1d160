"""/centro/personas/ID/reserva - what a person tells so that somebody protects them.

Whoever writes it does not see it afterwards, nor that anything was written before. Focal points of the
centre read with a reason, and show the person who read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.centre.people import ReadingReason, open_person
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate
from registry.protection import queries, service
from registry.protection.service import Opened

router = APIRouter(prefix="/centro/personas/{public_id}/reserva")


class Note(FormModel):
    words: Annotated[str, StringConstraints(min_length=3, max_length=service.MOST_LETTERS)]
    how: How
    has_consent: Literal["1"]


@router.get("", dependencies=[allow(Permission.PROTECTION_NOTE)])
def read_page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, guardada: str = ""
) -> Response:
    candidate = open_person(session, actor, public_id)
    return _page(request, session, actor, candidate, None, is_saved=bool(guardada))


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    candidate: Candidate,
    bound: Bound[Any] | None,
    *,
    is_saved: bool = False,
    opened: Opened | None = None,
) -> Response:
    return page(
        request,
        "centre/protection/person.html",
        bound=bound,
        person=candidate,
        name=f"{candidate.given_names} {candidate.surnames}",
        is_saved=is_saved,
        is_focal=queries.is_focal_point(session, actor),
        notes=queries.notes_of(session, actor, candidate),
        readings=queries.readings(session, actor, candidate),
        opened=opened,
        consent=in_force()[Purpose.PROTECTION].text(i18n.language()),
        hows=words.choices("consent.how", (How.READ_ALOUD, How.SCREEN, How.PAPER)),
    )


@router.post("/note", dependencies=[allow(Permission.PROTECTION_NOTE)])
def note(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)

    def act(sent: Note) -> None:
        language = i18n.language()
        service.note(
            session, actor, candidate, words=sent.words, has_consent=True, how=sent.how, language=language
        )

    bound = carry_out(session, Note, form, act)
    if "has_consent" in bound.errors:
        bound.errors["has_consent"] = words.text_of("permission_missing")
    if bound.has_errors:
        return _page(request, session, actor, candidate, bound)
    return redirect(request, session, f"/centro/personas/{public_id}/reserva?guardada=1")


@router.post("/{note_id}/read", dependencies=[allow(Permission.PROTECTION_READ)])
def read(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, note_id: str
) -> Response:
    """Shown once, in the answer: nothing to come back to, nothing in an address."""
    candidate = open_person(session, actor, public_id)
    sealed = queries.load(session, actor, candidate, note_id)
    found: list[Opened] = []
    bound = carry_out(
        session,
        ReadingReason,
        form,
        lambda sent: found.append(service.read(session, actor, sealed, reason=sent.reason)),
    )
    return _page(
        request,
        session,
        actor,
        candidate,
        bound if bound.has_errors else None,
        opened=found[0] if found else None,
    )


@router.post("/{note_id}/forget", dependencies=[allow(Permission.PROTECTION_READ)])
def forget(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, note_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)
    sealed = queries.load(session, actor, candidate, note_id)
    bound = carry_out(
        session, ReadingReason, form, lambda sent: service.forget(session, actor, sealed, reason=sent.reason)
    )
    if bound.has_errors:
        return _page(request, session, actor, candidate, bound)
    return redirect(request, session, f"/centro/personas/{public_id}/reserva")

"""/centro/personas/ID/caminos - the adviser's page: the same answers, and what is asked under seal after a match.

It opens like the person's data, with a reason. A sealed answer opens apart: each reading takes a reason of its own, is
answered once, in the very answer to the form, and stands in the log.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.candidate.pathway_questions import Book, CurrentBook
from app.candidate.pathways import own_cards, told_rows
from app.candidate.questions.question import explain_missing
from app.centre.people import masked_name
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from registry.access import Permission
from registry.law.queries import in_force
from registry.pathways import queries, sealed
from registry.pathways.models import Said

router = APIRouter(prefix="/centro/personas/{public_id}/caminos")
_COUNTRY_OF = {"H2A": "US", "H2B": "US", "CA_AG": "CA", "CA_LOW": "CA", "ES_GECCO": "ES"}
_MISSING = {
    "said": N_("Elija una respuesta. «Prefiere no decir» también vale."),
    "reason": N_("Escriba para qué lo lee."),
}


class Sealing(FormModel):
    said: Said
    words: Annotated[str, StringConstraints(max_length=sealed.MOST_LETTERS)] = ""


class Reading(FormModel):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=300)]


@router.get("", dependencies=[allow(Permission.PATHWAY_TELL)])
def read(request: Request, session: DbSession, actor: CurrentActor, book: CurrentBook) -> Response:
    return _page(request, session, book)


@router.post("/{scheme_id}/ask", dependencies=[allow(Permission.SEALED_ASK)])
def ask(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    book: CurrentBook,
    scheme_id: str,
) -> Response:
    """Seal what the person said; from here on it opens with a reason only."""
    bound = bind(Sealing, form)
    explain_missing(bound, _MISSING)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            sealed.ask(session, actor, book.candidate, scheme_id, said=sent.said, words=sent.words)
    if bound.has_errors:
        return _page(request, session, book, bound, asked=scheme_id)
    return redirect(request, session, book.base)


@router.post("/{scheme_id}/read", dependencies=[allow(Permission.SEALED_READ)])
def read_sealed(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    book: CurrentBook,
    scheme_id: str,
) -> Response:
    """Shown in this answer and nowhere else: reading again takes a reason again."""
    bound = bind(Reading, form)
    explain_missing(bound, _MISSING)
    opened = None
    if bound.data is not None:
        with attempt(session, bound):
            opened = sealed.read(session, actor, book.candidate, scheme_id, reason=bound.data.reason)
    return _page(request, session, book, bound, asked=scheme_id, opened=opened)


def _page(
    request: Request,
    session: Session,
    book: Book,
    bound: Bound[Any] | None = None,
    *,
    asked: str = "",
    opened: sealed.Opened | None = None,
) -> Response:
    candidate, law = book.candidate, in_force(session)
    seals = queries.seals(session, candidate)
    matches = [
        {
            "scheme": scheme,
            "name": law.schemes[scheme].name,
            "question": words.word(_COUNTRY_OF[scheme], "sealed.question"),
            "seal": seals.get(scheme),
        }
        for scheme in sorted(queries.matched(session, candidate))
        if scheme in queries.SEALED_SCHEMES
    ]
    return page(
        request,
        "centre/pathways/read.html",
        bound=bound,
        asked=asked,
        opened=opened,
        person=candidate,
        name=masked_name(candidate),
        base=book.base,
        cards=own_cards(session, candidate, with_sealed=(asked,) if opened else ()),
        told=told_rows(queries.told_by(session, candidate), book.base),
        matches=matches,
        asks_for_papers=queries.asks_for_papers(session, candidate),
        said_choices=words.choices("sealed.said", Said),
    )

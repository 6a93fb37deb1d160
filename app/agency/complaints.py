"""/agencia/preguntas - what the Ministry asks the agency because of a report: the question, its codes, the answer.

Never who reported, nor what they said, nor the day: only the month. Before a report is released nothing of it is here.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import clock
from registry.access import Actor, Permission
from registry.complaints import asking

router = APIRouter(prefix="/agencia/preguntas")


class Answer(FormModel):
    answer: Annotated[str, StringConstraints(min_length=20, max_length=asking.LONGEST)]


@router.get("", dependencies=[allow(Permission.COMPLAINT_ANSWER)])
def questions(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _page(request, session, actor)


@router.post("/{public_id}/answer", dependencies=[allow(Permission.COMPLAINT_ANSWER)])
def answer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    row = asking.load(session, actor, public_id)
    bound = carry_out(session, Answer, form, lambda sent: asking.answer(session, actor, row, sent.answer))
    if bound.has_errors:
        return _page(request, session, actor, bound, about=public_id)
    return redirect(request, session, "/agencia/preguntas")


def _page(
    request: Request, session: Session, actor: Actor, bound: Bound[Any] | None = None, *, about: str = ""
) -> HTMLResponse:
    return page(
        request,
        "agency/questions.html",
        bound=bound,
        about=about,
        questions=[(one, asking.month_of(one)) for one in asking.of_agency(session, actor)],
        late_after=clock.today(),
    )

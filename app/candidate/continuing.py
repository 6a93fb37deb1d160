"""/registro/otro-telefono and /registro/seguir - to go on with a registration on another device, with a code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from app import words
from app.candidate import questions
from app.candidate.notebook import (
    REGISTRATION,
    CurrentNotebook,
    NoAnswers,
    RegistrationNotebook,
    cookie_name,
)
from app.candidate.questions.question import explain_missing
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import give_cookie, page, redirect
from app.security import limit
from registry.access import Permission
from registry.candidates import drafts, entry
from registry.candidates.code import grouped, read_code

router = APIRouter(prefix="/registro")
_REGISTER = [allow(Permission.CANDIDATE_REGISTER)]


class DraftCode(FormModel):
    code: Annotated[str, StringConstraints(max_length=60)]


@router.get("/otro-telefono", dependencies=_REGISTER)
def elsewhere(request: Request, notebook: CurrentNotebook, actor: CurrentActor) -> Response:
    """What going on elsewhere means; the code is made when it is asked for."""
    return page(
        request, "candidate/registration/elsewhere.html", code=None, nav=[], go_on=_where(notebook.answers)
    )


@router.post("/otro-telefono", dependencies=_REGISTER)
def give_code(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, notebook: CurrentNotebook
) -> Response:
    """The one page that is an answer to a form: its code is kept nowhere and cannot be shown again."""
    if not isinstance(notebook, RegistrationNotebook) or notebook.draft is None:
        raise NoAnswers()
    code = grouped(drafts.give_code(session, notebook.draft))
    return page(
        request, "candidate/registration/elsewhere.html", code=code, nav=[], go_on=_where(notebook.answers)
    )


@router.get("/seguir", dependencies=_REGISTER)
def ask_code(request: Request, actor: CurrentActor) -> Response:
    return page(request, "candidate/registration/take_up.html", bound=Bound())


@router.post("/seguir", dependencies=[*_REGISTER, limit("registration_take_up", "120/minute")])
def take_up(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(DraftCode, form)
    explain_missing(bound, {"code": N_("Escriba el código.")})
    token = None
    if bound.data is not None and read_code(bound.data.code) is None:
        bound.add("code", words.text_of("draft_code_unreadable"))
    elif bound.data is not None:
        with attempt(session, bound):
            token = entry.take_up_draft(session, bound.data.code, address=_address(request))
            if token is None:
                bound.add("code", words.text_of("draft_code_not_found"))
    if token is None:
        return page(request, "candidate/registration/take_up.html", bound=bound)
    draft = drafts.open_draft(session, token)
    response = redirect(request, session, f"/registro/{_where(drafts.answers_of(draft))}")
    give_cookie(request, response, cookie_name(settings_of(request), REGISTRATION), token)
    return response


def _where(answers: drafts.Answers) -> str:
    """The question where the person was, or the check page."""
    return questions.first_open(answers) or "revisar"


def _address(request: Request) -> str:
    return request.client.host if request.client else "-"

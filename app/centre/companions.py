"""/centro/personas/ID/companion - with whom somebody goes: each of the two names the other by the code on the slip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from app.candidate.questions.question import explain_missing
from app.centre.people import open_person, read_page
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import redirect
from registry.access import Permission
from registry.plans import companions

router = APIRouter(prefix="/centro")


class CompanionCode(FormModel):
    companion_code: Annotated[str, StringConstraints(max_length=60)]


@router.post("/personas/{public_id}/name_companion", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def name_companion(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)
    bound = bind(CompanionCode, form)
    explain_missing(bound, {"companion_code": N_("Escriba el código de la otra persona. Está en su hoja.")})
    if bound.data is not None:
        with attempt(session, bound):
            companions.name(session, actor, candidate, bound.data.companion_code)
    if bound.has_errors:
        return read_page(request, session, actor, candidate, bound)
    return redirect(request, session, f"/centro/personas/{public_id}#juntos")


@router.post("/personas/{public_id}/forget_companion", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def forget_companion(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)
    companions.forget(session, actor, candidate)
    return redirect(request, session, f"/centro/personas/{public_id}#juntos")

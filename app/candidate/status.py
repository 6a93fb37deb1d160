"""/estado - where a registration stands, by the code of the slip alone. Shows no name and nothing personal."""

from __future__ import annotations

from typing import Annotated

from cryptography.fernet import InvalidToken
from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app import words
from app.candidate.questions.question import explain_missing
from app.candidate.questions.wishes import COUNTRIES
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm, database_of, settings_of
from app.forms import Bound, FormModel, bind
from app.guards import allow
from app.i18n import N_
from app.pages import give_cookie, page, redirect
from app.security import kiosk_cookie_names, limit, source_of
from registry import crypto
from registry.access import Permission
from registry.candidates import entry
from registry.candidates.code import grouped, read_code
from registry.candidates.models import Candidate
from registry.candidates.stages import Stage, stage_of
from registry.errors import NotPossible
from registry.shortlists.expectations import expectations
from registry.shortlists.pool import Pool

router = APIRouter(prefix="/estado")
# The road of a registration, for the drawing; other stages stand beside it.
ROAD = (Stage.REGISTERED, Stage.SEARCHING, Stage.PROPOSED, Stage.INTERVIEW, Stage.SELECTED, Stage.DOCUMENTS)
_BESIDE = {Stage.OFFERED: 2, Stage.NOT_THIS_TIME: 1, Stage.PAUSED: 1, Stage.UNCONFIRMED: 1}


class StatusCode(FormModel):
    code: Annotated[str, StringConstraints(max_length=60)]


@router.get("", dependencies=[allow(Permission.PUBLIC_READ)])
def ask_code(request: Request, actor: CurrentActor) -> Response:
    return _ask(request, Bound())


@router.post("", dependencies=[allow(Permission.PUBLIC_READ), limit("status", "120/minute")])
def send_code(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(StatusCode, form)
    explain_missing(bound, {"code": N_("Escriba el código de su hoja.")})
    if bound.data is None:
        return _ask(request, bound)
    candidate = _find(request, session, bound.data.code, bound)
    if candidate is None:
        entry.count_unknown_code(session, bound.data.code, address=source_of(request))
        return _ask(request, bound)
    if request.state.kiosk is None:
        return redirect(request, session, f"/estado/{grouped(candidate.code)}")
    # At a kiosk no address names a person: the next one could find it in the history.
    response = redirect(request, session, "/estado/aqui")
    give_cookie(request, response, _consulted(request), crypto.encrypt_to_text(candidate.code))
    return response


@router.get("/aqui", dependencies=[allow(Permission.PUBLIC_READ)])
def status_here(request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool) -> Response:
    """The stage that was asked for at this kiosk."""
    sealed = request.cookies.get(_consulted(request))
    if request.state.kiosk is None or sealed is None:
        return RedirectResponse("/estado", status_code=303)
    try:
        code = crypto.decrypt_text(sealed)
    except InvalidToken:
        return RedirectResponse("/estado", status_code=303)
    return _show(request, session, pool, code)


@router.get("/{code}", dependencies=[allow(Permission.PUBLIC_READ), limit("status", "120/minute")])
def status(
    request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool, code: str
) -> Response:
    if request.state.kiosk is not None:
        return RedirectResponse("/estado", status_code=303)
    return _show(request, session, pool, code)


def _consulted(request: Request) -> str:
    return kiosk_cookie_names(settings_of(request))[2]


def _show(request: Request, session: Session, pool: Pool, code: str) -> Response:
    bound: Bound[StatusCode] = Bound({"code": code[:60]})
    candidate = _find(request, session, code, bound)
    if candidate is None:
        # A page that is read has no writing session; a code that nobody holds is counted all the same.
        with database_of(request).session(write=True) as writing:
            entry.count_unknown_code(writing, code, address=source_of(request))
            writing.commit()
        return _ask(request, bound)
    stage = stage_of(session, candidate)
    reached = ROAD.index(stage) if stage in ROAD else _BESIDE[stage]
    return page(
        request,
        "candidate/status/read.html",
        stage=stage,
        road=ROAD,
        reached=reached,
        code=grouped(candidate.code),
        figures=expectations(session, pool, COUNTRIES),
    )


def _find(request: Request, session: Session, code: str, bound: Bound[StatusCode]) -> Candidate | None:
    """The holder of a code; None with the reason in `bound`."""
    if read_code(code) is None:
        bound.add("code", words.text_of("code_unreadable"))
        return None
    try:
        candidate = entry.find_by_code(session, code, address=source_of(request))
    except NotPossible as error:
        bound.add("code", words.problem(error))
        return None
    if candidate is None:
        bound.add("code", words.text_of("code_not_found"))
    return candidate


def _ask(request: Request, bound: Bound[StatusCode]) -> Response:
    return page(request, "candidate/status/ask.html", bound=bound)

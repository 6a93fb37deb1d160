"""/mi/entrar - a candidate comes in with the code of the slip and their telephone. No account, no password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app import i18n, words
from app.candidate.questions.question import explain_missing
from app.deps import CurrentActor, DbSession, SentForm, computes, settings_of, writing
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import give_cookie, page, redirect
from app.security import address_of, device_of, limit, session_cookie_name
from registry.access import Permission
from registry.candidates import entry
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.registration import answer
from registry.holdings import erasing

router = APIRouter(prefix="/mi/entrar")


class CodeAndPhone(FormModel):
    code: Annotated[str, StringConstraints(max_length=60)]
    phone: Annotated[str, StringConstraints(max_length=40)]
    word: Annotated[str, StringConstraints(max_length=60)] = ""
    next: str = ""


@router.get("", dependencies=[allow(Permission.SESSION_OPEN)])
def sign_in_page(request: Request, actor: CurrentActor, next: Annotated[str, Query()] = "") -> Response:
    is_closed = "cerrado" in request.query_params and not actor.is_signed_in
    return _sign_in_page(request, Bound(), onward=_own_path(next), is_closed=is_closed)


def _sign_in_page(
    request: Request, bound: Bound[CodeAndPhone], *, onward: str, is_closed: bool = False
) -> Response:
    """`is_closed`: who was here before has just left."""
    bound.values.pop("word", None)
    return page(request, "candidate/own/sign_in.html", bound=bound, next=onward, is_closed=is_closed)


@router.post("", dependencies=[allow(Permission.SESSION_OPEN), limit("candidate_sign_in", "60/minute")])
@computes
def sign_in(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A secret word is looked at while nobody waits for the writer."""
    bound = bind(CodeAndPhone, form)
    explain_missing(bound, {"code": N_("Escriba el código de su hoja."), "phone": N_("Escriba su teléfono.")})
    onward = _own_path(str(form.get("next") or ""))
    if bound.data is not None:
        answered = _enter(
            request, session, form, bound, onward or "/mi",
            prove=entry.prove_word, enter=entry.sign_in, failed="candidate_sign_in_failed",
        )  # fmt: skip
        if answered is not None:
            return answered
    return _sign_in_page(request, bound, onward=onward)


def _enter(
    request: Request,
    session: Session,
    form: FormData,
    bound: Bound[CodeAndPhone],
    onward: str,
    *,
    prove: Callable[..., str | None],
    enter: Callable[..., str | None],
    failed: str,
) -> Response | None:
    """None when it did not open: `bound` says why, and the failure is counted."""
    sent = bound.checked
    with attempt(session, bound):
        proved = prove(session, code=sent.code, word=sent.word, address=address_of(request))
    if bound.has_errors:
        return None
    with writing(request, session, form, is_proved=not sent.word or proved is not None) as keeping:
        token = None
        with attempt(keeping, bound):
            token = enter(
                keeping,
                code=sent.code,
                phone=sent.phone,
                proved=proved,
                device=device_of(request),
                address=address_of(request),
            )
            if token is None:
                bound.add("code", words.text_of(failed))
        if token is None:
            return None
        response = redirect(request, keeping, onward)
        give_cookie(request, response, session_cookie_name(settings_of(request)), token)
        return response


@router.get("/volver", dependencies=[allow(Permission.SESSION_OPEN)])
def come_back_page(request: Request, actor: CurrentActor) -> Response:
    """For who asked to have their data deleted and thinks again."""
    return _come_back(request, Bound(), was_erased="borrado" in request.query_params)


@router.post(
    "/volver", dependencies=[allow(Permission.SESSION_OPEN), limit("candidate_sign_in", "60/minute")]
)
@computes
def come_back(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(CodeAndPhone, form)
    explain_missing(bound, {"code": N_("Escriba el código de su hoja."), "phone": N_("Escriba su teléfono.")})
    if bound.data is not None:
        given = answer(Purpose.REGISTER, is_given=True, how=How.SCREEN, language=i18n.language())
        answered = _enter(
            request, session, form, bound, "/mi",
            prove=erasing.prove_word, enter=partial(erasing.come_back, answer=given), failed="come_back_failed",
        )  # fmt: skip
        if answered is not None:
            return answered
    return _come_back(request, bound)


def _come_back(request: Request, bound: Bound[CodeAndPhone], *, was_erased: bool = False) -> Response:
    bound.values.pop("word", None)
    return page(
        request,
        "candidate/own/come_back.html",
        bound=bound,
        was_erased=was_erased,
        days=erasing.DAYS_TO_COME_BACK,
        consent_text=in_force()[Purpose.REGISTER].text(i18n.language()),
    )


def _own_path(path: str) -> str:
    """`path` when it is one of the candidate's own pages, otherwise nothing (ASVS 3.7.2)."""
    return path if path == "/mi" or path.startswith("/mi/") else ""

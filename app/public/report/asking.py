"""The questions of a report, one a page; whom it is about is looked up in the register."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from app.candidate.questions.question import explain_missing
from app.deps import DbSession
from app.forms import Bound, FormModel, bind
from app.guards import allow
from app.i18n import gettext as _
from app.public.report import questions
from app.public.report.questions import QUESTIONS, WHO, Question
from app.public.report.visit import (
    BODY_BYTES,
    Here,
    ReportForm,
    Reporting,
    files_said,
    folder_of,
    go,
    is_second_tap,
    keep_files,
    show,
)
from registry.access import Permission
from registry.complaints import queries as complaints
from registry.complaints.helplines import places
from registry.errors import NotFound
from registry.organisations import lookup
from registry.organisations.register import Entry

router = APIRouter()
_SEND = [allow(Permission.COMPLAINT_SEND)]


class Named(FormModel):
    """Who did it, as the person knows them."""

    words: Annotated[str, StringConstraints(max_length=200)] | None = None


class Picked(FormModel):
    """One of the agencies that look alike, or `none`."""

    agency: Annotated[str, StringConstraints(max_length=40)]


def frame(request: Request, here: Here, slug: str) -> dict[str, Any]:
    """Back, and the short cut to the check page once there is something to send."""
    is_change = "cambiar" in request.query_params
    return {
        "back": "/denuncia/revisar"
        if is_change
        else f"/denuncia/{questions.before(here.page, slug)}".rstrip("/"),
        "suffix": "?cambiar=1" if is_change else "",
        "can_finish": questions.first_open(here.page) is None and slug not in ("peligro", "que-paso"),
    }


def onward(request: Request, here: Here, slug: str) -> str:
    if "cambiar" in request.query_params:
        return "/denuncia/revisar"
    return f"/denuncia/{questions.after(here.page, slug)}"


@router.get("/ayuda", dependencies=_SEND)
def help_now(request: Request, here: Reporting) -> Response:
    """For who is in danger: where to go now, and that the report can wait."""
    return show(request, "help", places=places(), go_on="/denuncia/que-paso", back="/denuncia/peligro")


@router.get(f"/{WHO}", dependencies=_SEND)
def ask_who(request: Request, here: Reporting) -> Response:
    return _who(request, here, None)


@router.post(f"/{WHO}", dependencies=_SEND)
def answer_who(request: Request, session: DbSession, form: ReportForm, here: Reporting) -> Response:
    bound = bind(Named, form)
    if bound.data is None:
        return _who(request, here, bound)
    here.page.mark(WHO)
    typed = bound.data.words if "none" not in form else None
    if typed and typed == here.page.who_shown and (here.page.told.who.agency or here.page.told.who.vacancy):
        return go(onward(request, here, WHO))
    here.page.told.who.agency = here.page.told.who.vacancy = None
    here.page.told.who.words, here.page.who_shown = typed, typed or ""
    found = lookup.verify(session, typed) if typed else None
    if found is not None and found.vacancy is not None:
        here.page.told.who.vacancy = found.vacancy.number
    here.save(session)
    if found is not None and (found.agencies or found.similar):
        return go(f"/denuncia/quien-es{frame(request, here, WHO)['suffix']}")
    return go(onward(request, here, WHO))


def _who(request: Request, here: Here, bound: Bound[Any] | None) -> Response:
    bound = bound or Bound({"words": here.page.who_shown})
    return show(request, "who", bound=bound, **frame(request, here, WHO))


@router.get("/quien-es", dependencies=_SEND)
def ask_which(request: Request, session: DbSession, here: Reporting) -> Response:
    return _which(request, session, here, None)


@router.post("/quien-es", dependencies=_SEND)
def answer_which(request: Request, session: DbSession, form: ReportForm, here: Reporting) -> Response:
    bound = bind(Picked, form)
    explain_missing(bound, {"agency": _("Toque una, o «Ninguna de estas».")})
    if bound.data is None:
        return _which(request, session, here, bound)
    chosen = next((one for one in _alike(session, here) if one.code == bound.checked.agency), None)
    here.page.told.who.agency = chosen.code if chosen else None
    if chosen is not None:
        here.page.who_shown = chosen.legal_name
    here.save(session)
    return go(onward(request, here, WHO))


def _alike(session: DbSession, here: Here) -> list[Entry]:
    typed = here.page.told.who.words
    found = lookup.verify(session, typed) if typed else None
    return list(found.agencies or found.similar) if found is not None else []


def _which(request: Request, session: DbSession, here: Here, bound: Bound[Any] | None) -> Response:
    choices = [
        {
            "value": one.code,
            "label": one.legal_name,
            "hint": " · ".join(part for part in (one.registry_no, one.municipality) if part),
        }
        for one in _alike(session, here)
    ]
    bound = bound or Bound({"agency": here.page.told.who.agency or ""})
    context = frame(request, here, WHO) | {"back": f"/denuncia/{WHO}{frame(request, here, WHO)['suffix']}"}
    return show(request, "which", bound=bound, choices=choices, **context)


@router.get("/{slug}", dependencies=_SEND)
def ask(request: Request, session: DbSession, here: Reporting, slug: str) -> Response:
    return _show(request, session, here, _question(slug), None)


@router.post("/{slug}", dependencies=_SEND, max_body_size=BODY_BYTES)
def answer(request: Request, session: DbSession, form: ReportForm, here: Reporting, slug: str) -> Response:
    question = _question(slug)
    bound = bind(question.form, form)
    _explain(bound, question)
    if bound.data is not None:
        question.store(here.page, bound.data)
        here.page.mark(slug)
        if slug == "cuente" and not is_second_tap(here, form):
            keep_files(session, folder_of(request), form, bound, visit_id=here.visit.id)
        here.save(session)
    if bound.has_errors:
        return _show(request, session, here, question, bound)
    if slug == "peligro" and here.page.told.in_danger:
        return go("/denuncia/ayuda")
    if "more" in form:
        return go(f"/denuncia/{slug}{frame(request, here, slug)['suffix']}")
    return go(onward(request, here, slug))


def _explain(bound: Bound[Any], question: Question) -> None:
    if question.missing is not None:
        explain_missing(bound, dict.fromkeys(bound.errors, question.missing))
    if (
        question.slug == "contacto"
        and bound.data is not None
        and bound.data.way != "no"
        and not bound.data.value
    ):
        bound.add("value", _("Escriba su número o su correo. O toque «No»."))
        bound.data = None


def _question(slug: str) -> Question:
    if slug not in QUESTIONS:
        raise NotFound()
    return QUESTIONS[slug]


def _show(
    request: Request, session: DbSession, here: Here, question: Question, bound: Bound[Any] | None
) -> Response:
    context = frame(request, here, question.slug)
    if question.slug == "cuente":
        context["files"] = files_said(complaints.files_of_visit(session, here.visit.id))
    bound = bound or Bound(question.values(here.page))
    return show(request, question.slug.replace("-", "_"), bound=bound, **context)

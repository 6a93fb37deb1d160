"""/registro - a person registers alone: what it is for and their consent, the questions, the check page, the slip."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app import i18n
from app.candidate import questions
from app.candidate.notebook import (
    REGISTRATION,
    CurrentNotebook,
    NoAnswers,
    clear_cookie,
    cookie_name,
    open_registration,
    token_of,
)
from app.candidate.pathways import cards_of, own_cards
from app.candidate.questions import BY_SLUG, SECTIONS, WORK
from app.candidate.slip import slip, slip_page
from app.candidate.work_pages import job_line
from app.deps import CurrentActor, DbSession, ReadForm, SentForm, settings_of
from app.forms import Bound, FormModel, attempt
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, put_cookie, redirect
from app.security import limit
from registry.access import Permission
from registry.candidates import drafts, service
from registry.candidates.consents import Purpose, in_force
from registry.candidates.drafts import Answers
from registry.candidates.models import Candidate
from registry.candidates.registration import adult_on
from registry.law import queries as law
from registry.pathways import queries as pathway_answers

router = APIRouter(prefix="/registro")
_REGISTER = [allow(Permission.CANDIDATE_REGISTER)]


class Confirmation(FormModel):
    """The check page has no fields: what is sent was given before."""


@router.get("", dependencies=_REGISTER)
def start_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    notebook = open_registration(request, session)
    text = in_force()[Purpose.REGISTER]
    go_on = None
    if notebook is not None:
        go_on = questions.first_open(notebook.answers) or "revisar"
    return page(
        request,
        "candidate/registration/start.html",
        consent_text=text.text(i18n.language()),
        version=text.version,
        go_on=go_on,
        name=notebook.answers.facts.given_names if notebook else "",
        were_lost="sin-respuestas" in request.query_params and notebook is None,
        closed=request.query_params.get("cerrado", "") if notebook is None else "",
    )


@router.post("", dependencies=[*_REGISTER, limit("registration_start", "600/minute")])
def start(request: Request, session: DbSession, actor: CurrentActor, form: ReadForm) -> Response:
    """The person agrees to be registered. Nothing is kept before the first answer, so a second tap begins as well; who
    has answers here already goes on with them."""
    notebook = open_registration(request, session)
    if notebook is not None:
        return redirect(request, session, f"/registro/{questions.first_open(notebook.answers) or 'revisar'}")
    response = redirect(request, session, f"/registro/{questions.ORDER[0]}")
    cookie = cookie_name(settings_of(request), REGISTRATION)
    put_cookie(request, response, cookie, drafts.begin(i18n.language()))
    return response


@router.post("/forget", dependencies=_REGISTER)
def forget(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Delete what was answered on this device. Who is registered already stays so, and is told."""
    draft = drafts.find(session, token_of(request))
    is_registered = draft is not None and draft.candidate_id is not None
    is_open = open_registration(request, session) is not None
    drafts.forget(session, token_of(request))
    closed = "registrado" if is_registered else "sin-mandar" if is_open else "1"
    response = redirect(request, session, f"/registro?cerrado={closed}")
    clear_cookie(response, settings_of(request), REGISTRATION)
    return response


@router.get("/menor", dependencies=_REGISTER)
def under_age(
    request: Request, session: DbSession, notebook: CurrentNotebook, actor: CurrentActor
) -> Response:
    """For who is not 18 yet: an honest word, when they may come, and where to go until then."""
    born = notebook.answers.facts.birth_date
    if born is None:
        return RedirectResponse("/registro/nacimiento", status_code=303)
    return page(
        request,
        "candidate/registration/under_age.html",
        adult_on=adult_on(born),
        cards=cards_of(law.in_force(session), pathway_answers.answers_for_birth_date(session, born)),
    )


@router.get("/revisar", dependencies=_REGISTER)
def review(request: Request, session: DbSession, notebook: CurrentNotebook, actor: CurrentActor) -> Response:
    missing = questions.first_open(notebook.answers)
    if missing is not None:
        return RedirectResponse(f"/registro/{missing}", status_code=303)
    return _review(request, notebook.answers, Bound())


@router.post("/register", dependencies=_REGISTER)
def register(
    request: Request, session: DbSession, form: SentForm, notebook: CurrentNotebook, actor: CurrentActor
) -> Response:
    bound: Bound[Confirmation] = Bound()
    with attempt(session, bound):
        candidate, _code = service.register(
            session, actor, notebook.answers.facts, is_fictitious=settings_of(request).is_demo
        )
        drafts.finish(session, drafts.open_draft(session, token_of(request)), candidate)
    if bound.has_errors:
        return _review(request, notebook.answers, bound)
    return redirect(request, session, "/registro/listo")


@router.get("/listo", dependencies=_REGISTER)
def done(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    candidate = _registered_here(request, session)
    return page(
        request,
        "candidate/registration/done.html",
        cards=own_cards(session, candidate),
        **slip(request, session, candidate),
    )


@router.get("/caminos", dependencies=_REGISTER)
def pathways(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """The honest answer at the end of a registration, while its slip may be shown on this device."""
    candidate = _registered_here(request, session)
    return page(
        request,
        "candidate/pathways/read.html",
        cards=own_cards(session, candidate),
        back="/registro/listo",
        base=None,
        told=None,
        seals=[],
        asks_for_papers=False,
    )


@router.get("/hoja", dependencies=_REGISTER)
def print_slip(request: Request, session: DbSession, actor: CurrentActor, papel: str = "") -> Response:
    candidate = _registered_here(request, session)
    kiosk = request.state.kiosk
    paper = papel or (kiosk.paper if kiosk else "a6")
    return slip_page(request, session, candidate, paper, "/registro/listo", "/registro/caminos")


def _registered_here(request: Request, session: DbSession) -> Candidate:
    candidate = drafts.slip_of(session, token_of(request))
    if candidate is None:
        raise NoAnswers()
    return candidate


def _review(request: Request, answers: Answers, bound: Bound[Any]) -> Response:
    return page(
        request, "candidate/registration/review.html", bound=bound, sections=said(answers, "/registro"),
        consent_text=in_force()[Purpose.REGISTER].text(i18n.language()),
    )  # fmt: skip


def said(
    answers: Answers, base: str, *, without: Collection[str] = ()
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every answer in words with its Change link, by section: the check page, and a person's own data.

    `without`: sections to leave out (keys of SECTIONS).
    """
    sections: dict[str, list[dict[str, Any]]] = {section: [] for section in SECTIONS}
    for slug in questions.asked(answers):
        href = f"{base}/{slug}?cambiar=1"
        if slug == WORK:
            jobs = [job_line(job, answers.facts.sex) for job in answers.facts.work]
            row = {"key": _("Trabajos"), "value": jobs or _("Ninguno todavía"), "href": href}
        else:
            question = BY_SLUG[slug]
            row = {"key": _(question.label), "value": question.said(answers), "href": href}
        if slug != "niveles":
            sections[questions.section_of(slug)].append(row)
    return [
        (_(SECTIONS[section]), rows) for section, rows in sections.items() if rows and section not in without
    ]

"""Asking the questions: one a page, saved after each, Back always there. The same pages register and correct.

Included twice, under /registro and under /mi/datos, each time with its permission (app/candidate/__init__.py).
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.candidate import questions
from app.candidate.notebook import CurrentNotebook, Notebook
from app.candidate.questions import BY_SLUG, SECTIONS
from app.candidate.questions.question import Question, explain_missing
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, attempt, bind
from app.i18n import gettext as _
from app.pages import page, redirect
from registry.candidates.dpi import check_dpi
from registry.errors import NotFound
from registry.pairs import service as pairs

router = APIRouter()


def is_change(request: Request) -> bool:
    """The person came from the check page (or their own page) to change this one answer."""
    return "cambiar" in request.query_params


def suffix(request: Request) -> str:
    return "?cambiar=1" if is_change(request) else ""


def frame(request: Request, notebook: Notebook, slug: str) -> dict[str, Any]:
    """What stands around every question: the way back, how far one is, and the answer just given."""
    correcting = notebook.is_correction
    earlier = questions.previous_slug(notebook.answers, slug)
    section = questions.section_of(slug)
    echo = None
    if not correcting and not is_change(request) and earlier in BY_SLUG:
        said = BY_SLUG[earlier].said(notebook.answers)
        echo = (_(BY_SLUG[earlier].label), said if isinstance(said, str) else ", ".join(said))
    if correcting or is_change(request):
        back = notebook.review
    else:
        back = f"{notebook.base}/{earlier}" if earlier else notebook.base
    return {
        "base": notebook.base,
        # One way on and one way back: no menu beside a question.
        "nav": [],
        "back": back,
        "suffix": suffix(request),
        "echo": echo if echo and echo[1] else None,
        "step": None if correcting else list(SECTIONS).index(section) + 1,
        "step_total": len(SECTIONS),
        "step_label": _(SECTIONS[section]),
    }


def after(request: Request, notebook: Notebook, slug: str, follow: str | None) -> str:
    """The address after an answer: a page that must follow, the check page after a change, or the next question."""
    if follow is not None:
        return f"{notebook.base}/{follow}{suffix(request)}"
    if notebook.is_correction or is_change(request):
        return notebook.review
    coming = questions.next_slug(notebook.answers, slug)
    return f"{notebook.base}/{coming}" if coming else notebook.review


@router.get("/dpi/revise")
def revise_dpi(request: Request, notebook: CurrentNotebook) -> Response:
    """The number looks wrong: look again, or go on with it as it is. It never stops anybody."""
    checked = check_dpi(notebook.answers.facts.dpi or "")
    context = frame(request, notebook, "dpi") | {
        "dpi": notebook.answers.facts.dpi,
        "reason": str(checked.reason),
        "go_on": after(request, notebook, "dpi", None),
        "back": f"{notebook.base}/dpi{suffix(request)}",
    }
    return page(request, "candidate/questions/dpi_revise.html", **context)


@router.get("/{slug}")
def ask(request: Request, notebook: CurrentNotebook, slug: str) -> Response:
    return _show(request, notebook, _question(notebook, slug), None)


@router.post("/{slug}")
def answer(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    slug: str,
) -> Response:
    question = _question(notebook, slug)
    bound = bind(question.form(notebook.answers), form)
    if question.missing is not None:
        explain_missing(bound, dict.fromkeys(bound.errors, question.missing))
    if bound.data is not None:
        with attempt(session, bound):
            question.store(notebook.answers, bound.data)
            notebook.answers.mark(slug)
            notebook.save(session, actor)
            facts = notebook.answers.facts
            ticked = {one.skill for one in facts.skills if one.skill}
            own_names = (facts.given_names, facts.surnames)
            pairs.remember_ticks(session, question.found(notebook.answers), ticked, own_names)
    if bound.has_errors:
        return _show(request, notebook, question, bound)
    # "Add another" keeps the page; only places to avoid have it.
    follow = slug if "more" in form else question.follow(notebook.answers)
    response = redirect(request, session, after(request, notebook, slug, follow))
    notebook.attach(response)
    return response


def _question(notebook: Notebook, slug: str) -> Question:
    question = BY_SLUG.get(slug)
    # Permissions of a registered person have their own page, where each is a record.
    if question is None or (notebook.is_correction and question.section == "permissions"):
        raise NotFound()
    return question


def _show(request: Request, notebook: Notebook, question: Question, bound: Bound[Any] | None) -> Response:
    bound = bound or Bound(question.values(notebook.answers))
    context = frame(request, notebook, question.slug) | question.more(notebook.answers)
    return page(request, question.template, bound=bound, **context)

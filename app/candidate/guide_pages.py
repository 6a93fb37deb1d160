"""After the time and place of a job: what was done there, with which tools, in which language. One question a page.

The questions come from registry/candidates/guides.yaml by the kind of work; "another" takes the person's own words,
which are linked like everything they say. Nothing has to be answered: "Seguir" goes on.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app import i18n
from app.candidate.notebook import CurrentNotebook, Notebook
from app.candidate.question_pages import frame, suffix
from app.candidate.questions import WORK
from app.candidate.questions.abilities import label
from app.candidate.questions.person import FIRST_LANGUAGES
from app.candidate.questions.question import explain_missing
from app.candidate.work_pages import find_job, job_line
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.i18n import N_
from app.pages import page, redirect
from matching.taxonomy import link
from registry.candidates import guides
from registry.candidates.drafts import Answers
from registry.candidates.guides import Asked
from registry.candidates.registration import Job
from registry.errors import Invalid, NotFound
from registry.pairs import service as pairs
from registry.seeds.reference import languages

router = APIRouter(prefix=f"/{WORK}/{{number}}")
_OFFERED = 5
_HOME = "GT"


class Done(FormModel):
    skills: list[str] = []
    other: Annotated[str, StringConstraints(max_length=200)] | None = None


class Likeness(FormModel):
    skill: str


class SpokenThere(FormModel):
    language: str | None = None
    another: str | None = None


@router.get("/guia/{step}")
def ask(request: Request, notebook: CurrentNotebook, number: int, step: int) -> Response:
    job, asked = _asked(notebook.answers, number, step)
    bound: Bound[Any] = Bound({"skills": guides.ticked(notebook.answers.facts, asked)})
    return _show(request, notebook, number, step, job, asked, bound)


@router.post("/guia/{step}")
def answer(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
    step: int,
) -> Response:
    job, asked = _asked(notebook.answers, number, step)
    bound = bind(Done, form)
    other = None
    if bound.data is not None:
        other = bound.data.other
        with attempt(session, bound):
            guides.answer(notebook.answers.facts, job, asked, bound.data.skills)
            if other:
                guides.add_words(notebook.answers.facts, job, other, None)
            notebook.save(session, actor)
    if bound.has_errors:
        return _show(request, notebook, number, step, job, asked, bound)
    if other and _offers(other):
        return redirect(request, session, _address(notebook, number, f"guia/{step}/otro", request))
    return redirect(request, session, _next(request, notebook, number, step))


@router.get("/guia/{step}/otro")
def ask_likeness(request: Request, notebook: CurrentNotebook, number: int, step: int) -> Response:
    """What they wrote under "another": which of ours it is like."""
    _asked(notebook.answers, number, step)
    said = _last_words(notebook.answers)
    if said is None:
        return RedirectResponse(_next(request, notebook, number, step), status_code=303)
    return _show_likeness(request, notebook, number, step, said, Bound())


@router.post("/guia/{step}/otro")
def confirm_likeness(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
    step: int,
) -> Response:
    job, _one = _asked(notebook.answers, number, step)
    said = _last_words(notebook.answers)
    if said is None:
        return redirect(request, session, _next(request, notebook, number, step))
    bound = bind(Likeness, form)
    explain_missing(bound, {"skill": N_("Elija uno, o «Ninguno de estos».")})
    if bound.data is not None:
        with attempt(session, bound):
            _confirm(session, notebook, job, said, bound.data.skill)
            notebook.save(session, actor)
    if bound.has_errors:
        return _show_likeness(request, notebook, number, step, said, bound)
    return redirect(request, session, _next(request, notebook, number, step))


def _confirm(session: Session, notebook: Notebook, job: Job, said: str, chosen: str) -> None:
    offers = _offers(said)
    if chosen not in (*offers, "none"):
        raise Invalid("code_unknown", field="skill")
    code = None if chosen == "none" else chosen
    facts = notebook.answers.facts
    guides.add_words(facts, job, said, code)
    pairs.remember(session, "skill", said, offers, code, (facts.given_names, facts.surnames))


@router.get("/idioma")
def ask_language(request: Request, notebook: CurrentNotebook, number: int) -> Response:
    job = find_job(notebook.answers, number)
    near = _near_languages(notebook.answers)
    bound: Bound[Any] = Bound(
        {"language": job.language if job.language in near else "", "another": job.language or ""}
    )
    return _show_language(request, notebook, number, bound)


@router.post("/idioma")
def save_language(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
) -> Response:
    job = find_job(notebook.answers, number)
    bound = bind(SpokenThere, form)
    if bound.data is not None:
        with attempt(session, bound):
            chosen = _chosen_language(bound.data, job.language)
            if chosen is not None and chosen not in languages():
                raise Invalid("code_unknown", field="language")
            job.language = chosen
            notebook.save(session, actor)
    if bound.has_errors:
        return _show_language(request, notebook, number, bound)
    return redirect(request, session, f"{notebook.base}/{WORK}{suffix(request)}")


def _chosen_language(sent: SpokenThere, held: str | None) -> str | None:
    """The list comes back with the earlier answer in it: who now taps one of the pictures has changed their mind."""
    is_as_before = sent.another is None or sent.another == held
    return (sent.language or sent.another) if is_as_before else sent.another


def _asked(answers: Answers, number: int, step: int) -> tuple[Job, Asked]:
    """Raises NotFound for a job or a question that there is not."""
    job = find_job(answers, number)
    about = guides.questions_about(job)
    if not 1 <= step <= len(about):
        raise NotFound()
    return job, about[step - 1]


def _next(request: Request, notebook: Notebook, number: int, step: int) -> str:
    job = find_job(notebook.answers, number)
    if step < len(guides.questions_about(job)):
        return _address(notebook, number, f"guia/{step + 1}", request)
    if _needs_language(notebook.answers, job):
        return _address(notebook, number, "idioma", request)
    return f"{notebook.base}/{WORK}{suffix(request)}"


def _needs_language(answers: Answers, job: Job) -> bool:
    """Who speaks one language and worked at home answered it before."""
    return job.country not in (None, _HOME) or len(answers.facts.languages) > 1


def _address(notebook: Notebook, number: int, part: str, request: Request) -> str:
    return f"{notebook.base}/{WORK}/{number}/{part}{suffix(request)}"


def _offers(said: str) -> list[str]:
    return [found.code for found in link(said, kind="skill", top=_OFFERED)]


def _last_words(answers: Answers) -> str | None:
    """What was written last and not recognised yet."""
    last = answers.facts.skills[-1] if answers.facts.skills else None
    return last.words if last is not None and last.skill is None else None


def _near_languages(answers: Answers) -> list[str]:
    spoken = [one.language for one in answers.facts.languages]
    return list(dict.fromkeys([*spoken, "es", "en", *FIRST_LANGUAGES]))[:_OFFERED]


def _frame(request: Request, notebook: Notebook, number: int, back: str) -> dict[str, Any]:
    context = frame(request, notebook, WORK)
    facts = notebook.answers.facts
    context["back"] = _address(notebook, number, back, request)
    context["echo"] = (i18n.gettext("Trabajo"), job_line(facts.work[number - 1], facts.sex))
    return context


def _show(
    request: Request, notebook: Notebook, number: int, step: int, job: Job, asked: Asked, bound: Bound[Any]
) -> Response:
    context = _frame(request, notebook, number, "tiempo" if step == 1 else f"guia/{step - 1}")
    choices = [
        {"value": code, "label": label(code), "icon": picture, "sprite": "work-icons"}
        for code, picture in asked.choices
    ]
    title = asked.en if i18n.language() == "en" else asked.es
    return page(request, "candidate/work/guide.html", bound=bound, title=title, choices=choices, **context)


def _show_likeness(
    request: Request, notebook: Notebook, number: int, step: int, said: str, bound: Bound[Any]
) -> Response:
    context = _frame(request, notebook, number, f"guia/{step}")
    offers = [(code, label(code)) for code in _offers(said)]
    return page(request, "candidate/work/likeness.html", bound=bound, said=said, offers=offers, **context)


def _show_language(request: Request, notebook: Notebook, number: int, bound: Bound[Any]) -> Response:
    steps = len(guides.questions_about(find_job(notebook.answers, number)))
    context = _frame(request, notebook, number, f"guia/{steps}")
    near = _near_languages(notebook.answers)
    context["near"] = [{"value": one, "label": languages()[one].own_name, "lang": one} for one in near]
    every = [(one.code, one.own_name) for one in languages().values() if one.code not in near]
    context["others"] = sorted(every, key=lambda pair: pair[1])
    return page(request, "candidate/work/language.html", bound=bound, **context)

"""Jobs: in the person's own words, then the occupation they confirm, then how long, where, and whether it was paid.

Work without pay counts like any other: most of what many people can do was learned at home (experience.md 3.1).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app import i18n, words
from app.candidate.notebook import CurrentNotebook, Notebook
from app.candidate.question_pages import after, frame, suffix
from app.candidate.questions import WORK
from app.candidate.questions.abilities import capitalised
from app.candidate.questions.question import explain_missing
from app.candidate.questions.wishes import country_name
from app.deps import CurrentActor, DbSession, SentForm, computes
from app.forms import Bound, FormModel, attempt, bind
from app.i18n import N_
from app.i18n import gettext as _
from app.pages import fragment, is_htmx, page, redirect
from app.security import TYPING
from matching.taxonomy import HARVEST_MONTHS, SEASON_MONTHS, lexicon, read_experience_months
from registry.access import Actor
from registry.candidates.drafts import Answers
from registry.candidates.kinds import Kind, offers_for
from registry.candidates.registration import Job
from registry.errors import Invalid, NotFound
from registry.pairs import service as pairs
from registry.seeds.reference import countries

router = APIRouter(prefix=f"/{WORK}")
MOST_JOBS = 10
_MONTHS_IN = {"months": 1, "harvests": HARVEST_MONTHS, "seasons": SEASON_MONTHS, "years": 12}
_TEMPLATES = {
    "list": "candidate/work/list.html",
    "words": "candidate/work/words.html",
    "occupation": "candidate/work/occupation.html",
    "time": "candidate/work/time.html",
}
_MISSING = {
    "occupation": N_("Elija uno, o «Ninguno de estos»."),
    "amount": N_("Ponga cuánto tiempo fue."),
    "is_paid": N_("Diga si le pagaban."),
}
NEAR = ("GT", "US", "MX", "CA", "ES")


class JobWords(FormModel):
    kind: Kind | None = None
    words: Annotated[str, StringConstraints(max_length=500)] | None = None
    # Chosen already, where a script offered occupations while the words were typed.
    occupation: str | None = None


class JobOccupation(FormModel):
    occupation: str


class JobTime(FormModel):
    amount: Annotated[int, Field(ge=0, le=70)]
    unit: Literal["months", "harvests", "seasons", "years"] = "years"
    country: str = "GT"
    is_paid: Literal["yes", "no"]


def occupation_name(code: str, sex: str | None) -> str:
    """An occupation as this person would say it of themselves."""
    entry = lexicon().occupations[code]
    if i18n.language() == "en":
        return capitalised(entry.en)
    return entry.es_feminine if sex == "F" and entry.es_feminine else entry.es


def length(months: int) -> str:
    """ "5 años", "8 meses"; nothing when it was not said."""
    if not months:
        return ""
    if months % 12 == 0:
        return i18n.ngettext("%(n)s año", "%(n)s años", months // 12) % {"n": months // 12}
    return i18n.ngettext("%(n)s mes", "%(n)s meses", months) % {"n": months}


def job_line(job: Job, sex: str | None) -> str:
    """One job in one line, for lists and the check page."""
    name = occupation_name(job.occupation, sex) if job.occupation else job.words
    parts = [
        name,
        length(job.months),
        country_name(job.country) if job.country else "",
        "" if job.is_paid else _("sin pago"),
    ]
    return ", ".join(part for part in parts if part)


def country_choices() -> list[tuple[str, Any]]:
    near = [(code, country_name(code)) for code in NEAR]
    far = sorted(
        ((code, country_name(code)) for code in countries() if code not in NEAR), key=lambda pair: pair[1]
    )
    return [(_("Los más comunes"), near), (_("Otros países"), far)]


def unit_of(months: int) -> tuple[int | str, str]:
    """How a length is shown in the two fields: whole years, otherwise months."""
    if not months:
        return "", "years"
    return (months // 12, "years") if months % 12 == 0 else (months, "months")


def months_in(amount: int, unit: str) -> int:
    return amount * _MONTHS_IN[unit]


@router.get("")
def list_jobs(request: Request, notebook: CurrentNotebook) -> Response:
    facts = notebook.answers.facts
    if not facts.work:
        return _show(request, notebook, "words", Bound(), job=None)
    lines = [job_line(job, facts.sex) for job in facts.work]
    return _show(request, notebook, "list", Bound(), jobs=lines, is_full=len(lines) >= MOST_JOBS)


@router.post("")
def go_on(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, notebook: CurrentNotebook
) -> Response:
    """No more jobs, or none at all."""
    notebook.answers.mark(WORK)
    notebook.save(session, actor)
    return redirect(request, session, after(request, notebook, WORK, None))


@router.get("/nuevo")
def new_job(request: Request, notebook: CurrentNotebook) -> Response:
    return _show(request, notebook, "words", Bound(), job=None)


@router.post("/nuevo")
def add_job(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, notebook: CurrentNotebook
) -> Response:
    return _save_words(request, session, actor, form, notebook, None)


@router.post("/parecidos", dependencies=[TYPING])
@computes
def near_occupations(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, notebook: CurrentNotebook
) -> Response:
    """The occupations near to what is being typed. Nothing is saved."""
    bound: Bound[Any] = Bound({name: form.get(name, "") for name in ("words", "kind", "occupation")})
    said = str(form.get("words", ""))[:500]
    sex = notebook.answers.facts.sex
    offers = [(code, occupation_name(code, sex)) for code in offers_for(said)] if said.strip() else []
    if is_htmx(request):
        return fragment(request, "candidate/work/_offers.html", "offers", bound=bound, offers=offers)
    return _show(request, notebook, "words", bound, job=None, offers=offers)


@router.get("/{number}")
def job_words(request: Request, notebook: CurrentNotebook, number: int) -> Response:
    job = find_job(notebook.answers, number)
    return _show(request, notebook, "words", Bound({"words": job.words}), job=number)


@router.post("/{number}")
def change_words(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
) -> Response:
    return _save_words(request, session, actor, form, notebook, number)


def _save_words(
    request: Request, session: Session, actor: Actor, form: FormData, notebook: Notebook, number: int | None
) -> Response:
    bound = bind(JobWords, form)
    if bound.data is not None:
        with attempt(session, bound):
            number = _store_words(notebook.answers, number, bound.data)
            notebook.save(session, actor)
    if bound.data is None or bound.has_errors:
        return _show(request, notebook, "words", bound, job=number)
    if bound.data.occupation and _choose(session, notebook, number or 0, bound.data.occupation):
        notebook.save(session, actor)
        return redirect(request, session, f"{notebook.base}/{WORK}/{number}/tiempo{suffix(request)}")
    chosen = bound.data.kind
    more = f"{'&' if suffix(request) else '?'}tipo={chosen}" if chosen else ""
    return redirect(request, session, f"{notebook.base}/{WORK}/{number}/oficio{suffix(request)}{more}")


@router.get("/{number}/oficio")
def job_occupation(request: Request, notebook: CurrentNotebook, number: int, tipo: str = "") -> Response:
    job = find_job(notebook.answers, number)
    offers = _offers(job, tipo)
    if not offers:
        address = f"{notebook.base}/{WORK}/{number}/tiempo{suffix(request)}"
        return RedirectResponse(address, status_code=303)
    bound: Bound[JobOccupation] = Bound({"occupation": job.occupation or ""})
    return _show_offers(request, notebook, bound, number, offers)


@router.post("/{number}/oficio")
def confirm_occupation(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
    tipo: str = "",
) -> Response:
    job = find_job(notebook.answers, number)
    offers = _offers(job, tipo)
    bound = bind(JobOccupation, form)
    explain_missing(bound, _MISSING)
    if bound.data is not None:
        with attempt(session, bound):
            _confirm(session, notebook, job, offers, bound.data.occupation)
            notebook.save(session, actor)
    if bound.has_errors:
        return _show_offers(request, notebook, bound, number, offers)
    return redirect(request, session, f"{notebook.base}/{WORK}/{number}/tiempo{suffix(request)}")


@router.get("/{number}/tiempo")
def job_time(request: Request, notebook: CurrentNotebook, number: int) -> Response:
    job = find_job(notebook.answers, number)
    # "Tres años de albañil" said it already.
    amount, unit = unit_of(job.months or read_experience_months(job.words) or 0)
    values = {"amount": amount, "unit": unit, "country": job.country or "GT"}
    if job.months:
        values["is_paid"] = "yes" if job.is_paid else "no"
    return _show(request, notebook, "time", Bound(values), job=number, **_time_choices())


@router.post("/{number}/tiempo")
def save_time(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
) -> Response:
    job = find_job(notebook.answers, number)
    bound = bind(JobTime, form)
    explain_missing(bound, _MISSING)
    if bound.data is not None:
        with attempt(session, bound):
            if bound.data.country not in countries():
                raise Invalid("code_unknown", field="country")
            job.months = months_in(bound.data.amount, bound.data.unit)
            job.country, job.is_paid = bound.data.country, bound.data.is_paid == "yes"
            notebook.save(session, actor)
    if bound.has_errors:
        return _show(request, notebook, "time", bound, job=number, **_time_choices())
    # What was done there, with what and in which language: guide_pages.py.
    return redirect(request, session, f"{notebook.base}/{WORK}/{number}/guia/1{suffix(request)}")


@router.post("/{number}/remove")
def remove_job(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    notebook: CurrentNotebook,
    number: int,
) -> Response:
    notebook.answers.facts.work.remove(find_job(notebook.answers, number))
    notebook.save(session, actor)
    return redirect(request, session, f"{notebook.base}/{WORK}{suffix(request)}")


def _choose(session: Session, notebook: Notebook, number: int, chosen: str) -> bool:
    """Put the occupation that was chosen while typing into the job; False when it is not near to the last words."""
    job = find_job(notebook.answers, number)
    offers = offers_for(job.words)
    if chosen not in (*offers, "none"):
        return False
    _confirm(session, notebook, job, offers, chosen)
    return True


def _confirm(session: Session, notebook: Notebook, job: Job, offers: list[str], chosen: str) -> None:
    """The occupation a person chose for their words, or none; raises Invalid for one that was not offered."""
    if chosen not in (*offers, "none"):
        raise Invalid("code_unknown", field="occupation")
    facts = notebook.answers.facts
    job.occupation = None if chosen == "none" else chosen
    pairs.remember(
        session, "occupation", job.words, offers, job.occupation, (facts.given_names, facts.surnames)
    )


def find_job(answers: Answers, number: int) -> Job:
    """The job with this number, counted from one. Raises NotFound."""
    if not 1 <= number <= len(answers.facts.work):
        raise NotFound()
    return answers.facts.work[number - 1]


def _store_words(answers: Answers, number: int | None, sent: JobWords) -> int:
    said = sent.words or (words.word(sent.kind, "kind") if sent.kind else "")
    if not said:
        raise Invalid("work_words_missing", field="words")
    if number is None:
        if len(answers.facts.work) >= MOST_JOBS:
            raise Invalid("too_many_answers", field="words", most=MOST_JOBS)
        answers.facts.work.append(Job(words=said))
        return len(answers.facts.work)
    job = find_job(answers, number)
    if job.words != said:
        job.words, job.occupation = said, None
    return number


def _offers(job: Job, kind: str) -> list[str]:
    offers = offers_for(job.words, Kind(kind) if kind in tuple(Kind) else None)
    if job.occupation and job.occupation not in offers:
        offers.insert(0, job.occupation)
    return offers


def _show_offers(
    request: Request, notebook: Notebook, bound: Bound[Any], number: int, offers: list[str]
) -> Response:
    facts = notebook.answers.facts
    choices = [(code, occupation_name(code, facts.sex)) for code in offers]
    said = facts.work[number - 1].words
    return _show(request, notebook, "occupation", bound, job=number, said=said, offers=choices)


def _time_choices() -> dict[str, Any]:
    return {"units": words.choices("unit", _MONTHS_IN), "countries": country_choices()}


def _show(request: Request, notebook: Notebook, what: str, bound: Bound[Any], **more: Any) -> Response:
    has_jobs = bool(notebook.answers.facts.work)
    context = (
        frame(request, notebook, WORK)
        | {"kinds": words.choices("kind", Kind), "has_jobs": has_jobs, "offers": []}
        | more
    )
    number = more.get("job")
    inside = {"words": "", "occupation": f"/{number}", "time": f"/{number}/oficio"}
    if what in inside and (what != "words" or has_jobs):
        context["back"] = f"{notebook.base}/{WORK}{inside[what]}{suffix(request)}"
        context["echo"] = None
    return page(request, _TEMPLATES[what], bound=bound, **context)

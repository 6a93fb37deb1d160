"""/empleador/vacantes - the list, a new one, last season's again, the check page, submit, close."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import checklists
from app.deps import CurrentActor, DbSession, SentForm
from app.employer import checking
from app.employer.steps import SCHEMES, question_count, steps_of
from app.forms import Bound, FormModel, Nothing, Reason, attempt, bind, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, redirect
from app.words import facts as fact_words
from app.words import obstacles, word
from app.words.vacancies import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.organisations import employers
from registry.schemes.facts import VacancyFacts
from registry.shortlists import queries as shortlists
from registry.vacancies import checks, queries, questions, service
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/vacantes")


# States in which the Ministry may have made a list.
_LISTED = ("published", "filled", "suspended", "closed")
# Asked for by employers in Canada who know it; it takes nobody from Guatemala.
SAWP = "SAWP"


class New(FormModel):
    scheme: Literal["H2A", "H2B", "CA_AG", "CA_LOW", "ES_GECCO", "GT_SNE", "SAWP"]
    employer: Annotated[str, StringConstraints(max_length=20)]

    @field_validator("scheme")
    @classmethod
    def _takes_guatemalans(cls, scheme: str) -> str:
        if scheme == SAWP:
            raise PydanticCustomError("sawp", "sawp")
        return scheme


class AnswerToQuestion(FormModel):
    question: Annotated[str, StringConstraints(max_length=20)]
    answer: Annotated[str, StringConstraints(min_length=2, max_length=2_000)]


@router.get("", dependencies=[allow(Permission.VACANCY_READ)])
def list_vacancies(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "employer/vacancies/list.html",
        vacancies=queries.visible_to(session, actor),
        colour=colour,
        may_write=bool(employers.written_for_by(session, actor)),
    )


@router.get("/nueva", dependencies=[allow(Permission.VACANCY_WRITE)])
def new_page(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return _new(request, session, actor, None)


def _new(request: Request, session: DbSession, actor: CurrentActor, bound: Bound[New] | None) -> HTMLResponse:
    mine = employers.written_for_by(session, actor)
    return page(
        request,
        "employer/vacancies/new.html",
        bound=bound,
        schemes=[_choice(scheme) for scheme in (*SCHEMES, SAWP)],
        employers=[(one.public_id, one.trade_name or one.legal_name) for one in mine],
        earlier=queries.visible_to(session, actor)[:20],
    )


def _choice(scheme: str) -> dict[str, str]:
    """A scheme to choose, with how much it asks."""
    size = {"steps": len(steps_of(scheme)) + 2, "questions": question_count(scheme)}
    hint = _("%(steps)s pasos, unas %(questions)s preguntas.") % size if scheme != SAWP else ""
    return {"value": scheme, "label": word(scheme, "scheme"), "hint": hint}


@router.post("/start", dependencies=[allow(Permission.VACANCY_WRITE)])
def start(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = bind(New, form)
    vacancy = None
    if bound.data is not None:
        employer = employers.writable(session, actor, bound.data.employer)
        with attempt(session, bound):
            vacancy = service.start(session, actor, employer, VacancyFacts(scheme=bound.data.scheme))
    if vacancy is None:
        return _new(request, session, actor, bound)
    first = steps_of(vacancy.scheme)[0].slug
    return redirect(request, session, f"/empleador/vacantes/{vacancy.public_id}/{first}")


@router.post("/{public_id}/copy", dependencies=[allow(Permission.VACANCY_WRITE)])
def copy(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = service.copy(session, actor, queries.load(session, actor, public_id))
    return redirect(request, session, f"/empleador/vacantes/{vacancy.public_id}")


@router.get("/{public_id}", dependencies=[allow(Permission.VACANCY_READ)])
def read_vacancy(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _vacancy(request, session, actor, public_id, None)


def _vacancy(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    vacancy = queries.load(session, actor, public_id)
    facts = checks.facts_of(vacancy)
    can_write = vacancy.state in service.EDITABLE
    base = f"/empleador/vacantes/{public_id}"
    items = [
        {"label": _(step.title), "href": f"{base}/{step.slug}", "state": step.state(facts)}
        for step in steps_of(vacancy.scheme)
    ]
    confirmed = "done" if service.is_confirmed(vacancy) else "todo"
    items.append({"label": _("Ocupación y destrezas"), "href": f"{base}/destrezas", "state": confirmed})
    return page(
        request,
        "employer/vacancies/read.html",
        bound=bound,
        vacancy=vacancy,
        steps=items if can_write else [],
        findings=checking.live(session, vacancy, facts) if can_write else None,
        groups=[] if can_write else groups(vacancy, facts),
        returned=queries.last_reason(session, vacancy, "return") if vacancy.state == "returned" else None,
        verbs=moves.available(session, actor, vacancy),
        next_steps=checklists.next_rows(session, actor, vacancy, f"{base}/plazos"),
        questions=questions.of_vacancy(session, vacancy),
        pool=_pool(session, actor, vacancy),
        colour=colour,
    )


def _pool(session: Session, actor: Actor, vacancy: Vacancy) -> dict[str, Any] | None:
    if vacancy.state not in _LISTED or not may(actor, Permission.SHORTLIST_READ, vacancy):
        return None
    return obstacles.told(shortlists.pool_for_employer(session, actor, vacancy))


@router.post("/{public_id}/answer", dependencies=[allow(Permission.VACANCY_ANSWER)])
def answer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """What an officer asked while the vacancy is in review."""
    vacancy = queries.load(session, actor, public_id)

    def act(sent: AnswerToQuestion) -> None:
        questions.answer(session, actor, vacancy, sent.question, text=sent.answer)

    bound = carry_out(session, AnswerToQuestion, form, act)
    if bound.has_errors:
        return _vacancy(request, session, actor, public_id, bound)
    return redirect(request, session, f"/empleador/vacantes/{public_id}")


def groups(vacancy: Vacancy, facts: VacancyFacts) -> list[dict[str, Any]]:
    """All that was answered, step by step, in words."""
    found = []
    for step in steps_of(vacancy.scheme):
        hidden = {"wage_unit", "currency", "occupation_system", "municipality"}
        rows = fact_words.rows(facts, [name for name in step.fact_names if name not in hidden])
        href = f"/empleador/vacantes/{vacancy.public_id}/{step.slug}"
        found.append({"title": _(step.title), "href": href, "rows": rows, "state": step.state(facts)})
    return found


@router.get("/{public_id}/revisar", dependencies=[allow(Permission.VACANCY_WRITE)])
def review(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _review(request, session, actor, public_id, None)


def _review(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    vacancy = queries.load(session, actor, public_id)
    if vacancy.state not in service.EDITABLE:
        raise NotFound()
    facts = checks.facts_of(vacancy)
    total = len(steps_of(vacancy.scheme)) + 2
    return page(
        request,
        "employer/vacancies/review.html",
        bound=bound,
        vacancy=vacancy,
        groups=groups(vacancy, facts),
        findings=checking.live(session, vacancy, facts),
        step_number=total,
        step_total=total,
    )


@router.post("/{public_id}/submit", dependencies=[allow(Permission.VACANCY_SUBMIT)])
def submit(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.submit(session, actor, vacancy)
    if bound.has_errors:
        return _review(request, session, actor, public_id, bound)
    return redirect(request, session, f"/empleador/vacantes/{public_id}")


@router.post("/{public_id}/close", dependencies=[allow(Permission.VACANCY_CLOSE)])
def close(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = bind(Reason, form)
    if bound.data is not None:
        with attempt(session, bound):
            service.close(session, actor, vacancy, reason=bound.data.reason)
    if bound.has_errors:
        return _vacancy(request, session, actor, public_id, bound)
    return redirect(request, session, f"/empleador/vacantes/{public_id}")

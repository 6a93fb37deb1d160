"""/ministerio/vacantes - the queue, and one page per vacancy with the working of each rule; publish, return, suspend,
close, answer what a rule could not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from app import findings, words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.words import facts as fact_words
from app.words.vacancies import colour, note, occupation, skill
from registry import events, moves
from registry.access import Permission, may
from registry.organisations import employers
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks, needs, queries, service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState

router = APIRouter(prefix="/vacantes")
_SHOWN = [state for state in VacancyState if state != VacancyState.DRAFT]


class Reason(FormModel):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


class Answer(FormModel):
    rule: Annotated[str, StringConstraints(max_length=12)]
    note: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


class Nothing(FormModel):
    """A button without boxes, so that a refusal has a form to stand in."""


@router.get("", dependencies=[allow(Permission.VACANCY_READ)])
def queue(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "in_review",
    scheme: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    chosen = VacancyState(state) if state in list(_SHOWN) else None
    if chosen == VacancyState.IN_REVIEW:
        rows = [one for one in queries.awaiting_review(session) if not scheme or one.scheme == scheme]
    else:
        rows = queries.visible_to(session, actor, state=chosen, scheme=scheme)
    return page(
        request,
        "ministry/vacancies/list.html",
        vacancies=rows,
        state=state,
        counts=queries.count_by_state(session, actor),
        states=_SHOWN,
        latest=checks.latest_of(session, rows),
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.VACANCY_READ)])
def read_vacancy(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _vacancy(request, session, actor, public_id, None)


def _vacancy(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    vacancy = queries.load(session, actor, public_id)
    facts = checks.facts_of(vacancy)
    check = checks.latest(session, vacancy)
    outcomes = checks.outcomes_of(check) if check else checks.preview(session, vacancy)
    asked = needs.from_json(vacancy.needs) if vacancy.needs else None
    return page(
        request,
        "ministry/vacancies/read.html",
        bound=bound,
        vacancy=vacancy,
        check=check,
        findings=findings.sort(outcomes, answered=check.answered if check else None),
        rows=fact_words.rows(facts, [name for name in VacancyFacts.model_fields if name not in _HIDDEN]),
        asked=asked,
        occupation=occupation(asked.occupation) if asked else None,
        skills=[skill(one.code) for one in asked.skills] if asked else [],
        is_confirmed=service.is_confirmed(vacancy),
        notes=[note(one["code"], one["args"]) for one in vacancy.imported.get("notes", ())],
        verbs=moves.available(session, actor, vacancy),
        obstacles=service.obstacles_to_publish(session, actor, vacancy),
        may_answer=vacancy.state in queries.LIVE and may(actor, Permission.VACANCY_PUBLISH, vacancy),
        history=events.of_record(session, "vacancy", vacancy.public_id),
        mandates=employers.mandates_of(session, vacancy.employer),
        colour=colour,
        employer_colour=colour(vacancy.employer.state),
        unit=fact_words.unit,
        problem=words.text_of,
    )


# Shown with another fact, or nothing a person reads.
_HIDDEN = frozenset({"scheme", "wage_unit", "currency", "occupation_system", "employer_id", "agency_id"})


@router.post("/{public_id}/publish", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def publish(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.publish(session, actor, vacancy)
    return _done(request, session, actor, public_id, bound)


@router.post("/{public_id}/recheck", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def recheck(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = bind(Nothing, form)
    with attempt(session, bound):
        service.recheck(session, actor, vacancy)
    return _done(request, session, actor, public_id, bound)


@router.post("/{public_id}/answer-unknown", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def answer_unknown(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = bind(Answer, form)
    if bound.data is not None:
        with attempt(session, bound):
            service.answer_unknown(session, actor, vacancy, bound.data.rule, note=bound.data.note)
    return _done(request, session, actor, public_id, bound)


@router.post("/{public_id}/return", dependencies=[allow(Permission.VACANCY_RETURN)])
def send_back(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, service.send_back)


@router.post("/{public_id}/suspend", dependencies=[allow(Permission.VACANCY_SUSPEND)])
def suspend(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, service.suspend)


@router.post("/{public_id}/close", dependencies=[allow(Permission.VACANCY_CLOSE)])
def close(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, service.close)


def _with_reason(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    verb: Callable[..., None],
) -> Response:
    vacancy: Vacancy = queries.load(session, actor, public_id)
    bound = bind(Reason, form)
    if bound.data is not None:
        with attempt(session, bound):
            verb(session, actor, vacancy, reason=bound.data.reason)
    return _done(request, session, actor, public_id, bound)


def _done(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _vacancy(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/vacantes/{public_id}")

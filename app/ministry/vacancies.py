"""/ministerio/vacantes - the queue, and one page per vacancy with the working of each rule; publish, return, ask,
suspend, close, answer what a rule could not know, check again; every earlier check as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from app import checklists, findings, words
from app.deps import CurrentActor, DbSession, SentForm
from app.findings import Findings
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.i18n import gettext as _
from app.ministry.forms import Match, Nothing, Reason
from app.pages import page, redirect
from app.words import facts as fact_words
from app.words.vacancies import colour, note, occupation, skill
from registry import events, moves
from registry.access import Permission, may
from registry.errors import NotFound
from registry.law import rechecks
from registry.law.queries import in_force
from registry.organisations import employers
from registry.schemes.facts import MODELLED_SCHEMES, VacancyFacts
from registry.vacancies import checks, matches, needs, programme, queries, questions, references, service
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState, recruited_by_the_ministry
from registry.vetting import exposure
from registry.vetting.exposure import Exposure

router = APIRouter(prefix="/vacantes")
_SHOWN = [state for state in VacancyState if state != VacancyState.DRAFT]
# Beside the states: published ones that a rule blocks, and live ones last checked under other rules than today's.
_BLOCKED, _OLDER = "blocked", "older"
_REASON_LENGTH = 1_000


class Answer(FormModel):
    rule: Annotated[str, StringConstraints(max_length=12)]
    note: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


class Outside(FormModel):
    """Why a vacancy of the programme may be published, for the inspectorate."""

    outside_reason: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Question(FormModel):
    question: Annotated[str, StringConstraints(min_length=3, max_length=1_000)]


@router.get("", dependencies=[allow(Permission.VACANCY_READ)])
def queue(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "in_review",
    scheme: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    blocked = queries.published_but_blocked(session)
    older = queries.under_other_rules(session, in_force(session).hash)
    if state in (_BLOCKED, _OLDER):
        rows = blocked if state == _BLOCKED else older
    elif state == VacancyState.IN_REVIEW:
        rows = queries.awaiting_review(session)
    else:
        chosen = VacancyState(state) if state in list(_SHOWN) else None
        rows = queries.visible_to(session, actor, state=chosen, scheme=scheme)
    rows = [one for one in rows if not scheme or one.scheme == scheme]
    return page(
        request,
        "ministry/vacancies/list.html",
        vacancies=rows,
        state=state,
        scheme=scheme,
        schemes=[(one, one) for one in MODELLED_SCHEMES],
        counts=queries.count_by_state(session, actor) | {_BLOCKED: len(blocked), _OLDER: len(older)},
        states=_SHOWN,
        latest=checks.latest_of(session, rows),
        asked=questions.standing(session, rows),
        waiting=rechecks.progress(session).total,
        may_recheck=may(actor, Permission.VACANCY_PUBLISH),
        colour=colour,
    )


@router.post("/recheck-older", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def recheck_older(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Every live vacancy last checked under other rules; a few at once, the rest by the clock."""
    if rechecks.queue_older(session, actor) <= rechecks.AT_ONCE:
        rechecks.work(session)
    return redirect(request, session, f"/ministerio/vacantes?state={_OLDER}")


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
    found = findings.sort(outcomes, answered=check.answered if check else None)
    asked = needs.from_json(vacancy.needs) if vacancy.needs else None
    readings = checks.listed(session, vacancy)
    return page(
        request,
        "ministry/vacancies/read.html",
        bound=bound,
        vacancy=vacancy,
        check=check,
        findings=found,
        rows=fact_words.rows(facts, [name for name in VacancyFacts.model_fields if name not in _HIDDEN]),
        asked=asked,
        occupation=occupation(asked.occupation) if asked else None,
        skills=[skill(one.code) for one in asked.skills] if asked else [],
        is_confirmed=service.is_confirmed(vacancy),
        notes=[note(one["code"], one["args"]) for one in vacancy.imported.get("notes", ())],
        verbs=moves.available(session, actor, vacancy),
        next_steps=checklists.next_rows(session, actor, vacancy, f"/ministerio/vacantes/{public_id}/plazos"),
        obstacles=service.obstacles_to_publish(session, actor, vacancy),
        may_answer=vacancy.state in queries.LIVE and may(actor, Permission.VACANCY_PUBLISH, vacancy),
        is_older=check is not None
        and vacancy.state in queries.LIVE
        and check.ruleset_hash != in_force(session).hash,
        earlier=checks.all_of(session, vacancy),
        questions=questions.of_vacancy(session, vacancy),
        prepared=_prepared(vacancy, found),
        history=events.of_record(session, "vacancy", vacancy.public_id),
        answered_names=[(one, matches.waiting(session, one)) for one in matches.answered(session, vacancy)],
        open_names=matches.unanswered(readings),
        list_readings=readings,
        match_choices=words.choices("list.answer", ("same", "different")),
        mandates=employers.mandates_of(session, vacancy.employer),
        references=references.of_vacancy(session, vacancy),
        bond=_bond(session, vacancy),
        of_programme=recruited_by_the_ministry(vacancy),
        programme_proposal=programme.waiting(session, vacancy),
        may_propose=may(actor, Permission.VACANCY_PUBLISH, vacancy),
        colour=colour,
        employer_colour=colour(vacancy.employer.state),
        unit=fact_words.unit,
        problem=words.text_of,
    )


def _bond(session: DbSession, vacancy: Vacancy) -> Exposure | None:
    """How the agency's bond stands with this vacancy, when it is little or too little."""
    if vacancy.agency is None or vacancy.state not in queries.LIVE:
        return None
    found = exposure.with_vacancy(session, vacancy.agency, vacancy)
    return found if found.is_short or found.level == "warns" else None


def _prepared(vacancy: Vacancy, found: Findings) -> str:
    """What to tell the employer of a published vacancy that a rule blocks, to be read over and sent."""
    if vacancy.state != VacancyState.PUBLISHED or not found.blocks:
        return ""
    told = [_("La vacante ya no cumple la ley que rige ahora:")]
    told += [f"{one.rule}: {one.message}" for one in found.blocks]
    return "\n".join(told)[:_REASON_LENGTH]


@router.get("/{public_id}/revisiones/{number}", dependencies=[allow(Permission.VACANCY_READ)])
def read_check(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    number: Annotated[int, Path(ge=1)],
) -> HTMLResponse:
    """One of the vacancy's checks, counted from 1, as it was stored: nothing is asked again."""
    vacancy = queries.load(session, actor, public_id)
    stored = checks.all_of(session, vacancy)
    if number > len(stored):
        raise NotFound()
    check = stored[number - 1]
    return page(
        request,
        "ministry/vacancies/check.html",
        vacancy=vacancy,
        check=check,
        number=number,
        findings=findings.sort(checks.outcomes_of(check), answered=check.answered),
        unit=fact_words.unit,
    )


# Shown with another fact, or nothing a person reads.
_HIDDEN = frozenset({"scheme", "wage_unit", "currency", "occupation_system", "employer_id", "agency_id"})


@router.post("/{public_id}/publish", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def publish(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.publish(session, actor, vacancy))
    return _done(request, session, actor, public_id, bound)


@router.post("/{public_id}/recheck", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def recheck(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.recheck(session, actor, vacancy))
    return _done(request, session, actor, public_id, bound)


@router.post("/{public_id}/answer-unknown", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def answer_unknown(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)

    def act(sent: Answer) -> None:
        service.answer_unknown(session, actor, vacancy, sent.rule, note=sent.note)

    return _done(request, session, actor, public_id, carry_out(session, Answer, form, act))


@router.post("/{public_id}/answer-match", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def answer_match(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _about_a_name(request, session, actor, form, public_id, matches.answer)


@router.post("/{public_id}/correct-match", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def correct_match(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _about_a_name(request, session, actor, form, public_id, matches.correct)


@router.post("/{public_id}/ask", dependencies=[allow(Permission.VACANCY_ASK)])
def ask(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = queries.load(session, actor, public_id)

    def act(sent: Question) -> None:
        questions.ask(session, actor, vacancy, question=sent.question)

    return _done(request, session, actor, public_id, carry_out(session, Question, form, act))


@router.post("/{public_id}/propose-outside", dependencies=[allow(Permission.VACANCY_PUBLISH)])
def propose_outside(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """A vacancy of the Ministry's own programme goes before the labour inspectorate, which publishes it."""
    vacancy = queries.load(session, actor, public_id)

    def act(sent: Outside) -> None:
        programme.propose(session, actor, vacancy, reason=sent.outside_reason)

    return _done(request, session, actor, public_id, carry_out(session, Outside, form, act))


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
    vacancy = queries.load(session, actor, public_id)
    bound = carry_out(session, Reason, form, lambda sent: verb(session, actor, vacancy, reason=sent.reason))
    return _done(request, session, actor, public_id, bound)


def _about_a_name(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    say: Callable[..., object],
) -> Response:
    """Whether a listed name is the firm's, said with `matches.answer` or `matches.correct`."""
    vacancy = queries.load(session, actor, public_id)

    def act(sent: Match) -> None:
        listed = matches.Named(sent.kind, sent.listed, sent.place)
        say(session, actor, vacancy, listed, is_same=sent.is_same == "same", note=sent.match_note)

    return _done(request, session, actor, public_id, carry_out(session, Match, form, act))


def _done(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _vacancy(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/vacantes/{public_id}")

"""/ministerio/empleadores - who applied, and one page per employer: verify, refuse, suspend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, attempt, bind, carry_out
from app.guards import allow
from app.ministry.forms import EmployerLook, Reason
from app.pages import page, redirect
from app.second_factor import fresh
from app.words.vacancies import colour
from registry import events, moves
from registry.access import Permission, may
from registry.employer_files import queries as employer_files
from registry.employer_files import service as looking
from registry.employer_files.checks import OUTCOMES
from registry.lists import queries as lists
from registry.organisations import employers
from registry.organisations.states import EmployerState
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/empleadores")


@router.get("", dependencies=[allow(Permission.EMPLOYER_READ)])
def list_employers(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    known = state if state in list(EmployerState) else ""
    return page(
        request,
        "ministry/employers/list.html",
        employers=employers.visible_to(session, actor, state=known or None),
        state=known,
        states=list(EmployerState),
        counts=employers.count_by_state(session),
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.EMPLOYER_READ)])
def read_employer(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _employer(request, session, actor, public_id, None)


def _employer(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    employer = employers.load(session, actor, public_id)
    mentions, barring = lists.about(session, employer, [employer.country])
    return page(
        request,
        "ministry/employers/read.html",
        bound=bound,
        employer=employer,
        list_mentions=mentions,
        list_readings=barring,
        mandates=employers.mandates_of(session, employer),
        looked=employer_files.of_employer(session, employer.id),
        may_look=may(actor, Permission.EMPLOYER_CHECK),
        outcomes=words.choices("employer.check", OUTCOMES),
        obstacle=employer_files.obstacle(session, employer.id),
        problem=words.text_of,
        vacancies=vacancies.of_employer(session, actor, employer.id),
        verbs=moves.available(session, actor, employer),
        history=events.of_record(session, "employer", employer.public_id),
        colour=colour,
    )


@router.post("/{public_id}/revisiones/{code}/check", dependencies=[allow(Permission.EMPLOYER_CHECK)])
def check(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    """What was found about one point; the page has a form for each, so what was typed goes back to its own."""
    employer = employers.load(session, actor, public_id)
    bound = bind(EmployerLook, form)
    if bound.data is not None:
        with attempt(session, bound):
            looking.look(
                session, actor, employer, code, outcome=bound.data.outcome, note=bound.data.check_note
            )
    if bound.has_errors:
        bound.values["check"] = code
        return _employer(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/empleadores/{public_id}#revision-{code}")


@router.post("/{public_id}/verify", dependencies=[allow(Permission.EMPLOYER_VERIFY)])
def verify(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, employers.verify)


@router.post("/{public_id}/refuse", dependencies=[allow(Permission.EMPLOYER_REFUSE)])
def refuse(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, employers.refuse)


@router.post("/{public_id}/suspend", dependencies=[allow(Permission.EMPLOYER_SUSPEND)])
def suspend(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, employers.suspend)


@router.post("/{public_id}/reinstate", dependencies=[allow(Permission.EMPLOYER_REINSTATE), fresh()])
def reinstate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _with_reason(request, session, actor, form, public_id, employers.reinstate)


def _with_reason(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    verb: Callable[..., None],
) -> Response:
    employer = employers.load(session, actor, public_id)
    bound = carry_out(session, Reason, form, lambda sent: verb(session, actor, employer, reason=sent.reason))
    if bound.has_errors:
        return _employer(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/empleadores/{public_id}")

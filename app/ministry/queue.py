"""/ministerio/expedientes - the queue by due date; the next case; who holds which; declarations about conflicts."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, carry_out
from app.guards import allow
from app.ministry import case_page, desk_forms
from app.pages import page, redirect
from app.words.agencies import colour
from registry.access import Permission, may
from registry.vetting import assignment, desk, links, queries, queue
from registry.vetting.states import CaseKind

router = APIRouter()
_LIST = "/ministerio/expedientes"


@router.get("/expedientes", dependencies=[allow(Permission.CASE_READ)])
def queue_page(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "waiting",
    whose: Annotated[str, Query(max_length=20)] = "all",
    kind: Annotated[str, Query(max_length=20)] = "",
    late: Annotated[str, Query(max_length=1)] = "",
    pagina: Annotated[str, Query(max_length=6)] = "1",
) -> HTMLResponse:
    wanted = queue.Wanted(state, whose, kind, late == "1").known()
    return _queue(request, session, actor, wanted, int(pagina) if re.fullmatch(r"\d+", pagina) else 1, None)


def _queue(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    wanted: queue.Wanted,
    number: int,
    bound: Bound[Any] | None,
) -> HTMLResponse:
    shown = queue.page_of(session, actor, wanted, number)
    return page(
        request,
        "ministry/cases/list.html",
        bound=bound,
        shown=shown,
        wanted=wanted,
        groups=[
            *words.choices("case.group", queue.GROUPS),
            *words.choices("case.state", sorted(queries.WAITING | queue.PAUSED)),
        ],
        whose=words.choices("case.whose", queue.WHOSE),
        kinds=words.choices("case.kind", CaseKind),
        next_href=_address(wanted, shown.number + 1) if shown.number < shown.pages else None,
        previous_href=_address(wanted, shown.number - 1) if shown.number > 1 else None,
        loads=assignment.workload(session) if may(actor, Permission.CASE_ASSIGN) else [],
        may_take=may(actor, Permission.CASE_REVIEW),
        must_declare=desk.must_declare(actor),
        colour=colour,
    )


def _address(wanted: queue.Wanted, number: int) -> str:
    asked = {"state": wanted.group, "whose": wanted.whose, "kind": wanted.kind, "pagina": str(number)}
    if wanted.only_late:
        asked["late"] = "1"
    return f"{_LIST}?{urlencode({key: value for key, value in asked.items() if value})}"


@router.post("/expedientes/next", dependencies=[allow(Permission.CASE_REVIEW)])
def take_next(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The most pressing case that nobody holds and this officer may."""
    case = assignment.take_next(session, actor)
    if case is not None:
        return redirect(request, session, case_page.address(case))
    bound: Bound[Nothing] = Bound()
    bound.add("", words.text_of("nothing_to_take"))
    return _queue(request, session, actor, queue.Wanted(), 1, bound)


@router.post("/expedientes/{public_id}/assign", dependencies=[allow(Permission.CASE_ASSIGN)])
def draw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: assignment.draw(session, actor, case))
    return _after(request, session, actor, public_id, bound)


@router.post("/expedientes/{public_id}/reassign", dependencies=[allow(Permission.CASE_ASSIGN)])
def reassign(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)

    def act(sent: desk_forms.Reassign) -> None:
        if not sent.officer:
            assignment.redraw(session, actor, case, reason=sent.assign_reason)
            return
        known = {one.public_id: one.id for one in assignment.officers(session)}
        assignment.reassign(session, actor, case, known.get(sent.officer, 0), reason=sent.assign_reason)

    return _after(request, session, actor, public_id, carry_out(session, desk_forms.Reassign, form, act))


def _after(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, f"{_LIST}/{public_id}")


# ---------------------------------------------------------------- declarations


@router.post("/expedientes/{public_id}/declare", dependencies=[allow(Permission.CASE_DECLARE)])
def declare(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)

    def act(sent: desk_forms.Declaration) -> None:
        answers = {topic: getattr(sent, topic) == "yes" for topic in desk.TOPICS}
        desk.declare(session, actor, case, answers=answers, explanation=sent.explanation or None)

    return _after(request, session, actor, public_id, carry_out(session, desk_forms.Declaration, form, act))


@router.post("/expedientes/{public_id}/lift-link", dependencies=[allow(Permission.CASE_ASSIGN)])
def lift_link(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """A supervisor without a link of their own sets somebody's declared link with the agency aside."""
    case = case_page.open_case(session, actor, public_id)

    def act(sent: desk_forms.LiftLink) -> None:
        account_id = links.account_of(session, case.agency_id, sent.linked)
        desk.lift(session, actor, case, account_id, reason=sent.lift_reason)

    return _after(request, session, actor, public_id, carry_out(session, desk_forms.LiftLink, form, act))


@router.get("/mi-declaracion", dependencies=[allow(Permission.CASE_DECLARE)])
def own_declaration(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    vuelve: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    return _own(request, session, actor, None, vuelve)


def _own(
    request: Request, session: DbSession, actor: CurrentActor, bound: Bound[Any] | None, back: str
) -> HTMLResponse:
    return page(
        request,
        "ministry/cases/own_declaration.html",
        bound=bound,
        made=desk.own(session, actor.account_id or 0),
        back=back if re.fullmatch(r"[a-z0-9]{20}", back) else "",
    )


@router.post("/mi-declaracion", dependencies=[allow(Permission.CASE_DECLARE)])
def declare_own(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    bound = carry_out(
        session,
        desk_forms.OwnDeclaration,
        form,
        lambda sent: desk.declare_own(
            session,
            actor,
            surnames=sent.surnames,
            phones=sent.phones,
            addresses=sent.addresses,
            employers=sent.employers,
        ),
    )
    back = str(form.get("vuelve") or "")
    if bound.has_errors:
        return _own(request, session, actor, bound, back)
    to = f"{_LIST}/{back}" if re.fullmatch(r"[a-z0-9]{20}", back) else _LIST
    return redirect(request, session, to)

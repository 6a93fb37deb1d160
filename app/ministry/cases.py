"""/ministerio/expedientes/ID - the acts of a case. Its page is case_page.py, the list queue.py."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download
from app.forms import Bound, attempt, carry_out, clean
from app.guards import allow
from app.ministry import case_page, forms
from app.ministry.case_page import address
from app.pages import redirect
from app.second_factor import fresh
from registry.access import Permission
from registry.errors import NotFound
from registry.files import queries as files
from registry.vetting import decide as deciding
from registry.vetting import queries, service

router = APIRouter(prefix="/expedientes")


@router.get("/{public_id}", dependencies=[allow(Permission.CASE_READ)])
def read_case(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    ver: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """`ver`: the section that is looked at."""
    return case_page.show(request, session, actor, public_id, section=ver)


@router.post("/{public_id}/review", dependencies=[allow(Permission.CASE_REVIEW)])
def review(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, forms.Nothing, form, lambda _sent: service.review(session, actor, case))
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case))


@router.post("/{public_id}/respuestas/{code}/accept", dependencies=[allow(Permission.CASE_REVIEW)])
def accept(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, forms.Nothing, form, lambda _sent: service.accept(session, actor, case, code))
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case, "expediente", f"#respuesta-{code}"))


@router.post("/{public_id}/respuestas/{code}/question", dependencies=[allow(Permission.CASE_REVIEW)])
def question(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    """The note's field carries the requirement's code, because a page has one for each answer."""
    case = queries.load(session, actor, public_id)
    field = f"note_{code}"
    sent = form.get(field)
    note = clean(sent)[:2000] if isinstance(sent, str) else ""
    bound: Bound[forms.Nothing] = Bound({field: note})
    if not note.strip():
        bound.add(field, words.text_of("note_missing"))
    else:
        with attempt(session, bound):
            service.question(session, actor, case, code, note=note)
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case, "expediente", f"#respuesta-{code}"))


@router.post("/{public_id}/return", dependencies=[allow(Permission.CASE_RETURN)])
def send_return(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Return,
        form,
        lambda sent: service.send_return(session, actor, case, reason=sent.return_reason),
    )
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, "/ministerio/expedientes")


@router.post("/{public_id}/recommend", dependencies=[allow(Permission.CASE_RECOMMEND)])
def recommend(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Recommendation,
        form,
        lambda sent: deciding.recommend(
            session,
            actor,
            case,
            outcome=sent.outcome,
            reason=sent.recommend_reason,
            conditions=sent.conditions or None,
        ),
    )
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case))


@router.post("/{public_id}/decide", dependencies=[allow(Permission.CASE_DECIDE), fresh()])
def decide(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Decision,
        form,
        lambda sent: deciding.decide(
            session, actor, case, reason=sent.decide_reason, public_reason=sent.public_reason
        ),
    )
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, address(case))


@router.post("/{public_id}/send-back", dependencies=[allow(Permission.CASE_DECIDE)])
def send_back(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        forms.SendBack,
        form,
        lambda sent: deciding.send_back(session, actor, case, reason=sent.send_back_reason),
    )
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound)
    return redirect(request, session, "/ministerio/expedientes")


@router.get("/{public_id}/archivos/{file_id}", dependencies=[allow(Permission.CASE_READ)])
def file(request: Request, session: DbSession, actor: CurrentActor, public_id: str, file_id: str) -> Response:
    """A document of this case and of no other."""
    case = case_page.open_case(session, actor, public_id)
    stored = files.load(session, actor, file_id)
    pages = {page.file_id for answer in case.answers for page in answer.pages}
    if stored.id not in {answer.file_id for answer in case.answers} | pages:
        raise NotFound()
    return download(settings_of(request), stored)

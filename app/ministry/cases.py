"""/ministerio/expedientes - the queue by due date, and everything about one case on one page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download
from app.forms import Bound, attempt, carry_out, clean
from app.guards import allow
from app.ministry import forms
from app.pages import page, redirect
from app.words.agencies import colour, country_name
from registry import moves
from registry.access import Permission
from registry.candidates.dpi import check_dpi
from registry.errors import NotFound
from registry.files import queries as files
from registry.organisations import queries as organisations
from registry.organisations.identifiers import nit_holds
from registry.seeds.reference import municipalities
from registry.standard import queries as standards
from registry.vetting import decide as deciding
from registry.vetting import queries, requirements, service
from registry.vetting.models import Case

router = APIRouter(prefix="/expedientes")
# Many a day: folded away, so that the steps of the case can be seen.
_SMALL = frozenset({"answer", "accept"})


@router.get("", dependencies=[allow(Permission.CASE_READ)])
def queue(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "",
    mine: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    return page(
        request,
        "ministry/cases/list.html",
        waiting=queries.awaiting_ministry(session, actor, mine=mine, state=state),
        others=queries.closed_or_returned(session, actor),
        states=sorted(queries.WAITING),
        state=state if state in queries.WAITING else "",
        mine=mine,
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.CASE_READ)])
def read_case(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _case(request, session, actor, public_id, None)


def _case(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    case = queries.load(session, actor, public_id)
    agency = organisations.load_agency(session, actor, case.agency.public_id)
    asked = requirements.of_case(session, case)
    place = municipalities().get(agency.municipality or "")
    history = queries.history(session, actor, case)
    return page(
        request,
        "ministry/cases/read.html",
        bound=bound,
        case=case,
        agency=agency,
        place=place.name if place else None,
        corridors=[country_name(code) for code in agency.corridors],
        nit_is_odd=bool(agency.nit) and not nit_holds(agency.nit or ""),
        odd_dpi={one.id for one in agency.parties if one.dpi and check_dpi(one.dpi).outcome != "ok"},
        asked=asked,
        answers={answer.requirement: answer for answer in case.answers},
        is_judging=case.state == "desk_review" and case.officer_id == actor.account_id,
        not_reviewed=len(requirements.not_reviewed(session, case)),
        not_accepted=len(requirements.not_accepted(session, case)),
        alike=organisations.alike(session, agency),
        earlier=[one for one in queries.of_agency(session, actor, agency) if one.id != case.id],
        verbs=moves.available(session, actor, case),
        officer=queries.officer_name(session, case),
        recommended_reason=queries.last_reason(session, case, "recommend"),
        lines=[_line(one, asked) for one in history if one.verb not in _SMALL],
        all_lines=[_line(one, asked) for one in history],
        standard=standards.of_case(session, case),
        outcomes=words.choices("case.outcome", deciding.OUTCOMES),
        colour=colour,
    )


def _line(one: queries.Happened, asked: tuple[requirements.Requirement, ...]) -> dict[str, str]:
    about = next((item.title[i18n.language()] for item in asked if item.code == one.about), "")
    title = words.word(one.verb, "case.happened")
    return {
        "at": i18n.format_moment(one.at),
        "title": f"{title}: {about}" if about else title,
        "by": one.by or words.word(one.role, "role"),
        "text": one.reason or "",
    }


def _address(case: Case, anchor: str = "") -> str:
    return f"/ministerio/expedientes/{case.public_id}{anchor}"


@router.post("/{public_id}/review", dependencies=[allow(Permission.CASE_REVIEW)])
def review(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, forms.Nothing, form, lambda _sent: service.review(session, actor, case))
    if bound.has_errors:
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, _address(case))


@router.post("/{public_id}/respuestas/{code}/accept", dependencies=[allow(Permission.CASE_REVIEW)])
def accept(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, code: str
) -> Response:
    case = queries.load(session, actor, public_id)
    bound = carry_out(session, forms.Nothing, form, lambda _sent: service.accept(session, actor, case, code))
    if bound.has_errors:
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, _address(case, f"#respuesta-{code}"))


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
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, _address(case, f"#respuesta-{code}"))


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
        return _case(request, session, actor, public_id, bound)
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
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, _address(case))


@router.post("/{public_id}/decide", dependencies=[allow(Permission.CASE_DECIDE)])
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
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, _address(case))


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
        return _case(request, session, actor, public_id, bound)
    return redirect(request, session, "/ministerio/expedientes")


@router.get("/{public_id}/archivos/{file_id}", dependencies=[allow(Permission.CASE_READ)])
def file(request: Request, session: DbSession, actor: CurrentActor, public_id: str, file_id: str) -> Response:
    """A document of this case and of no other."""
    case = queries.load(session, actor, public_id)
    stored = files.load(session, actor, file_id)
    if stored.id not in {answer.file_id for answer in case.answers}:
        raise NotFound()
    return download(settings_of(request), stored)

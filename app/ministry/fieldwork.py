"""Interviews and visits of one case: drawing whom to hear, the forms on the screen and on paper, photographs."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.collisions import collide
from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.downloads import download, files_folder
from app.forms import Bound, Nothing, attempt, bind, carry_out
from app.guards import allow
from app.ministry import case_page, desk_forms
from app.ministry.case_notes import uploads_of
from app.pages import page, redirect
from matching.text import fold
from registry.access import Actor, Permission
from registry.errors import Invalid, NotFound
from registry.files.checks import MAX_BYTES
from registry.seeds.reference import countries, languages, municipalities
from registry.vetting import asked, fieldwork, interviews, queries, visits
from registry.vetting.access import check_may_keep, fieldworkers
from registry.vetting.models import Case
from registry.vetting.staff_records import Visit

router = APIRouter(prefix="/expedientes/{public_id}")
_PHOTO_BYTES = 6 * MAX_BYTES


def _here(case: Case) -> str:
    return case_page.address(case)


def _opened(session: Session, actor: Actor, public_id: str) -> Case:
    """The case, for whoever may add to it now. Raises NotFound, NotPossible."""
    case = case_page.open_case(session, actor, public_id)
    check_may_keep(session, actor, case)
    return case


def _answers(form: FormData, items: tuple[asked.Asked, ...], bound: Bound[Any]) -> dict[str, str]:
    """One radio for each question; what was typed stays in the form."""
    found = {}
    for one in items:
        sent = form.get(f"answer_{one.code}")
        if isinstance(sent, str) and sent in asked.ANSWERS:
            found[one.code] = bound.values[f"answer_{one.code}"] = sent
    return found


def _people(session: Session) -> dict[str, int]:
    return {one.public_id: one.id for one in fieldworkers(session)}


def _after(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any], anchor: str
) -> Response:
    if bound.has_errors:
        return case_page.show(request, session, actor, public_id, bound, "campo")
    return redirect(request, session, f"/ministerio/expedientes/{public_id}?ver=campo{anchor}")


@router.post("/sample", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def sample(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = case_page.open_case(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: interviews.draw_sample(session, actor, case))
    return _after(request, session, actor, public_id, bound, "#entrevistas")


@router.post("/explain-gap", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def explain_gap(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = case_page.open_case(session, actor, public_id)
    bound = carry_out(
        session,
        desk_forms.Gap,
        form,
        lambda sent: fieldwork.explain(
            session, actor, case, what=sent.what, why=sent.why, reason=sent.gap_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "")


# ---------------------------------------------------------------- interviews


@router.get("/entrevistas/nueva", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def new_interview(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _interview(request, session, actor, _opened(session, actor, public_id), None)


def _interview(
    request: Request, session: Session, actor: Actor, case: Case, bound: Bound[Any] | None
) -> HTMLResponse:
    english = i18n.language() == "en"
    return page(
        request,
        "ministry/cases/interview.html",
        bound=bound,
        case=case,
        here=_here(case),
        pseudonyms=[(one, one) for one in interviews.free_pseudonyms(session, case)],
        people=[(one.public_id, one.name) for one in fieldworkers(session)],
        me=actor.public_id,
        language_choices=[(code, one.en if english else one.es) for code, one in languages().items()],
        place_choices=sorted({one.name for one in municipalities().values()}),
        questions=asked.newest().interview,
        answers=words.choices("answer", asked.ANSWERS),
    )


def _place_code(typed: str) -> str:
    """The code of a municipality or a country by its name; with a department behind a comma where two share it."""
    name, _, department = (fold(part).strip() for part in typed.partition(","))
    for code, one in countries().items():
        if name in (fold(one.es), fold(one.en), fold(code)):
            return code
    found = [one for one in municipalities().values() if name in map(fold, (one.name, *one.aliases))]
    if department:
        found = [one for one in found if fold(case_page.department_name(one)) == department]
    if len(found) > 1:
        raise Invalid("place_twice", field="place")
    return found[0].code if found else typed


@router.post("/entrevistas/nueva", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def record_interview(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = _opened(session, actor, public_id)
    bound = bind(desk_forms.InterviewForm, form)
    answers = _answers(form, asked.newest().interview, bound)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            told = interviews.Told(
                pseudonym=sent.pseudonym,
                language=sent.language,
                place=_place_code(sent.place),
                month=date(int(sent.year), int(sent.month), 1),
                answers=answers,
                consent=sent.consent == "1",
                remarks=sent.remarks,
                source=sent.source,
                held_by_id=_people(session).get(sent.held_by, 0) if sent.held_by else None,
            )
            interviews.record(session, actor, case, told)
    if bound.has_errors:
        return _interview(request, session, actor, case, bound)
    return redirect(request, session, case_page.address(case, "campo", "#entrevistas"))


@router.get("/entrevistas/hoja", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def interview_sheet(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str
) -> HTMLResponse:
    """The blank form with the next free pseudonym; print it as often as needed and write another name on the rest."""
    case = _opened(session, actor, public_id)
    questions = asked.newest()
    free = interviews.free_pseudonyms(session, case)
    return page(
        request,
        "ministry/cases/interview_sheet.html",
        case=case,
        here=_here(case),
        version=questions.version,
        questions=questions.interview,
        pseudonyms=free[: max(1, min(fieldwork.interviews_left(session, case) or 1, len(free)))],
    )


# ---------------------------------------------------------------- visits


@router.post("/plan-visit", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def plan_visit(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    case = case_page.open_case(session, actor, public_id)
    bound = carry_out(
        session,
        desk_forms.PlanVisit,
        form,
        lambda sent: visits.plan(
            session,
            actor,
            case,
            place=sent.place,
            planned_on=sent.planned_on,
            how=sent.how,
            was_announced=sent.was_announced == "1",
        ),
    )
    return _after(request, session, actor, public_id, bound, "#visitas")


@router.get("/visitas/{visit_id}", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def visit_page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, visit_id: str
) -> HTMLResponse:
    case = _opened(session, actor, public_id)
    return _visit(request, session, actor, case, visits.load(session, actor, case, visit_id), None)


def _visit(
    request: Request, session: Session, actor: Actor, case: Case, visit: Visit, bound: Bound[Any] | None
) -> HTMLResponse:
    if visit.state != "planned" and bound is None:
        raise NotFound()
    return page(
        request,
        "ministry/cases/visit.html",
        bound=bound,
        stored=_stored(visit),
        own_address=case_page.address(case, "campo", "#visitas"),
        case=case,
        here=_here(case),
        visit=visit,
        results=words.choices("visit.result", visits.RESULTS),
        people=[(one.public_id, one.name) for one in fieldworkers(session)],
        me=actor.public_id,
        looked_at=asked.newest().visit,
        answers=words.choices("answer", asked.ANSWERS),
    )


def _stored(visit: Visit) -> dict[str, Any]:
    """What somebody wrote about it, where it is not planned any more."""
    return {"result": "" if visit.state == "planned" else visit.state, "seen": visit.seen or ""}


@router.post("/visitas/{visit_id}", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def record_visit(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    visit_id: str,
) -> Response:
    case = _opened(session, actor, public_id)
    visit = visits.load(session, actor, case, visit_id)
    bound = bind(desk_forms.VisitForm, form)
    collide(bound, _stored(visit))
    answers = _answers(form, asked.newest().visit, bound)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            seen = visits.Seen(
                result=sent.result,
                happened_on=sent.happened_on,
                answers=answers,
                text=sent.seen,
                source=sent.source,
                visitor_id=_people(session).get(sent.visitor, 0) if sent.visitor else None,
            )
            visits.record(session, actor, visit, seen)
    if bound.has_errors:
        return _visit(request, session, actor, case, visit, bound)
    return redirect(request, session, case_page.address(case, "campo", f"#visita-{visit.public_id}"))


@router.post("/visitas/{visit_id}/cancel", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def cancel_visit(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    visit_id: str,
) -> Response:
    case = _opened(session, actor, public_id)
    visit = visits.load(session, actor, case, visit_id)
    bound = carry_out(
        session,
        desk_forms.CancelVisit,
        form,
        lambda sent: visits.cancel(session, actor, visit, reason=sent.cancel_reason),
    )
    if bound.has_errors:
        return _visit(request, session, actor, case, visit, bound)
    return redirect(request, session, case_page.address(case, "campo", "#visitas"))


@router.get("/visitas/{visit_id}/hoja", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def visit_sheet(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, visit_id: str
) -> HTMLResponse:
    case = _opened(session, actor, public_id)
    questions = asked.newest()
    return page(
        request,
        "ministry/cases/visit_sheet.html",
        case=case,
        here=_here(case),
        agency=case.agency,
        visit=visits.load(session, actor, case, visit_id),
        version=questions.version,
        looked_at=questions.visit,
    )


@router.get("/visitas/{visit_id}/fotos", dependencies=[allow(Permission.FIELDWORK_KEEP)])
def photos_page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, visit_id: str
) -> HTMLResponse:
    case = _opened(session, actor, public_id)
    return _photos(request, case, visits.load(session, actor, case, visit_id), None)


def _photos(request: Request, case: Case, visit: Visit, bound: Bound[Any] | None) -> HTMLResponse:
    return page(
        request,
        "ministry/cases/photos.html",
        bound=bound,
        case=case,
        here=_here(case),
        visit=visit,
        most=visits.MOST_PHOTOS,
    )


@router.post(
    "/visitas/{visit_id}/fotos", dependencies=[allow(Permission.FIELDWORK_KEEP)], max_body_size=_PHOTO_BYTES
)
def add_photos(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    public_id: str,
    visit_id: str,
) -> Response:
    case = _opened(session, actor, public_id)
    visit = visits.load(session, actor, case, visit_id)
    bound = carry_out(
        session,
        desk_forms.Photos,
        form,
        lambda sent: visits.add_photos(
            session,
            actor,
            visit,
            uploads_of(form),
            caption=sent.caption,
            folder=files_folder(settings_of(request)),
        ),
    )
    if bound.has_errors:
        return _photos(request, case, visit, bound)
    return redirect(request, session, case_page.address(case, "campo", f"#visita-{visit.public_id}"))


@router.get("/visitas/fotos/{file_id}", dependencies=[allow(Permission.FIELDWORK_READ)])
def photo(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, file_id: str
) -> Response:
    """A photograph of this case and of no other."""
    case = queries.load(session, actor, public_id)
    return download(settings_of(request), visits.photo(session, actor, case, file_id))

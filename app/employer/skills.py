"""/empleador/vacantes/ID/destrezas - the occupation and the skills that were read from the texts, to be confirmed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm
from app.employer.steps import steps_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, redirect
from app.words.vacancies import occupation as occupation_name
from app.words.vacancies import skill as skill_name
from matching.taxonomy import lexicon
from registry.access import Permission
from registry.errors import NotFound
from registry.pairs import service as pairs
from registry.vacancies import checks, needs, queries, service
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/vacantes/{public_id}")
NONE = "none"


class Confirmed(FormModel):
    occupation: str
    skills: list[str] = []


@router.get("/destrezas", dependencies=[allow(Permission.VACANCY_WRITE)])
def skills_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, _editable(session, actor, public_id), None)


@router.post("/destrezas/confirm", dependencies=[allow(Permission.VACANCY_WRITE)])
def confirm(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = _editable(session, actor, public_id)
    bound = bind(Confirmed, form)
    if bound.data is not None:
        known = lexicon()
        occupation = bound.data.occupation if bound.data.occupation in known.occupations else None
        skills = [code for code in bound.data.skills if code in known.skills]
        facts = checks.facts_of(vacancy)
        with attempt(session, bound):
            asked = needs.needs_of(vacancy.public_id, facts, occupation, skills)
            service.write(session, actor, vacancy, facts, asked=asked)
            proposed = [one.code for one in needs.proposed_occupations(facts)]
            pairs.remember(session, "occupation", facts.title or "", proposed, occupation)
            pairs.remember_ticks(session, needs.read_in(facts), skills)
    if bound.has_errors:
        return _page(request, vacancy, bound)
    return redirect(request, session, f"/empleador/vacantes/{public_id}/revisar")


def _editable(session: DbSession, actor: CurrentActor, public_id: str) -> Vacancy:
    vacancy = queries.load(session, actor, public_id)
    if vacancy.state not in service.EDITABLE:
        raise NotFound()
    return vacancy


def _page(request: Request, vacancy: Vacancy, bound: Bound[Any] | None) -> HTMLResponse:
    facts = checks.facts_of(vacancy)
    kept = needs.from_json(vacancy.needs)
    was_confirmed = service.is_confirmed(vacancy)
    codes = [need.code for need in kept.skills] + list(kept.licences)
    offered = list(dict.fromkeys([*needs.skills_in(facts), *codes]))
    occupations = [one.code for one in needs.proposed_occupations(facts)]
    if kept.occupation and kept.occupation not in occupations:
        occupations.insert(0, kept.occupation)
    chosen = kept.occupation or (NONE if was_confirmed else None)
    return page(
        request,
        "employer/vacancies/skills.html",
        bound=bound,
        vacancy=vacancy,
        occupations=[(code, occupation_name(code)) for code in occupations] + [(NONE, _("Ninguno de estos"))],
        occupation=chosen,
        skills=[(code, skill_name(code)) for code in offered],
        skills_chosen=codes,
        last=steps_of(vacancy.scheme)[-1].slug,
        step_number=len(steps_of(vacancy.scheme)) + 1,
        step_total=len(steps_of(vacancy.scheme)) + 2,
    )

"""/empleador/vacantes/ID/destrezas - the occupation and the skills that were read from the texts, to be confirmed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import HTMLResponse, Response

from app.collisions import collide
from app.deps import CurrentActor, DbSession, SentForm, computes
from app.employer.steps import steps_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import gettext as _
from app.pages import fragment, is_htmx, page, redirect
from app.security import TYPING
from app.words.vacancies import occupation as occupation_name
from app.words.vacancies import skill as skill_name
from matching.taxonomy import lexicon, link
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
    more: Annotated[str, StringConstraints(max_length=120)] | None = None
    more_skills: list[str] = []


@router.get("/destrezas", dependencies=[allow(Permission.VACANCY_WRITE)])
def skills_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, _editable(session, actor, public_id), None)


@router.post("/destrezas/confirm", dependencies=[allow(Permission.VACANCY_WRITE)])
def confirm(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    vacancy = _editable(session, actor, public_id)
    bound = bind(Confirmed, form)
    collide(bound, _stored(vacancy))
    if bound.data is not None:
        known = lexicon()
        occupation = bound.data.occupation if bound.data.occupation in known.occupations else None
        near = _near(bound.data.more or "")
        added = [code for code in bound.data.more_skills if code in near]
        skills = [code for code in dict.fromkeys([*bound.data.skills, *added]) if code in known.skills]
        facts = checks.facts_of(vacancy)
        with attempt(session, bound):
            asked = needs.needs_of(vacancy.public_id, facts, occupation, skills)
            service.write(session, actor, vacancy, facts, asked=asked)
            proposed = [one.code for one in needs.proposed_occupations(facts)]
            pairs.remember(session, "occupation", facts.title or "", proposed, occupation)
            pairs.remember_ticks(session, needs.read_in(facts), skills)
            chosen: list[str | None] = [*added]
            if bound.data.more_skills and not added:
                chosen.append(None)
            for code in chosen:
                pairs.remember(session, "skill", bound.data.more or "", near, code)
    if bound.has_errors:
        return _page(request, vacancy, bound)
    return redirect(request, session, f"/empleador/vacantes/{public_id}/revisar")


@router.post("/destrezas/parecidas", dependencies=[allow(Permission.VACANCY_WRITE), TYPING])
@computes
def near_skills(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """The skills near to what is being typed, to be ticked. Nothing is saved."""
    vacancy = _editable(session, actor, public_id)
    said = str(form.get("more", ""))[:120]
    more = [(code, skill_name(code)) for code in _near(said)]
    if is_htmx(request):
        return fragment(
            request, "employer/vacancies/_more_skills.html", "offers", bound=Bound(), more_skills=more
        )
    return _page(request, vacancy, bind(Confirmed, form), more)


def _near(said: str) -> list[str]:
    """The best five skills for somebody's own words."""
    return [one.code for one in link(said, "skill", top=5)] if said.strip() else []


def _editable(session: DbSession, actor: CurrentActor, public_id: str) -> Vacancy:
    vacancy = queries.load(session, actor, public_id)
    if vacancy.state not in service.EDITABLE:
        raise NotFound()
    return vacancy


def _stored(vacancy: Vacancy) -> dict[str, Any]:
    kept = needs.from_json(vacancy.needs)
    codes = [need.code for need in kept.skills] + list(kept.licences)
    return {"occupation": kept.occupation or (NONE if codes else ""), "skills": codes}


def _page(
    request: Request, vacancy: Vacancy, bound: Bound[Any] | None, more: list[tuple[str, str]] | None = None
) -> HTMLResponse:
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
        stored=_stored(vacancy),
        own_address=f"/empleador/vacantes/{vacancy.public_id}/destrezas",
        vacancy=vacancy,
        occupations=[(code, occupation_name(code)) for code in occupations] + [(NONE, _("Ninguno de estos"))],
        occupation=chosen,
        skills=[(code, skill_name(code)) for code in offered],
        skills_chosen=codes,
        more="",
        more_skills=more or [],
        last=steps_of(vacancy.scheme)[-1].slug,
        step_number=len(steps_of(vacancy.scheme)) + 1,
        step_total=len(steps_of(vacancy.scheme)) + 2,
    )

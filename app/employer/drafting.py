"""/empleador/vacantes/ID/STEP - one step of the form: saved as a draft, checked while it is filled in.

With a script the findings beside the form follow every change; without one, "Revisar ahora" shows them.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from app.collisions import collide
from app.deps import CurrentActor, DbSession, SentForm
from app.employer import checking
from app.employer.steps import Step, find, steps_of
from app.forms import Bound, attempt
from app.guards import allow
from app.pages import fragment, is_htmx, page, redirect
from app.words.facts import currency_sign
from registry.access import Permission
from registry.errors import NotFound
from registry.schemes.facts import VacancyFacts
from registry.vacancies import checks, queries, service
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/vacantes/{public_id}")
_WRITE = [allow(Permission.VACANCY_WRITE)]
# A page of duties is a few kilobytes; the longest seen in 13,557 orders is 20.
_BODY = 128 * 1024
# The button that asks for one more place, crop or language: "more-site".
_MORE = "more-"


def open_step(session: DbSession, actor: CurrentActor, public_id: str, slug: str) -> tuple[Vacancy, Step]:
    """The vacancy and the step, while it can be written. Raises NotFound."""
    vacancy = queries.load(session, actor, public_id)
    step = find(vacancy.scheme, slug)
    if step is None or vacancy.state not in service.EDITABLE:
        raise NotFound()
    return vacancy, step


@router.get("/{slug}", dependencies=_WRITE)
def step_page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, slug: str
) -> HTMLResponse:
    vacancy, step = open_step(session, actor, public_id, slug)
    facts = checks.facts_of(vacancy)
    return _page(request, session, vacancy, step, step.bind(facts), facts)


@router.post("/{slug}/write", dependencies=_WRITE, max_body_size=_BODY)
def write(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, slug: str
) -> Response:
    vacancy, step = open_step(session, actor, public_id, slug)
    facts = checks.facts_of(vacancy)
    bound = step.bind(facts, form)
    collide(bound, step.bind(facts).values)
    if bound.data is not None:
        with attempt(session, bound):
            service.write(session, actor, vacancy, step.apply(bound.data, facts))
    if bound.has_errors:
        return _page(request, session, vacancy, step, bound, step.apply_readable(form, facts))
    return redirect(request, session, _after(vacancy, step, str(form.get("then", ""))))


@router.post("/{slug}/check", dependencies=_WRITE, max_body_size=_BODY)
def check(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, slug: str
) -> Response:
    """What the law says about what stands in the boxes now. Nothing is saved."""
    vacancy, step = open_step(session, actor, public_id, slug)
    facts = step.apply_readable(form, checks.facts_of(vacancy))
    if is_htmx(request):
        beside = _beside(session, vacancy, step, facts)
        return fragment(request, "employer/vacancies/_beside.html", "findings", **beside)
    return _page(request, session, vacancy, step, step.bind(facts, form), facts)


def _after(vacancy: Vacancy, step: Step, then: str) -> str:
    """Where saving leads: the next step, the same one with room for another place, or the list of steps."""
    base = f"/empleador/vacantes/{vacancy.public_id}"
    if then.startswith(_MORE) and (rows := step.rows_named(then.removeprefix(_MORE))):
        return f"{base}/{step.slug}?mas={rows.prefix}"
    if then == "list":
        return base
    slugs = [one.slug for one in steps_of(vacancy.scheme)]
    following = slugs[slugs.index(step.slug) + 1 :]
    return f"{base}/{following[0]}" if following else f"{base}/destrezas"


def _page(
    request: Request, session: DbSession, vacancy: Vacancy, step: Step, bound: Bound[Any], facts: VacancyFacts
) -> HTMLResponse:
    slugs = [one.slug for one in steps_of(vacancy.scheme)]
    place = slugs.index(step.slug)
    return page(
        request,
        "employer/vacancies/step.html",
        bound=bound,
        stored=step.bind(checks.facts_of(vacancy)).values,
        own_address=f"/empleador/vacantes/{vacancy.public_id}/{step.slug}",
        vacancy=vacancy,
        step=step,
        step_number=place + 1,
        step_total=len(slugs) + 2,
        previous=slugs[place - 1] if place else None,
        more=request.query_params.get("mas"),
        currency=currency_sign(vacancy.scheme),
        **_beside(session, vacancy, step, facts),
    )


def _beside(session: DbSession, vacancy: Vacancy, step: Step, facts: VacancyFacts) -> dict[str, Any]:
    found = checking.live(session, vacancy, facts)
    shown, elsewhere = checking.for_step(found, vacancy, step)
    return {"findings": shown, "elsewhere": elsewhere}

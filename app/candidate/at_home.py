"""/mi/en-guatemala - work at home: jobs in places that are safe for this person, and where to learn what opens more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.candidate import openings, terms
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Actor, Permission
from registry.candidates import queries, safety
from registry.candidates.models import Candidate
from registry.law.queries import in_force
from registry.placements import queries as placements
from registry.seeds.reference import departments, home_places, municipalities
from registry.shortlists import service as shortlists
from registry.shortlists.openings import openings_for
from registry.shortlists.pool import Pool
from registry.shortlists.stored import in_favour, part_to_json
from registry.trainings import queries as trainings
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/mi/en-guatemala")
HOME = "GT"
_JOBS_SHOWN, _JOBS_RANKED, _REASONS_SHOWN, _TRAININGS_SHOWN = 10, 400, 3, 6


class Places(FormModel):
    """`places`: those that stay ticked; `department`, `municipality`: one more."""

    places: list[str] = []
    department: str | None = None
    municipality: str | None = None


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def at_home(request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool) -> Response:
    own = queries.own(session, actor)
    jobs = _jobs(session, actor, own, pool)
    found = openings_for(session, actor, own, pool)
    codes = (
        {step.code for one in (*found.openings, *filter(None, [found.pair])) for step in one.steps}
        if found
        else set()
    )
    scheme = in_force(session).scheme("GT_SNE")
    unsafe = safety.unsafe_places(session, own)
    return page(
        request,
        "candidate/own/at_home.html",
        jobs=jobs,
        offers=placements.offers_for(session, actor, [job["vacancy"].public_id for job in jobs]),
        avoided=len(unsafe),
        found=openings.shown(found),
        trainings=trainings.leading_to(session, codes, unsafe)[:_TRAININGS_SHOWN],
        department_names={one.code: one.name for one in departments().values()},
        permit=next((fact for fact in scheme.worker_facts if fact.id == "foreign"), None) if scheme else None,
    )


def _jobs(session: Session, actor: Actor, own: Candidate, pool: Pool) -> list[dict[str, Any]]:
    """The open jobs at home that fit, best first; places the person cannot work in are in no list of theirs."""
    ranked = shortlists.vacancies_for(session, actor, own, pool, top=_JOBS_RANKED).ranked
    by_id = vacancies.open_among(session, [one.vacancy for one in ranked])
    here = [one for one in ranked if one.vacancy in by_id and by_id[one.vacancy].country == HOME]
    return [
        {
            "vacancy": by_id[one.vacancy],
            "summary": terms.summary(by_id[one.vacancy]),
            "reasons": _sentences(in_favour([part_to_json(part) for part in one.parts])[:_REASONS_SHOWN]),
            "missing": _sentences(one.missing[:_REASONS_SHOWN]),
        }
        for one in here[:_JOBS_SHOWN]
    ]


def _sentences(reasons: Iterable[Any]) -> list[str]:
    return [text[:1].upper() + text[1:] for text in map(words.reason, reasons)]


@router.get("/lugares", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def places_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _places(request, safety.unsafe_places(session, queries.own(session, actor)), Bound())


@router.post("/lugares", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def keep_places(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    own = queries.own(session, actor)
    bound = bind(Places, form)
    sent = bound.data
    if sent is not None:
        more = [place for place in (sent.department, sent.municipality) if place]
        with attempt(session, bound):
            safety.keep_places(session, actor, own, list(dict.fromkeys([*sent.places, *more])))
    if bound.has_errors:
        return _places(request, safety.unsafe_places(session, own), bound)
    onward = "/mi/en-guatemala/lugares" if "more" in form else "/mi/en-guatemala"
    return redirect(request, session, onward)


def _places(request: Request, held: list[str], bound: Bound[Places]) -> Response:
    if not bound.has_errors:
        bound.values["places"] = held
    towns = [
        (
            one.name,
            sorted(
                (
                    (f"GT-{town.code}", town.name)
                    for town in municipalities().values()
                    if town.department == one.code
                ),
                key=lambda pair: pair[1],
            ),
        )
        for one in departments().values()
    ]
    return page(
        request,
        "candidate/own/places.html",
        bound=bound,
        held=[(code, _name(code)) for code in held],
        departments=[(f"GT-{one.code}", one.name) for one in departments().values()],
        towns=towns,
    )


def _name(code: str) -> str:
    """ "Huehuetenango" a department; "Cuilco, Huehuetenango" a municipality."""
    town = municipalities().get(code.removeprefix("GT-"))
    return f"{town.name}, {departments()[town.department].name}" if town else home_places()[code]

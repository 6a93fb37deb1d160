"""/ministerio/personas/ID - the card of one person, and their identity for who says why they need it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.candidate.my_data import file_page
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.second_factor import fresh
from app.words import matching
from registry.access import Actor, Permission
from registry.candidates import identity, queries
from registry.candidates.facts import facts_of
from registry.candidates.stages import stage_of
from registry.errors import NotFound
from registry.placements import queries as placements
from registry.seeds.reference import municipalities

router = APIRouter(prefix="/personas")


@router.get("/{public_id}", dependencies=[allow(Permission.CANDIDATE_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, public_id)


@router.post("/{public_id}/identify", dependencies=[allow(Permission.CANDIDATE_IDENTIFY)])
def identify(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """Open the identity for half an hour; the reason and the reading stay in the log and on the person's own page."""
    person = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: identity.identify(session, actor, person, reason=sent.reason)
    )
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/personas/{public_id}")


@router.post("/{public_id}/hand_over", dependencies=[allow(Permission.CANDIDATE_IDENTIFY), fresh()])
def hand_over(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """What is held on the person, to print for them: the answer itself, noted in the log and on their own page."""
    person = queries.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, person):
        raise NotFound()
    return file_page(request, session, actor, person)


def _page(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Reason] | None = None
) -> Response:
    person = queries.load(session, actor, public_id)
    facts = facts_of(person)
    home = municipalities().get(person.municipality or "")
    return page(
        request,
        "ministry/people/read.html",
        bound=bound,
        person=person if identity.may_read_identity(session, actor, person) else None,
        public_id=public_id,
        state=person.state,
        stage=stage_of(session, person),
        home=home,
        work=matching.work([[job.occupation, job.months] for job in facts.work]),
        skills=[matching.entry_name(skill.code) for skill in facts.skills],
        languages=matching.spoken([list(pair) for pair in facts.languages]),
        countries=[matching.country_name(code) for code in sorted(facts.countries)],
        available_from=person.available_from,
        available_to=person.available_to,
        referrals=placements.visible_to(session, actor, candidate=person),
        open_minutes=int(identity.OPEN_FOR.total_seconds() // 60),
    )

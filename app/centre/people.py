"""/centro and /centro/personas - finding people, reading who they are with a reason, printing their slip again.

Lists show a given name and initials. The rest opens after a reason, for half an hour, and the person sees that it did.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.candidate import openings
from app.candidate.my_data import file_page
from app.candidate.notebook import answers_held
from app.candidate.pathways import own_cards
from app.candidate.questions import SECTIONS
from app.candidate.registration import said
from app.candidate.slip import slip_page
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import gettext as _
from app.pages import page, redirect
from app.second_factor import fresh
from registry.access import Actor, Permission
from registry.candidates import identity, queries
from registry.candidates.code import grouped
from registry.candidates.models import Candidate
from registry.candidates.stages import stage_of
from registry.errors import NotFound
from registry.messages.contact import last_contact
from registry.plans import companions
from registry.seeds.reference import municipalities
from registry.shortlists.openings import openings_for
from registry.timelines import queries as timelines

router = APIRouter(prefix="/centro")


class ReadingReason(FormModel):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=300)]


def masked_name(candidate: Candidate) -> str:
    """ "María C. P.": enough to recognise who stands in front of one, too little to know who does not."""
    first, *_rest = candidate.given_names.split()
    return " ".join([first, *(f"{word[0]}." for word in candidate.surnames.split())])


def open_person(session: Session, actor: Actor, public_id: str) -> Candidate:
    """Somebody whose identity this officer has opened with a reason; for others the page does not exist."""
    candidate = queries.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    return candidate


def place(candidate: Candidate) -> str:
    return municipalities()[candidate.municipality].name if candidate.municipality else ""


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def home(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return page(
        request,
        "centre/home.html",
        centre=actor.centre,
        today_count=queries.registered_today(session, actor),
        people=_rows(queries.search(session, actor, "")[0][:10]),
    )


@router.get("/personas", dependencies=[allow(Permission.CANDIDATE_READ)])
def list_people(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    q: str = "",
    pagina: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    people, has_more = queries.search(session, actor, q[:200], page=pagina)
    return page(
        request,
        "centre/person/list.html",
        q=q[:200],
        people=_rows(people),
        page_number=pagina,
        has_more=has_more,
    )


def _rows(people: list[Candidate]) -> list[tuple[Candidate, str, str]]:
    return [(one, masked_name(one), place(one)) for one in people]


@router.get("/personas/{public_id}", dependencies=[allow(Permission.CANDIDATE_READ)])
def read(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, nueva: str = ""
) -> Response:
    candidate = queries.load(session, actor, public_id)
    return read_page(request, session, actor, candidate, Bound(), is_new=bool(nueva))


@router.get("/personas/{public_id}/mas-trabajos", dependencies=[allow(Permission.CANDIDATE_READ)])
def more_jobs(
    request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool, public_id: str
) -> Response:
    """What would open more of today's vacancies to this person, to talk about at the counter."""
    candidate = queries.load(session, actor, public_id)
    found = openings.shown(openings_for(session, actor, candidate, pool))
    return page(
        request, "centre/person/openings.html", person=candidate, name=masked_name(candidate), found=found
    )


@router.post("/personas/{public_id}/identify", dependencies=[allow(Permission.CANDIDATE_IDENTIFY)])
def identify(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = queries.load(session, actor, public_id)
    bound = bind(ReadingReason, form)
    if bound.data is not None:
        with attempt(session, bound):
            identity.identify(session, actor, candidate, reason=bound.data.reason)
    if bound.has_errors:
        return read_page(request, session, actor, candidate, bound, is_new=False)
    return redirect(request, session, f"/centro/personas/{public_id}")


@router.post("/personas/{public_id}/hand_over", dependencies=[allow(Permission.CANDIDATE_IDENTIFY), fresh()])
def hand_over(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """What is held on the person, to print for them: the answer itself, noted in the log and on their own page."""
    return file_page(request, session, actor, open_person(session, actor, public_id))


@router.get("/personas/{public_id}/hoja", dependencies=[allow(Permission.CANDIDATE_READ)])
def print_slip(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, papel: str = "a6"
) -> Response:
    candidate = queries.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    back = f"/centro/personas/{public_id}"
    return slip_page(request, session, candidate, papel, back, f"{back}/caminos")


def read_page(
    request: Request,
    session: Session,
    actor: Actor,
    candidate: Candidate,
    bound: Bound[Any],
    *,
    is_new: bool = False,
) -> Response:
    """The page of one person, also after something on it was typed wrong."""
    is_open = identity.may_read_identity(session, actor, candidate)
    # Who they are and how to reach them opens with a reason; what they can do and want does not need one.
    hidden = {"permissions"} if is_open else {"permissions", "person", "contact"}
    sections = of_a_person(said(answers_held(candidate), "", without=hidden))
    return page(
        request,
        "centre/person/read.html",
        bound=bound,
        person=candidate,
        is_open=is_open,
        is_new=is_new and is_open,
        cards=own_cards(session, candidate) if is_new and is_open else [],
        name=f"{candidate.given_names} {candidate.surnames}" if is_open else masked_name(candidate),
        code=grouped(candidate.code) if is_open else None,
        sections=sections if is_open else _without_avoided(sections),
        place=place(candidate),
        stage=stage_of(session, candidate),
        helper=queries.helper_name(session, candidate),
        consents=queries.standing_consents(session, candidate.id),
        readings=identity.readings(session, candidate) if is_open else [],
        placements=timelines.placements_of(session, actor, candidate),
        companion=companions.word_of(session, candidate) if is_open else None,
        contact=last_contact(session, candidate) if is_open else None,
    )


def of_a_person(
    sections: list[tuple[str, list[dict[str, Any]]]],
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The sections as staff read them: about the person, who is somebody else."""
    to_the_person = SECTIONS["person"]
    return [(_("La persona") if title == _(to_the_person) else title, rows) for title, rows in sections]


def _without_avoided(
    sections: list[tuple[str, list[dict[str, Any]]]],
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The places somebody will not go to are confidential: they may say whom the person fears."""
    return [
        (title, [row for row in rows if not row["href"].startswith("/evitar?")]) for title, rows in sections
    ]

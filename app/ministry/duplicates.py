"""/ministerio/duplicados - records that may be one person: side by side, three answers with a reason, and undoing.

What agrees and differs is shown in words. Names, numbers and dates open with a reason, for half an hour, and both
people see on their own page that they were read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import compared
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import moves
from registry.access import Actor, Permission
from registry.candidates import identity
from registry.candidates.models import Candidate
from registry.placements import queries as placements
from registry.proposals import queries as proposals
from registry.same_person import answers, queries
from registry.same_person.models import LikelyPair

router = APIRouter(prefix="/duplicados")
_HERE = "/ministerio/duplicados"


def initials(candidate: Candidate) -> str:
    """ "M. C. P.": enough to tell two records apart; the names open with a reason."""
    return " ".join(f"{word[0]}." for word in f"{candidate.given_names} {candidate.surnames}".split())


@router.get("", dependencies=[allow(Permission.DUPLICATE_READ)])
def list_pairs(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    vista: str = "",
    pagina: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    is_answered = vista == "resueltos"
    found = queries.listed(session, actor, answered=is_answered, page=pagina)
    return page(
        request,
        "ministry/duplicates/list.html",
        pairs=[(one, initials(one.first), initials(one.second), _agreeing(one)) for one in found.pairs],
        waiting=found.waiting,
        has_more=found.has_more,
        page_number=pagina,
        is_answered=is_answered,
    )


def _agreeing(pair: LikelyPair) -> list[compared.Row]:
    return [row for row in compared.rows(pair.levels) if row.colour in ("orange", "yellow")]


@router.get("/{public_id}", dependencies=[allow(Permission.DUPLICATE_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, public_id)


@router.post("/{public_id}/identify", dependencies=[allow(Permission.CANDIDATE_IDENTIFY)])
def identify(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _carry_out(request, session, actor, form, public_id, answers.open_identities)


@router.post("/{public_id}/say_same", dependencies=[allow(Permission.DUPLICATE_ANSWER)])
def say_same(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _carry_out(request, session, actor, form, public_id, answers.say_same)


@router.post("/{public_id}/say_two", dependencies=[allow(Permission.DUPLICATE_ANSWER)])
def say_two(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _carry_out(request, session, actor, form, public_id, answers.say_two)


@router.post("/{public_id}/say_unsure", dependencies=[allow(Permission.DUPLICATE_ANSWER)])
def say_unsure(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _carry_out(request, session, actor, form, public_id, answers.say_unsure)


@router.post("/{public_id}/separate", dependencies=[allow(Permission.DUPLICATE_SEPARATE)])
def separate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    return _carry_out(request, session, actor, form, public_id, answers.separate)


def _carry_out(
    request: Request,
    session: Session,
    actor: Actor,
    form: Any,
    public_id: str,
    act: Callable[..., Any],
) -> Response:
    pair = queries.load(session, actor, public_id)
    bound = carry_out(session, Reason, form, lambda sent: act(session, actor, pair, reason=sent.reason))
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"{_HERE}/{public_id}")


def _page(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Reason] | None = None
) -> Response:
    pair = queries.load(session, actor, public_id)
    both = (pair.first, pair.second)
    is_open = all(identity.may_read_identity(session, actor, one) for one in both)
    return page(
        request,
        "ministry/duplicates/read.html",
        bound=bound,
        pair=pair,
        verbs=moves.available(session, actor, pair),
        rows=compared.rows(pair.levels),
        kin=compared.kin(pair.levels),
        names=[initials(one) for one in both],
        values=[compared.values(one) for one in both] if is_open else None,
        people=both,
        referrals=[len(placements.visible_to(session, actor, candidate=one)) for one in both],
        said=answers.said(pair),
        proposal=proposals.open_about(session, pair, answers.KIND),
        open_minutes=int(identity.OPEN_FOR.total_seconds() // 60),
    )

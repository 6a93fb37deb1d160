"""/ministerio/propuestas - where each proposal stands and what is next; confirm a placement, take a proposal back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, Reason, carry_out
from app.guards import allow
from app.ministry.lines import lines_of, parts_of
from app.pages import page, redirect
from app.words.facts import per
from registry import events, moves
from registry.access import Actor, Permission
from registry.pathways import queries as pathways
from registry.placements import pay, queries, service
from registry.placements.states import ReferralState

router = APIRouter(prefix="/propuestas")


@router.get("", dependencies=[allow(Permission.REFERRAL_READ)])
def list_referrals(
    request: Request, session: DbSession, actor: CurrentActor, estado: ReferralState | None = None
) -> Response:
    return page(
        request,
        "ministry/referrals/list.html",
        referrals=queries.visible_to(session, actor, state=estado),
        counts=queries.counts_by_state(session, actor),
        states=list(ReferralState),
        chosen=estado,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.REFERRAL_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, public_id)


@router.post("/{public_id}/place", dependencies=[allow(Permission.REFERRAL_PLACE)])
def place(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    bound = carry_out(
        session,
        Nothing,
        form,
        lambda _sent: service.place(session, actor, queries.load(session, actor, public_id)),
    )
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/propuestas/{public_id}")


@router.post("/{public_id}/withdraw", dependencies=[allow(Permission.REFERRAL_WITHDRAW)])
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    referral = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        Reason,
        form,
        lambda sent: service.change(session, actor, referral, "withdraw", reason=sent.reason),
    )
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/propuestas/{public_id}")


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    public_id: str,
    bound: Bound[Reason] | Bound[Nothing] | None = None,
) -> Response:
    referral = queries.load(session, actor, public_id)
    entry = queries.entry_of(session, referral)
    told = pay.of_referral(session, actor, referral)
    return page(
        request,
        "ministry/referrals/read.html",
        bound=bound,
        referral=referral,
        vacancy=referral.vacancy,
        shortlist_id=entry.shortlist.public_id if entry else None,
        line=lines_of([entry], {entry.candidate_id: referral})[0] if entry else None,
        parts=parts_of(entry) if entry else [],
        pay=told,
        unit=per(told.unit),
        answer=pathways.answer_for_vacancy(session, referral.candidate, referral.vacancy),
        verbs=moves.available(session, actor, referral),
        history=reversed(events.of_record(session, "referral", public_id)),
    )

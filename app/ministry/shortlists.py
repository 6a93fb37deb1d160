"""/ministerio/vacantes/ID/lista - rank the candidates of a vacancy, read why, replay, refer some of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import metrics, words
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm, candidate_pool
from app.forms import Bound, FormModel, carry_out
from app.guards import allow
from app.i18n import format_number
from app.ministry.lines import lines_of, obstacle_pairs, obstacles, parts_of
from app.ministry.travel import travel_of
from app.pages import page, redirect
from app.words import matching
from registry.access import Actor, Permission, may
from registry.fairness import policy
from registry.fairness import queries as fairness
from registry.placements import queries as placements
from registry.placements import service as referrals
from registry.plans import queries as plans
from registry.shortlists import queries, service
from registry.shortlists import replay as repeating
from registry.shortlists.models import Shortlist
from registry.vacancies import queries as vacancies
from registry.vacancies.models import Vacancy

router = APIRouter(prefix="/vacantes/{vacancy_id}")


class Choice(FormModel):
    candidate: list[str] = []
    departure_reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Mode(FormModel):
    mode: Literal["wide", "strict"] = "wide"


@router.get("/lista", dependencies=[allow(Permission.SHORTLIST_READ)])
def newest(request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str) -> Response:
    vacancy = vacancies.load(session, actor, vacancy_id)
    return _page(request, session, actor, vacancy, queries.latest_of(session, actor, vacancy))


@router.get("/lista/{public_id}", dependencies=[allow(Permission.SHORTLIST_READ)])
def read(
    request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str, public_id: str
) -> Response:
    vacancy = vacancies.load(session, actor, vacancy_id)
    return _page(request, session, actor, vacancy, queries.load(session, actor, public_id, vacancy=vacancy))


@router.get("/lista/{public_id}/replay", dependencies=[allow(Permission.SHORTLIST_READ)])
def replay(
    request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str, public_id: str
) -> Response:
    """The same list computed again from what was stored with it; nothing changes."""
    vacancy = vacancies.load(session, actor, vacancy_id)
    shortlist = queries.load(session, actor, public_id, vacancy=vacancy)
    return _page(request, session, actor, vacancy, shortlist, replayed=repeating.replay(session, shortlist))


@router.get("/lista/{public_id}/personas/{rank}", dependencies=[allow(Permission.SHORTLIST_READ)])
def points(
    request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str, public_id: str, rank: int
) -> Response:
    """Every part of one person's points. Apart from the list, which fifty of these tables would make slow to open."""
    vacancy = vacancies.load(session, actor, vacancy_id)
    entry = queries.entry_of(session, actor, vacancy, public_id, rank)
    return page(
        request,
        "ministry/shortlists/points.html",
        vacancy=vacancy,
        shortlist_id=public_id,
        entry=entry,
        parts=parts_of(entry),
    )


@router.post("/rank", dependencies=[allow(Permission.SHORTLIST_RANK)])
def rank(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    pool: CandidatePool,
    vacancy_id: str,
) -> Response:
    vacancy = vacancies.load(session, actor, vacancy_id)
    bound = carry_out(
        session,
        Mode,
        form,
        metrics.timed_ranking(
            lambda asked: service.rank(session, actor, vacancy, pool, is_strict=asked.mode == "strict")
        ),
    )
    if bound.has_errors:
        return _page(request, session, actor, vacancy, queries.latest_of(session, actor, vacancy), bound)
    return redirect(request, session, f"/ministerio/vacantes/{vacancy_id}/lista")


@router.post("/lista/{public_id}/refer", dependencies=[allow(Permission.REFERRAL_REFER)])
def refer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    vacancy = vacancies.load(session, actor, vacancy_id)
    shortlist = queries.load(session, actor, public_id, vacancy=vacancy)
    bound = carry_out(
        session,
        Choice,
        form,
        lambda sent: referrals.refer(
            session,
            actor,
            shortlist,
            sent.candidate,
            departure_reason=sent.departure_reason,
        ),
    )
    if bound.has_errors:
        return _page(request, session, actor, vacancy, shortlist, bound)
    return redirect(request, session, f"/ministerio/vacantes/{vacancy_id}/lista/{public_id}")


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    vacancy: Vacancy,
    shortlist: Shortlist | None,
    bound: Bound[Choice] | Bound[Mode] | None = None,
    replayed: repeating.Replayed | None = None,
) -> Response:
    lists = queries.of_vacancy(session, actor, vacancy)
    is_newest = shortlist is not None and shortlist.id == lists[0].id
    is_open = vacancies.is_open(session, vacancy.id)
    return page(
        request,
        "ministry/shortlists/read.html",
        bound=bound,
        vacancy=vacancy,
        shortlist=shortlist,
        lists=lists,
        is_newest=is_newest,
        is_open=is_open,
        may_rank=vacancy.state in service.RANKABLE and may(actor, Permission.SHORTLIST_RANK, vacancy),
        may_refer=is_newest and is_open and may(actor, Permission.REFERRAL_REFER),
        replayed=replayed,
        index=candidate_pool(request).standing(),
        **(_content(session, actor, shortlist) if shortlist is not None else {"lines": []}),
    )


def _content(session: Session, actor: Actor, shortlist: Shortlist) -> dict[str, Any]:
    entries = shortlist.entries
    planned = plans.planned_for(session, actor, shortlist.vacancy, (entry.candidate_id for entry in entries))
    return {
        "lines": lines_of(entries, placements.referred(session, shortlist)),
        "legend": [
            (words.word(part["name"], "part"), format_number(part["weight"], 1))
            for part in (entries[0].parts if entries else [])
        ],
        "obstacles": obstacles(shortlist.counts),
        "obstacle_pairs": obstacle_pairs(shortlist.counts),
        "travel": travel_of(session, shortlist.vacancy, shortlist),
        "fairness": fairness.panel(shortlist.fairness, actor),
        "policy": policy.from_json(shortlist.policy) if shortlist.policy else None,
        "planned": {
            entry.rank: planned[entry.candidate_id] for entry in entries if entry.candidate_id in planned
        },
        "plain_places": {entry.rank: entry.plain_rank for entry in entries},
        "group_name": matching.group_name,
    }

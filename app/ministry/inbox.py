"""/ministerio - what waits, for whom, and since when."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.checklists import pressing_rows
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.ministry.timelines import address
from app.pages import page
from app.words.agencies import colour
from registry.access import Actor, Permission, may
from registry.candidates import ceilings
from registry.complaints import assigning
from registry.complaints import desk as reports
from registry.law import queries as laws
from registry.legal_requests import queries as legal_requests
from registry.organisations import employers
from registry.organisations import queries as organisations
from registry.placements import queries as placements
from registry.placements.states import ReferralState
from registry.proposals import queries as proposals
from registry.vacancies import queries as vacancies
from registry.vetting import mine, queue
from registry.vetting import queries as vetting

router = APIRouter()
_SHOWN = 10


@router.get("", dependencies=[allow(Permission.CASE_READ)])
def inbox(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    pressing = pressing_rows(session, actor, address)
    waiting = mine.waiting_for(session, actor)
    return page(
        request,
        "ministry/inbox.html",
        counts=vetting.count_waiting(session, actor),
        agencies=organisations.count_agencies(session),
        employers=employers.count_by_state(session).get("applied", 0),
        vacancies=len(vacancies.awaiting_review(session)),
        blocked=len(vacancies.published_but_blocked(session)),
        law=laws.count_waiting(session),
        orders=legal_requests.to_do(session, actor),
        # Auditors do not read proposals.
        to_place=placements.counts_by_state(session, actor).get(ReferralState.SELECTED, 0)
        if may(actor, Permission.REFERRAL_READ)
        else None,
        waiting=waiting[:_SHOWN],
        waiting_count=len(waiting),
        proposals=[one for one in proposals.open_for(session, actor) if not one.is_own(actor)][:_SHOWN],
        may_take=may(actor, Permission.CASE_REVIEW),
        pressing=pressing[:_SHOWN],
        pressing_count=len(pressing),
        reports=_reports(session, actor),
        first=queue.page_of(session, actor, queue.Wanted(whose="nobody")).lines[:_SHOWN],
        opened_many=ceilings.noted(session, actor),
        colour=colour,
    )


def _reports(session: Session, actor: Actor) -> dict[str, int]:
    """How many reports wait for this person: to be given to somebody, to be decided by two, or to be handled."""
    if may(actor, Permission.COMPLAINT_LIST):
        listed = reports.listed(session, actor)
        return {
            "to_give": sum(not one.handlers for one in listed),
            "to_decide": sum(one.waits for one in listed),
        }
    return {"mine": len(reports.listed(session, actor))} if actor.role in assigning.HANDLERS else {}

"""/ministerio/agencias - every agency with its standing; suspend, lift a suspension, revoke."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, carry_out
from app.guards import allow
from app.ministry import forms
from app.pages import page, redirect
from app.words.agencies import colour, country_name
from registry import moves
from registry.access import Permission
from registry.lists import queries as lists
from registry.organisations import queries, service
from registry.organisations.states import AgencyState
from registry.vetting import queries as vetting

router = APIRouter(prefix="/agencias")


@router.get("", dependencies=[allow(Permission.AGENCY_READ)])
def list_agencies(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    known = state if state in set(AgencyState) else ""
    return page(
        request,
        "ministry/agencies/list.html",
        agencies=queries.agencies_visible_to(session, actor, state=known or None),
        counts=queries.count_agencies(session),
        states=words.choices("agency.state", AgencyState),
        state=known,
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.AGENCY_READ)])
def read_agency(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    act: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """`act`: the verb whose form is wanted; one at a time, so that nobody fills in the wrong one."""
    return _agency(request, session, actor, public_id, None, act)


def _agency(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    bound: Bound[forms.Sanction] | None,
    verb: str,
) -> HTMLResponse:
    agency = queries.load_agency(session, actor, public_id)
    verbs = [
        one for one in moves.available(session, actor, agency) if one in ("suspend", "reinstate", "revoke")
    ]
    mentions, barring = lists.about(session, agency, agency.corridors)
    return page(
        request,
        "ministry/agencies/read.html",
        bound=bound,
        act=verb if verb in verbs or bound else None,
        agency=agency,
        list_mentions=mentions,
        list_readings=barring,
        corridors=[country_name(code) for code in agency.corridors],
        cases=vetting.of_agency(session, actor, agency),
        alike=queries.alike(session, agency),
        verbs=verbs,
        colour=colour,
    )


@router.post("/{public_id}/suspend", dependencies=[allow(Permission.AGENCY_SUSPEND)])
def suspend(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: service.suspend(
            session, actor, agency, reason=sent.reason, public_reason=sent.public_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "suspend")


@router.post("/{public_id}/reinstate", dependencies=[allow(Permission.AGENCY_REINSTATE)])
def reinstate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: service.reinstate(
            session,
            actor,
            agency,
            reason=sent.reason,
            public_reason=sent.public_reason,
            conditions=sent.conditions or None,
        ),
    )
    return _after(request, session, actor, public_id, bound, "reinstate")


@router.post("/{public_id}/revoke", dependencies=[allow(Permission.AGENCY_REVOKE)])
def revoke(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: service.revoke(
            session, actor, agency, reason=sent.reason, public_reason=sent.public_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "revoke")


def _after(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    bound: Bound[forms.Sanction],
    verb: str,
) -> Response:
    if bound.has_errors:
        return _agency(request, session, actor, public_id, bound, verb)
    return redirect(request, session, f"/ministerio/agencias/{public_id}")

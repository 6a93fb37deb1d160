"""/ministerio/agencias - every agency with its standing; what one may propose about it, and stop in an emergency;
its bonds and certificates once somebody asked their issuers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, carry_out
from app.guards import allow
from app.ministry import forms
from app.ministry.flags import of_agency
from app.pages import page, redirect
from app.words.agencies import claim, colour, country_name
from registry import clock
from registry.access import Permission, may
from registry.lists import queries as lists
from registry.organisations import papers, queries, sanctions
from registry.organisations.holds import open_holds
from registry.organisations.models import Bond, Certificate
from registry.organisations.states import AgencyState
from registry.proposals import queries as proposals
from registry.standard import demerits
from registry.vetting import queries as vetting
from registry.vetting import service as cases
from registry.vetting.states import OFFICIAL

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
    bound: Bound[Any] | None,
    verb: str,
) -> HTMLResponse:
    agency = queries.load_agency(session, actor, public_id)
    verbs = sanctions.available(session, actor, agency)
    if may(actor, Permission.CASE_OPEN):
        verbs.append("open_case")
    if may(actor, Permission.CASE_REVIEW, agency):
        verbs += papers.to_check(agency)
    imported = queries.last_event(session, agency, "import")
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
        red=of_agency(session, actor, agency.id) if may(actor, Permission.FLAG_READ) else None,
        proposals=[one for one in proposals.of_subject(session, agency) if one.state == "open"]
        if may(actor, Permission.PROPOSAL_READ)
        else [],
        holds=open_holds(session, agency.id),
        ledger=demerits.of_agency(session, agency.id),
        paper_choices=[(one.id, _named(one)) for one in papers.standing(agency, verb)],
        case_kinds=words.choices("case.kind", sorted(OFFICIAL, reverse=True)),
        verbs=verbs,
        claimed=claim(imported.data) if imported else [],
        today=clock.today(),
        country_name=country_name,
        colour=colour,
    )


@router.post("/{public_id}/suspend", dependencies=[allow(Permission.AGENCY_PROPOSE)])
def suspend(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: sanctions.propose_suspension(
            session, actor, agency, reason=sent.reason, public_reason=sent.public_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "suspend")


@router.post("/{public_id}/stop", dependencies=[allow(Permission.AGENCY_STOP)])
def stop(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """In an emergency: it counts at once, and a second person ratifies it in time."""
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: sanctions.stop(
            session, actor, agency, reason=sent.reason, public_reason=sent.public_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "stop")


@router.post("/{public_id}/reinstate", dependencies=[allow(Permission.AGENCY_PROPOSE)])
def reinstate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: sanctions.propose_lifting(
            session,
            actor,
            agency,
            reason=sent.reason,
            public_reason=sent.public_reason,
            conditions=sent.conditions or None,
        ),
    )
    return _after(request, session, actor, public_id, bound, "reinstate")


@router.post("/{public_id}/end-conditions", dependencies=[allow(Permission.AGENCY_PROPOSE)])
def end_conditions(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """All that was asked of it is done: from conditional to registered."""
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Sanction,
        form,
        lambda sent: sanctions.propose_conditions_met(
            session, actor, agency, reason=sent.reason, public_reason=sent.public_reason
        ),
    )
    return _after(request, session, actor, public_id, bound, "end_conditions")


@router.post("/{public_id}/revoke", dependencies=[allow(Permission.AGENCY_PROPOSE)])
def revoke(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.Revocation,
        form,
        lambda sent: sanctions.propose_revocation(
            session,
            actor,
            agency,
            reason=sent.reason,
            public_reason=sent.public_reason,
            heard_on=sent.heard_on,
        ),
    )
    return _after(request, session, actor, public_id, bound, "revoke")


@router.post("/{public_id}/open-case", dependencies=[allow(Permission.CASE_OPEN)])
def open_case(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """A case of the Ministry's own: surveillance, or a complaint to look into. The agency is not told yet."""
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.OfficialCase,
        form,
        lambda sent: cases.begin_official(session, actor, agency, sent.kind, reason=sent.reason),
    )
    return _after(request, session, actor, public_id, bound, "open_case")


@router.post("/{public_id}/verify-bond", dependencies=[allow(Permission.CASE_REVIEW)])
def verify_bond(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """The issuer was asked, and confirmed the bond."""
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.PaperChecked,
        form,
        lambda sent: papers.verify_bond(session, actor, agency, sent.paper, on=sent.checked_on),
    )
    return _after(request, session, actor, public_id, bound, "verify_bond")


@router.post("/{public_id}/check-certificate", dependencies=[allow(Permission.CASE_REVIEW)])
def check_certificate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """A licence or certificate was looked up at its issuer, and holds."""
    agency = queries.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        forms.PaperChecked,
        form,
        lambda sent: papers.check_certificate(session, actor, agency, sent.paper, on=sent.checked_on),
    )
    return _after(request, session, actor, public_id, bound, "check_certificate")


def _named(paper: Bond | Certificate) -> str:
    """A bond or certificate in a list of choices."""
    kind = "" if isinstance(paper, Bond) else words.word(paper.scheme, "certificate.scheme") + ", "
    return f"{kind}{paper.issuer}, {paper.number}"


def _after(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    public_id: str,
    bound: Bound[Any],
    verb: str,
) -> Response:
    if bound.has_errors:
        return _agency(request, session, actor, public_id, bound, verb)
    return redirect(request, session, f"/ministerio/agencias/{public_id}")

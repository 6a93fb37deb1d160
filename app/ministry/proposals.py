"""/ministerio/aprobaciones - what waits for a second person: read what would change, approve, reject, withdraw."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words.proposals import colour
from registry import moves
from registry.access import Actor, Permission, may
from registry.errors import NotFound
from registry.organisations.models import Agency
from registry.proposals import every as every
from registry.proposals import queries, service
from registry.proposals.models import Proposal
from registry.vacancies.models import Vacancy
from registry.vetting.models import Case

router = APIRouter(prefix="/aprobaciones")


@router.get("", dependencies=[allow(Permission.PROPOSAL_READ)])
def list_proposals(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "ministry/proposals/list.html",
        waiting=[_about(session, actor, one) for one in queries.open_for(session, actor)],
        others=[_about(session, actor, one) for one in queries.decided_for(session, actor)],
        colour=colour,
    )


@router.get("/{public_id}", dependencies=[allow(Permission.PROPOSAL_READ)])
def read_proposal(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _page(request, session, actor, public_id, None)


def _page(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    proposal = queries.load(session, actor, public_id)
    return page(
        request,
        "ministry/proposals/read.html",
        bound=bound,
        one=_about(session, actor, proposal),
        proposal=proposal,
        changes=_changes(proposal),
        is_changed=proposal.state == "open" and _is_changed(session, proposal),
        verbs=moves.available(session, actor, proposal),
        colour=colour,
    )


def _is_changed(session: Session, proposal: Proposal) -> bool:
    return queries.content_hash(session, proposal) != proposal.content_hash


def _about(session: Session, actor: Actor, proposal: Proposal) -> dict[str, Any]:
    """A proposal with the name and the address of what it is about; neither for what this actor may not read."""
    agency, case, vacancy = _subject(session, proposal)
    name, href = "", None
    if vacancy is not None and may(actor, Permission.VACANCY_READ, vacancy):
        name, href = vacancy.title, f"/ministerio/vacantes/{vacancy.public_id}"
    if agency is not None and may(actor, Permission.AGENCY_READ, agency):
        name, href = agency.legal_name, f"/ministerio/agencias/{agency.public_id}"
    if case is not None and may(actor, Permission.CASE_READ, case):
        href = f"/ministerio/expedientes/{case.public_id}"
    kind = words.word(proposal.kind, "proposal.kind")
    return {"proposal": proposal, "kind": kind, "name": name, "href": href}


def _subject(session: Session, proposal: Proposal) -> tuple[Agency | None, Case | None, Vacancy | None]:
    """The agency, the case and the vacancy that a proposal is about, where it is about any."""
    try:
        subject = queries.subject_of(session, proposal)
    except NotFound:
        return None, None, None
    if isinstance(subject, Vacancy):
        return None, None, subject
    case = session.get(Case, subject.case_id) if hasattr(subject, "case_id") else None
    if isinstance(subject, Agency):
        return subject, None, None
    key = case.agency_id if case is not None else getattr(subject, "agency_id", None)
    return (session.get(Agency, key) if key is not None else None), case, None


def _changes(proposal: Proposal) -> list[dict[str, Any]]:
    """What the proposal holds, field by field: known ones in words, the rest as they are."""
    rows = []
    for field, value in proposal.content.items():
        if value in (None, "", []):
            continue
        key = f"proposal.field.{field}"
        shown = value if isinstance(value, list) else [value]
        rows.append(
            {
                "key": i18n.gettext(words.WORDS[key]) if key in words.WORDS else field,
                "value": ", ".join(str(one) for one in shown),
            }
        )
    return rows


@router.post("/{public_id}/approve", dependencies=[allow(Permission.PROPOSAL_DECIDE)])
def approve(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.approve(session, actor, proposal, reason=sent.reason)
    )
    return _after(request, session, actor, public_id, bound)


@router.post("/{public_id}/reject", dependencies=[allow(Permission.PROPOSAL_DECIDE)])
def reject(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(
        session, Reason, form, lambda sent: service.reject(session, actor, proposal, reason=sent.reason)
    )
    return _after(request, session, actor, public_id, bound)


@router.post("/{public_id}/withdraw", dependencies=[allow(Permission.PROPOSAL_WITHDRAW)])
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    proposal = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.withdraw(session, actor, proposal))
    return _after(request, session, actor, public_id, bound)


def _after(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/aprobaciones/{public_id}")

"""/ministerio/avisos - warnings about operators that are not in the register: written here, published after legal
review. And of an agency: the card of a recruiter, and the correction of a line of its public history."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.cards import card_page
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, carry_out
from app.guards import allow
from app.ministry.register_forms import AlertDraft, AlertProposal, AlertWithdrawal, HistoryCorrection, lines
from app.pages import page, redirect
from app.words.register import colour
from registry.access import Actor, Permission, may
from registry.alerts import queries, service
from registry.alerts.models import OperatorAlert
from registry.errors import NotFound
from registry.organisations import corrections
from registry.organisations import queries as organisations
from registry.proposals import queries as proposals

router = APIRouter()
_READ = [allow(Permission.ALERT_READ)]
_WRITE = [allow(Permission.ALERT_WRITE)]


@router.get("/avisos", dependencies=_READ)
def list_alerts(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(
        request,
        "ministry/alerts/list.html",
        alerts=queries.written(session, actor),
        may_write=may(actor, Permission.ALERT_WRITE),
        colour=colour,
    )


@router.get("/avisos/nuevo", dependencies=_WRITE)
def new_alert(request: Request, session: DbSession, actor: CurrentActor) -> HTMLResponse:
    return page(request, "ministry/alerts/write.html", bound=None, alert=None)


@router.post("/avisos/nuevo", dependencies=_WRITE)
def write_alert(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    made: list[OperatorAlert] = []

    def write(sent: AlertDraft) -> None:
        made.append(service.write(session, actor, **_facts(sent)))

    bound = carry_out(session, AlertDraft, form, write)
    if bound.has_errors:
        return page(request, "ministry/alerts/write.html", bound=bound, alert=None)
    return redirect(request, session, f"/ministerio/avisos/{made[0].public_id}")


def _facts(sent: AlertDraft) -> dict[str, Any]:
    return {
        "brand": sent.brand, "phones": lines(sent.phones), "pages": lines(sent.pages), "method": sent.method,
        "since": sent.since,
    }  # fmt: skip


@router.get("/avisos/{public_id}", dependencies=_READ)
def read_alert(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _alert(request, session, actor, public_id, None)


def _alert(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    alert = queries.load(session, actor, public_id)
    return page(
        request,
        "ministry/alerts/read.html",
        bound=bound,
        alert=alert,
        may_write=may(actor, Permission.ALERT_WRITE),
        proposals=proposals.of_subject(session, alert),
        colour=colour,
    )


@router.get("/avisos/{public_id}/cambiar", dependencies=_WRITE)
def change_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return page(
        request, "ministry/alerts/write.html", bound=None, alert=queries.load(session, actor, public_id)
    )


@router.post("/avisos/{public_id}/cambiar", dependencies=_WRITE)
def change_alert(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    alert = queries.load(session, actor, public_id)
    bound = carry_out(
        session, AlertDraft, form, lambda sent: service.change(session, actor, alert, **_facts(sent))
    )
    if bound.has_errors:
        return page(request, "ministry/alerts/write.html", bound=bound, alert=alert)
    return redirect(request, session, f"/ministerio/avisos/{public_id}")


@router.post("/avisos/{public_id}/publish", dependencies=_WRITE)
def propose_publishing(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    alert = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        AlertProposal,
        form,
        lambda sent: service.propose(session, actor, alert, reason=sent.reason, no_person=sent.no_person),
    )
    return _after(request, session, actor, public_id, bound)


@router.post("/avisos/{public_id}/withdraw", dependencies=_WRITE)
def propose_withdrawal(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    alert = queries.load(session, actor, public_id)
    bound = carry_out(
        session,
        AlertWithdrawal,
        form,
        lambda sent: service.propose_withdrawal(session, actor, alert, reason=sent.reason),
    )
    return _after(request, session, actor, public_id, bound)


def _after(request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any]) -> Response:
    if bound.has_errors:
        return _alert(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/avisos/{public_id}")


# ---------------------------------------------------------------- of one agency


@router.get("/agencias/{public_id}/carnes/{card_no}", dependencies=[allow(Permission.AGENCY_READ)])
def card_of_agency(
    request: Request, session: DbSession, actor: CurrentActor, public_id: str, card_no: str
) -> HTMLResponse:
    agency = organisations.load_agency(session, actor, public_id)
    recruiter = next((one for one in agency.recruiters if one.card_no == card_no), None)
    if recruiter is None:
        raise NotFound()
    return card_page(request, session, agency, recruiter, f"/ministerio/agencias/{public_id}")


@router.get("/agencias/{public_id}/historia", dependencies=[allow(Permission.AGENCY_READ)])
def history_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return _history(request, session, actor, public_id, None)


def _history(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Any] | None
) -> HTMLResponse:
    agency = organisations.load_agency(session, actor, public_id)
    return page(
        request,
        "ministry/agencies/corrections.html",
        bound=bound,
        agency=agency,
        corrected=corrections.of_standings(session, [line.id for line in agency.standings]),
        waiting=proposals.open_about(session, agency, "standing_correct"),
        may_propose=may(actor, Permission.STANDING_CORRECT),
        cards=[one for one in agency.recruiters if one.card_no],
    )


@router.post("/agencias/{public_id}/historia", dependencies=[allow(Permission.STANDING_CORRECT)])
def propose_correction(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    agency = organisations.load_agency(session, actor, public_id)
    bound = carry_out(
        session,
        HistoryCorrection,
        form,
        lambda sent: corrections.propose(
            session, actor, agency, sent.standing, text=sent.text, since=sent.since, reason=sent.reason
        ),
    )
    if bound.has_errors:
        return _history(request, session, actor, public_id, bound)
    return redirect(request, session, f"/ministerio/agencias/{public_id}/historia")

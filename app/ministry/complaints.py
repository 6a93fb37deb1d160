"""/ministerio/denuncias - reports without their words in a list; one report for who handles it; every act on it.

Who may do what is said by registry/complaints; here a report that is not for somebody is "not found". The words open in
the answer to a form with a reason, and nowhere else: no address leads to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from app.deps import CurrentActor, DbSession, SentForm, settings_of
from app.forms import Bound, FormModel, Nothing, attempt, bind, carry_out
from app.guards import allow
from app.ministry import complaint_forms as forms
from app.ministry.complaint_page import list_page, report_page
from app.pages import redirect
from registry.access import Actor, Permission
from registry.complaints import (
    asking,
    assigning,
    attachments,
    danger,
    desk,
    ending,
    reading,
    remedy,
    second,
    telling,
    triage,
    triggers,
)
from registry.complaints.models import Complaint
from registry.errors import NotFound

router = APIRouter(prefix="/denuncias")
LIST = "/ministerio/denuncias"
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
# An act on a report: the session, who acts, the report, what was typed.
Act = Callable[[Session, Actor, Complaint, Any], object]


@router.get("", dependencies=[allow(Permission.STATISTICS_READ)])
def complaints(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    pagina: PageNumber = 1,
    terminadas: PageNumber = 1,
) -> HTMLResponse:
    return list_page(request, session, actor, None, number=pagina, ended_number=terminadas)


@router.post("/avisos", dependencies=[allow(Permission.COMPLAINT_ASSIGN)])
def heard_from_outside(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A court, a foreign regulator or IRIS suspended an agency: its file is opened again."""

    def act(sent: forms.Outside) -> None:
        agency = desk.agency_typed(session, sent.outside_agency, field="outside_agency")
        triggers.heard_from_outside(session, actor, agency, sent.authority, reason=sent.outside_reason)

    bound = carry_out(session, forms.Outside, form, act)
    if bound.has_errors:
        return list_page(request, session, actor, bound)
    return redirect(request, session, LIST)


@router.get("/{public_id}", dependencies=[allow(Permission.COMPLAINT_READ)])
def complaint(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> HTMLResponse:
    return report_page(request, session, actor, desk.load(session, actor, public_id))


@router.post("/{public_id}/open-sealed", dependencies=[allow(Permission.COMPLAINT_READ)])
def open_sealed(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """Shown in this answer and nowhere else: reading again takes a reason again."""
    found = _own(session, actor, public_id)
    bound = bind(forms.Reading, form)
    opened = None
    if bound.data is not None:
        with attempt(session, bound):
            opened = reading.open_sealed(session, actor, found, reason=bound.data.reason)
    return report_page(request, session, actor, found, bound=bound, opened=opened)


@router.post("/{public_id}/archivos/{file_id}/open-file", dependencies=[allow(Permission.COMPLAINT_READ)])
def open_file(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, file_id: str
) -> Response:
    """One picture or voice note as a download, with a reason of its own."""
    found = _own(session, actor, public_id)
    bound = bind(forms.Reading, form)
    if bound.data is None:
        return report_page(request, session, actor, found, bound=bound)
    file = reading.open_file(session, actor, found, file_id, reason=bound.data.reason)
    return Response(
        attachments.read(settings_of(request).data_dir, file),
        media_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.number}-{file.kind}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _own(session: Session, actor: Actor, public_id: str) -> Complaint:
    """A report of this very handler: a supervisor who lists it does not open it."""
    found = desk.load(session, actor, public_id)
    if not found.is_own(actor):
        raise NotFound()
    return found


def _act(
    request: Request,
    session: Session,
    actor: Actor,
    form: Any,
    public_id: str,
    model: type[FormModel],
    act: Act,
    load: Callable[[Session, Actor, str], Complaint] = _own,
) -> Response:
    """Bind the form, do the act, show the page again with what is wrong or go back to it."""
    found = load(session, actor, public_id)
    bound: Bound[Any] = carry_out(session, model, form, lambda sent: act(session, actor, found, sent))
    if bound.has_errors:
        return report_page(request, session, actor, found, bound=bound)
    return redirect(request, session, f"{LIST}/{public_id}")


@router.post("/{public_id}/assign", dependencies=[allow(Permission.COMPLAINT_ASSIGN)])
def assign(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Assign) -> None:
        assigning.assign(session, actor, found, sent.handler)

    return _act(request, session, actor, form, public_id, forms.Assign, act, desk.load)


@router.post("/{public_id}/take-away", dependencies=[allow(Permission.COMPLAINT_ASSIGN)])
def take_away(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.TakeAway) -> None:
        assigning.take_away(session, actor, found, sent.away, reason=sent.away_reason)

    return _act(request, session, actor, form, public_id, forms.TakeAway, act, desk.load)


@router.post("/{public_id}/triage", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def first_look(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.FirstLook) -> None:
        judged = triage.Judgement(
            is_credible=sent.is_credible == "yes",
            kind=sent.kind,
            evidence=sent.evidence,
            note=sent.triage_note,
            agency=sent.agency,
            vacancy=sent.vacancy,
            criterion=sent.criterion or None,
            municipality=sent.municipality,
            signs=tuple(sent.signs),
        )
        triage.triage(session, actor, found, judged)

    return _act(request, session, actor, form, public_id, forms.FirstLook, act)


@router.post("/{public_id}/refer", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def refer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Tell) -> None:
        danger.refer(session, actor, found, sent.body, reference=sent.reference)

    return _act(request, session, actor, form, public_id, forms.Tell, act)


@router.post("/{public_id}/release", dependencies=[allow(Permission.COMPLAINT_DECIDE)])
def release(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Release) -> None:
        danger.release(session, actor, found, reason=sent.release_reason)

    return _act(request, session, actor, form, public_id, forms.Release, act, desk.load)


@router.post("/{public_id}/investigate", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def investigate(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, _sent: Nothing) -> None:
        ending.investigate(session, actor, found)

    return _act(request, session, actor, form, public_id, Nothing, act)


@router.post("/{public_id}/ask-agency", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def ask_agency(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Question) -> None:
        asking.ask(session, actor, found, sent.question, codes=sent.codes, is_sure=sent.is_sure)

    return _act(request, session, actor, form, public_id, forms.Question, act)


@router.post("/{public_id}/plan-remedy", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def plan_remedy(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Plan) -> None:
        remedy.plan(session, actor, found, **sent.model_dump())

    return _act(request, session, actor, form, public_id, forms.Plan, act)


@router.post("/{public_id}/pagos/{key}/claim-paid", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def claim_paid(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, key: int
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Claim) -> None:
        row = remedy.load(session, found, key)
        remedy.claim_paid(session, actor, found, row, proof=sent.proof)

    return _act(request, session, actor, form, public_id, forms.Claim, act)


@router.post("/{public_id}/pagos/{key}/give-up", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def give_up(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, key: int
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.GiveUp) -> None:
        row = remedy.load(session, found, key)
        remedy.give_up(session, actor, found, row, reason=sent.give_up_reason)

    return _act(request, session, actor, form, public_id, forms.GiveUp, act)


@router.post("/{public_id}/pagos/{key}/agree-give-up", dependencies=[allow(Permission.COMPLAINT_DECIDE)])
def agree_to_give_up(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, key: int
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, _sent: Nothing) -> None:
        remedy.agree_to_give_up(session, actor, found, remedy.load(session, found, key))

    return _act(request, session, actor, form, public_id, Nothing, act, desk.load)


@router.post("/{public_id}/pagos/{key}/refuse-give-up", dependencies=[allow(Permission.COMPLAINT_DECIDE)])
def refuse_to_give_up(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, key: int
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.KeepOwed) -> None:
        row = remedy.load(session, found, key)
        remedy.refuse_to_give_up(session, actor, found, row, reason=sent.keep_owed_reason)

    return _act(request, session, actor, form, public_id, forms.KeepOwed, act, desk.load)


@router.post("/{public_id}/write", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def write(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Message) -> None:
        telling.write(session, actor, found, sent.message, is_question=sent.is_question)

    return _act(request, session, actor, form, public_id, forms.Message, act)


@router.post("/{public_id}/close", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def close(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Close) -> None:
        ending.close(session, actor, found, outcome=sent.close_outcome, reason=sent.close_reason)

    return _act(request, session, actor, form, public_id, forms.Close, act)


@router.post("/{public_id}/propose-dismissal", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def propose_dismissal(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Dismiss) -> None:
        ending.propose_dismissal(
            session, actor, found, outcome=sent.dismiss_outcome, reason=sent.dismiss_reason
        )

    return _act(request, session, actor, form, public_id, forms.Dismiss, act)


@router.post("/{public_id}/agree", dependencies=[allow(Permission.COMPLAINT_DECIDE)])
def agree(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """A second person agrees with what a handler proposed: an end, or another first look."""

    def act(session: Session, actor: Actor, found: Complaint, _sent: Nothing) -> None:
        ending.agree(session, actor, found)

    return _act(request, session, actor, form, public_id, Nothing, act, desk.load)


@router.post("/{public_id}/refuse", dependencies=[allow(Permission.COMPLAINT_DECIDE)])
def refuse(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Refuse) -> None:
        second.refuse(session, actor, found, reason=sent.refuse_reason)

    return _act(request, session, actor, form, public_id, forms.Refuse, act, desk.load)


@router.post("/{public_id}/reopen", dependencies=[allow(Permission.COMPLAINT_HANDLE)])
def reopen(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Reopen) -> None:
        ending.reopen(session, actor, found, reason=sent.reopen_reason)

    return _act(request, session, actor, form, public_id, forms.Reopen, act)


@router.post("/{public_id}/propose-hearing", dependencies=[allow(Permission.AGENCY_PROPOSE)])
def propose_hearing(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    def act(session: Session, actor: Actor, found: Complaint, sent: forms.Hearing) -> None:
        agency = desk.agency_of(session, found)
        if agency is None:
            raise NotFound()
        triggers.propose_hearing(
            session, actor, agency, reason=sent.hearing_reason, public_reason=sent.public_reason
        )

    return _act(request, session, actor, form, public_id, forms.Hearing, act, desk.load)

"""/mi - the candidate's own pages: where they stand, their data and who read it, their permissions, pause and leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n
from app.candidate.appointments import own_fairs, visits
from app.candidate.notebook import answers_held
from app.candidate.questions.wishes import COUNTRIES
from app.candidate.registration import said
from app.candidate.slip import slip_page
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm
from app.forms import FormModel, bind
from app.guards import allow
from app.pages import page, redirect
from app.security import clear_session_cookie
from registry import moves
from registry.access import Permission
from registry.candidates import identity, queries, service
from registry.candidates.code import grouped
from registry.candidates.consents import OPTIONAL_AT_REGISTRATION, How, Purpose, in_force
from registry.candidates.models import Candidate, Consent
from registry.candidates.registration import answer
from registry.candidates.stages import stage_of
from registry.errors import NotFound
from registry.messages import reconfirm
from registry.placements import service as placements
from registry.retention.periods import days_of
from registry.shortlists.expectations import expectations

router = APIRouter(prefix="/mi")


_BY_MESSAGES = (Purpose.MESSAGES_WHATSAPP, Purpose.MESSAGES_EMAIL)


class PurposeChoice(FormModel):
    purpose: Purpose


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def home(request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool) -> Response:
    """What waits for an answer or a day first, then the doors."""
    candidate = queries.own(session, actor)
    to_come, _others = visits(session, actor)
    coming, _past = own_fairs(session, actor)
    return page(
        request,
        "candidate/own/home.html",
        visit=to_come[0] if to_come else None,
        fair=coming[0] if coming else None,
        is_asked=reconfirm.is_asked(session, candidate),
        stage=stage_of(session, candidate),
        code=grouped(candidate.code),
        given_names=candidate.given_names,
        figures=expectations(session, pool, COUNTRIES),
    )


@router.get("/mas", dependencies=[allow(Permission.CANDIDATE_READ)])
def more(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """The doors to what they hold here: what they can do, their data, what they allow."""
    queries.own(session, actor)
    return page(request, "candidate/own/more.html")


@router.get("/datos", dependencies=[allow(Permission.CANDIDATE_READ)])
def data(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    candidate = queries.own(session, actor)
    return page(
        request,
        "candidate/own/data.html",
        sections=said(answers_held(candidate), "/mi/datos", without={"permissions"}),
        readings=identity.readings(session, candidate),
        code=grouped(candidate.code),
        verbs=moves.available(session, actor, candidate),
    )


@router.get("/hoja", dependencies=[allow(Permission.CANDIDATE_READ)])
def print_slip(request: Request, session: DbSession, actor: CurrentActor, papel: str = "a6") -> Response:
    return slip_page(request, session, queries.own(session, actor), papel, "/mi/mas", "/mi/caminos")


@router.post("/pause", dependencies=[allow(Permission.CANDIDATE_PAUSE)])
def pause(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    service.pause(session, actor, queries.own(session, actor))
    return redirect(request, session, "/mi")


@router.post("/resume", dependencies=[allow(Permission.CANDIDATE_RESUME)])
def resume(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    service.resume(session, actor, queries.own(session, actor))
    return redirect(request, session, "/mi")


@router.get("/retirarme", dependencies=[allow(Permission.CANDIDATE_WITHDRAW)])
def withdraw_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """What leaving means, before it is done."""
    queries.own(session, actor)
    return page(request, "candidate/own/withdraw.html", kept_days=days_of("left_candidates"))


@router.post("/withdraw", dependencies=[allow(Permission.CANDIDATE_WITHDRAW)])
def withdraw(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    placements.leave(session, actor, queries.own(session, actor))
    response = redirect(request, session, "/")
    clear_session_cookie(request, response)
    return response


@dataclass(frozen=True, slots=True)
class Permit:
    """One permission as its page shows it. `standing`: the answer in force, or None when it was never asked."""

    purpose: Purpose
    title: str
    text: str
    is_given: bool
    at: datetime | None
    how: str | None
    consent_id: str | None


@router.get("/consentimientos", dependencies=[allow(Permission.CANDIDATE_READ)])
def consents(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    candidate = queries.own(session, actor)
    return page(request, "candidate/own/consents.html", permits=_permits(session, candidate))


@router.post("/consentimientos/give", dependencies=[allow(Permission.CONSENT_GIVE)])
def give(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """One of the optional permissions; a permission for one employer is given on the page of the offer."""
    bound = bind(PurposeChoice, form)
    if bound.data is None or bound.data.purpose not in OPTIONAL_AT_REGISTRATION:
        raise NotFound()
    given = answer(bound.data.purpose, is_given=True, how=How.SCREEN, language=i18n.language())
    service.give_consent(session, actor, queries.own(session, actor), given)
    return redirect(request, session, "/mi/consentimientos")


@router.post("/consentimientos/{public_id}/withdraw", dependencies=[allow(Permission.CONSENT_WITHDRAW)])
def withdraw_consent(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = queries.own(session, actor)
    consent = next((one for one in candidate.consents if one.public_id == public_id), None)
    if consent is None:
        raise NotFound()
    if consent.vacancy_id is not None:
        placements.take_back(session, actor, candidate, consent.vacancy_id)
    else:
        service.withdraw_consent(session, actor, candidate, Purpose(consent.purpose))
    return redirect(request, session, "/mi/consentimientos")


def _permits(session: Session, candidate: Candidate) -> list[Permit]:
    """The permission to be registered, the optional ones, then those for single employers."""
    standing = queries.standing_consents(session, candidate.id)
    general = {Purpose(one.purpose): one for one in standing if one.vacancy_id is None}
    shown = [
        _permit(purpose, general.get(purpose)) for purpose in (Purpose.REGISTER, *OPTIONAL_AT_REGISTRATION)
    ]
    # Given with the number or the address that it is for, on the page of messages.
    shown += [_permit(purpose, general[purpose]) for purpose in _BY_MESSAGES if purpose in general]
    return shown + [_permit(Purpose(one.purpose), one) for one in standing if one.vacancy_id is not None]


def _permit(purpose: Purpose, consent: Consent | None) -> Permit:
    text = in_force()[purpose]
    return Permit(
        purpose=purpose,
        title=text.title(i18n.language()),
        # The words they agreed to, not today's.
        text=consent.text if consent else text.text(i18n.language()),
        is_given=consent is not None and consent.is_given and consent.withdrawn_at is None,
        at=(consent.withdrawn_at or consent.at) if consent else None,
        how=consent.how if consent else None,
        consent_id=consent.public_id if consent else None,
    )

"""/empleador/vacantes/ID/personas - the people proposed for an own vacancy: masked, and named after their consent.

There is no export and no print of this list on purpose (trust.md T1, T3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, Reason, attempt, bind, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words import matching, obstacles
from registry import clock, moves
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.placements import queries, service
from registry.placements.models import Referral
from registry.placements.queries import Card
from registry.placements.reasons import WhyNot
from registry.shortlists import queries as shortlists
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/vacantes/{vacancy_id}/personas")


class Refusal(Reason):
    """`reason` is for the Ministry; `why` is what the person reads."""

    why: WhyNot | None = None


class InterviewDay(FormModel):
    """`at_time`: on the clock of Guatemala."""

    on: date
    at_time: time
    place: Annotated[str, StringConstraints(min_length=3, max_length=120)]


@dataclass(frozen=True, slots=True)
class Shown:
    """One card in words with the verbs that can be used on it now. Nothing else of the person reaches the page."""

    id: str
    place: int
    state: str
    shows_work: bool
    has_consent: bool
    name: str | None
    phone: str | None
    work: list[str]
    languages: list[str]
    reasons: list[str]
    missing: list[str]
    verbs: list[str]
    interview_at: datetime | None
    interview_place: str | None


@router.get("", dependencies=[allow(Permission.REFERRAL_READ)])
def list_people(request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str) -> Response:
    return _page(request, session, actor, vacancy_id)


@router.post("/{public_id}/disclose", dependencies=[allow(Permission.REFERRAL_DISCLOSE)])
def disclose(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    """Name and telephone, for half an hour; the reading is in the log and on the person's own page."""
    bound = bind(Nothing, form)
    referral = _referral(session, actor, vacancy_id, public_id)
    with attempt(session, bound):
        service.disclose(session, actor, referral)
    if bound.has_errors:
        return _page(request, session, actor, vacancy_id, bound)
    return redirect(request, session, f"/empleador/vacantes/{vacancy_id}/personas#persona-{public_id}")


@router.post("/{public_id}/interview", dependencies=[allow(Permission.REFERRAL_INTERVIEW)])
def interview(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    return _change(request, session, actor, vacancy_id, public_id, "interview", bind(Nothing, form))


@router.get("/{public_id}/entrevista", dependencies=[allow(Permission.REFERRAL_INTERVIEW)])
def ask_interview(
    request: Request, session: DbSession, actor: CurrentActor, vacancy_id: str, public_id: str
) -> Response:
    return _interview(request, _referral(session, actor, vacancy_id, public_id), None)


@router.post("/{public_id}/entrevista", dependencies=[allow(Permission.REFERRAL_INTERVIEW)])
def set_interview(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    """Where and when: on the person's page and in their message. May be said anew."""
    referral = _referral(session, actor, vacancy_id, public_id)
    bound = carry_out(
        session,
        InterviewDay,
        form,
        lambda sent: service.set_interview(session, actor, referral, **sent.model_dump()),
    )
    if bound.has_errors:
        return _interview(request, referral, bound)
    return redirect(request, session, f"/empleador/vacantes/{vacancy_id}/personas#persona-{public_id}")


def _interview(request: Request, referral: Referral, bound: Bound[InterviewDay] | None) -> Response:
    if bound is None and referral.interview_at is not None:
        at = referral.interview_at.astimezone(clock.GUATEMALA)
        day = {"on_day": at.day, "on_month": at.month, "on_year": at.year, "at_time": at.strftime("%H:%M")}
        bound = Bound(day | {"place": referral.interview_place})
    return page(
        request, "employer/people/interview.html", bound=bound, referral=referral, vacancy=referral.vacancy
    )


@router.post("/{public_id}/select", dependencies=[allow(Permission.REFERRAL_SELECT)])
def select(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    return _change(request, session, actor, vacancy_id, public_id, "select", bind(Nothing, form))


@router.post("/{public_id}/reject", dependencies=[allow(Permission.REFERRAL_REJECT)])
def reject(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, vacancy_id: str, public_id: str
) -> Response:
    bound = bind(Refusal, form)
    reason, why = (bound.data.reason, bound.data.why) if bound.data else (None, None)
    return _change(request, session, actor, vacancy_id, public_id, "reject", bound, reason, why)


def _change(
    request: Request,
    session: Session,
    actor: Actor,
    vacancy_id: str,
    public_id: str,
    verb: str,
    bound: Bound[Nothing] | Bound[Refusal],
    reason: str | None = None,
    why: WhyNot | None = None,
) -> Response:
    referral = _referral(session, actor, vacancy_id, public_id)
    if not bound.has_errors:
        with attempt(session, bound):
            service.change(session, actor, referral, verb, reason=reason, why=why)
    if bound.has_errors:
        return _page(request, session, actor, vacancy_id, bound, public_id)
    return redirect(request, session, f"/empleador/vacantes/{vacancy_id}/personas#persona-{public_id}")


def _referral(session: Session, actor: Actor, vacancy_id: str, public_id: str) -> Referral:
    referral = queries.load(session, actor, public_id)
    if referral.vacancy.public_id != vacancy_id:
        raise NotFound()
    return referral


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    vacancy_id: str,
    bound: Bound[Nothing] | Bound[Refusal] | None = None,
    wrong: str | None = None,
) -> Response:
    """`wrong`: the referral whose form came back with an error."""
    vacancy = vacancies.load(session, actor, vacancy_id)
    return page(
        request,
        "employer/people/list.html",
        bound=bound,
        wrong=wrong,
        vacancy=vacancy,
        people=[_shown(session, actor, card) for card in queries.cards(session, actor, vacancy)],
        why_not=words.choices("why_not.employer", WhyNot),
        pool=obstacles.told(shortlists.pool_for_employer(session, actor, vacancy)),
        open_minutes=int(queries.OPEN_FOR.total_seconds() // 60),
    )


def _shown(session: Session, actor: Actor, card: Card) -> Shown:
    return Shown(
        id=card.referral.public_id,
        place=card.place,
        state=str(card.referral.state),
        shows_work=card.shows_work,
        has_consent=card.has_consent,
        name=card.contact.name if card.contact else None,
        phone=card.contact.phone if card.contact else None,
        work=matching.work(card.work),
        languages=matching.spoken(card.languages),
        reasons=[words.reason(reason) for reason in card.reasons],
        missing=[words.reason(reason) for reason in card.missing],
        verbs=moves.available(session, actor, card.referral),
        interview_at=card.referral.interview_at and card.referral.interview_at.astimezone(clock.GUATEMALA),
        interview_place=card.referral.interview_place,
    )

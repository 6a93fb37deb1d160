"""/mi/ofertas and /mi/vacantes - the jobs offered to a person, and the open ones that fit them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.candidate import openings, terms
from app.deps import CandidatePool, CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from app.words import matching
from registry import clock, moves
from registry.access import Actor, Permission
from registry.candidates import queries as candidates
from registry.candidates.consents import How
from registry.pathways import queries as pathways
from registry.placements import queries, service
from registry.placements.models import Referral
from registry.placements.reasons import why_not
from registry.placements.states import ReferralState
from registry.shortlists import service as shortlists
from registry.shortlists.expectations import proposed_for
from registry.shortlists.openings import openings_for
from registry.shortlists.stored import in_favour, part_to_json
from registry.vacancies import queries as vacancies

router = APIRouter(prefix="/mi")

_REASONS_SHOWN = 3
_JOBS_SHOWN = 10
# What a person wants can change; what they cannot change is no advice, and what can be learned is `openings`.
_WISHES = frozenset({"availability", "country"})


class Answer(FormModel):
    """A button without answers."""


@router.get("/ofertas", dependencies=[allow(Permission.REFERRAL_READ)])
def list_offers(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return page(request, "candidate/offers/list.html", offers=queries.visible_to(session, actor))


@router.get("/ofertas/{public_id}", dependencies=[allow(Permission.REFERRAL_READ)])
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _page(request, session, actor, public_id)


@router.post("/ofertas/{public_id}/consent", dependencies=[allow(Permission.REFERRAL_CONSENT)])
def consent(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    referral = queries.load(session, actor, public_id)
    bound = bind(Answer, form)
    with attempt(session, bound):
        service.consent(
            session, actor, referral, candidates.own(session, actor), how=How.SCREEN, language=i18n.language()
        )
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/mi/ofertas/{public_id}")


@router.post("/ofertas/{public_id}/decline", dependencies=[allow(Permission.REFERRAL_DECLINE)])
def decline(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    """No, or not any more: a permission given before ends with it."""
    referral = queries.load(session, actor, public_id)
    bound = bind(Answer, form)
    with attempt(session, bound):
        service.decline(session, actor, referral, candidates.own(session, actor))
    if bound.has_errors:
        return _page(request, session, actor, public_id, bound)
    return redirect(request, session, f"/mi/ofertas/{public_id}")


def _page(
    request: Request, session: Session, actor: Actor, public_id: str, bound: Bound[Answer] | None = None
) -> Response:
    referral = queries.load(session, actor, public_id)
    entry = queries.entry_of(session, referral)
    return page(
        request,
        "candidate/offers/read.html",
        bound=bound,
        offer=referral,
        next=_next(referral),
        vacancy=referral.vacancy,
        rows=terms.rows(referral.vacancy),
        reasons=_sentences(in_favour(entry.parts)[:_REASONS_SHOWN]) if entry else [],
        missing=_sentences(entry.missing) if entry else [],
        papers=_still_missing(session, referral),
        why_not=why_not(session, referral),
        places=referral.vacancy.seats_total,
        proposed=proposed_for(session, referral.vacancy_id),
        consent_text=service.consent_text(referral, i18n.language()),
        verbs=moves.available(session, actor, referral),
        interview_at=referral.interview_at and referral.interview_at.astimezone(clock.GUATEMALA),
    )


def _next(referral: Referral) -> str:
    """The code of what follows: of an interview whose day is held, that day and no call."""
    if referral.state != ReferralState.INTERVIEW or referral.interview_at is None:
        return referral.state
    return "interview_past" if referral.interview_at < clock.now() else "interview_day"


def _still_missing(session: Session, referral: Referral) -> list[str]:
    """Papers this job asks for that the person said they do not have, and dates that stand in the way."""
    answer = pathways.answer_for_vacancy(session, referral.candidate, referral.vacancy)
    return [one.message[i18n.language()] for one in (*answer.missing, *answer.refusals)]


@router.get("/vacantes", dependencies=[allow(Permission.CANDIDATE_READ)])
def list_vacancies(
    request: Request, session: DbSession, actor: CurrentActor, pool: CandidatePool
) -> Response:
    own = candidates.own(session, actor)
    found = shortlists.vacancies_for(session, actor, own, pool, top=_JOBS_SHOWN)
    ids = [one.vacancy for one in found.ranked]
    by_id = vacancies.open_among(session, ids)
    jobs = [
        {
            "vacancy": by_id[one.vacancy],
            "summary": terms.summary(by_id[one.vacancy]),
            "reasons": _sentences(in_favour([part_to_json(part) for part in one.parts])[:_REASONS_SHOWN]),
            "missing": _sentences(one.missing[:_REASONS_SHOWN]),
        }
        for one in found.ranked
        if one.vacancy in by_id  # closed since the ranking looked
    ]
    return page(
        request,
        "candidate/offers/vacancies.html",
        jobs=jobs,
        offers=queries.offers_for(session, actor, ids),
        found=openings.shown(openings_for(session, actor, own, pool)),
        advice=_advice(found.counts),
    )


def _sentences(reasons: Iterable[Any]) -> list[str]:
    """Reasons in words, each on a line of its own and so with a capital."""
    return [text[:1].upper() + text[1:] for text in map(words.reason, reasons)]


def _advice(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Which wish alone keeps other open jobs away from this person, the most costly first."""
    found = [
        (matching.requirement(name.removeprefix("only_")), number)
        for name, number in counts.items()
        if name.startswith("only_") and number and name.removeprefix("only_") in _WISHES
    ]
    return sorted(found, key=lambda pair: -pair[1])

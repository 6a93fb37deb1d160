"""/mi/avisos - may we write to you, and by which way: given and taken back here, each way for itself. And whether the
telephone is the family's, so that messages say less; and the answer to "do you still look for work?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import page, redirect
from registry.access import Permission
from registry.candidates import queries, safety, service
from registry.candidates.consents import How, in_force
from registry.candidates.models import Candidate
from registry.candidates.registration import answer
from registry.candidates.service import correct, facts_held
from registry.candidates.stages import stage_of
from registry.errors import NotFound
from registry.messages import optin, outbox, reconfirm
from registry.messages.catalogue import Channel

router = APIRouter(prefix="/mi/avisos")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\"]{2,}")


def _is_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise PydanticCustomError("email", "email")
    return text


class Way(FormModel):
    channel: Channel
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(_is_email)] | None = None


class Shared(FormModel):
    is_shared: bool = False


class Interest(FormModel):
    goes_on: bool


@dataclass(frozen=True, slots=True)
class WayShown:
    """One way to be written to, with the words agreed to (or to agree to) and since when."""

    channel: Channel
    text: str
    is_given: bool
    at: datetime | None
    can_be_given: bool


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def messages(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, queries.own(session, actor), Bound())


def _page(request: Request, session: Session, candidate: Candidate, bound: Bound[Way]) -> Response:
    return page(
        request,
        "candidate/own/messages.html",
        bound=bound,
        ways=_ways(session, candidate),
        email=optin.address(session, candidate, Channel.EMAIL),
        has_phone=candidate.phone is not None,
        is_shared=candidate.is_phone_shared,
        is_quiet=safety.is_quiet(session, candidate.id),
        is_asked=reconfirm.is_asked(session, candidate),
        stage=stage_of(session, candidate),
    )


def _ways(session: Session, candidate: Candidate) -> list[WayShown]:
    standing = {one.purpose: one for one in queries.standing_consents(session, candidate.id)}
    shown = []
    for channel in (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL):
        purpose = optin.PURPOSES[channel]
        held = standing.get(purpose)
        is_given = held is not None and held.is_given and held.withdrawn_at is None
        shown.append(
            WayShown(
                channel,
                # The words they agreed to, not today's.
                held.text if held is not None and is_given else in_force()[purpose].text(i18n.language()),
                is_given,
                held.at if held is not None and is_given else None,
                channel is Channel.EMAIL or candidate.phone is not None,
            )
        )
    return shown


@router.post("/give", dependencies=[allow(Permission.CONSENT_GIVE)])
def give(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Yes to one way. E-mail needs an address; the two others the telephone of the registration."""
    candidate = queries.own(session, actor)
    bound = bind(Way, form)
    way = bound.data
    if bound.errors.get("channel") or (way is not None and way.channel not in optin.PURPOSES):
        raise NotFound()
    if way is not None and way.channel is Channel.EMAIL and way.email is None:
        bound.add("email", _email_missing())
    if way is None or bound.has_errors:
        return _page(request, session, candidate, bound)
    if way.channel is Channel.EMAIL:
        optin.keep_email(session, candidate, way.email)
    elif candidate.phone is None:
        raise NotFound()
    yes = answer(optin.PURPOSES[way.channel], is_given=True, how=How.SCREEN, language=i18n.language())
    service.give_consent(session, actor, candidate, yes)
    return redirect(request, session, "/mi/avisos")


def _email_missing() -> str:
    return i18n.gettext("Escriba su correo.")


@router.post("/withdraw", dependencies=[allow(Permission.CONSENT_WITHDRAW)])
def withdraw(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """No to one way, at once."""
    candidate = queries.own(session, actor)
    way = bind(Way, form).data
    if way is None or way.channel not in optin.PURPOSES:
        raise NotFound()
    service.withdraw_consent(session, actor, candidate, optin.PURPOSES[way.channel])
    if way.channel is Channel.EMAIL:
        optin.keep_email(session, candidate, None)
    return redirect(request, session, "/mi/avisos")


@router.post("/stop", dependencies=[allow(Permission.CONSENT_WITHDRAW)])
def stop(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """No to all of them: what BAJA does from a telephone."""
    candidate = queries.own(session, actor)
    optin.stop(session, actor, candidate)
    outbox.cancel(session, candidate)
    return redirect(request, session, "/mi/avisos")


@router.post("/telephone", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def telephone(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Whether others read this telephone too: then messages say only that there is something to know."""
    candidate = queries.own(session, actor)
    bound = bind(Shared, form)
    if bound.data is not None:
        facts = facts_held(candidate)
        facts.is_phone_shared = bound.data.is_shared
        with attempt(session, bound):
            correct(session, actor, candidate, facts)
    if bound.has_errors:
        return _page(request, session, candidate, Bound())
    return redirect(request, session, "/mi/avisos")


@router.post("/interest", dependencies=[allow(Permission.CANDIDATE_PAUSE)])
def interest(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """The answer to the question of every 90 days, given on the page."""
    sent = bind(Interest, form).data
    if sent is None:
        raise NotFound()
    reconfirm.say(session, actor, queries.own(session, actor), goes_on=sent.goes_on)
    return redirect(request, session, "/mi/avisos")

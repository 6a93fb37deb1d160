"""/centro/servicios, /centro/remisiones - the directory of services, and sending people there with their permission."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.agency.forms import place_choices
from app.centre.people import masked_name, open_person
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import moves
from registry.access import Actor, Permission
from registry.candidates import identity
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotFound
from registry.seeds.reference import municipalities
from registry.support import directory, queries, service
from registry.support.models import ServiceKind, SupportReferral, SupportService
from registry.support.states import Outcome

router = APIRouter(prefix="/centro")
_REFER = [allow(Permission.SUPPORT_REFER)]


_UpTo400 = Annotated[str, StringConstraints(max_length=400)]
_Line = Annotated[str, StringConstraints(max_length=80)]


class ServiceForm(FormModel):
    kind: ServiceKind
    name: Annotated[str, StringConstraints(min_length=3, max_length=160)]
    offers: _UpTo400 | None = None
    phone: _Line | None = None
    address: Annotated[str, StringConstraints(max_length=200)] | None = None
    hours: _Line | None = None
    municipality: Annotated[str, StringConstraints(max_length=4)] | None = None
    source: Annotated[str, StringConstraints(max_length=300)] | None = None
    source_on: date | None = None


class ReferralForm(FormModel):
    service: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    how: How
    asks: Annotated[str, StringConstraints(max_length=500)] | None = None
    has_consent: Literal["1"]


class Answered(FormModel):
    is_accepted: Literal["yes", "no"]
    answer: Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Ended(FormModel):
    outcome: Outcome


@router.get("/servicios", dependencies=_REFER)
def list_services(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    found = directory.services(session, actor, in_use=False)
    return page(
        request,
        "centre/services/list.html",
        groups=[(kind, [one for one in found if one.kind == kind]) for kind in ServiceKind],
        has_any=bool(found),
        kept={one.public_id for one in found if directory.may_keep(actor, one.kind)},
        places=municipalities(),
    )


@router.post("/servicios/take_shipped", dependencies=_REFER)
def take_shipped(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    directory.take_shipped(session, actor)
    return redirect(request, session, "/centro/servicios")


@router.get("/servicios/nuevo", dependencies=_REFER)
def new_service(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return service_form(request, actor, None, None, back="/centro/servicios")


@router.post("/servicios/nuevo", dependencies=_REFER)
def add_service(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    return keep(request, session, actor, form, None, back="/centro/servicios")


@router.get("/servicios/{public_id}", dependencies=_REFER)
def edit_service(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    found = _load_kept(session, actor, public_id)
    return service_form(request, actor, as_typed(found), found, back="/centro/servicios")


@router.post("/servicios/{public_id}", dependencies=_REFER)
def keep_service(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    found = _load_kept(session, actor, public_id)
    return keep(request, session, actor, form, found, back="/centro/servicios")


@router.post("/servicios/{public_id}/use", dependencies=_REFER)
def use_service(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    found = _load_kept(session, actor, public_id)
    directory.use(session, actor, found, is_in_use=form.get("in_use") == "yes")
    return redirect(request, session, "/centro/servicios")


def _load_kept(session: Session, actor: Actor, public_id: str) -> SupportService:
    """Raises NotFound also for a centre that everybody reads: its words are the Ministry's."""
    found = directory.load(session, actor, public_id)
    if not directory.may_keep(actor, found.kind):
        raise NotFound()
    return found


def as_typed(found: SupportService) -> Bound[ServiceForm]:
    values: dict[str, Any] = {name: getattr(found, name) or "" for name in ServiceForm.model_fields}
    if found.source_on is not None:
        day = found.source_on
        values |= {"source_on_day": day.day, "source_on_month": day.month, "source_on_year": day.year}
    return Bound(values)


def keep(
    request: Request,
    session: Session,
    actor: Actor,
    form: SentForm,
    found: SupportService | None,
    *,
    back: str,
) -> Response:
    def act(sent: ServiceForm) -> None:
        if not directory.may_keep(actor, sent.kind):
            raise Invalid("enum", field="kind")
        directory.keep(session, actor, found, directory.Facts(**dict(sent)))

    bound = carry_out(session, ServiceForm, form, act)
    if bound.has_errors:
        return service_form(request, actor, bound, found, back=back)
    return redirect(request, session, back)


def service_form(
    request: Request, actor: Actor, bound: Bound[Any] | None, found: SupportService | None, *, back: str
) -> Response:
    kinds = [kind for kind in ServiceKind if directory.may_keep(actor, kind)]
    return page(
        request,
        "centre/services/form.html",
        bound=bound,
        service=found,
        back=back,
        kinds=words.choices("service.kind", kinds),
        places=place_choices(),
    )


# ---------------------------------------------------------------- referrals


@router.get("/remisiones", dependencies=_REFER)
def list_referrals(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    rows = [
        (one, masked_name(one.candidate), queries.days_open(one)) for one in queries.open_ones(session, actor)
    ]
    return page(request, "centre/services/referrals.html", rows=rows)


@router.get("/personas/{public_id}/servicios", dependencies=_REFER)
def of_person(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _of_person(request, session, actor, open_person(session, actor, public_id), None)


def _of_person(
    request: Request, session: Session, actor: Actor, candidate: Candidate, bound: Bound[Any] | None
) -> Response:
    found = directory.services(session, actor)
    choices = [
        (words.word(kind, "service.kind"), [(one.public_id, one.name) for one in found if one.kind == kind])
        for kind in dict.fromkeys(one.kind for one in found)
    ]
    return page(
        request,
        "centre/services/person.html",
        bound=bound,
        person=candidate,
        name=f"{candidate.given_names} {candidate.surnames}",
        referrals=[(one, queries.days_open(one)) for one in queries.of_person(session, actor, candidate)],
        services=choices,
        hows=words.choices("consent.how", (How.READ_ALOUD, How.SCREEN, How.PAPER)),
        example=service.consent_text(SupportService(name="…"), i18n.language()),
    )


@router.post("/personas/{public_id}/servicios/refer", dependencies=_REFER)
def refer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)

    def act(sent: ReferralForm) -> None:
        where = directory.load(session, actor, sent.service)
        language = i18n.language()
        service.refer(session, actor, candidate, where, how=sent.how, asks=sent.asks, language=language)

    bound = carry_out(session, ReferralForm, form, act)
    if "has_consent" in bound.errors:
        bound.errors["has_consent"] = words.text_of("permission_missing")
    if bound.has_errors:
        return _of_person(request, session, actor, candidate, bound)
    return redirect(request, session, f"/centro/personas/{public_id}/servicios")


@router.get("/remisiones/{public_id}", dependencies=_REFER)
def read_referral(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _read(request, session, actor, queries.load(session, actor, public_id), None)


@router.get("/remisiones/{public_id}/carta", dependencies=_REFER)
def print_letter(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    """What the person carries to the service: who they are and who sends them. Not why."""
    one = queries.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, one.candidate):
        return redirect(request, session, f"/centro/remisiones/{public_id}")
    return page(request, "centre/services/letter.html", one=one, person=one.candidate, helper=actor.name)


def _read(
    request: Request, session: Session, actor: Actor, one: SupportReferral, bound: Bound[Any] | None
) -> Response:
    is_open = identity.may_read_identity(session, actor, one.candidate)
    return page(
        request,
        "centre/services/referral.html",
        bound=bound,
        one=one,
        name=masked_name(one.candidate),
        person=one.candidate,
        is_open=is_open,
        days=queries.days_open(one),
        verbs=moves.available(session, actor, one),
        outcomes=words.choices("support.outcome", Outcome),
    )


@router.post("/remisiones/{public_id}/answer", dependencies=_REFER)
def answer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    one = queries.load(session, actor, public_id)

    def act(sent: Answered) -> None:
        service.answered(session, actor, one, is_accepted=sent.is_accepted == "yes", answer=sent.answer)

    return _after(request, session, actor, one, carry_out(session, Answered, form, act))


@router.post("/remisiones/{public_id}/end", dependencies=_REFER)
def end(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    one = queries.load(session, actor, public_id)
    bound = carry_out(session, Ended, form, lambda sent: service.end(session, actor, one, sent.outcome))
    return _after(request, session, actor, one, bound)


@router.post("/remisiones/{public_id}/withdraw", dependencies=_REFER)
def withdraw(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    one = queries.load(session, actor, public_id)
    bound = carry_out(session, Nothing, form, lambda _sent: service.withdraw(session, actor, one))
    return _after(request, session, actor, one, bound)


def _after(
    request: Request, session: Session, actor: Actor, one: SupportReferral, bound: Bound[Any]
) -> Response:
    if bound.has_errors:
        return _read(request, session, actor, one, bound)
    return redirect(request, session, f"/centro/remisiones/{one.public_id}")

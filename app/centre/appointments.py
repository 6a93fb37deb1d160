"""/centro/citas - appointments: the day's list, giving one, who came, and the note of an interview or a test."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import words
from app.centre.people import masked_name, open_person
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Nothing, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import clock, moves
from registry.access import Actor, Permission
from registry.appointments import queries, service
from registry.appointments.models import Appointment, AppointmentKind
from registry.candidates import identity
from registry.candidates.models import Candidate
from registry.errors import NotFound

router = APIRouter(prefix="/centro")
_KEEP = [allow(Permission.APPOINTMENT_KEEP)]
VERBS = ("attend", "miss", "cancel")
_FIRST_YEAR = 2000


class NewAppointment(FormModel):
    """`at_time`: on the clock of Guatemala."""

    kind: AppointmentKind
    on: date
    at_time: time
    place: Annotated[str, StringConstraints(min_length=3, max_length=160)]


class Note(FormModel):
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


@router.get("/citas", dependencies=_KEEP)
def list_day(request: Request, session: DbSession, actor: CurrentActor, dia: str = "") -> Response:
    day = _day(dia)
    one_day = timedelta(days=1)
    return page(
        request,
        "centre/appointments/day.html",
        day=day,
        before=(day - one_day).isoformat(),
        after=(day + one_day).isoformat(),
        rows=[_row(session, actor, one) for one in queries.of_day(session, actor, day)],
    )


def _day(text: str) -> date:
    """Today for what is no day, or none that an appointment is made for."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if _FIRST_YEAR <= day.year < _FIRST_YEAR + 200 else clock.today()


def _row(session: Session, actor: Actor, one: Appointment) -> dict[str, Any]:
    return {
        "one": one,
        "at": one.at.astimezone(clock.GUATEMALA),
        "name": masked_name(one.candidate),
        "verbs": moves.available(session, actor, one),
    }


@router.get("/personas/{public_id}/citas", dependencies=_KEEP)
def list_of_person(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _of_person(request, session, actor, open_person(session, actor, public_id), None)


def _of_person(
    request: Request, session: Session, actor: Actor, candidate: Candidate, bound: Bound[Any] | None
) -> Response:
    return page(
        request,
        "centre/appointments/person.html",
        bound=bound,
        person=candidate,
        name=f"{candidate.given_names} {candidate.surnames}",
        appointments=[
            (one, one.at.astimezone(clock.GUATEMALA)) for one in queries.of_person(session, actor, candidate)
        ],
        kinds=words.choices("appointment.kind", AppointmentKind),
        centre=actor.centre or "",
    )


@router.post("/personas/{public_id}/citas/book", dependencies=_KEEP)
def book(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)

    def act(sent: NewAppointment) -> None:
        service.book(
            session, actor, candidate, kind=sent.kind, on=sent.on, at_time=sent.at_time, place=sent.place
        )

    bound = carry_out(session, NewAppointment, form, act)
    if bound.has_errors:
        return _of_person(request, session, actor, candidate, bound)
    return redirect(request, session, f"/centro/personas/{public_id}/citas")


@router.get("/citas/{public_id}", dependencies=_KEEP)
def read(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    return _read(request, session, actor, queries.load(session, actor, public_id), None)


def _read(
    request: Request, session: Session, actor: Actor, one: Appointment, bound: Bound[Any] | None
) -> Response:
    """The note is part of the person's data: it opens as they do, with a reason."""
    is_open = identity.may_read_identity(session, actor, one.candidate)
    return page(
        request,
        "centre/appointments/read.html",
        bound=bound if bound is not None else Bound({"note": one.note or ""} if is_open else {}),
        is_open=is_open,
        person=one.candidate,
        **_row(session, actor, one),
    )


@router.post("/citas/{public_id}/note", dependencies=_KEEP)
def note(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    one = queries.load(session, actor, public_id)
    bound = carry_out(session, Note, form, lambda sent: service.note(session, actor, one, sent.note))
    if bound.has_errors:
        return _read(request, session, actor, one, bound)
    return redirect(request, session, f"/centro/citas/{public_id}")


@router.post("/citas/{public_id}/{verb}", dependencies=_KEEP)
def change(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, verb: str
) -> Response:
    one = queries.load(session, actor, public_id)
    if verb not in VERBS:
        raise NotFound()
    bound = carry_out(session, Nothing, form, lambda _sent: service.change(session, actor, one, verb))
    if bound.has_errors:
        return _read(request, session, actor, one, bound)
    return redirect(request, session, f"/centro/citas/{public_id}")
